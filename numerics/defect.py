"""How far a closed form is from the flow it is meant to solve: its residual, carried along to the end.

With W the closed form and R = V(W) - W' its residual, the error E of W obeys

    E' = R + V(W + E) - V(W),   E(0) = 0.

To leading order each entry is carried by its own propagator, g_ij = (a_i+a_j) - (3a_i+a_j) w_ii/2 - (3a_j+a_i) w_jj/2:

    E1' = g E1 + R,    E2' = g E2 + R + [V(W + E1) - V(W) - g E1].

|E2| + |E2 - E1| is an estimate of the error, not a bound: no interval arithmetic, and the series is cut after two terms.

Source: new; the residual as an error estimate is classical (Zadunaisky 1976).

    a (d,) rates, descending     t (n,) printed time     W, R, E (n, d, d)
"""

from __future__ import annotations

import numpy as np

from numerics.arrays import Array, Floats

#: The error is no longer small beyond this: entries of W are between -1 and 1 once W <= I.
LARGEST_ERROR = 2.0


def vector_field(W: Array, a: Floats) -> Array:
    """Return V(W) = W A + A W - (A W^2 + W^2 A + 2 W A W) / 2 for A = diag(a), shape (..., d, d)."""
    row, column = a[:, None], a
    return (row + column) * W - ((row + column) * (W @ W) + 2 * (W * column) @ W) / 2


def propagated_residual(a: Floats, t: Floats, W: Floats, Wdot: Floats) -> tuple[Floats, Floats]:
    """Return the first and second estimate E1, E2 of the error of W along t, each (n, d, d)."""
    growth = _growth(a, t, W)
    rates = _entry_rates(a, W)
    R = vector_field(W, a) - Wdot
    first = _carry(t, growth, R)
    small = np.clip(first, -LARGEST_ERROR, LARGEST_ERROR)
    coupling = vector_field(W + small, a) - vector_field(W, a) - rates * small
    second = np.clip(_carry(t, growth, R + coupling), -LARGEST_ERROR, LARGEST_ERROR)
    return small, second


def _entry_rates(a: Floats, W: Floats) -> Floats:
    """Return g_ij, the rate at which a small error of entry ij grows or decays."""
    row, column = a[:, None], a
    w = np.einsum("nkk->nk", W)
    return np.asarray(row + column - (3 * row + column) * w[:, :, None] / 2 - (3 * column + row) * w[:, None, :] / 2)


def _growth(a: Floats, t: Floats, W: Floats) -> Floats:
    """Return the integral of g over each step, shape (n - 1, d, d)."""
    rates = _entry_rates(a, W)
    return np.clip(np.diff(t)[:, None, None] * (rates[1:] + rates[:-1]) / 2, -600.0, 600.0)


def _carry(t: Floats, growth: Floats, source: Floats) -> Floats:
    """Return the solution of E' = g E + source, E(0) = 0, with the mean source of each step."""
    small = np.abs(growth) < 1e-8
    weight = np.where(small, 1.0, np.expm1(growth) / np.where(small, 1.0, growth))
    added = np.diff(t)[:, None, None] * weight * (source[1:] + source[:-1]) / 2
    factor = np.exp(growth)
    E = np.zeros_like(source)
    for n in range(factor.shape[0]):
        E[n + 1] = factor[n] * E[n] + added[n]
    return E
