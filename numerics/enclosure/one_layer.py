r"""The one-layer network in balls: its state, and the slope of the test loss as a sum of exponentials.

    W(t) = I + (W(0) - I) exp(-A t)        (W' = -(W - I) A, loss clock)
    L(t) = |y|^2 / 2,   y_k = sum_i (w_ki(0) - delta_ki) z_i e^{-a_i t}
    L'(t) = - sum_{i <= j} b_ij e^{-(a_i + a_j) t},   b_ij = c_ij B_ij z_i z_j (a_i + a_j)/2,  B = (W(0)-I)^T (W(0)-I)

with c_ii = 1 and c_ij = 2 for i < j. On a step of length h from t the Taylor polynomial of degree N of each exponential has
a tail at most |b| e^{-l t} (l h)^(N+1) / (N+1)!, l = a_i + a_j, as the derivatives of an exponential that falls are greatest
at the start; its derivative has one at most l |b| e^{-l t} (l h)^N / N!.

Source: arXiv 2410.08309v2, Theorem 4.1, as transcribed, in the corrected form for every input.

Legend: W0 (d, d), a (d,), z (d,) exact: start, rates, probe; t, h exact times; N order.
"""

from __future__ import annotations

from collections.abc import Sequence

from flint import arb, arb_mat, arb_poly, fmpq

from numerics.enclosure.field import Rows
from numerics.enclosure.outward import brief
from numerics.enclosure.pieces import Piece
from numerics.enclosure.precision import working_precision
from numerics.enclosure.tube import MOST_STEPS, EnclosureError

#: On a step of half a timescale the tail is then below 2^-108 of its exponential.
ORDER = 24


def one_layer_state(W0: Rows, a: Sequence[fmpq], t: fmpq, precision: int) -> arb_mat:
    """Return balls that hold W(t) = I + (W(0) - I) exp(-A t), shape (d, d)."""
    d = len(a)
    with working_precision(precision):
        decay = [(-arb(rate * t)).exp() for rate in a]
        return arb_mat(d, d, [arb(W0[i][j] - (i == j)) * decay[j] + (i == j) for i in range(d) for j in range(d)])


def slope_terms(W0: Rows, a: Sequence[fmpq], z: Sequence[fmpq]) -> list[tuple[fmpq, fmpq]]:
    """Return the exact (coefficient, rate) of every exponential of L'(t) that does not vanish."""
    d = len(a)
    E = [[W0[k][i] - (k == i) for i in range(d)] for k in range(d)]
    terms = []
    for i in range(d):
        for j in range(i, d):
            inner = sum((E[k][i] * E[k][j] for k in range(d)), fmpq(0))
            coefficient = -inner * z[i] * z[j] * (a[i] + a[j]) / (2 if i == j else 1)
            if coefficient != 0:
                terms.append((coefficient, a[i] + a[j]))
    return terms


def exponential_pieces(W0: Rows, a: Sequence[fmpq], z: Sequence[fmpq], horizon: fmpq, precision: int) -> list[Piece]:
    """Return f = L' and g = L'' of the one-layer test loss on steps of at most half the shortest timescale.

    Raises
    ------
    EnclosureError : if there would be too many of them
    """
    terms = slope_terms(W0, a, z)
    fastest = max((rate for _, rate in terms), default=fmpq(1))
    count = int((2 * fastest * horizon).ceil())
    if count > MOST_STEPS:
        raise EnclosureError(f"more than {MOST_STEPS} steps are needed for a rate of {brief(fastest)}")
    h = horizon / count
    with working_precision(precision):
        return [_piece(terms, h * k, h) for k in range(count)]


def _piece(terms: Sequence[tuple[fmpq, fmpq]], t: fmpq, h: fmpq) -> Piece:
    """Return f and g on [t, t + h]: the Taylor polynomial of every exponential, with its tail as error."""
    F, f_error, g_error = arb_poly([0]), arb(0), arb(0)
    for coefficient, rate in terms:
        now = arb(coefficient) * (-arb(rate * t)).exp()
        F += arb_poly([now * arb(-rate) ** n / arb(n).fac() for n in range(ORDER + 1)])
        x = arb(rate * h)
        tail = abs(now) * x**ORDER / arb(ORDER).fac()
        f_error += tail * x / (ORDER + 1)
        g_error += tail * arb(rate)
    return Piece(t, h, F, F.derivative(), f_error.upper(), g_error.upper())
