"""The solution of the tied flow W' = V(W) for small W(0), uniform in the rates: each direction is taken out in turn, exactly.

Directions k = 1, 2, ... come in descending rate. X starts as W(0); its entries have grown by their indices up to k alone.

    psi_k = ln(phi_k)/(4 a_k),   phi_k = 1 + c_k (e^{2 a_k t} - 1),   c_k = X_kk
    X_ij <- X_ij - X_ik X_kj / c_k (1 - exp(-(2 a_k + a_i + a_j) psi_k))        i, j != k
    X_ik <- X_ik exp(a_k t - (3 a_k + a_i) psi_k)                               i != k
    X_kk <- c_k e^{2 a_k t} / phi_k

    equal rates              W(0) x (I + W(0) (x - 1))^{-1},  x = e^{2 a t}: exact
    rates apart, omega -> 0  the composition of stages (`stages`), whose rows before k stay as they are
    t -> 0                   W(0) + t V(W(0)) + O(t^2)                             at any W(0)

Source: new.

Legend: a (d,) rates, descending; W (..., d, d) symmetric, positive semidefinite; t (...) printed time; c pivots.
"""

from __future__ import annotations

import numpy as np

from numerics.closed_form.stages import NEGLIGIBLE_PIVOT, check_descending, half_integral, scaled_exp
from numerics.task.arrays import RealOrComplex


def uniform(a: RealOrComplex, W0: RealOrComplex, t: RealOrComplex) -> RealOrComplex:
    """Return W(t) for every entry, (..., d, d), broadcast over parameters and times.

    Parameters
    ----------
    a : (..., d) rates, descending, >= 0
    W0 : (..., d, d) start, positive semidefinite
    t : (...) times, real, or with an imaginary step to differentiate

    Raises
    ------
    ValueError : if the rates do not descend
    """
    check_descending(a)
    shape = np.broadcast_shapes(a.shape[:-1], W0.shape[:-2], t.shape)
    X = np.broadcast_to(W0, (*shape, *W0.shape[-2:])).astype(np.result_type(W0, t))
    every = np.arange(a.shape[-1])
    for k in every:
        rate, row = a[..., k, None], X[..., k, :].copy()
        c = row[..., k, None]
        psi = half_integral(rate, c, t[..., None])
        ratio = row / np.where(c != 0, c, 1.0)
        with np.errstate(under="ignore"):
            kept = np.exp(-(rate + a) * psi)
        size = np.real(X[..., every, every])
        X -= row[..., :, None] * ratio[..., None, :]
        # What depends on direction k is left with rounding, which would grow.
        own = np.real(X[..., every, every]) > NEGLIGIBLE_PIVOT * size
        X *= own[..., :, None] & own[..., None, :]
        X += (row * kept)[..., :, None] * (ratio * kept)[..., None, :]
        grown = scaled_exp(row, rate * t[..., None] - (3 * rate + a) * psi)
        grown[..., k] = scaled_exp(c, 2 * rate * t[..., None] - 4 * rate * psi)[..., 0]
        X[..., k, :] = X[..., :, k] = grown
    return X
