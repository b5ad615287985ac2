"""Orders in omega of the largest error of the composition of stages, for W(0) = omega M and rates in descending order.

    theta_ij = (a_i - a_j) / (2 a_i)
    w_kk         2 min(theta_{k-1,k}, theta_{k,k+1})
    w_{k,k+1}    theta_{k,k+1} + 2 min of the thetas of neighbours it touches
    w_ij         min_{i<k<j} theta_ik + theta_kj + (a_i - a_k)^2 / (4 a_i a_k),  j > i + 1
    test loss    2 theta_min

Source: new.

Legend: a (d,) rates, descending, distinct, > 0.
"""

from __future__ import annotations

import numpy as np

from numerics.arrays import Array


def thetas(a: Array) -> Array:
    """Return theta_ij = (a_i - a_j)/(2 a_i), shape (d, d)."""
    return np.asarray((a[:, None] - a) / (2 * a[:, None]))


def error_orders(a: Array) -> tuple[Array, float]:
    """Return the orders of the entries, shape (d, d), symmetric, and of the test loss."""
    d = a.size
    theta = thetas(a)
    near = np.diag(theta, 1)
    order = np.zeros((d, d))
    for k in range(d):
        order[k, k] = 2 * np.min(near[max(k - 1, 0) : k + 1])
    for i in range(d - 1):
        order[i, i + 1] = near[i] + 2 * np.min(near[max(i - 1, 0) : i + 2])
        for j in range(i + 2, d):
            between = range(i + 1, j)
            order[i, j] = min(theta[i, k] + theta[k, j] + (a[i] - a[k]) ** 2 / (4 * a[i] * a[k]) for k in between)
    upper = np.triu(order, 1)
    return np.asarray(upper + upper.T + np.diag(np.diag(order))), float(2 * np.min(near))
