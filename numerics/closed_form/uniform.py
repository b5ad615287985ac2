"""The solution of the tied flow W' = V(W) for small W(0), uniform in the rates: each direction is taken out in turn, exactly.

Directions k = 1, 2, ... come in descending rate. X starts as W(0); its entries have grown by their indices up to k alone.

    psi_k = ln(phi_k)/(4 a_k),   phi_k = 1 + c_k (e^{2 a_k t} - 1),   c_k = X_kk
    X_ij <- X_ij - X_ik X_kj / c_k (1 - exp(-(2 a_k + a_i + a_j) psi_k))        i, j != k
    X_ik <- X_ik exp(a_k t - (3 a_k + a_i) psi_k)                               i != k
    X_kk <- c_k e^{2 a_k t} / phi_k

    equal rates              W(0) x (I + W(0) (x - 1))^{-1},  x = e^{2 a t}: exact
    rates apart, omega -> 0  the composition of stages (`stages`), whose rows before k stay as they are
    t -> 0                   W(0) + t V(W(0)) + O(t^2)                             at any W(0)

With f = phi_k e^{-2 a_k t} = e^{-2 a_k t} + 2 a_k c_k q, q = (1 - e^{-2 a_k t})/(2 a_k), which stays bounded, and derivatives in
t carried along by the rule of products,

    psi_k = t/2 + ln(f)/(4 a_k)          psi_k' = (c_k' q + c_k)/(2 f)
    X_kk = c_k/f                         X_kk' = (c_k' + 2 a_k c_k (1 - c_k)) e^{-2 a_k t}/f^2

Source: new.

Legend: a (..., d) rates, descending; W (..., d, d) symmetric, positive semidefinite; t (...) printed time; c pivots.
"""

from __future__ import annotations

import numpy as np

from numerics.closed_form.stages import NEGLIGIBLE_PIVOT, check_descending
from numerics.task.arrays import Array


def uniform(a: Array, W0: Array, t: Array) -> Array:
    """Return W(t) for every entry, (..., d, d), broadcast over parameters and times.

    Parameters
    ----------
    a : (..., d) rates, descending, >= 0
    W0 : (..., d, d) start, positive semidefinite
    t : (...) times

    Raises
    ------
    ValueError : if the rates do not descend
    """
    check_descending(a)
    d, shape = a.shape[-1], np.broadcast_shapes(a.shape[:-1], W0.shape[:-2], t.shape)
    flat = (np.broadcast_to(part, (*shape, *own)).reshape(-1, *own) for part, own in ((a, (d,)), (W0, (d, d)), (t, ())))
    return uniform_motion(*flat)[0].reshape(*shape, d, d)


def uniform_motion(a: Array, W0: Array, t: Array) -> tuple[Array, Array]:
    """Return W(t) and W'(t), each (n, d, d), for rates (n, d), descending, starts (n, d, d) and times (n,)."""
    found = _learned(np.ascontiguousarray(a.T), np.array(W0.transpose(1, 2, 0), order="C"), t)
    W, Wdot = (np.ascontiguousarray(part.transpose(2, 0, 1)) for part in found)
    return W, Wdot


def _learned(a: Array, X: Array, t: Array) -> tuple[Array, Array]:
    """Return X and X' with all directions learned, from rates (d, n), X (d, d, n), which is used up, and times (n,)."""
    Xdot, diagonal, moves, x = np.zeros_like(X), np.einsum("iin->in", X), a != 0, 2 * a * t
    per_rate, sums, all_move = np.where(moves, 2 * a, 1.0), -(a[:, None] + a), bool(moves.all())
    with np.errstate(under="ignore"):
        rest, q = np.exp(-x), -np.expm1(-x) / per_rate
    q = q if all_move else np.where(moves, q, t)
    for k, rate in enumerate(a):
        row, slope = X[k].copy(), Xdot[k].copy()
        c, c_dot = row[k], slope[k]
        held = c > 0
        pivot, f = np.where(held, c, 1.0), np.where(held, rest[k] + 2 * rate * c * q[k], 1.0)
        psi = (x[k] + np.log(f)) / (2 * per_rate[k])
        psi = psi if all_move else np.where(moves[k], psi, c * t / 2)
        speed, share = (c_dot * q[k] + c) / (2 * f), row / pivot
        share_dot = (slope - share * c_dot) / pivot
        own = diagonal - row * share > NEGLIGIBLE_PIVOT * diagonal
        own[k] = True
        X -= row[:, None] * share
        Xdot -= slope[:, None] * share + row[:, None] * share_dot
        if not own.all():  # what depends on direction k is left with rounding, which would grow
            X *= own[:, None] & own
            Xdot *= own[:, None] & own
        with np.errstate(under="ignore"):
            kept = np.exp(sums[k] * psi)
        fall = sums[k] * speed
        row, slope = row * kept, (slope + row * fall) * kept
        share, share_dot = share * kept, (share_dot + share * fall) * kept
        X += row[:, None] * share
        Xdot += slope[:, None] * share + row[:, None] * share_dot
        grown = 1 / np.sqrt(f)
        X[k] = X[:, k] = row * grown
        Xdot[k] = Xdot[:, k] = (slope + row * (rate - 2 * rate * speed)) * grown
        X[k, k], Xdot[k, k] = c / f, rest[k] / f * ((c_dot + 2 * rate * c * (1 - c)) / f)
    return X, Xdot
