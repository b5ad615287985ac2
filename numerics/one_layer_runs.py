"""Follow one-layer networks through training: errors of their outputs, and residuals of single columns.

    error at z:  (W - I) z,  z = sum z_i e_i informative (with biases: at (z, 1));   column k:  ||(W - I) e_k||

Source: arXiv 2410.08309v2, section 4.1 (as transcribed).

Legend: n runs, k records, d outputs, q informative entries.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numerics.arrays import Array
from numerics.routes import linear_residuals
from numerics.runs import Run


@dataclass(frozen=True)
class Residuals:
    """Hold the residual maps at every recorded step: ``steps`` (k,), ``maps`` transposed (n, k, q, d)."""

    steps: Array
    maps: Array

    def columns(self) -> Array:
        """Return ``||(W - I) e_k||`` for the informative entries, shape (q, n, k)."""
        return np.moveaxis(np.linalg.norm(self.maps, axis=-1), -1, 0)

    def errors(self, z: Array) -> Array:
        """Return ``f(z) - z`` in rotated outputs, shape (n, k, d); z has q entries, the last 1 with biases."""
        return np.einsum("q,nkqd->nkd", z, self.maps)


def residuals(runs: list[Run], every: int = 1) -> Residuals:
    """Train linear runs of one shape and keep the residual map every so many steps."""
    kept = [(number, R.copy()) for number, R in enumerate(linear_residuals(runs)) if number % every == 0]
    return Residuals(np.array([number for number, _ in kept]), np.stack([R for _, R in kept], axis=1))
