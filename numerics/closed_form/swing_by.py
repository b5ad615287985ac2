"""Swing-by at d = 2 in closed form: exponent, constant and onset.

    rise        ~ omega^{4 theta/(4 - theta)},   theta = (a_1 - a_2)/(2 a_1)
    sharper     mu_1 mu_2 [ (1 - theta/4) w_12(t_m) - (1 + a_1 theta/(2 a_2)) w_12(t_M) ],
                w_12(t) = B e^{-a_1 theta t},  2 a_2 mu_2 c_2 e^{2 a_2 t_M} = a_1 theta mu_1 w_12(t_M)
    onset       a rise iff the margin ln(gain / cost) is positive at its largest, for t > T_1:
                gain = a_1 theta mu_1 mu_2 B e^{-a_1 theta t}
                cost = 2 a_1 mu_1^2 e^{-4 a_1 t}/c_1^2 + 2 a_2 mu_2^2 c_2 e^{2 a_2 t}
    best time   e^{-(4 a_1 + 2 a_2) t} = p/(1-p) a_2 mu_2^2 c_2 c_1^2 / (a_1 mu_1^2),  p = (2 a_2 + a_1 theta)/(4 a_1 + 2 a_2)

Source: new; for the flows of Yang et al., ICLR 2025 (arXiv 2410.08309v2).

Legend: a_1 > a_2 rates; c_1, c_2 pivots; w_12 > 0 at t = 0; B: w_12 = B e^{-a_1 theta t} after T_1; all broadcast.
"""

from __future__ import annotations

import numpy as np

from numerics.closed_form.entries import learning_time, theta
from numerics.closed_form.stages import check_descending
from numerics.task.arrays import Array, Numbers, RealOrComplex


def rise_exponent(share: Numbers) -> RealOrComplex:
    """Return 4 theta / (4 - theta), the order of the rise in omega."""
    return np.asarray(4 * share / (4 - share))


def log_rise(a: tuple[Numbers, Numbers], mu: tuple[Numbers, Numbers], w_12: Numbers, c_1: Numbers) -> Array:
    """Return ln of (1 - theta/4) mu_1 mu_2 w_12(t_m), w_12(t_m) = B (theta mu_2 B c_1^2/(2 mu_1))^{theta/(4 - theta)}."""
    check_descending(np.stack(np.broadcast_arrays(*a), axis=-1))
    share = theta(*a)
    return np.asarray(np.log((1 - share / 4) * mu[0] * mu[1]) + _log_at_minimum(share, mu, w_12, c_1))


def sharper_rise(
    a: tuple[Numbers, Numbers], mu: tuple[Numbers, Numbers], w_12: Numbers, c: tuple[Numbers, Numbers]
) -> RealOrComplex:
    """Return mu_1 mu_2 [(1 - theta/4) w_12(t_m) - (1 + a_1 theta/(2 a_2)) w_12(t_M)], with w_22 = c_2 e^{2 a_2 t}.

    a, mu, w_12, c : as in `onset_margin`
    """
    check_descending(np.stack(np.broadcast_arrays(*a), axis=-1))
    (a_1, a_2), share = a, theta(*a)
    log_B = np.log(w_12) - (1 - share / 2) * np.log(c[0])
    fall, growth = a_1 * share, 2 * a_2
    time = (np.log(fall * mu[0] / (growth * mu[1])) + log_B - np.log(c[1])) / (growth + fall)
    least, most = np.exp(_log_at_minimum(share, mu, w_12, c[0])), np.exp(log_B - fall * time)
    return np.asarray(mu[0] * mu[1] * ((1 - share / 4) * least - (1 + fall / growth) * most))


def _log_at_minimum(share: Numbers, mu: tuple[Numbers, Numbers], w_12: Numbers, c_1: Numbers) -> Array:
    """Return ln of w_12(t_m)."""
    log_B = np.log(w_12) - (1 - share / 2) * np.log(c_1)
    inner = np.log(share * mu[1] / (2 * mu[0])) + log_B + 2 * np.log(c_1)
    return np.asarray(log_B + share / (4 - share) * inner)


def onset_margin(a: tuple[Numbers, Numbers], mu: tuple[Numbers, Numbers], w_12: Numbers, c: tuple[Numbers, Numbers]) -> Array:
    """Return the largest ln(gain / cost) for t > T_1: a rise is predicted where it is positive; -infinity for w_12 <= 0.

    Parameters
    ----------
    a, mu, c : pairs of arrays, the stronger concept first
    w_12 : the minor entry at t = 0
    """
    check_descending(np.stack(np.broadcast_arrays(*a), axis=-1))
    (a_1, a_2), (c_1, c_2) = a, c
    share = theta(a_1, a_2)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_gain = np.log(a_1 * share * mu[0] * mu[1]) + np.log(np.maximum(w_12, 0.0)) - (1 - share / 2) * np.log(c_1)
    log_first = np.log(2 * a_1 * mu[0] ** 2) - 2 * np.log(c_1)
    log_second = np.log(2 * a_2 * mu[1] ** 2) + np.log(c_2)
    p = (2 * a_2 + a_1 * share) / (4 * a_1 + 2 * a_2)
    best = (log_first - log_second - np.log(p) + np.log1p(-p)) / (4 * a_1 + 2 * a_2)
    t = np.maximum(best, learning_time(a_1, c_1))
    return np.asarray(log_gain - a_1 * share * t - np.logaddexp(log_first - 4 * a_1 * t, log_second + 2 * a_2 * t))
