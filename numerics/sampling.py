"""Predict the spread of empirical second moments, and measure how it passes on to the flow.

For the mean over s clusters of n samples, without an origin cluster, entries of A_n have variance

    i != j:  [ sigma_i^2 sigma_j^2 + (mu_i^2 sigma_j^2 + mu_j^2 sigma_i^2) / s ] / (s n)
    i == j:  [ 2 sigma_i^4 + 4 mu_i^2 sigma_i^2 / s ] / (s n)

Source: new (elementary: moments of Gaussians).

Legend: s clusters, n samples a cluster; mu, sigma (s,); k data sets; A_n (k, d, d).
"""

from __future__ import annotations

import numpy as np

from numerics.arrays import Array
from numerics.task import Task


def moment_variance(task: Task, count: int) -> Array:
    """Return the variance of every entry of A_n for n = `count` samples a cluster, shape (d, d).

    Raises
    ------
    ValueError : if the task has an origin cluster, which the formula does not cover
    """
    if task.origin:
        raise ValueError("task must have no origin cluster, got one")
    s = task.concepts
    v, m = task.deviations() ** 2, task.probe() ** 2
    off = np.outer(v, v) + (np.outer(m, v) + np.outer(v, m)) / s
    return np.where(np.eye(len(v), dtype=bool), 2 * v**2 + 4 * m * v / s, off) / (s * count)


def empirical_moments(task: Task, count: int, sets: int, rng: np.random.Generator) -> Array:
    """Return A_n of independent data sets of n = `count` samples a cluster, shape (sets, d, d)."""
    samples = task.means()[:, None] + task.deviations() * rng.standard_normal((sets, task.clusters(), count, task.dimension))
    flat = samples.reshape(sets, -1, task.dimension)
    return flat.swapaxes(1, 2) @ flat / flat.shape[1]
