"""Closed forms of the tied flow and of one layer, by hand, in logarithms where doubles would overflow.

    major entry          w = c e^{2at} / (1 + c (e^{2at} - 1))
    learning time        T = ln[ delta (1 - c) / (c (1 - delta)) ] / (2 a)
    minor entry          w_ij = w_ij(0) e^{(a_i+a_j)t} phi_i^{-(3a_i+a_j)/(4a_i)} phi_j^{-(3a_j+a_i)/(4a_j)}
    suppression          w_ij turns where w_ii = 2 (a_i + a_j) / (3 a_i + a_j)
    isotropic A = a I    W = W0 e^{2at} (I + W0 (e^{2at} - 1))^{-1}
    one layer            W = I + (W0 - I) e^{-A t};  area under the training loss |W0 - I|^2 / 4
    with biases          W~ = P + (W~0 - P) e^{-A~ t},  x~ = (x, 1),  W~ = [W b],  P = [I 0],  A~ = E x~ x~^T = [[A, m], [m^T, 1]]

The rates of a layer with biases are the eigenvalues of A~, not the a_k.

All arguments broadcast. The composition of stages for any dimension is in `numerics.closed_form.stages`.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Theorem 4.1; the rest new.

Legend: a rates; c start of an entry or pivot; t printed time, for one layer loss time; W0 (..., d, d) start; W~ (d, q), A~ (q, q)
symmetric; theta = (a_i - a_j) / (2 a_i).
"""

from __future__ import annotations

import numpy as np

from numerics.closed_form.stages import NEGLIGIBLE_PIVOT, half_integral, scaled_exp
from numerics.task.arrays import Array, Numbers, RealOrComplex


def logistic(a: Numbers, c: Numbers, t: Numbers) -> RealOrComplex:
    """Return w(t) = c e^{2at} / (1 + c (e^{2at} - 1)), c >= 0."""
    return scaled_exp(np.asarray(c), 2 * a * t - 4 * a * half_integral(np.asarray(a), np.asarray(c), np.asarray(t)))


def learning_time(a: Numbers, c: Numbers, level: float = 0.5) -> Array:
    """Return when the logistic from c passes `level`; 0 if it starts there, infinity for c = 0 or a = 0."""
    c, a = np.asarray(c, dtype=float), np.asarray(a, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        log_odds = np.log1p(-c) - np.log(c) + np.log(level) - np.log1p(-level)
        return np.asarray(np.where(c >= level, 0.0, np.where(a > 0, log_odds / (2 * a), np.inf)))


def minor_entry(w0: Numbers, a: tuple[Numbers, Numbers], c: tuple[Numbers, Numbers], t: Numbers) -> RealOrComplex:
    """Return w_ij(t) to leading order, from w_ij(0), the rates and the pivots of i and j."""
    first, second = (half_integral(np.asarray(rate), np.asarray(pivot), np.asarray(t)) for rate, pivot in zip(a, c, strict=True))
    i, j = a
    return scaled_exp(np.asarray(w0), (i + j) * t - (3 * i + j) * first - (3 * j + i) * second)


def suppression_threshold(a_i: Numbers, a_j: Numbers) -> RealOrComplex:
    """Return the value of w_ii at which w_ij turns from growth to decay: 2 (a_i + a_j) / (3 a_i + a_j)."""
    return np.asarray(2 * (a_i + a_j) / (3 * a_i + a_j))


def theta(a_i: Numbers, a_j: Numbers) -> RealOrComplex:
    """Return theta = (a_i - a_j) / (2 a_i)."""
    return np.asarray((a_i - a_j) / (2 * a_i))


def peak_value(w0: Numbers, a_i: Numbers, a_j: Numbers, c_i: Numbers) -> Array:
    """Return the peak of w_ij, w0 c^{-(1-theta)} (1-c)^{-theta/2} (2(1-theta)/theta)^{1-theta} (theta/(2-theta))^{1-theta/2}."""
    share = theta(a_i, a_j)
    logarithm = -(1 - share) * np.log(c_i) - share / 2 * np.log1p(-c_i)
    logarithm = logarithm + (1 - share) * np.log(2 * (1 - share) / share) + (1 - share / 2) * np.log(share / (2 - share))
    return np.asarray(scaled_exp(np.asarray(w0), logarithm))


def isotropic(a: Numbers, W0: Array, t: Numbers) -> Array:
    """Return W(t) for A = a I, through the eigenvectors of the symmetric W0 (..., d, d); shape (..., d, d).

    Eigenvalues that are rounding of 0 count as 0: they would be learned.
    """
    values, Q = np.linalg.eigh(W0)
    values = np.where(values > NEGLIGIBLE_PIVOT * values[..., -1:], values, 0.0)
    learned = logistic(np.asarray(a)[..., None], values, np.asarray(t)[..., None])
    return np.asarray(np.einsum("...im,...m,...jm->...ij", Q, learned, Q))


def one_layer(a: Array, W0: Array, t: Numbers) -> Array:
    """Return W(t) = I + (W0 - I) e^{-A t} for rates (..., d); shape (..., d, d)."""
    identity = np.eye(W0.shape[-1])
    decay = np.exp(-np.asarray(t)[..., None] * a)
    return np.asarray(identity + (W0 - identity) * decay[..., None, :])


def one_layer_learning_time(a: Array, w0: Array, level: float = 0.5) -> Array:
    """Return when 1 - (1 - w0) e^{-a t} passes `level`: ln((1 - w0)/(1 - level)) / a; 0 if it starts there."""
    with np.errstate(divide="ignore", invalid="ignore"):
        time = np.log((1 - w0) / (1 - level)) / a
    return np.asarray(np.where(w0 >= level, 0.0, np.where(a > 0, time, np.inf)))


def one_layer_area(a: Array, W0: Array) -> float:
    """Return the integral of the training loss from 0 to infinity: the sum of |(W0 - I) e_k|^2 / 4 over a_k > 0."""
    return float(np.sum(((W0 - np.eye(a.size)) ** 2)[:, a > 0]) / 4)


def biased_layer(start: Array, moment: Array, times: Array) -> Array:
    """Return W~(t) = P + (W~(0) - P) e^{-A~ t} at loss times (k,), shape (k, d, q).

    Parameters
    ----------
    start : W~(0), shape (d, q), in coordinates in which the first q - 1 are informative: P is the identity there, 0 elsewhere
    moment : A~, symmetric, shape (q, q)
    times : shape (k,)
    """
    rates, vectors = np.linalg.eigh(moment)
    P = biased_target(start)
    decay = np.exp(-np.outer(times, rates))[:, None, :]
    return P + (((start - P) @ vectors) * decay) @ vectors.T


def biased_target(start: Array) -> Array:
    """Return P = [I 0; 0 0] for W~ of shape (d, q): the identity on the q - 1 informative coordinates."""
    d, q = start.shape
    return np.eye(d, q - 1) @ np.eye(q - 1, q)
