"""How far the composition of stages is from the flow it is meant to solve: beforehand, and by its residual, carried along.

Orders in omega of the largest error for W(0) = omega M and distinct rates, theta_ij = (a_i - a_j) / (2 a_i):

    w_kk         2 min(theta_{k-1,k}, theta_{k,k+1})
    w_{k,k+1}    theta_{k,k+1} + 2 min of the thetas of neighbours it touches
    w_ij         min_{i<k<j} theta_ik + theta_kj + (a_i - a_k)^2 / (4 a_i a_k),  j > i + 1
    test loss    2 theta_min

Its size beforehand is about that of the largest squared peak of a minor entry.

With W the closed form and R = V(W) - W' its residual, the error E of W obeys

    E' = R + V(W + E) - V(W),   E(0) = 0.

Each entry has its own propagator, g_ij = (a_i+a_j) - (3a_i+a_j) w_ii/2 - (3a_j+a_i) w_jj/2; the rest is put in by sweeps:

    E_1' = g E_1 + R,    E_{m+1}' = g E_{m+1} + R + [V(W + E_m) - V(W) - g E_m].

The flow keeps the rank of W. Where a direction depends on stronger ones (pivot 0), its errors grow no faster than it does.

|E_m| + |E_m - E_{m-1}| is an estimate of the error, not a bound: the series is cut and its quadrature is coarse.

Source: new; the residual as an error estimate is classical (Zadunaisky 1976).

Legend: a (d,) rates, descending; t (n,) printed time; W, R, E (n, d, d).
"""

from __future__ import annotations

import numpy as np

from numerics.closed_form.entries import peak_value, theta
from numerics.closed_form.stages import parts
from numerics.task.arrays import Array
from numerics.task.elimination import triangular_factor
from numerics.task.field import tied_field

#: The error is no longer small beyond this: entries of W are between -1 and 1 once W <= I.
LARGEST_ERROR = 2.0
#: Terms of the series: with six, the estimate is within 10% of the actual error in the median, strongly correlated starts too.
SWEEPS = 6


def error_orders(a: Array) -> tuple[Array, float]:
    """Return the orders of the entries, shape (d, d), symmetric, and of the test loss; rates (d,) distinct and > 0."""
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
    L = triangular_factor(W0)  # at stage i the minor entries start at l_ji l_ii, the pivot is l_ii^2
    starts, c = np.abs(L) * np.diag(L), np.minimum(np.diag(L) ** 2, 0.5)
    peaks = [peak_value(starts[i + 1 :, i], a[i], a[i + 1 :], c[i]) for i in range(a.size - 1)]
    return float(max(map(np.max, peaks), default=0.0)) ** 2


def propagated_residual(a: Array, t: Array, W: Array, Wdot: Array, dependent: np.ndarray) -> tuple[Array, Array]:
    """Return the last two estimates E_{m-1}, E_m of the error of W along t, each (n, d, d).

    Parameters
    ----------
    a : (d,) rates
    t : (n,) increasing times from 0
    W, Wdot : (n, d, d) the closed form and its derivative
    dependent : (d,) whether a direction has pivot 0
    """
    d = a.size
    before, last = np.zeros((2, *W.shape))
    ends = np.zeros((SWEEPS, d, d))
    for part in parts(t.size - 1, d):  # each with the first time of the next
        here = slice(part.start, part.stop + 1)
        w, field = W[here], tied_field(W[here], a)
        rates = _entry_rates(a, w)
        growth = np.minimum(np.diff(t[here])[:, None, None] * (rates[1:] + rates[:-1]) / 2, 600.0)
        if np.any(dependent):
            growth = np.where(dependent[:, None] | dependent, np.minimum(growth, _own_growth(w)), growth)
        R = field - Wdot[here]
        E, source = np.zeros_like(w), R
        for sweep in range(SWEEPS):
            before[here], (E, ends[sweep]) = E, _carry(t[here], growth, source, ends[sweep])
            source = R + tied_field(w + E, a) - field - rates * E
        last[here] = E
    return before, last


def _entry_rates(a: Array, W: Array) -> Array:
    """Return g_ij, the rate at which a small error of entry ij grows or decays."""
    row, column = a[:, None], a
    w = np.einsum("nkk->nk", W)
    return np.asarray(row + column - (3 * row + column) * w[:, :, None] / 2 - (3 * column + row) * w[:, None, :] / 2)


def _own_growth(W: Array) -> Array:
    """Return how much sqrt(w_ii w_jj) grows over each step, as a logarithm, shape (n - 1, d, d)."""
    size = np.log(np.maximum(np.einsum("nkk->nk", W), 1e-300)) / 2
    return np.diff(size[:, :, None] + size[:, None, :], axis=0)


def _carry(t: Array, growth: Array, source: Array, start: Array) -> tuple[Array, Array]:
    """Return the solution of E' = g E + source from a start, with the mean source of each step, and where it ends.

    What is returned is within LARGEST_ERROR; where it ends, from where it goes on, may be anywhere.
    """
    small = np.abs(growth) < 1e-8
    weight = np.where(small, 1.0, np.expm1(growth) / np.where(small, 1.0, growth))
    added = np.diff(t)[:, None, None] * weight * (source[1:] + source[:-1]) / 2
    factor = np.exp(growth)
    E = np.empty_like(source)
    E[0] = start
    with np.errstate(over="ignore", invalid="ignore"):  # an error beyond every double is as large as can be
        for n in range(factor.shape[0]):
            E[n + 1] = factor[n] * E[n] + added[n]
    return np.clip(np.nan_to_num(E, nan=LARGEST_ERROR), -LARGEST_ERROR, LARGEST_ERROR), E[-1]
