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
    return uniform_motion(a, W0, t)[0]


def uniform_motion(a: Array, W0: Array, t: Array) -> tuple[Array, Array]:
    """Return W(t) and W'(t), each (..., d, d); the arguments are those of `uniform`."""
    check_descending(a)
    d, shape = a.shape[-1], np.broadcast_shapes(a.shape[:-1], W0.shape[:-2], t.shape)
    rates, start, times = (
        np.moveaxis(np.broadcast_to(part, (*shape, *own)).reshape(-1, *own), 0, -1)
        for part, own in ((a, (d,)), (W0, (d, d)), (t, ()))
    )
    found = _learned(np.ascontiguousarray(rates), start.copy(), times)
    W, Wdot = (np.ascontiguousarray(np.moveaxis(part, -1, 0)).reshape(*shape, d, d) for part in found)
    return W, Wdot


def _learned(a: Array, X: Array, t: Array) -> tuple[Array, Array]:
    """Return X and X' with all directions learned, from rates (d, n), X (d, d, n), which is used up, and times (n,)."""
    Xdot, diagonal = np.zeros_like(X), np.einsum("iin->in", X)
    for k, rate in enumerate(a):
        row, slope = X[k].copy(), Xdot[k].copy()
        c, c_dot, double = row[k], slope[k], 2 * rate
        moves, held = rate != 0, c > 0
        pivot, per_rate = np.where(held, c, 1.0), np.where(moves, double, 1.0)
        with np.errstate(under="ignore"):
            left = np.exp(-double * t)
            q = np.where(moves, -np.expm1(-double * t) / per_rate, t)
            f = np.where(held, left + double * c * q, 1.0)
            psi = np.where(moves, held * (double * t + np.log(f)) / (2 * per_rate), c * t / 2)
            kept = np.exp(-(rate + a) * psi)
        speed = (c_dot * q + c) / (2 * f)
        late, late_slope = row * kept, kept * (slope - (rate + a) * speed * row)
        own = diagonal - row * (row / pivot) > NEGLIGIBLE_PIVOT * diagonal
        _add_square(X, Xdot, row, slope, -pivot, -c_dot)
        own[k] = True
        if not np.all(own):  # what depends on direction k is left with rounding, which would grow
            X *= own[:, None] & own
            Xdot *= own[:, None] & own
        _add_square(X, Xdot, late, late_slope, pivot, c_dot)
        grown = 1 / np.sqrt(f)
        X[k] = X[:, k] = late * grown
        Xdot[k] = Xdot[:, k] = (late_slope + late * rate * (1 - 2 * speed)) * grown
        X[k, k], Xdot[k, k] = c / f, (left / f) * ((c_dot + double * c * (1 - c)) / f)
    return X, Xdot


def _add_square(X: Array, Xdot: Array, v: Array, v_dot: Array, c: Array, c_dot: Array) -> None:
    """Add v v^T / c, v of shape (d, n), and its derivative."""
    share = v / c
    X += v[:, None] * share
    Xdot += v_dot[:, None] * share + v[:, None] * ((v_dot - share * c_dot) / c)
