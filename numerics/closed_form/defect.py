"""How far the composition of stages is from the flow it is meant to solve: beforehand, and by its residual, carried along.

Orders in omega of the largest error for W(0) = omega M and distinct rates, theta_ij = (a_i - a_j) / (2 a_i):

    w_kk         2 min(theta_{k-1,k}, theta_{k,k+1})
    w_{k,k+1}    theta_{k,k+1} + 2 min of the thetas of neighbours it touches
    w_ij         min_{i<k<j} theta_ik + theta_kj + (a_i - a_k)^2 / (4 a_i a_k),  j > i + 1
    test loss    2 theta_min

Its size beforehand is about that of the largest squared peak of a minor entry.

With W the closed form and R = V(W) - W' its residual, the error E of W obeys

    E' = g E + N(E),   N(E) = R + V(W + E) - V(W) - g E,   E(0) = 0,
    g_ij = (a_i+a_j) - (3a_i+a_j) w_ii/2 - (3a_j+a_i) w_jj/2

whose own growth g of each entry is integrated exactly, and the rest to second order from time to time of a grid, steps h, z the
integral of g over one of them:

    E*     = e^z E(t) + h p_1(z) N(E(t))                      p_1 = (e^z - 1)/z
    E(t+h) = E* + h p_2(z) (N(E*) at t + h - N(E(t)))         p_2 = (e^z - 1 - z)/z^2

The flow keeps the rank of W. Where a direction depends on stronger ones (pivot 0), its errors grow no faster than it does.

The result is an estimate of the error; its own error is about a third of how far another one, with steps twice as long, is
from it. Neither is a bound.

Source: new; the residual as an error estimate is classical (Zadunaisky 1976); the steps: Cox and Matthews, J. Comput. Phys. 176
(2002).

Legend: a (d,) rates, descending; t (n,) printed time; W, R, E (n, d, d).
"""

from __future__ import annotations

import numpy as np

from numerics.closed_form.entries import peak_value, theta
from numerics.closed_form.stages import check_descending, parts
from numerics.task.arrays import Array
from numerics.task.elimination import triangular_factor
from numerics.task.field import generator, tied_field

#: The error is no longer small beyond this: entries of W are between -1 and 1 once W <= I.
LARGEST_ERROR = 2.0
#: Growth over a step beyond this overflows.
LARGEST_GROWTH = 600.0
#: Below this growth over a step the series of p_1 and p_2 is taken, to its second term.
SMALL_GROWTH = 1e-4


def error_orders(a: Array) -> tuple[Array, float]:
    """Return the orders of the entries, shape (d, d), symmetric, and of the test loss; rates (d,) distinct and > 0."""
    check_descending(a)
    d = a.size
    shares = theta(a[:, None], a)
    near = np.diag(shares, 1)
    order = np.zeros((d, d))
    for k in range(d):
        order[k, k] = 2 * np.min(near[max(k - 1, 0) : k + 1])
    for i in range(d - 1):
        order[i, i + 1] = near[i] + 2 * np.min(near[max(i - 1, 0) : i + 2])
        for j in range(i + 2, d):
            between = range(i + 1, j)
            order[i, j] = min(shares[i, k] + shares[k, j] + (a[i] - a[k]) ** 2 / (4 * a[i] * a[k]) for k in between)
    upper = np.triu(order, 1)
    return np.asarray(upper + upper.T + np.diag(np.diag(order))), float(2 * np.min(near))


def largest_squared_peak(a: Array, W0: Array) -> float:
    """Return the largest squared peak of a minor entry, an estimate of the largest error of the closed form.

    Not a bound: it misses stages between i and j, and holds for distinct rates learned in their order.

    Parameters
    ----------
    a : (d,) rates, descending, distinct, > 0
    W0 : (d, d) start, positive definite
    """
    check_descending(a)
    L = triangular_factor(W0)  # at stage i the minor entries start at l_ji l_ii, the pivot is l_ii^2
    starts, c = np.abs(L) * np.diag(L), np.minimum(np.diag(L) ** 2, 0.5)
    peaks = [peak_value(starts[i + 1 :, i], a[i], a[i + 1 :], c[i]) for i in range(a.size - 1)]
    return float(max(map(np.max, peaks), default=0.0)) ** 2


def propagated_residual(a: Array, t: Array, W: Array, Wdot: Array, dependent: np.ndarray) -> tuple[Array, Array]:
    """Return the error of W along t, with steps twice as long and with those of the grid, each (n, d, d).

    Where the longer steps pass over a time, their difference from the shorter ones is the larger of those at both ends.

    Parameters
    ----------
    a : (d,) rates
    t : (n,) increasing times from 0
    W, Wdot : (n, d, d) the closed form and its derivative
    dependent : (d,) whether a direction has pivot 0
    """
    fine = _propagated(a, t, W, Wdot, dependent)
    ends = np.unique(np.append(np.arange(0, t.size, 2), t.size - 1))
    at_ends = _propagated(a, t[ends], W[ends], Wdot[ends], dependent) - fine[ends]
    after = np.searchsorted(ends, np.arange(t.size))
    sides = at_ends[np.maximum(after - 1, 0)], at_ends[after]
    between = np.where(np.abs(sides[0]) > np.abs(sides[1]), *sides)
    is_end = np.isin(np.arange(t.size), ends)[:, None, None]
    return fine + np.where(is_end, at_ends[after], between), fine


def _propagated(a: Array, t: Array, W: Array, Wdot: Array, dependent: np.ndarray) -> Array:
    """Return the error of W along t, (n, d, d)."""
    found = np.zeros_like(W)
    for part in parts(t.size - 1, a.size):  # each with the first time of the next
        here = slice(part.start, part.stop + 1)
        w, rates = W[here], _entry_rates(a, W[here])
        step = np.diff(t[here])[:, None, None]
        growth = np.minimum(step * (rates[1:] + rates[:-1]) / 2, LARGEST_GROWTH)
        if np.any(dependent):
            growth = np.where(dependent[:, None] | dependent, np.minimum(growth, _own_growth(w)), growth)
        found[here] = _carried(a, w, rates, tied_field(w, a) - Wdot[here], growth, step, found[part.start])
    return found


def _carried(a: Array, W: Array, g: Array, R: Array, growth: Array, step: Array, start: Array) -> Array:
    """Return the error along the times of W from that at the first, (n, d, d), each entry within LARGEST_ERROR."""
    X, half = generator(W, a), (a[:, None] + a) / 2
    factor, (p_1, p_2) = np.exp(growth), _weights(growth)
    p_1, p_2 = p_1 * step, p_2 * step

    def rest(n: int, E: Array) -> Array:
        """Return N(E) at a time: V(W + E) - V(W) = Y + Y^T, Y = X(W) E + (X(W + E) - X(W)) (W + E)."""
        Y = X[n] @ E - (half * E) @ (W[n] + E)
        return np.asarray(R[n] + Y + Y.T - g[n] * E)

    found = np.empty_like(W)
    E = found[0] = start
    with np.errstate(over="ignore", invalid="ignore"):  # an error beyond every double is as large as can be
        for n in range(growth.shape[0]):
            before = rest(n, E)
            ahead = factor[n] * E + p_1[n] * before
            after = ahead + p_2[n] * (rest(n + 1, ahead) - before)
            E = found[n + 1] = np.fmax(np.fmin(after, LARGEST_ERROR), -LARGEST_ERROR)
    return found


def _weights(z: Array) -> tuple[Array, Array]:
    """Return (e^z - 1)/z and (e^z - 1 - z)/z^2."""
    small = np.abs(z) < SMALL_GROWTH
    apart = np.where(small, 1.0, z)
    first = np.where(small, 1 + z / 2, np.expm1(apart) / apart)
    return first, np.where(small, 0.5 + z / 6, (first - 1) / apart)


def _entry_rates(a: Array, W: Array) -> Array:
    """Return g_ij, the rate at which a small error of entry ij grows or decays."""
    row, column = a[:, None], a
    w = np.einsum("nkk->nk", W)
    return np.asarray(row + column - (3 * row + column) * w[:, :, None] / 2 - (3 * column + row) * w[:, None, :] / 2)


def _own_growth(W: Array) -> Array:
    """Return how much sqrt(w_ii w_jj) grows over each step, as a logarithm, shape (n - 1, d, d)."""
    size = np.log(np.maximum(np.einsum("nkk->nk", W), 1e-300)) / 2
    return np.diff(size[:, :, None] + size[:, None, :], axis=0)
