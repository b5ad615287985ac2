"""Integrals along a trajectory, such as the area under a loss.

    integral_0^T f(W(t)) dt, by Gauss-Legendre nodes between the steps of the path

Source: new (the area law of the tied flow).

Legend: f maps W, shape (n, d, d), to numbers, shape (n,).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numerics.arrays import Array
from numerics.quadrature import gauss
from numerics.trajectory import Trajectory

#: Nodes between two steps: exact for polynomials of degree 2 NODES - 1; Taylor steps of order 24 leave 1e-14 of it.
NODES = 16


def integral(path: Trajectory, function: Callable[[Array], Array], nodes: int = NODES) -> float:
    """Return the integral of a function of W(t) over the whole path, with so many nodes between two steps."""
    times, weights = gauss(path.steps[:-1], path.steps[1:], nodes)
    return float(np.dot(weights.ravel(), function(path.W(times.ravel()))))
