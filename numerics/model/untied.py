"""Two layers with free weights, f = W_2 W_1 x, any width and imbalance: the gradient flow of the loss, W_l' = -dL/dW_l.

    rates > 0 and distinct, M > 0, m_kk < 1      stages of M = U U^T, U = (W_2(0) + W_1(0)^T)/2      leading order
    one common rate > 0, M > 0, balanced         matrix Riccati solution                                  exact
    else                                         no closed form here

    w_kk = 1/2 near T_k = ln((1 - c_k)/c_k) / (2 a_k), c_k the pivots of M in descending rate

On the loss clock small layers grow as e^{At}, which is what tied ones do on the printed clock: there is no factor 2.

Source: new; the early growth of W_2 + W_1^T: Saxe et al., ICLR 2014 (arXiv 1312.6120).

Legend: W_1 (h, d), W_2 (d, h); a (d,) rates, descending; c (d,) pivots; t (n,) loss time.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from numerics.closed_form.entries import learning_time, logistic
from numerics.closed_form.stages import blocks_of_equal_rates, check_descending
from numerics.closed_form.untied import compose_untied, effective_start, largest_factor, peaks, white_balanced
from numerics.model.base import NO_FORM, ClosedForm
from numerics.model.layered import Layered
from numerics.task.arrays import Array
from numerics.task.elimination import exact_pivots, pivots, triangular_factor
from numerics.task.exact_numbers import Rows, log
from numerics.task.layers import Layers
from numerics.task.trajectory import parts

#: Three times the squared peaks of the minor entries over a_k: twice that, as stated, was never exceeded in 600 random settings.
SPREAD = 3.0
#: So many times the products of two minor entries that are left out of an entry.
PRODUCTS = 6.0
#: So many times a minor entry times the sum of what its two pivots are off by.
MINOR = 1.5

#: Layers are balanced to this part of their squares.
BALANCED = 1e-12


class Untied(Layered):
    """f = W_2 W_1 x."""

    name = "untied"
    settling = 4.0
    stable_below = 1.0
    depths = (2, 2, 2)

    def eliminated(self, start: Layers) -> Array:
        """Return M, whose pivots are c_k."""
        return effective_start(start)

    def exact_learning_times(self, a: Sequence[Fraction], start: tuple[Rows, ...]) -> dict[int, float]:
        """Return T_k = ln((1 - c_k)/c_k) / (2 a_k) for a_k > 0 and 0 < c_k < 1."""
        first, second = start
        order = sorted(range(len(a)), key=lambda k: -a[k])
        U = [[(second[i][m] + first[m][i]) / 2 for m in range(len(first))] for i in order]
        M = [[sum((x * y for x, y in zip(p, q, strict=True)), Fraction(0)) for q in U] for p in U]
        found = zip(order, exact_pivots(M), strict=True)
        return {k: log((1 - c) / c) / (2 * float(a[k])) for k, c in found if a[k] > 0 and 0 < c < 1}

    def anchors(self, a: Array, start: Layers) -> Array:
        """Return the learning times from the pivots, shape (d,)."""
        check_descending(a)
        return learning_time(a, pivots(effective_start(start)))

    def closed_form(self, a: Array, start: Layers) -> ClosedForm:
        """Return the solution at one rate from balanced layers, else the stages of M.

        There are none at equal rates or one of 0, or where M is singular or an m_kk >= 1.
        """
        M = effective_start(start)
        if np.any(pivots(M) == 0):
            return NO_FORM
        if a[0] > 0 and blocks_of_equal_rates(a) == (a.size,) and _is_balanced(start):
            return ClosedForm("one common rate, balanced", lambda t: white_balanced(float(a[0]), start, t))
        if len(blocks_of_equal_rates(a)) < a.size or np.any(a == 0) or np.any(np.diag(M) >= 1):
            return NO_FORM

        L = triangular_factor(M)

        def motion(t: Array) -> tuple[Array, Array]:
            W, speed = np.empty((2, t.size, a.size, a.size))
            for part in parts(t.size, a.size):
                W[part], speed[part] = compose_untied(a, L, t[part])
            return W, speed

        fading = np.linalg.norm((start[1] - start[0].T) / 2, axis=1)
        return ClosedForm("pivots of M", motion, lambda t, W, speed: _estimates(a, L, fading, t, W, speed), signed=False)

    def training_area(self, a: Array, start: Layers) -> None:
        """Return None: the area depends on more than the start and has no closed form."""

    def learns(self, a: Array, start: Layers) -> bool:
        """Return whether M is positive definite on the trained coordinates."""
        return bool(np.all(pivots(effective_start(start))[a > 0] > 0))


def _is_balanced(start: Layers) -> bool:
    """Return whether W_2^T W_2 = W_1 W_1^T to rounding."""
    first, second = start[0] @ start[0].T, start[1].T @ start[1]
    return bool(np.max(np.abs(first - second)) <= BALANCED * np.max(np.abs(first)))


def _estimates(a: Array, L: Array, fading: Array, t: Array, W: Array, speed: Array) -> tuple[Array, Array]:
    """Return the size of the error of W twice, (n, d, d).

    The logarithms of pivots are off by the peaks of w_ij w_ji, and so are the minor entries, by the largest that they can be,
    and where both concepts are learned, by all that they are. Every entry leaves out products of two minor ones, and of the
    rows of V = (W_2 - W_1^T)/2, of sizes `fading` (d,) at first, with those of U and V: W = (U + V)(U - V)^T, V ~ e^{-At} V(0).
    """
    off = np.sum(peaks(a, largest_factor(L)), axis=1)
    w = np.einsum("nkk->nk", W)
    E = np.zeros_like(W)
    for part in parts(t.size, a.size):
        E[part] = np.abs(compose_untied(a, largest_factor(L), t[part])[0])
    E = MINOR * (E * (off[:, None] + off) + np.abs(W) * np.minimum(w[:, :, None], w[:, None, :]))
    every = np.arange(a.size)
    E[:, every, every] = SPREAD * speed[:, every, every] * off / (2 * a)
    minor = np.abs(W)
    minor[:, every, every] = 0.0
    E += PRODUCTS * (minor @ minor)
    grown = np.sqrt(logistic(a, np.diag(L @ L.T), t[:, None]))
    faded = fading * np.exp(-a * t[:, None])
    E += grown[:, :, None] * faded[:, None, :] + faded[:, :, None] * (grown + faded)[:, None, :]
    return E, E


UNTIED = Untied()
