"""Tied networks f(x) = U U^T x: descent on second moments, and the recurrence on W by which the paper's figures are drawn.

    descent       U+ = U + eta X U,   X = M_b - (M_b W + W M_b)/2,   W = U U^T     M_b of the next minibatch
    recurrence    W+ = W + eta V(W),  V with rates a (printed) or a^2 (coded)      W(0) = U U^T, U uniform on [0, scale)

One step is eta of printed time. That of descent is a step eta/2 of gradient descent on 1/(2N) sum ||U U^T x - x||^2 over the
minibatch: exact, without samples.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Eq. (D.2) and Figs. 5, 8, 9, 10, 17 and 18, as transcribed; the
released code's figure scripts.

Legend: n networks, B minibatches, K steps; U (n, d, h), M (B, d, d) or (B, n, d, d), a (d,) rates, z (d,) test point.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from numerics.flow.iterate import recurrence
from numerics.networks.data import Clusters, draw, moments
from numerics.networks.protocol import Protocol, Run, output_points, record_steps
from numerics.task.arrays import Array
from numerics.task.field import tied_weight_field
from numerics.task.loss import test_loss, training_loss


def training_moments(clusters: Clusters, batch: int | None, seeds: Iterable[int]) -> Array:
    """Return the minibatch moments of one data set per seed, shape (B, n, r, r); `batch` None takes all samples at once."""
    return np.stack([moments(draw(clusters, np.random.default_rng(seed)), batch, bias=False) for seed in seeds], axis=1)


def states(U: Array, M: Array, eta: float, steps: int) -> Iterator[Array]:
    """Yield U before the first step and after each one, cycling through the moments in order.

    Raises
    ------
    ValueError : if `eta` is not positive
    """
    if not eta > 0:
        raise ValueError(f"eta must be > 0, got {eta}")
    yield U
    for number in range(steps):
        U = U + eta * tied_weight_field(U, M[number % len(M)])
        yield U


def loss_curves(U: Array, M: Array, eta: float, steps: int, z: Array, every: int = 1) -> Array:
    """Return the test losses at z before step 0, every, 2 every, ..., shape (n, records)."""
    recorded = islice(states(U, M, eta, steps), 0, None, every)
    return np.stack([test_loss(U @ U.swapaxes(-1, -2), z) for U in recorded], axis=-1)


def diagonal_curves(U: Array, M: Array, eta: float, steps: int, every: int = 1) -> Array:
    """Return w_kk before step 0, every, 2 every, ..., shape (d, n, records)."""
    recorded = islice(states(U, M, eta, steps), 0, None, every)
    return np.moveaxis(np.stack([(U**2).sum(axis=-1) for U in recorded], axis=-1), 1, 0)


def rates(protocol: Protocol) -> Array:
    """Return the rates that drive the protocol's W, padded with zeros to d, and squared if so coded; shape (d,)."""
    a = _padded(protocol, protocol.data.task().rates())
    return a**2 if protocol.optimiser.squared else a


class Recurrence(NamedTuple):
    """Losses before every step and after the last, at x_hat and in training, (n, K + 1); W at `record_steps`, (n, k, d, d)."""

    test: Array
    training: Array
    weights: Array


def recurrences(runs: Sequence[Run]) -> Recurrence:
    """Return what the recurrence does from the start of each run.

    Raises
    ------
    ValueError : if the protocols are not of the tied model on one task
    """
    protocol = runs[0].protocol
    if protocol.architecture.kind != "tied" or len({run.protocol.shape for run in runs}) != 1:
        raise ValueError(f"protocols must be of the tied model and share one task, got figure {protocol.figure}")
    size = (protocol.data.dim, protocol.architecture.hidden)
    U = np.stack([run.protocol.initialisation.scale * np.random.default_rng(run.seed).random(size) for run in runs])
    z, A = _padded(protocol, protocol.data.task().probe()), loss_moments(runs)
    records: list[tuple[Array, Array]] = []
    due, kept = set(record_steps(protocol).tolist()), []

    def observe(step: int, W: Array) -> None:
        records.append((test_loss(W, z), training_loss(W, A)))
        if step in due:
            kept.append(W)

    recurrence(U @ U.swapaxes(1, 2), rates(protocol), protocol.optimiser.rate, protocol.steps, observe)
    test, training = (np.stack(losses, axis=-1) for losses in zip(*records, strict=True))
    return Recurrence(test, training, np.stack(kept, axis=1))


def outputs(runs: Sequence[Run], W: Array) -> Array:
    """Return W z at the `output_points` z, for W (n, k, d, d), shape (n, k, 1 + s, d)."""
    protocol = runs[0].protocol
    points = output_points(protocol)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.pad(points, ((0, 0), (0, protocol.data.dim - points.shape[1]))) @ W


def loss_moments(runs: Sequence[Run]) -> Array:
    """Return the moments of the training loss: of the population, shape (d,), or of the samples of each run, shape (n, d, d)."""
    protocol = runs[0].protocol
    clusters = protocol.probes.training
    if clusters is None:
        return _padded(protocol, protocol.data.task().rates())
    beyond = protocol.data.dim - clusters.rank
    drawn = training_moments(clusters, None, [run.seed for run in runs])[0]
    return np.pad(drawn, ((0, 0), (0, beyond), (0, beyond)))


def _padded(protocol: Protocol, informative: Array) -> Array:
    return np.pad(informative, (0, protocol.data.dim - len(informative)))
