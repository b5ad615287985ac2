"""Gauss-Legendre quadrature on intervals, and integrals along a path, such as the area under a loss.

    integral over [low, high] of f  =  sum_k w_k f(t_k),  exact for polynomials of degree 2 `points` - 1

Source: classical.

Legend: f maps W, shape (n, d, d), to numbers, shape (n,).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from numerics.task.arrays import Array
from numerics.task.trajectory import Trajectory, parts, together

#: Nodes of an interval; between two Taylor steps of order 24 they leave 1e-14 of a path.
NODES = 16


def gauss(low: Array, high: Array, points: int = NODES) -> tuple[Array, Array]:
    """Return the nodes t_k and the weights w_k of each interval, both of shape (..., points), for ends of shape (...)."""
    nodes, weights = _rule(points)
    middle, half = (low + high) / 2, (high - low) / 2
    return middle[..., None] + half[..., None] * nodes, half[..., None] * weights


@cache
def _rule(points: int) -> tuple[Array, Array]:
    return np.polynomial.legendre.leggauss(points)


def integral(path: Trajectory, function: Callable[[Array], Array], nodes: int = NODES) -> float:
    """Return the integral of a function of W(t) over the whole path, with so many nodes between two steps."""
    return integrals([path], lambda W, which: function(W), nodes)[0]


def integrals(paths: Sequence[Trajectory], function: Callable[[Array, np.ndarray], Array], nodes: int = NODES) -> list[float]:
    """Return `integral` of paths of one dimension, side by side; the function takes W and for each the number of its path."""
    rules = [gauss(path.steps[:-1], path.steps[1:], nodes) for path in paths]
    times, weights = (np.concatenate([rule[k].ravel() for rule in rules]) for k in (0, 1))
    sizes, motion = [rule[0].size for rule in rules], together(paths)
    which, height = np.repeat(np.arange(len(paths)), sizes), paths[0].W(0.0).shape[-1]
    for part in parts(times.size, height):
        weights[part] *= function(motion(times[part], which[part])[0], which[part])
    return np.add.reduceat(weights, np.cumsum([0, *sizes[:-1]])).tolist()
