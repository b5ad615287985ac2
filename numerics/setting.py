"""What `predict` and `simulate` are asked: a model, its rates, a start, a test point and a horizon, in one place.

    rates     a_k of the task, or a_k^2 (`squared`, as in the released code)
    start     W(0) given, or U = R * uniform(0, 1), W(0) = U U^T
    order     coordinates by descending rate; the closed forms work in this order

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), sections 2 to 4.

    a (d,) rates by coordinate     W0 (d, d)     z (d,) test point
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from numerics.arrays import Floats
from numerics.task import Task
from numerics.trajectory import triangular_factor

MODELS = ("tied", "one-layer")
RATES = ("plain", "squared")
CLOCKS = {"tied": "printed", "one-layer": "loss"}
#: Asymmetry of W(0) beyond this part of its largest entry is refused for tied weights.
SYMMETRY = 1e-9


@dataclass(frozen=True, eq=False)
class Setting:
    """One question to `predict` or `simulate`.

    Parameters
    ----------
    model : "tied" or "one-layer"
    a : (d,) rates, >= 0
    W0 : (d, d) start; for the tied model symmetric and positive semidefinite
    z : (d,) test point
    horizon : last time shown; by default 1.3 times the largest finite learning time + 8
    """

    model: str
    a: Floats
    W0: Floats
    z: Floats
    horizon: float | None = None

    @property
    def order(self) -> np.ndarray:
        """Return the coordinates by descending rate, counted from 0, shape (d,)."""
        return np.argsort(-self.a, kind="stable")

    @property
    def clock(self) -> str:
        """Return what a unit of time is."""
        return CLOCKS[self.model]

    def in_order(self) -> tuple[Floats, Floats, Floats]:
        """Return (a, W0, z) with the coordinates in descending rate."""
        order = self.order
        return self.a[order], self.W0[np.ix_(order, order)], self.z[order]

    def by_coordinate(self, ordered: Floats) -> Floats:
        """Return a vector (d,) given in descending rate, by coordinate."""
        out = np.empty_like(ordered)
        out[self.order] = ordered
        return out


def setting(
    mu: Sequence[float] | Floats,
    sigma: Sequence[float] | Floats,
    W0: Floats,
    model: str = "tied",
    dim: int | None = None,
    rates: str = "plain",
    probe: Sequence[float] | None = None,
    horizon: float | None = None,
) -> Setting:
    """Return a checked setting.

    Parameters
    ----------
    mu : (s,) signals, >= 0
    sigma : (s,) or (d,) deviations, >= 0
    W0 : (d, d) start
    model : "tied" or "one-layer"
    dim : d >= s; by default the size of W0
    rates : "plain" for a_k, "squared" for a_k^2
    probe : v in {0, 1}^s; by default all ones
    horizon : > 0, or None

    Raises
    ------
    ValueError : naming the argument, the rule and the value
    """
    if model not in MODELS:
        raise ValueError(f"model must be one of {', '.join(MODELS)}, got {model!r}")
    if rates not in RATES:
        raise ValueError(f"rates must be one of {', '.join(RATES)}, got {rates!r}")
    if horizon is not None and not (np.isfinite(horizon) and horizon > 0):
        raise ValueError(f"horizon must be finite and above 0, got {horizon}")
    W0 = np.asarray(W0, dtype=float)
    task = Task(tuple(mu), tuple(sigma), W0.shape[0] if dim is None and W0.ndim == 2 else dim)
    a = task.rates() ** 2 if rates == "squared" else task.rates()
    start = checked_start(W0, a, model)
    return Setting(model, a, start, task.probe(probe), horizon)


def checked_start(W0: Floats, a: Floats, model: str) -> Floats:
    """Return W(0) if it is a finite d x d matrix and, for tied weights, symmetric and positive semidefinite."""
    d = a.size
    if W0.shape != (d, d):
        raise ValueError(f"W(0) must have shape ({d}, {d}), got {W0.shape}")
    if not np.all(np.isfinite(W0)):
        raise ValueError(f"W(0) must be finite, got {W0[~np.isfinite(W0)][0]}")
    if model != "tied":
        return W0
    largest = float(np.max(np.abs(W0)))
    if float(np.max(np.abs(W0 - W0.T))) > SYMMETRY * largest:
        raise ValueError(f"W(0) must be symmetric for the tied model, got an asymmetry of {np.max(np.abs(W0 - W0.T)):.3g}")
    start = W0 / 2 + W0.T / 2
    order = np.argsort(-a, kind="stable")
    triangular_factor(start[np.ix_(order, order)])
    return start


def random_start(scale: float, seed: int, d: int) -> Floats:
    """Return U U^T for U = scale * default_rng(seed).random((d, d))."""
    if not (np.isfinite(scale) and scale > 0):
        raise ValueError(f"init-scale must be finite and above 0, got {scale}")
    U = scale * np.random.default_rng(seed).random((d, d))
    return np.asarray(U @ U.T)
