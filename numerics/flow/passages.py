"""First passages of the major entries through 1/2, for many starts at once.

Every start has its own time and step: Dormand and Prince's pair of orders 5 and 4, errors in units of sqrt(w_ii w_jj). Between
two steps ln(w/(1-w)) is a cubic. A direction that is learned and has nothing beside it is taken out (its rate is set to 0),
so that the fast ones do not hold up the slow ones.

Source: new; the pair: Dormand and Prince 1980.

Legend: n starts; a (n, d) rates > 0; W (n, d, d) symmetric, positive definite; T (n, d) printed time.
"""

from __future__ import annotations

import numpy as np

from numerics.task.arrays import Array
from numerics.task.field import tied_field_of_rates

#: The pair's coefficients: each stage from those before it, the last of them being the step itself; and its error.
STAGES = (
    (1 / 5,),
    (3 / 40, 9 / 40),
    (44 / 45, -56 / 15, 32 / 9),
    (19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729),
    (9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656),
    (35 / 384, 0.0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84),
)
ERROR = (71 / 57600, 0.0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40)
#: A learned direction is taken out when 1 - w_ii is below this, and so is w_ij^2 / w_jj for every other j.
LEARNED = 1e-11
#: Halvings when a cubic is solved.
HALVINGS = 50
#: No start needs so many steps; beyond, its passages are infinite.
MOST_STEPS = 20_000


def first_passages_of_many(a: Array, W0: Array, rtol: float = 1e-9, pace: float = 1.0) -> Array:
    """Return when each w_kk first passes 1/2, shape (n, d); 0 where it starts there.

    Parameters
    ----------
    a : rates, > 0, shape (n, d)
    W0 : starts, positive definite, shape (n, d, d)
    rtol : tolerance of a step, in units of sqrt(w_ii w_jj)
    pace : what the field is multiplied by
    """
    T: Array = np.where(np.einsum("nii->ni", W0) >= 0.5, 0.0, np.inf)
    rows = np.flatnonzero(np.any(np.isinf(T), axis=1))
    rates, W, t = a[rows] * pace, W0[rows].copy(), np.zeros(rows.size)
    h = 0.1 / np.max(rates, axis=1)
    first = tied_field_of_rates(W, rates)
    for _ in range(MOST_STEPS):
        if not rows.size:
            break
        new, last, error = _step(W, rates, first, h, rtol)
        taken = error <= 1
        before, after = (np.einsum("nii->ni", item)[taken] for item in (W, new))
        slopes = [np.einsum("nii->ni", item)[taken] for item in (first, last)]
        found = _crossings(t[taken, None], h[taken, None], (before, after), (slopes[0], slopes[1]))
        T[rows[taken]] = np.minimum(T[rows[taken]], found)
        W[taken], first[taken], t = new[taken], last[taken], t + np.where(taken, h, 0.0)
        h = h * np.clip(0.9 * np.maximum(error, 1e-10) ** -0.2, 0.2, 5.0)
        first = _without_learned(W, rates, first)
        going = np.any(np.isinf(T[rows]), axis=1)
        rows, (rates, W, t, h, first) = rows[going], [item[going] for item in (rates, W, t, h, first)]
    return T


def _step(W: Array, a: Array, first: Array, h: Array, rtol: float) -> tuple[Array, Array, Array]:
    """Return W after a step, the field there, and the error in units of the tolerance."""
    slopes, new, size = [first], W, h[:, None, None]
    for weights in STAGES:
        new = W + size * sum(b * k for b, k in zip(weights, slopes, strict=True) if b)
        slopes.append(tied_field_of_rates(new, a))
    off = size * sum(b * k for b, k in zip(ERROR, slopes, strict=True) if b)
    root = np.sqrt(np.maximum(np.einsum("nii->ni", W), 1e-300))
    error = np.max(np.abs(off) / (rtol * root[:, :, None] * root[:, None, :]), axis=(1, 2))
    kept = np.all(np.einsum("nii->ni", new) > 0, axis=1)
    return new, slopes[-1], np.where(kept & np.isfinite(error), error, 1e5)


def _crossings(t: Array, h: Array, w: tuple[Array, Array], slope: tuple[Array, Array]) -> Array:
    """Return when ln(w/(1-w)), a cubic in [t, t + h] with the given ends and slopes, crosses 0; infinity where it does not."""
    T = np.full(w[0].shape, np.inf)
    at = (w[0] < 0.5) & (w[1] >= 0.5)
    t, h = (np.broadcast_to(item, at.shape)[at] for item in (t, h))
    ends = [np.log(item[at]) - np.log1p(-item[at]) for item in w]
    rise = [h * item[at] / (own[at] * (1 - own[at])) for own, item in zip(w, slope, strict=True)]
    low, high = np.zeros_like(h), np.ones_like(h)
    for _ in range(HALVINGS):
        x = (low + high) / 2
        value = (1 - x) ** 2 * ((1 + 2 * x) * ends[0] + x * rise[0]) + x**2 * ((3 - 2 * x) * ends[1] - (1 - x) * rise[1])
        low, high = np.where(value < 0, x, low), np.where(value < 0, high, x)
    T[at] = t + h * (low + high) / 2
    return T


def _without_learned(W: Array, a: Array, field: Array) -> Array:
    """Take learned directions out of W and a, in place, and return the field that is left, from the field before."""
    own = np.einsum("nii->ni", W)
    beside = np.abs(W) ** 2 / own[:, None, :]
    np.einsum("nii->ni", beside)[...] = 0.0
    done = (a > 0) & (np.abs(1 - own) < LEARNED) & (np.max(beside, axis=2) < LEARNED)
    changed = np.any(done, axis=1)
    if not np.any(changed):
        return field
    i, k = np.nonzero(done)
    W[i, k, :], W[i, :, k], W[i, k, k], a[i, k] = 0.0, 0.0, 1.0, 0.0
    field[changed] = tied_field_of_rates(W[changed], a[changed])
    return field
