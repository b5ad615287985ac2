"""Run the figures of the tied model by their protocols: the recurrence on W, with the rates or, as coded, their squares.

    W+ = W + eta V(W),  V with rates a (printed) or a^2 (coded)

Source: arXiv 2410.08309v2, figures 5, 8, 9, 10, 17, 18 (as transcribed); the released code's figure scripts.

Legend: n seeds, K steps, d coordinates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numerics.arrays import Array
from numerics.initialisation import uniform_tied
from numerics.iterate import recurrence
from numerics.loss import test_loss, training_loss
from numerics.protocol import Protocol


@dataclass(frozen=True)
class TiedCurves:
    """Hold W after every step, (K + 1, n, d, d), and the test and training losses, (K + 1, n)."""

    W: Array
    test: Array
    training: Array


def rates(protocol: Protocol) -> Array:
    """Return the rates that drive the protocol's W, padded with zeros to d, and squared if so coded; shape (d,)."""
    informative = protocol.data.task().rates()
    a = np.pad(informative, (0, protocol.data.dim - len(informative)))
    return a**2 if protocol.optimiser.squared else a


def run(protocol: Protocol, seeds: range) -> TiedCurves:
    """Run the recurrence from ``U U^T``, U uniform on [0, scale), for each seed.

    Raises
    ------
    ValueError
        If the protocol is not one of the tied model.
    """
    if protocol.architecture.kind != "tied":
        raise ValueError(f"protocol must be of the tied model, got figure {protocol.figure}")
    d, hidden = protocol.data.dim, protocol.architecture.hidden
    starts = [uniform_tied(1, d, hidden, protocol.initialisation.scale, np.random.default_rng(seed)) for seed in seeds]
    U = np.concatenate(starts)
    path: list[Array] = []
    recurrence(U @ U.swapaxes(1, 2), rates(protocol), protocol.optimiser.rate, protocol.steps, lambda _, W: path.append(W))
    W = np.stack(path)
    z = np.pad(protocol.data.task().probe(), (0, d - protocol.data.rank))
    a = np.pad(protocol.data.task().rates(), (0, d - protocol.data.rank))
    with np.errstate(over="ignore", invalid="ignore"):
        return TiedCurves(W, test_loss(W, z), training_loss(W, a))
