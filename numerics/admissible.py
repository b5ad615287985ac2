r"""Starts that satisfy the assumptions D.1 to D.5 of Appendix D, drawn near their edges.

    constants   K = 20, kappa = 1.1, C = 99, alpha = 1, as far off their bounds as `OFF`; beta - 1 over decades; ratios of
                neighbours up to a third; P the largest of D.4, omega the largest that D.5 leaves, or some decades below
    W(0)        omega m_ij with 1 <= |m_ij| <= beta, from factors: rows near one direction of a random pattern of signs, by
                angles over decades, or anywhere

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Appendix D, as transcribed; i is the stronger concept in D.5.

Legend: n starts, always the last axis; a (d, n) rates; ln_p = ln P; U (d, d, n) a lower triangular factor of W(0)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from numerics.flow.stacks import gram
from numerics.task.arrays import Array

#: How far kappa and what must stay within a bound stand off it: well above the rounding of doubles.
OFF = 1e-6
LEAST_K, LEAST_KAPPA, LARGEST_C = 20.0, 1.1, 99.0
#: The largest ratio of neighbours: a_i - 3 a_j >= alpha/C, where a_j = alpha.
LARGEST_RATIO = 1 / (3 + 1.01 / LARGEST_C)
#: beta - 1 is drawn over these decades, angles between rows over these.
BETAS, ANGLES = (-3.0, 1.0), (-9.0, 0.0)
#: Share of the starts whose omega is the largest; others are up to ten decades below.
AT_THE_EDGE = 0.7
#: Draws of W(0) for each that is kept, at most, before a new beta is drawn for those without any.
TRIES = 50


@dataclass(frozen=True)
class Starts:
    """Admissible starts: rates, constants and a factor of W(0)."""

    a: Array
    U: Array
    omega: Array
    beta: Array
    ln_p: Array
    kappa: float
    K: float

    @property
    def gamma(self) -> Array:
        """Return the largest rate, as alpha is 1."""
        return self.a[0]

    @property
    def reach(self) -> Array:
        """Return P beta omega."""
        return np.exp(self.ln_p + np.log(self.beta) + np.log(self.omega))

    @property
    def eta(self) -> Array:
        """Return the largest step of D.2."""
        return 1 / (9 * self.K * self.gamma)

    def at(self, kept: np.ndarray) -> Starts:
        """Return some of them."""
        parts = (self.a[:, kept], self.U[..., kept], self.omega[kept], self.beta[kept], self.ln_p[kept])
        return Starts(*parts, self.kappa, self.K)


def draw_starts(rng: Generator, n: int, d: int, least_ratio: float) -> Starts:
    """Return n admissible starts at d = s, all ratios of neighbours between `least_ratio` and a third."""
    ratios = rng.uniform(least_ratio, LARGEST_RATIO, (d - 1, n))
    # A third of them have one of their ratios at the edge.
    edge = rng.random(n) < 1 / 3
    ratios[rng.integers(0, d - 1, n), np.arange(n)] = np.where(edge, LARGEST_RATIO, ratios[0])
    a = np.concatenate([np.cumprod(1 / ratios[::-1], axis=0)[::-1], np.ones((1, n))])
    beta, m = np.empty(n), np.zeros((d, d, n))
    missing = np.arange(n)
    while missing.size:
        beta[missing] = 1 + 10 ** rng.uniform(*BETAS, missing.size)
        m[..., missing], found = _factors(rng, beta[missing], d)
        missing = missing[~found]
    kappa = LEAST_KAPPA + OFF
    B = (1 - kappa**-0.5) / (LEAST_K * a[0] * d * beta) * (1 - OFF)
    worst = ratios.max(axis=0)
    ln_p = (1 + worst) / (1 - worst) * (10 * kappa**2 * np.log(1 / B) + np.log(beta)) * (1 + OFF)
    ln_p += np.where(rng.random(n) < AT_THE_EDGE, 0.0, rng.uniform(0, 10 * np.log(10), n))
    log_omega = np.log(B) - ln_p - np.log(beta)
    return Starts(a, m * np.exp(log_omega / 2), np.exp(log_omega), beta, ln_p, kappa, LEAST_K)


def _factors(rng: Generator, beta: Array, d: int) -> tuple[Array, np.ndarray]:
    """Return lower triangular factors of m with 1 <= |m_ij| <= beta, and for which one was found."""
    n = beta.size
    kept, found = np.zeros((d, d, n)), np.zeros(n, bool)
    for _ in range(TRIES):
        near = rng.random(n) < 0.7
        tilt = np.where(near, 10 ** rng.uniform(*ANGLES, (d, d, n)), rng.uniform(0, 1, (d, d, n)))
        rows = tilt * rng.choice([-1.0, 1.0], (d, d, n))
        rows[:, 0] = rng.choice([-1.0, 1.0], (d, n))
        rows *= np.tril(np.ones((d, d)))[..., None]
        for i in range(1, d):
            rows[i, i] = np.where(rows[i, i] == 0, OFF, rows[i, i])
        # |m_ij| lies between sqrt(m_ii m_jj) and its cosine: sizes that leave room for the angle.
        rows *= (beta ** (rng.uniform(0.05, 0.95, (d, n)) / 2) / np.sqrt((rows**2).sum(axis=1)))[:, None]
        sizes = np.abs(gram(rows))
        good = ((sizes >= 1 + OFF) & (sizes <= beta * (1 - OFF))).all(axis=(0, 1)) & ~found
        kept[..., good], found = rows[..., good], found | good
    return kept, found
