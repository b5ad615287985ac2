"""How far the composition of stages is from the flow it is meant to solve: beforehand, and by its residual, carried along.

Orders in omega of the largest error for W(0) = omega M and distinct rates, theta_ij = (a_i - a_j) / (2 a_i):

    w_kk         2 min(theta_{k-1,k}, theta_{k,k+1})
    w_{k,k+1}    theta_{k,k+1} + 2 min of the thetas of neighbours it touches
    w_ij         min_{i<k<j} theta_ik + theta_kj + (a_i - a_k)^2 / (4 a_i a_k),  j > i + 1
    test loss    2 theta_min

Its size beforehand is about that of the largest squared peak of a minor entry.

With W the closed form, the error E of W obeys

    E' = g E + N(E),   N(E) = V(W + E) - W' - g E,   E(0) = 0,
    g_ij = (a_i+a_j) - (3a_i+a_j) w_ii/2 - (3a_j+a_i) w_jj/2

where N(0) is the residual of W. The own growth g of each entry is integrated exactly, and the rest to second order from time to
time of a grid, steps h, z the integral of g over one of them:

    E*     = e^z E(t) + h p_1(z) N(E(t))                      p_1 = (e^z - 1)/z
    E(t+h) = E* + h p_2(z) (N(E*) at t + h - N(E(t)))         p_2 = (e^z - 1 - z)/z^2

The flow keeps the rank of W. Where a direction depends on stronger ones (pivot 0), its errors grow no faster than it does.

The result is an estimate of the error; its own error is about a third of how far another one, with steps twice as long, is
from it. Neither is a bound.

Source: new; the residual as an error estimate is classical (Zadunaisky 1976); the steps: Cox and Matthews, J. Comput. Phys. 176
(2002).

Legend: a (d,) rates, descending; t (n,) printed time; W, E (n, d, d).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from numerics.closed_form.entries import peak_value, theta
from numerics.closed_form.stages import check_descending
from numerics.task.arrays import Array
from numerics.task.elimination import triangular_factor
from numerics.task.trajectory import parts

#: The error is no longer small beyond this: entries of W are between -1 and 1 once W <= I.
LARGEST_ERROR = 2.0
#: Growth over a step beyond this overflows.
LARGEST_GROWTH = 600.0
#: Below this growth over a step the series of p_1 and p_2 is taken, to its second term.
SMALL_GROWTH = 1e-4
#: Up to this dimension many products are quicker entry by entry than matrix by matrix.
SMALL = 4


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
    return propagated_residuals([Residual(a, dependent)], [(t, W, Wdot)])[0]


@dataclass(frozen=True, eq=False)
class Residual:
    """`propagated_residual` of one start, as a function of t, W and W'."""

    a: Array
    dependent: np.ndarray

    def __call__(self, t: Array, W: Array, Wdot: Array) -> tuple[Array, Array]:
        """Return the two estimates of the error of W along t."""
        return propagated_residual(self.a, t, W, Wdot, self.dependent)


def propagated_residuals(residuals: Sequence[Residual], paths: Sequence[tuple[Array, Array, Array]]) -> list[tuple[Array, Array]]:
    """Return `propagated_residual` of many starts of one dimension, side by side; of each the times, W and W'."""
    fine = _propagated(residuals, paths)
    coarse = _propagated(residuals, [tuple(part[_every_other(path[0].size)] for part in path) for path in paths])
    return [_compared(*both) for both in zip(fine, coarse, strict=True)]


def _every_other(n: int) -> np.ndarray:
    """Return the numbers of every other of n times, and of the last."""
    return np.append(np.arange(0, n - 1, 2), n - 1)


def _compared(fine: Array, coarse: Array) -> tuple[Array, Array]:
    """Return the error with steps twice as long, at all times, and that with those of the grid."""
    ends, every = _every_other(len(fine)), np.arange(len(fine))
    at_ends, after = coarse - fine[ends], np.searchsorted(ends, every)
    before, beyond = at_ends[after - (ends[after] != every)], at_ends[after]
    return fine + np.where(np.abs(before) > np.abs(beyond), before, beyond), fine


def _propagated(residuals: Sequence[Residual], paths: Sequence[tuple[Array, ...]]) -> list[Array]:
    """Return the error of W along each path, (n, d, d): those with fewer times stand still at their ends."""
    sizes = [t.size for t, *_ in paths]
    t, W, Wdot = (np.empty((max(sizes), *first.shape[1:], len(paths))) for first in paths[0])
    for k, path in enumerate(paths):
        for held, own in zip((t, W, Wdot), path, strict=True):
            held[: len(own), ..., k], held[len(own) :, ..., k] = own, own[-1]
    a, dependent = (np.stack(part, axis=-1) for part in zip(*((one.a, one.dependent) for one in residuals), strict=True))
    found = np.zeros_like(W)
    for part in parts(len(t) - 1, len(a), len(paths)):  # each with the first time of the next
        here = slice(part.start, part.stop + 1)
        found[here] = _carried(a, t[here], W[here], Wdot[here], dependent, found[part.start])
    back = np.ascontiguousarray(np.moveaxis(found, -1, 0))
    return [own[:size] for own, size in zip(back, sizes, strict=True)]


def _carried(a: Array, t: Array, W: Array, Wdot: Array, dependent: np.ndarray, start: Array) -> Array:
    """Return the error along times from that at the first, each entry within LARGEST_ERROR; paths stand last.

    Parameters
    ----------
    a, dependent : (d, m) of m paths
    t : (n, m) times
    W, Wdot : (n, d, d, m)
    start : (d, d, m)
    """
    half, diagonal, rates = (a[:, None] + a) / 2, a[:, None] * np.eye(len(a))[..., None], _entry_rates(a, W)
    step = np.diff(t, axis=0)[:, None, None]
    growth = np.minimum(step * (rates[1:] + rates[:-1]) / 2, LARGEST_GROWTH)
    if np.any(dependent):
        growth = np.where(dependent[:, None] | dependent, np.minimum(growth, _own_growth(W)), growth)
    factor, (p_1, p_2) = np.exp(growth), _weights(growth)
    p_1, p_2 = p_1 * step, p_2 * step

    def rest(n: int, E: Array) -> Array:
        """Return N(E) = V(W + E) - W' - g E at a time."""
        M = W[n] + E
        Y = _product(diagonal - half * M, M)
        return np.asarray(Y + Y.swapaxes(0, 1) - (Wdot[n] + rates[n] * E))

    found = np.empty_like(W)
    E = found[0] = start
    with np.errstate(over="ignore", invalid="ignore"):  # an error beyond every double is as large as can be
        for n in range(len(growth)):
            before = rest(n, E)
            ahead = factor[n] * E + p_1[n] * before
            after = ahead + p_2[n] * (rest(n + 1, ahead) - before)
            E = found[n + 1] = np.fmax(np.fmin(after, LARGEST_ERROR), -LARGEST_ERROR)
    return found


def _product(left: Array, right: Array) -> Array:
    """Return the products of m matrices that stand last, (d, d, m): of small ones entry by entry, of all m at once."""
    if len(left) <= SMALL:
        return np.einsum("ijm,jkm->ikm", left, right)
    return np.moveaxis(np.moveaxis(left, -1, 0) @ np.moveaxis(right, -1, 0), 0, -1)


def _weights(z: Array) -> tuple[Array, Array]:
    """Return (e^z - 1)/z and (e^z - 1 - z)/z^2."""
    small = np.abs(z) < SMALL_GROWTH
    apart = np.where(small, 1.0, z)
    first = np.where(small, 1 + z / 2, np.expm1(apart) / apart)
    return first, np.where(small, 0.5 + z / 6, (first - 1) / apart)


def _entry_rates(a: Array, W: Array) -> Array:
    """Return g_ij, the rate at which a small error of entry ij grows or decays, (n, d, d, m)."""
    row, column = a[:, None], a
    w = np.einsum("nkkm->nkm", W)
    return np.asarray(row + column - (3 * row + column) * w[:, :, None] / 2 - (3 * column + row) * w[:, None, :] / 2)


def _own_growth(W: Array) -> Array:
    """Return how much sqrt(w_ii w_jj) grows over each step, as a logarithm, shape (n - 1, d, d, m)."""
    size = np.log(np.maximum(np.einsum("nkkm->nkm", W), 1e-300)) / 2
    return np.diff(size[:, :, None] + size[:, None, :], axis=0)
