"""The data of the identity task in every variant that was printed or coded, and their minibatches as second moments.

Cluster p (1..s) is N(mu_p e_p, diag(sigma)^2) in the first r coordinates (the informative ones: those with a mean or a spread);
the ambient coordinates beyond r are exactly zero. Population second moments: a_p = sigma_p^2 + mu_p^2 / clusters.

A network that is linear in its input sees a minibatch only through M_b = mean_k x~_k x~_k^T, with x~ = (x, 1) when there are
biases and x~ = x when not: the gradient of mean_k 1/2 ||f(x_k) - x_k||^2 for f(x) = F x~ is a function of F and M_b. The
released code takes slices of 128 of a list shuffled once, so the same ceil(N / 128) matrices recur in the same order in every
epoch.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 2.1 and Appendix F, as transcribed; the released code for the
variants and the minibatches; the reduction to moments is elementary.

Legend: s concepts, r informative coordinates, d ambient dimension, n samples per cluster, N samples in all, q = r or r + 1,
B minibatches; x (N, r) informative coordinates of the samples; Q (d, d) orthogonal, ambient = Q[:, :r] @ informative.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from numerics.task.arrays import Array
from numerics.task.identity_mapping import Task


@dataclass(frozen=True)
class Clusters:
    """One data set: where the clusters lie and how they are sampled.

    Parameters
    ----------
    mu : means, one per concept, >= 0
    spread : one per informative coordinate (at least one per concept), >= 0
    dim : ambient dimension d, at least the number of spreads
    spread_is : whether `spread` lists standard deviations (the paper) or variances (the released code)
    origin : whether there is one more cluster at the origin, so that means run over s + 1 clusters
    rotated : whether the informative coordinates are embedded by the first r columns of a random rotation
    samples : samples per cluster
    exclusion : radius around x_hat within which training points are drawn anew, or None
    test_spread : spreads of the test cluster at x_hat (same meaning as `spread`), or None for the training spreads

    Raises
    ------
    ValueError : if lengths, signs or dimensions do not fit
    """

    mu: tuple[float, ...]
    spread: tuple[float, ...]
    dim: int
    spread_is: Literal["deviation", "variance"] = "deviation"
    origin: bool = False
    rotated: bool = False
    samples: int = 5000
    exclusion: float | None = None
    test_spread: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        if len(self.spread) < len(self.mu):
            raise ValueError(f"spread must have at least one entry per concept ({len(self.mu)}), got {len(self.spread)}")
        if self.dim < len(self.spread):
            raise ValueError(f"dim must be at least the number of spreads ({len(self.spread)}), got {self.dim}")
        if min((*self.mu, *self.spread, *(self.test_spread or ()))) < 0:
            raise ValueError(f"mu and spread must be >= 0, got {self.mu}, {self.spread}, {self.test_spread}")
        if self.test_spread is not None and len(self.test_spread) != len(self.spread):
            raise ValueError(f"test_spread must have {len(self.spread)} entries, got {len(self.test_spread)}")
        if self.samples < 1:
            raise ValueError(f"samples must be >= 1, got {self.samples}")

    @property
    def rank(self) -> int:
        """Return r, the number of informative coordinates."""
        return len(self.spread)

    def deviations(self, test: bool = False) -> Array:
        """Return the standard deviations of the training (or test) clusters, shape (r,)."""
        spread = np.array(self.test_spread if test and self.test_spread is not None else self.spread, dtype=float)
        return np.sqrt(spread) if self.spread_is == "variance" else spread

    def task(self) -> Task:
        """Return the task of these clusters in the r informative coordinates, sigma as deviations."""
        return Task(self.mu, tuple(self.deviations()), self.rank, self.origin)

    def moment(self, bias: bool) -> Array:
        """Return the population moment of x, shape (r, r), or with biases of x~ = (x, 1), shape (r + 1, r + 1).

        A~ = [[A, m], [m^T, 1]], A = diag(a), m = E x; without exclusion.
        """
        A = np.diag(self.task().rates())
        mean = self.task().means().mean(axis=0)
        return np.block([[A, mean[:, None]], [mean[None, :], np.ones((1, 1))]]) if bias else A


#: An exclusion that still rejects points after so many redraws leaves next to nothing of the cluster.
REDRAWS = 1000


def _normal(centre: Array, deviations: Array, size: int, rng: np.random.Generator) -> Array:
    return centre + deviations * rng.standard_normal((size, centre.size))


def _cluster(clusters: Clusters, centre: Array, rng: np.random.Generator) -> Array:
    """Return a cluster whose points within the exclusion radius of x_hat are drawn anew until none is left."""
    points = _normal(centre, clusters.deviations(), clusters.samples, rng)
    if clusters.exclusion is None:
        return points
    for _ in range(REDRAWS):
        near = np.linalg.norm(points - clusters.task().probe(), axis=1) <= clusters.exclusion
        if not near.any():
            return points
        points[near] = _normal(centre, clusters.deviations(), int(near.sum()), rng)
    raise ValueError(f"exclusion must leave training points, got {clusters.exclusion}, which rejects nearly all of a cluster")


def draw(clusters: Clusters, rng: np.random.Generator) -> Array:
    """Return the training set, drawn once and shuffled once, shape (N, r), N = samples times clusters.

    The order is then fixed for the whole training, as in the released code, which does not reshuffle between epochs. Every
    cluster and the order have streams of their own: leaving points out changes those points and nothing else.
    """
    means = clusters.task().means()
    *streams, order = rng.spawn(len(means) + 1)
    points = np.vstack([_cluster(clusters, centre, own) for centre, own in zip(means, streams, strict=True)])
    return points[order.permutation(len(points))]


def draw_test(clusters: Clusters, rng: np.random.Generator) -> Array:
    """Return the test cluster drawn around x_hat, shape (samples, r)."""
    return _normal(clusters.task().probe(), clusters.deviations(test=True), clusters.samples, rng)


def rotation(clusters: Clusters, rng: np.random.Generator) -> Array:
    """Return the orthogonal matrix Q, shape (d, d): Haar if `rotated`, else the identity (which draws nothing).

    Q = q diag(sign(diag r)) for the factors of a Gaussian matrix (Mezzadri, Notices of the AMS 54, 2007).
    """
    if not clusters.rotated:
        return np.eye(clusters.dim)
    factor, triangle = np.linalg.qr(rng.standard_normal((clusters.dim, clusters.dim)))
    return factor * np.sign(np.diagonal(triangle))


def slices(count: int, size: int) -> list[slice]:
    """Return the consecutive slices of at most `size` of `count` samples; the last may be shorter.

    Raises
    ------
    ValueError : if `size` is not positive
    """
    if size < 1:
        raise ValueError(f"size must be >= 1, got {size}")
    return [slice(start, min(start + size, count)) for start in range(0, count, size)]


def augmented(points: Array, bias: bool) -> Array:
    """Return the points (N, r) with the constant coordinate 1 appended when there are biases, shape (N, q)."""
    return np.concatenate([points, np.ones((*points.shape[:-1], 1))], axis=-1) if bias else points


def moment(points: Array, bias: bool) -> Array:
    """Return mean_k x~_k x~_k^T of points (N, r), shape (q, q)."""
    extended = augmented(points, bias)
    return extended.T @ extended / len(extended)


def moments(points: Array, size: int | None, bias: bool) -> Array:
    """Return the moments of all minibatches of `size` points in order, or without a size that of all points; shape (B, q, q)."""
    return np.stack([moment(points[part], bias) for part in slices(len(points), size or len(points))])


def consecutive(count: int, rng: np.random.Generator) -> range:
    """Return so many consecutive seeds, the first of them drawn."""
    first = int(rng.integers(2**31))
    return range(first, first + count)
