"""L layers with free weights, f = W_L ... W_1 x: the gradient flow of the loss, layer by layer or, from balanced layers, of W.

    aligned     balanced, W(0) = diag(c) > 0:  s' = L a s^{2-2/L} (1 - s) for each w_kk = s                           exact
                L a t = B(s) - B(c),   B(s) = s^p/p 2F1(1, p; 1 + p; s),  p = 2/L - 1;   ln(s/(1-s)) at L = 2
    L = 1, 2    what one layer and two have                                                 `one_layer`, `untied`
    else        no closed form here
    balanced    W_{l+1}^T W_{l+1} = W_l W_l^T:  W' = -sum_l (W W^T)^{(L-l)/L} G (W^T W)^{(l-1)/L},  G = (W - I) A

Source: Saxe et al., ICLR 2014 (arXiv 1312.6120), for modes; Arora et al., ICML 2018 (arXiv 1802.06509), for the flow of W.

Legend: W_1 (h, d), ..., W_L (d, h); a (d,) rates, descending; c, s (d,) modes; t (n,) loss time.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np

from numerics.model.base import NO_FORM, ClosedForm
from numerics.model.layered import Layered
from numerics.model.one_layer import ONE_LAYER
from numerics.model.untied import UNTIED
from numerics.task.arrays import Array, Numbers
from numerics.task.exact_numbers import Rows
from numerics.task.layers import Layers, layer_product

#: More layers than anybody trains without skips.
MOST_LAYERS = 16
#: Layers are balanced, and W(0) is diagonal, to this part of their size.
ALIGNED = 1e-12
#: Beyond this value of s the series in 1 - s is taken, of so many terms.
NEAR_ONE, TERMS = 0.7, 60
#: Steps of Newton's method for s at a time, from a bracket of a table.
NEWTON_STEPS, TABLE = 6, 400
#: Where a mode has come in its logarithm of odds, it is 1 to rounding.
SETTLED_ODDS = 45.0
#: What is left of 1 - s there is above the least double.
LARGEST_ODDS = 700.0


class Deep(Layered):
    """f = W_L ... W_1 x."""

    name = "deep"
    settling = 6.0
    stable_below = 2 / 3
    depths = (1, MOST_LAYERS, 3)

    def eliminated(self, start: Layers) -> Array | None:
        """Return the matrix whose pivots set the learning times of two layers; there is none for more."""
        return UNTIED.eliminated(start) if len(start) == 2 else None

    def exact_learning_times(self, a: Sequence[Fraction], start: tuple[Rows, ...]) -> dict[int, float]:
        """Return the learning times of aligned layers, in floats."""
        rates, layers = np.array([float(rate) for rate in a]), self.in_floats(start)
        if len(start) == 2:
            return UNTIED.exact_learning_times(a, start)
        if not is_aligned(layers):
            return {}
        T = aligned_time(rates, len(start), np.diag(layer_product(layers)))
        return {k: float(time) for k, time in enumerate(T) if 0 < time < np.inf}

    def anchors(self, a: Array, start: Layers) -> Array:
        """Return the learning times of aligned layers or of the pivots, else those of modes as large as the layers allow."""
        if len(start) == 2:
            return UNTIED.anchors(a, start)
        modes = np.diag(layer_product(start))
        if len(start) > 1 and not is_aligned(start):
            sizes = [max(float(np.linalg.norm(layer, 2)), 1e-300) for layer in start]
            modes = np.full(a.size, min(float(np.exp(np.mean(np.log(sizes)) * len(start))), 0.4))
        return aligned_time(a, len(start), modes)

    def closed_form(self, a: Array, start: Layers) -> ClosedForm:
        """Return the solution of aligned layers, and what one layer and two have."""
        if len(start) == 1:
            return ONE_LAYER.closed_form(a, start[0])
        if is_aligned(start):
            c = np.diag(layer_product(start))
            return ClosedForm("aligned layers", lambda t: aligned_motion(a, len(start), c, t))
        return UNTIED.closed_form(a, start) if len(start) == 2 else NO_FORM

    def training_area(self, a: Array, start: Layers) -> None:
        """Return None: it has no closed form here."""

    def learns(self, a: Array, start: Layers) -> bool:
        """Return whether nothing is known to keep the training loss from ending at 0."""
        return len(start) != 2 or UNTIED.learns(a, start)


def is_aligned(layers: Layers) -> bool:
    """Return whether layers are balanced, and their product diagonal with entries in (0, 1), to rounding."""
    W, pairs = layer_product(layers), pairwise(layers)
    size = max(float(np.max(np.abs(layer))) for layer in layers) ** 2
    balanced = all(np.max(np.abs(after.T @ after - before @ before.T)) <= ALIGNED * size for before, after in pairs)
    c = np.diag(W)
    return bool(balanced and np.all((c > 0) & (c < 1)) and np.max(np.abs(W - np.diag(c))) <= ALIGNED * np.max(c))


def inverse_speed(s: Numbers, rest: Numbers, depth: int) -> Array:
    """Return B(s), the integral of 1/(s^{2-2/L} (1-s)), for rest = 1 - s; the logarithm of odds at L = 2."""
    from scipy.special import digamma, hyp2f1, poch  # a third of a second, which only this model takes

    s, rest = np.asarray(s, dtype=float), np.asarray(rest, dtype=float)
    if depth == 2:
        return np.asarray(np.log(s) - np.log(rest))
    p = 2 / depth - 1
    near, n = s > NEAR_ONE, np.arange(TERMS)
    far = np.where(near, 0.5, s) ** p / p * hyp2f1(1, p, 1 + p, np.where(near, 0.5, s))
    weights = poch(p, n) / poch(1, n) * (digamma(n + 1) - (digamma(p + n) if depth > 1 else digamma(1 + n)))
    close = np.where(near, rest, 0.0)[..., None] ** n @ weights
    return np.asarray(np.where(near, -np.log(rest) + np.where(near, s, 1.0) ** p * close, far))


def aligned_time(a: Array, depth: int, c: Array, level: float = 0.5) -> Array:
    """Return when each mode from c passes a level; 0 if it starts there, infinity for c <= 0 or a = 0, shape (d,)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = np.clip(c, 1e-300, level)
        T = (inverse_speed(level, 1 - level, depth) - inverse_speed(inside, 1 - inside, depth)) / (depth * a)
    return np.asarray(np.where(c >= level, 0.0, np.where((c > 0) & (a > 0), T, np.inf)))


def aligned_motion(a: Array, depth: int, c: Array, t: Array) -> tuple[Array, Array]:
    """Return W(t) and W'(t) of aligned layers, each (n, d, d)."""
    W, speed = np.zeros((2, t.size, a.size, a.size))
    for k, rate in enumerate(a):
        s, rest = _mode(depth * rate * t, depth, float(c[k]))
        W[:, k, k], speed[:, k, k] = s, depth * rate * s ** (2 - 2 / depth) * rest
    return W, speed


def _mode(progress: Array, depth: int, c: float) -> tuple[Array, Array]:
    """Return s and 1 - s where B(s) - B(c) is a given progress, by Newton's method in the logarithm of odds."""
    table = np.linspace(np.log(c) - np.log1p(-c), SETTLED_ODDS, TABLE)
    begin = inverse_speed(c, 1 - c, depth)
    odds = np.interp(progress, inverse_speed(*_of_odds(table), depth) - begin, table)
    for _ in range(NEWTON_STEPS):
        s, rest = _of_odds(odds)
        off = inverse_speed(s, rest, depth) - begin - progress
        odds = np.clip(odds - off * s ** (1 - 2 / depth), table[0], LARGEST_ODDS)
    return _of_odds(odds)


def _of_odds(odds: Array) -> tuple[Array, Array]:
    """Return s and 1 - s."""
    from scipy.special import expit

    return np.asarray(expit(odds)), np.asarray(expit(-odds))


def balanced_field(W: Array, A: Array, depth: int) -> Array:
    """Return W' = -sum_l (W W^T)^{(L-l)/L} G (W^T W)^{(l-1)/L} of balanced layers, shape (d, d); A (d,) or (d, d)."""
    left, values, right = np.linalg.svd(W)
    residual = W - np.eye(len(W))
    G = residual * A if A.ndim == 1 else residual @ A

    def power(frame: Array, exponent: float) -> Array:
        return np.asarray(frame @ np.diag(values ** (2 * exponent)) @ frame.T)

    terms = [power(left, (depth - k) / depth) @ G @ power(right.T, (k - 1) / depth) for k in range(1, depth + 1)]
    return -np.sum(terms, axis=0)


DEEP = Deep()
