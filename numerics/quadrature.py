"""Gauss-Legendre quadrature on intervals, exact for polynomials of degree 2 `points` - 1 on each.

    integral over [low, high] of f  =  sum_k w_k f(t_k)

Source: classical.
"""

from __future__ import annotations

import numpy as np

from numerics.arrays import Array


def gauss(low: Array, high: Array, points: int) -> tuple[Array, Array]:
    """Return the nodes t_k and the weights w_k of each interval, both of shape (..., points), for ends of shape (...)."""
    nodes, weights = np.polynomial.legendre.leggauss(points)
    middle, half = (low + high) / 2, (high - low) / 2
    return middle[..., None] + half[..., None] * nodes, half[..., None] * weights
