"""Vary the paper's one-layer experiments: other means, spreads, lengths and starting weights, all else as printed or coded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from numerics.networks.protocol import Form, Initialisation, Protocol
from numerics.networks.protocols import protocols


def one_layer(form: Form, mu: Sequence[float], spread: Sequence[float], steps: int, scale: float | None = None) -> Protocol:
    """Return figure 2b's protocol with changes.

    Parameters
    ----------
    form : "printed" (deviations, no biases) or "coded" (variances, origin cluster, biases)
    mu, spread : of the two concepts
    steps : optimiser steps
    scale : of Gaussian starting weights, or None for those of the protocol
    """
    base = protocols(form, "2b")[0]
    start = base.initialisation if scale is None else Initialisation("gaussian", scale)
    return replace(base, data=replace(base.data, mu=tuple(mu), spread=tuple(spread)), steps=steps, initialisation=start)
