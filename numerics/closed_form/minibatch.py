"""Minibatch noise of one layer in expectation, and the spread of learning times over finite samples.

    E S+    = S - eta (A S + S A) + eta^2 [ A S A + (T(S) - A S A)/B ],   S = E (W - I)^T (W - I)
    T(S)    = mean over clusters of (tr S D + m^T S m)(D + m m^T) + 2 (D S D + m m^T S D + D S m m^T)
    test    expected loss z^T S z / 2
    limit   the step eta at which the spectral radius of S -> S+ is 1: beyond it the expected loss grows
    times   sd(T_k)/T_k = sqrt(2 sigma_k^4 + 4 mu_k^2 sigma_k^2/s) / (a_k sqrt(s n)), to first order in n^{-1/2}

Source: new for this task; classical technique.

Legend: mu, sigma (s,) signals and deviations of the task with d = s; A = diag(a); S (d, d); eta step on the loss clock; B samples
of a batch, drawn from the mixture.
"""

from __future__ import annotations

import numpy as np

from numerics.task.arrays import Array
from numerics.task.identity_mapping import Task, moment_variance

#: Halvings when the limit is looked for: to rounding.
HALVINGS = 60


def fourth_moment(S: Array, task: Task) -> Array:
    """Return T(S) = E[(x^T S x) x x^T] of a sample of the mixture, shape (d, d)."""
    D = np.diag(task.deviations() ** 2)
    total = np.zeros_like(S)
    for m in task.means():
        beside = np.outer(m, m) @ S @ D
        total = total + (np.trace(S @ D) + m @ S @ m) * (D + np.outer(m, m)) + 2 * (D @ S @ D + beside + beside.T)
    return total / task.clusters()


def second_moment_step(S: Array, task: Task, eta: float, batch: float) -> Array:
    """Return E (W+ - I)^T (W+ - I) after a step of size `eta` on a fresh batch; descent on the whole loss for batch infinite."""
    A = np.diag(task.rates())
    descent = A @ S @ A
    return S - eta * (A @ S + S @ A) + eta**2 * (descent + (fourth_moment(S, task) - descent) / batch)


def step_limit(task: Task, batch: float) -> float:
    """Return the largest step at which the expected loss does not grow."""
    d = task.dimension
    rows, columns = np.triu_indices(d)

    def radius(eta: float) -> float:
        images = []
        for i, j in zip(rows, columns, strict=True):
            unit = np.zeros((d, d))
            unit[i, j] = unit[j, i] = 1.0
            images.append(second_moment_step(unit, task, eta, batch)[rows, columns])
        return float(np.max(np.abs(np.linalg.eigvals(np.array(images)))))

    low, high = 0.0, 2.5 / float(np.max(task.rates()))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if radius(middle) < 1 else (low, middle)
    return low


def time_spread(task: Task, samples: int) -> Array:
    """Return sd(T_k)/T_k over data sets of `samples` a cluster, to first order, for starts with w_ki(0) = 0, i != k; (d,)."""
    return np.sqrt(np.diag(moment_variance(task, samples))) / task.rates()
