"""Train tied networks `f(x) = U U^T x` by gradient descent, on population, full-batch or minibatch second moments.

One step with the second moment `M_b` of the next minibatch, on the printed clock:

    U+ = U + eta X U,   X = M_b - (M_b W + W M_b)/2,   W = U U^T

that is a step `eta / 2` of gradient descent on `1/(2N) sum ||U U^T x - x||^2` over the minibatch: exact, without samples.

Source: arXiv 2410.08309v2, section 4.2 (as transcribed); numerics.field for the direction.

Legend: n networks, B minibatches; U (n, d, h), M (B, d, d) or (B, n, d, d), z (d,) test point.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from numerics.arrays import Array
from numerics.data import Clusters, draw
from numerics.field import tied_weight_field
from numerics.loss import test_loss
from numerics.minibatch import moments


def training_moments(clusters: Clusters, batch: int | None, seeds: range) -> Array:
    """Return the minibatch moments of one data set per seed, shape (B, n, r, r); `batch` None takes all samples at once."""
    drawn = [draw(clusters, np.random.default_rng(seed)) for seed in seeds]
    return np.stack([moments(points, batch or len(points), bias=False) for points in drawn], axis=1)


def states(U: Array, M: Array, eta: float, steps: int) -> Iterator[Array]:
    """Yield U before the first step and after each one, cycling through the moments in order."""
    if not eta > 0:
        raise ValueError(f"eta must be > 0, got {eta}")
    yield U
    for number in range(steps):
        U = U + eta * tied_weight_field(U, M[number % len(M)])
        yield U


def loss_curves(U: Array, M: Array, eta: float, steps: int, z: Array, every: int = 1) -> Array:
    """Return the test losses at z before step 0, every, 2 every, ..., shape (n, records)."""
    records = [test_loss(U @ U.swapaxes(-1, -2), z) for number, U in enumerate(states(U, M, eta, steps)) if number % every == 0]
    return np.stack(records, axis=-1)


def diagonal_curves(U: Array, M: Array, eta: float, steps: int, every: int = 1) -> Array:
    """Return `w_kk` before step 0, every, 2 every, ..., shape (d, n, records)."""
    records = [(U**2).sum(axis=-1) for number, U in enumerate(states(U, M, eta, steps)) if number % every == 0]
    return np.moveaxis(np.stack(records, axis=-1), 1, 0)
