"""The structured identity mapping task: its samples, their spread, rates and test points.

    cluster p (1..s):  x ~ N(mu_p e_p, diag(sigma)^2);  with `origin` one more cluster at 0;  the target of x is x
    rates              a_p = sigma_p^2 + mu_p^2 / clusters  for p <= s,  a_k = sigma_k^2 beyond
    test points        x_hat(v) = sum_p v_p mu_p e_p,  v in {0, 1}^s

The second moment A_n of n samples of each of s clusters, without an origin cluster, has entries of variance

    i != j:  [ sigma_i^2 sigma_j^2 + (mu_i^2 sigma_j^2 + mu_j^2 sigma_i^2) / s ] / (s n)
    i == j:  [ 2 sigma_i^4 + 4 mu_i^2 sigma_i^2 / s ] / (s n)

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 2.1, as transcribed; the variance new (moments of Gaussians).

Legend: mu signals (s,), >= 0; sigma deviations (s,) or (d,), >= 0 (0 where not given); a rates (d,); v composition (s,), zeros
and ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from numerics.task.arrays import Array


@dataclass(frozen=True)
class Task:
    """One structured identity mapping task.

    Parameters
    ----------
    mu : signals, length s, finite, >= 0
    sigma : deviations, length s or dim, finite, >= 0
    dim : ambient dimension d >= s; the length of `sigma` by default
    origin : whether one more cluster sits at the origin

    Raises
    ------
    ValueError : if a length, a sign or a value does not fit, naming it
    """

    mu: tuple[float, ...]
    sigma: tuple[float, ...]
    dim: int | None = None
    origin: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "mu", nonnegative("mu", self.mu))
        object.__setattr__(self, "sigma", nonnegative("sigma", self.sigma))
        dimension = max(len(self.mu), len(self.sigma)) if self.dim is None else self.dim
        if dimension < len(self.mu):
            raise ValueError(f"dim must be at least the number of concepts {len(self.mu)}, got {dimension}")
        if len(self.sigma) not in (len(self.mu), dimension):
            allowed = " or ".join(map(str, sorted({len(self.mu), dimension})))
            raise ValueError(f"sigma must have {allowed} entries, got {len(self.sigma)}")
        object.__setattr__(self, "dim", dimension)

    @property
    def concepts(self) -> int:
        """Return s."""
        return len(self.mu)

    @property
    def dimension(self) -> int:
        """Return d."""
        return self.concepts if self.dim is None else self.dim

    def clusters(self) -> int:
        """Return the number of clusters, s or with the origin s + 1."""
        return self.concepts + self.origin

    def means(self) -> Array:
        """Return the cluster means, shape (clusters, d)."""
        centres = np.zeros((self.clusters(), self.dimension))
        centres[: self.concepts, : self.concepts] = np.diag(self.mu)
        return centres

    def deviations(self) -> Array:
        """Return sigma padded with zeros, shape (d,)."""
        return np.pad(np.asarray(self.sigma), (0, self.dimension - len(self.sigma)))

    def rates(self) -> Array:
        """Return a, the diagonal of the population second moment, shape (d,): a_p = sigma_p^2 + mu_p^2 / clusters."""
        signals = np.pad(np.asarray(self.mu), (0, self.dimension - self.concepts))
        return self.deviations() ** 2 + signals**2 / self.clusters()

    def sample(self, count: int, rng: np.random.Generator) -> Array:
        """Draw `count` samples of every cluster, shape (clusters, count, d)."""
        if count < 1:
            raise ValueError(f"count must be at least 1, got {count}")
        noise = rng.standard_normal((self.clusters(), count, self.dimension))
        return self.means()[:, None, :] + self.deviations() * noise

    def probe(self, composition: Sequence[float] | None = None) -> Array:
        """Return the test point x_hat(v), shape (d,); by default v is all ones, the unseen composition."""
        v = np.ones(self.concepts) if composition is None else np.asarray(composition, dtype=float)
        if v.shape != (self.concepts,) or not np.isin(v, (0.0, 1.0)).all():
            raise ValueError(f"probe must be {self.concepts} zeros and ones, got {', '.join(f'{x:g}' for x in v.ravel()[:20])}")
        return np.pad(v * np.asarray(self.mu), (0, self.dimension - self.concepts))


def nonnegative(name: str, values: Sequence[float]) -> tuple[float, ...]:
    """Return `values` as a tuple of finite floats >= 0, at least one."""
    numbers = tuple(float(value) for value in np.atleast_1d(np.asarray(values, dtype=float)))
    if not numbers:
        raise ValueError(f"{name} must have at least one entry, got none")
    for number in numbers:
        if not (np.isfinite(number) and number >= 0):
            raise ValueError(f"{name} must be finite and at least 0, got {number}")
    return numbers


def second_moment(samples: Array) -> Array:
    """Return the empirical second moment 1/N sum_k x_k x_k^T of samples, shape (..., d), as a (d, d) matrix."""
    points = samples.reshape(-1, samples.shape[-1])
    return points.T @ points / len(points)


def empirical_moments(task: Task, count: int, sets: int, rng: np.random.Generator) -> Array:
    """Return A_n of independent data sets of n = `count` samples a cluster, shape (sets, d, d)."""
    return np.stack([second_moment(task.sample(count, rng)) for _ in range(sets)])


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
