"""How far a certificate looks unless told: past the learning of every concept in the probe.

    horizon = 1.3 max_k T_k + 8 over the finite learning times of the coordinates with z_k != 0

    T_k = ln((1 - c_k)/c_k) / (2 a_k)   (tied: c_k the pivots of W(0) in descending rate),
    T_k = ln(2 (1 - w_kk(0))) / a_k     (one layer)

Source: new; the learning times of `numerics.closed_form` and `theory.one_layer`.

Legend: W0 (d, d), a (d,), z (d,) exact; c_k pivots.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from flint import fmpq


def pivots(W0: Sequence[Sequence[fmpq]], a: Sequence[fmpq]) -> list[tuple[int, fmpq]]:
    """Return (k, c_k) in descending rate, k from 0: the pivots of the LDL^T factorisation of W(0), while they are not zero."""
    order = sorted(range(len(a)), key=lambda k: -a[k])
    S = [[W0[i][j] for j in order] for i in order]
    found = []
    for n, k in enumerate(order):
        c = S[n][n]
        found.append((k, c))
        if c == 0:
            break
        for i in range(n + 1, len(S)):
            for j in range(n + 1, len(S)):
                S[i][j] = S[i][j] - S[i][n] * S[n][j] / c
    return found


def default_horizon(W0: Sequence[Sequence[fmpq]], a: Sequence[fmpq], z: Sequence[fmpq], model: str = "tied") -> fmpq:
    """Return 1.3 times the largest finite learning time of a coordinate with z_k != 0, plus 8, to three decimals.

    z : the probe, length d; coordinates that it leaves out do not have to be learned.
    """
    times = [0.0]
    if model == "tied":
        found = [(k, a[k], c) for k, c in pivots(W0, a) if z[k] != 0]
        times += [_log((1 - c) / c) / (2 * _float(rate)) for _, rate, c in found if rate > 0 and 0 < c < 1]
    else:
        wanted = [(rate, W0[k][k]) for k, rate in enumerate(a) if z[k] != 0 and rate > 0]
        times += [_log(2 * (1 - w)) / _float(rate) for rate, w in wanted if w < fmpq(1, 2)]
    return fmpq(round(1000 * (1.3 * max(times) + 8)), 1000)


def _float(q: fmpq) -> float:
    return float(Fraction(int(q.p), int(q.q)))


def _log(q: fmpq) -> float:
    return math.log(int(q.p)) - math.log(int(q.q))
