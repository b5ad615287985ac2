"""The distance of a trained tied network from the closed form, split into its causes, each measured by itself.

With the closed form as the zero of the scale, test losses at x_hat as functions of printed time, and one cause at a time:

    small omega   flow with A                             -  closed form
    step size     descent with A, step eta                -  flow with A
    minibatches   descent with A + (A_b - A_n), step eta  -  descent with A, step eta
    finite n      flow with A_n                           -  flow with A
    rounding      descent with A in the working precision -  the same in extended precision
    whole         minibatch descent with A_b, step eta    -  closed form

No cause is measured on top of another (minibatch noise is centred on A, finite n has no steps), so that the sum of the parts
equals the whole only up to products of causes. Curves are recorded every `EVERY` steps.

Source: new.

Legend: A population, A_n empirical, A_b minibatch moments; eta step; omega scale of W(0); k records a curve.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from numerics.arrays import Array
from numerics.integrate import integrate_tied_weights
from numerics.loss import test_loss
from numerics.networks.data import Clusters, draw
from numerics.networks.minibatch import moment, moments
from numerics.networks.tied import loss_curves
from numerics.stages import compose

#: Tolerance of the flows, far below every other cause.
RTOL, ATOL = 1e-11, 1e-14
#: Steps between records: minibatch noise turns over in an epoch, of 80 steps.
EVERY = 5


@dataclass(frozen=True)
class TiedTraining:
    """A training: data with rates in descending order, start W(0) = omega M, step eta, minibatch size and horizon."""

    clusters: Clusters
    M: tuple[tuple[float, ...], ...]
    omega: float
    eta: float
    batch: int
    horizon: float

    @property
    def steps(self) -> int:
        """Return the number of steps up to the horizon, a multiple of `EVERY`."""
        return EVERY * round(self.horizon / self.eta / EVERY)

    @property
    def times(self) -> Array:
        """Return the printed times of the records, shape (k,)."""
        return self.eta * np.arange(0, self.steps + 1, EVERY, dtype=np.float64)

    @property
    def start(self) -> Array:
        """Return U(0) with U U^T = omega M, shape (d, d)."""
        return np.asarray(np.linalg.cholesky(self.omega * np.array(self.M)), dtype=np.float64)

    @property
    def A(self) -> Array:
        """Return the population moment, shape (d, d)."""
        return self.clusters.moment(bias=False)

    @property
    def z(self) -> Array:
        """Return x_hat, shape (d,)."""
        return self.clusters.task().probe()


def closed_curve(training: TiedTraining) -> Array:
    """Return the closed form's test loss at every record."""
    W = compose(np.diag(training.A), training.omega * np.array(training.M), training.times)
    return test_loss(W, training.z)


def flow_curve(training: TiedTraining, A: Array) -> Array:
    """Return the test loss of the flow driven by A at every record."""
    path = integrate_tied_weights(training.start, A, float(training.times[-1]) * (1 + 1e-12), RTOL, ATOL)
    return test_loss(path.W(training.times), training.z)


def descent_curves(training: TiedTraining, M: Array, precision: DTypeLike = np.float64) -> Array:
    """Return the test losses of descent on moments M (B, n, d, d) at every record, shape (n, k), in a precision."""
    eta: Any = np.asarray(training.eta, dtype=precision)[()]
    U = np.broadcast_to(training.start, (M.shape[1], *training.start.shape)).astype(precision)
    return loss_curves(U, M.astype(precision), eta, training.steps, training.z.astype(precision), EVERY)


@dataclass(frozen=True)
class Budget:
    """The signed curves of every part, by name, and of the whole, each of shape (k,)."""

    parts: dict[str, Array]
    whole: Array

    @property
    def remainder(self) -> float:
        """Return max |whole - sum of parts| / max |whole|."""
        rest = self.whole - np.sum(list(self.parts.values()), axis=0)
        return float(np.abs(rest).max() / np.abs(self.whole).max())


def budgets(training: TiedTraining, seeds: range) -> list[Budget]:
    """Return every part and the whole, measured for one data set per seed."""
    full, batches = _moments(training, seeds)
    closed, flow, extended = closed_curve(training), flow_curve(training, training.A), _population(training, np.longdouble)
    descent = _population(training)
    centred = descent_curves(training, training.A + (batches - full)) - descent
    whole = descent_curves(training, batches) - closed
    shared = {"small omega": flow - closed, "step size": descent - flow, "rounding": (descent - extended).astype(np.float64)}
    finite = [flow_curve(training, A) - flow for A in full]
    return [Budget({**shared, "minibatches": centred[k], "finite n": finite[k]}, whole[k]) for k in range(len(full))]


def _moments(training: TiedTraining, seeds: range) -> tuple[Array, Array]:
    """Return the moments A_n (n, d, d) and A_b (B, n, d, d) of one data set per seed."""
    data = [draw(training.clusters, np.random.default_rng(seed)) for seed in seeds]
    full = np.stack([moment(points, False) for points in data])
    return full, np.stack([moments(points, training.batch, False) for points in data], axis=1)


def _population(training: TiedTraining, precision: DTypeLike = np.float64) -> Array:
    return descent_curves(training, training.A[None, None], precision)[0]


def small_omega_size(training: TiedTraining) -> float:
    """Return the largest error of the closed form over the records."""
    return float(np.abs(flow_curve(training, training.A) - closed_curve(training)).max())


def step_size(training: TiedTraining) -> float:
    """Return the largest error of descent over the records."""
    return float(np.abs(_population(training) - flow_curve(training, training.A)).max())


def rounding_size(training: TiedTraining, precision: DTypeLike) -> float:
    """Return the largest error of descent in a precision, against extended precision."""
    return float(np.abs(_population(training, precision) - _population(training, np.longdouble)).max())


def minibatch_sizes(training: TiedTraining, seeds: range) -> Array:
    """Return the largest minibatch error of each seed, shape (n,)."""
    full, batches = _moments(training, seeds)
    return np.abs(descent_curves(training, training.A + (batches - full)) - _population(training)).max(axis=1)


def sample_sizes(training: TiedTraining, seeds: range) -> Array:
    """Return the largest finite-n error of each seed, by descent with A_n and with A at the same step, shape (n,)."""
    full, _ = _moments(training, seeds)
    return np.abs(descent_curves(training, full[None]) - _population(training)).max(axis=1)
