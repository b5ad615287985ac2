"""Rigorous learning times of the tied flow, at any size of W(0): the delay budget.

    F(W) = sum_i ln w_ii - ln det W                                        total correlation, twice; never rises
    D_k <= T_k <= D_k + F(W(0)) / a_k,   D_k = ln((1 - w_kk(0))/w_kk(0)) / (2 a_k)
    sum_k 2 a_k (T_k - D_k) <= 2 F(W(0)),  over the k with w_kk(0) < 1/2

Hypotheses: A = diag(a) >= 0, W(0) > 0, and for T_k a_k > 0 and w_kk(0) < 1/2.

Source: new.

Legend: a (..., d) rates; W (..., d, d) symmetric, positive definite; T_k first passage of w_kk through 1/2, printed clock.
"""

from __future__ import annotations

import numpy as np

from numerics.closed_form.entries import learning_time
from numerics.task.arrays import Array

#: The ends are moved outwards by this part of 1/a_k and of themselves: far above the rounding of logarithms.
OUTWARDS = 1e-11
#: Eigenvalues of correlations are known to this many units of rounding, times d^2, that of the start included.
UNITS = 4


def total_correlation(W: Array, room: float = 0.0) -> Array:
    """Return F(W) = -ln det C of the correlations C, eigenvalues less `room`, shape (...); infinite where one is not above 0."""
    own = np.einsum("...ii->...i", W)
    root = np.sqrt(np.where(own > 0, own, np.inf))
    values = np.linalg.eigvalsh(W / root[..., :, None] / root[..., None, :]) - room
    with np.errstate(divide="ignore"):
        return -np.sum(np.log(np.maximum(values, 0.0)), axis=-1)


def least_time(a: Array, own: Array) -> Array:
    """Return D_k from the diagonal (..., d) of W(0); NaN where there is no bound: w_kk(0) not in (0, 1/2), or a_k = 0."""
    return np.where((a > 0) & (own > 0) & (own < 0.5), learning_time(a, own), np.nan)


def intervals(a: Array, W0: Array) -> tuple[Array, Array]:
    """Return what T_k lies between, each (..., d), with room for rounding; NaN where the hypotheses are not seen to hold."""
    F = total_correlation(W0, UNITS * a.shape[-1] ** 2 * float(np.finfo(float).eps))[..., None]
    low = least_time(a, np.einsum("...ii->...i", W0))
    with np.errstate(divide="ignore", invalid="ignore"):
        high = np.where(np.isfinite(F), low + F / a, np.nan)
        room = OUTWARDS * (high + 1 / a)
        return low - room, high + room
