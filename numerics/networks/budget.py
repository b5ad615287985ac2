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
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from numerics.closed_form.stages import compose
from numerics.flow.integrate import integrate_tied_weights
from numerics.networks.data import Clusters
from numerics.networks.tied import loss_curves, training_moments
from numerics.task.arrays import Array
from numerics.task.loss import test_loss

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
        return self.eta * (EVERY * np.arange(self.steps // EVERY + 1, dtype=np.float64))

    @property
    def A(self) -> Array:
        """Return the population moment, shape (d, d)."""
        return self.clusters.moment(bias=False)

    @property
    def z(self) -> Array:
        """Return x_hat, shape (d,)."""
        return self.clusters.task().probe()

    @cached_property
    def closed(self) -> Array:
        """Return the closed form's test loss at every record, shape (k,)."""
        return test_loss(compose(np.diag(self.A), self.omega * np.array(self.M), self.times), self.z)

    @cached_property
    def flow(self) -> Array:
        """Return the test loss of the flow at every record, shape (k,)."""
        return self.flow_with(self.A)

    @cached_property
    def descent(self) -> Array:
        """Return the test loss of descent on the population at every record, shape (k,)."""
        return self.descent_with(self.A[None, None])[0]

    def flow_with(self, A: Array) -> Array:
        """Return the test loss of the flow driven by A at every record, shape (k,)."""
        path = integrate_tied_weights(self._start, A, float(self.times[-1]))
        return test_loss(path.W(self.times), self.z)

    def descent_with(self, M: Array, precision: DTypeLike = np.float64) -> Array:
        """Return the test losses of descent on moments M (B, n, d, d) at every record, shape (n, k), in a precision."""
        eta: Any = np.asarray(self.eta, dtype=precision)[()]
        U = np.broadcast_to(self._start, M.shape[1:]).astype(precision)
        return loss_curves(U, M.astype(precision), eta, self.steps, self.z.astype(precision), EVERY)

    @property
    def _start(self) -> Array:
        """Return U(0) with U U^T = omega M, shape (d, d)."""
        return np.asarray(np.linalg.cholesky(self.omega * np.array(self.M)), dtype=np.float64)


def small_omega(training: TiedTraining) -> Array:
    """Return the error of the closed form at every record, shape (k,)."""
    return training.flow - training.closed


def step_size(training: TiedTraining) -> Array:
    """Return the error of descent at every record, shape (k,)."""
    return training.descent - training.flow


def rounding(training: TiedTraining, precision: DTypeLike = np.float64) -> Array:
    """Return the error of descent in a precision, against extended precision, at every record, shape (k,)."""
    found, extended = (training.descent_with(training.A[None, None], kind)[0] for kind in (precision, np.longdouble))
    return (found - extended).astype(np.float64)


def minibatches(training: TiedTraining, seeds: range) -> Array:
    """Return the error of minibatches centred on the population at every record, for one data set per seed, shape (n, k)."""
    full, batches = (training_moments(training.clusters, size, seeds) for size in (None, training.batch))
    return training.descent_with(training.A + (batches - full)) - training.descent


def finite_samples(training: TiedTraining, seeds: range) -> Array:
    """Return the error of the samples' moments at every record, by descent with A_n and with A at the same step, shape (n, k)."""
    return training.descent_with(training_moments(training.clusters, None, seeds)) - training.descent


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
    """Return every part and the whole, measured for one data set per seed; finite n here by the flow, without steps."""
    shared = {"small omega": small_omega(training), "step size": step_size(training), "rounding": rounding(training)}
    full, batches = (training_moments(training.clusters, size, seeds) for size in (None, training.batch))
    finite = [training.flow_with(A) - training.flow for A in full[0]]
    noise, whole = minibatches(training, seeds), training.descent_with(batches) - training.closed
    return [Budget({**shared, "minibatches": noise[k], "finite n": finite[k]}, whole[k]) for k in range(len(seeds))]
