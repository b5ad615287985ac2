"""Two layers with free weights from a small start: one stage per learned direction, to leading order, any width and imbalance.

    U = (W_2(0) + W_1(0)^T)/2,   M = U U^T,   c_k its pivots in descending rate,   S^i its Schur complement before stage i
    w_kk    the logistic from c_k at rate a_k
    w_ji    S^i_ij c_i^{-(1+rho)/2} w^{(1+rho)/2} (1-w)^{e-} 2F1(rho/2 + e- - 1/2, 1 + e-; 1 + rho; w)   (1 - w_jj)^{1/rho - p}
    w_ij    S^i_ij c_i^{-(1+rho)/2} w^{(1+rho)/2} (1-w)^{e-} 2F1(e-, e- + (1+rho)/2; 1 + rho; w)         (1 - w_jj)^{1 - p}
            i < j,  w = w_ii,  rho = a_j/a_i,  e+- = ((1+rho) +- sqrt((1-rho)^2 + 4 rho^2))/4,  r = 2 a_i e-,  p = e-/rho
    late    w_ji -> S c^{-(1+rho)/2} C (1-w)^{e-},  w_ij/w_ji -> a_j/(a_j - r),
            C = G(1+rho) G(e+ - e-) / (G(1 + e+) G(rho - e-))

The last factor, with which both settle at the rates 2 a_i and 2 a_j once j is learned too, is no more than that.

    rise    at d = 2  mu_1 mu_2 [ (1 - e-/2) w_21(t_m) - (1 + r/(2 a_2)) w_21(t_M) ],  w_21 = B delta^{e-},
            delta = e^{-2 a_1 t}/c_1,  B = S_21 c_1^{-(1+rho)/2} C;  t_m: delta^2 = e- mu_2 w_21/mu_1;
            t_M: c_2 e^{2 a_2 t} = a_1 e- mu_1 w_21/(a_2 mu_2)
    white   A = a I, W_2^T W_2 = W_1 W_1^T:  Z = (W_2; W_1^T)(W_2; W_1^T)^T = E V (I + V^T int E^2 V)^{-1} V^T E,  E = e^{J a t},
            V = (W_2(0); W_1(0)^T),  J = [[0, I], [I, 0]]
    off by  ln c_k is off by about the sum over i != k of the peaks of w_ki w_ik, of order omega^{2 theta_min},
            omega the square of the scale of the layers

Source: new; stages of rank one: Saxe et al., ICLR 2014 (arXiv 1312.6120); white inputs, balanced: Braun et al., NeurIPS 2022,
and Domine et al. (arXiv 2409.14623), here with the target I.

Legend: W_1 (h, d), W_2 (d, h); L (d, d) lower triangular, M = L L^T; a (d,) rates, descending and distinct; t (n,) loss time;
G Euler's Gamma.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gamma, hyp2f1

from numerics.closed_form.entries import logistic
from numerics.closed_form.stages import check_descending, log_phi, scaled_exp
from numerics.task.arrays import Array, Numbers
from numerics.task.layers import Layers

#: Times of the mid-phase, in w_ii, at which the peak of a minor entry is looked for.
PEAK_GRID = 1 / (1 + np.exp(-np.linspace(-14.0, 14.0, 113)))


def effective_start(layers: Layers) -> Array:
    """Return M = U U^T, U = (W_2(0) + W_1(0)^T)/2, shape (d, d)."""
    U = (layers[1] + layers[0].T) / 2
    return np.asarray(U @ U.T)


def decay_exponents(rho: Numbers) -> tuple[Array, Array]:
    """Return e- and e+, ((1 + rho) -+ sqrt((1 - rho)^2 + 4 rho^2))/4."""
    share = np.asarray(rho, dtype=float)
    root = np.sqrt((1 - share) ** 2 + 4 * share**2)
    return (1 + share - root) / 4, (1 + share + root) / 4


def minor_shapes(rho: Numbers, w: Numbers) -> tuple[Array, Array]:
    """Return w_ji and w_ij over S c^{-(1+rho)/2} w^{(1+rho)/2} (1-w)^{e-}, as functions of w = w_ii."""
    e, _ = decay_exponents(rho)
    share, x = np.asarray(rho, dtype=float), np.minimum(w, 1.0)
    lower = hyp2f1(share / 2 + e - 0.5, 1 + e, 1 + share, x)
    upper = hyp2f1(e, e + (1 + share) / 2, 1 + share, x)
    return np.asarray(lower), np.asarray(upper)


def late_constant(rho: Numbers) -> Array:
    """Return C, to which the first of the shapes tends as w_ii goes to 1."""
    share = np.asarray(rho, dtype=float)
    low, high = decay_exponents(rho)
    return np.asarray(gamma(1 + share) * gamma(high - low) / (gamma(1 + high) * gamma(share - low)))


def late_ratio(rho: Numbers) -> Array:
    """Return w_ij / w_ji as w_ii goes to 1, a_j / (a_j - r): the golden ratio at rho = 1/2."""
    return np.asarray(1 / (1 - 2 * decay_exponents(rho)[0] / np.asarray(rho)))


def peaks(a: Array, L: Array) -> Array:
    """Return the peaks of w_ij w_ji to leading order, shape (d, d), symmetric, 0 on the diagonal, from M = L L^T."""
    check_descending(a)
    d = a.size
    found = np.zeros((d, d))
    for i in range(d):
        for j in range(i + 1, d):
            rho = a[j] / a[i]
            e, _ = decay_exponents(rho)
            w, rest = PEAK_GRID, PEAK_GRID[::-1]
            lower, upper = minor_shapes(rho, w)
            size = np.max(w ** (1 + rho) * rest ** (2 * e) * lower * upper)
            if L[i, i] > 0 and L[j, i] != 0:  # S^2 c^{-(1+rho)}, in logarithms: both factors may leave the doubles
                found[i, j] = found[j, i] = size * np.exp(2 * np.log(abs(L[j, i])) - 2 * rho * np.log(L[i, i]))
    return found


def largest_factor(L: Array) -> Array:
    """Return L with what is left of each row in place of its entries: |w_ij| is at most what these compose, shape (d, d)."""
    left = np.sqrt(np.cumsum(L[:, ::-1] ** 2, axis=1)[:, ::-1])
    return np.where(np.eye(len(L), dtype=bool), L, np.tril(left))


def compose_untied(a: Array, L: Array, t: Array) -> tuple[Array, Array]:
    """Return the leading-order W(t) and W'(t), each (n, d, d), from the triangular factor of the effective start M = L L^T."""
    check_descending(a)
    d, c = a.size, np.diag(L) ** 2
    W, speed = np.zeros((2, t.size, d, d))
    every = np.arange(d)
    w = logistic(a, c, t[:, None])
    log_phis = log_phi(a, c, t[:, None])
    log_rest = np.log1p(-c) - log_phis
    rest = np.exp(log_rest)
    W[:, every, every], speed[:, every, every] = w, 2 * a * w * rest
    for i in range(d):
        for j in range(i + 1, d):
            if c[i] == 0:
                continue
            rho = a[j] / a[i]
            e, _ = decay_exponents(rho)
            grown = (1 + rho) / 2 * (2 * a[i] * t - log_phis[:, i]) + e * log_rest[:, i]
            common = scaled_exp(np.full(t.shape, L[j, i] * L[i, i]), grown)
            lower, upper = minor_shapes(rho, w[:, i])
            settled = [np.exp(power * log_rest[:, j]) for power in (1 / rho - e / rho, 1 - e / rho)]
            below, above = common * lower, common * upper  # sqrt(w) u and sqrt(w) v
            W[:, j, i], W[:, i, j] = below * settled[0], above * settled[1]
            growth = a[i] * rest[:, i]
            moved = (
                (growth - a[i] * w[:, i]) * below + a[j] * above,
                (growth - a[j] * w[:, i]) * above + a[j] * below,
            )
            damping = 2 * a[j] * w[:, j]
            speed[:, j, i] = (moved[0] - (1 / rho - e / rho) * damping * below) * settled[0]
            speed[:, i, j] = (moved[1] - (1 - e / rho) * damping * above) * settled[1]
    return W, speed


def swing(a: tuple[float, float], mu: tuple[float, float], L: Array) -> tuple[float, float, float]:
    """Return the rise of the test loss at d = 2 to leading order, w_21 at its minimum, and w_21 at its maximum; l_21 > 0."""
    check_descending(np.array(a))
    c, rho = np.diag(L) ** 2, a[1] / a[0]
    e = float(decay_exponents(rho)[0])
    log_B = float(np.log(L[1, 0] * L[0, 0]) - (1 + rho) / 2 * np.log(c[0]) + np.log(late_constant(rho)))
    low = np.exp((log_B + e / 2 * np.log(e * mu[1] / mu[0])) / (1 - e / 2))
    gain = np.log(a[0] * e * mu[0] / (a[1] * mu[1])) + log_B - e * np.log(c[0]) - np.log(c[1])
    top = np.exp(log_B - e * np.log(c[0]) - a[0] * e * gain / (a[1] + a[0] * e))
    found = mu[0] * mu[1] * ((1 - e / 2) * low - (1 + a[0] * e / a[1]) * top)
    return float(found), float(low), float(top)


def white_balanced(a: float, layers: Layers, t: Array) -> tuple[Array, Array]:
    """Return W(t) and W'(t), each (n, d, d), of balanced layers at one common rate, M positive definite: exact."""
    d = layers[1].shape[0]
    # No more hidden directions than there are dimensions: the others are 0, balanced as the layers are.
    hidden = np.linalg.svd(layers[1])[2][:d].T
    second, first = layers[1] @ hidden, hidden.T @ layers[0]
    V, swapped = np.concatenate([second, first.T]), np.concatenate([first.T, second])
    # E = cosh(x) + J sinh(x), the integral of E^2 is sinh(2x)/2 + J (cosh(2x) - 1)/2; all over e^x, so that nothing overflows.
    x = a * t[:, None, None]
    up, down = (1 + np.exp(-2 * x)) / 2, -np.expm1(-2 * x) / 2
    E = up * V + down * swapped
    inner = -np.expm1(-4 * x) / 4 * (V.T @ V) + np.expm1(-2 * x) ** 2 / 4 * (V.T @ swapped)
    Z = E @ np.linalg.solve(np.exp(-2 * x) * np.eye(hidden.shape[1]) + inner, E.swapaxes(-1, -2))
    W = np.asarray(Z[:, :d, d:])
    rest = np.eye(d) - W
    return W, a * (rest @ Z[:, d:, d:] + Z[:, :d, :d] @ rest)
