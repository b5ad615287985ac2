"""State, slope and curvature of one layer contain the closed form to 50 digits, piece by piece."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq
from mpmath import diff, exp, mpf, workdps

from numerics.enclosure.one_layer import exponential_pieces, one_layer_state
from numerics.enclosure.tube import EnclosureError
from tests.numerics.enclosure.containment import close, fraction, rationals, rows
from tests.numerics.flow_oracle import number

F = Fraction
W0 = [[F(0), F(3, 2)], [F(1, 3), F(-1, 7)]]
A = [F(1, 2), F(9, 8)]
Z = [F(1), F(3, 2)]


def deviation(i: int, j: int, t: mpf) -> mpf:
    return number(W0[i][j] - (i == j)) * exp(-number(A[j]) * t)


def loss(t: mpf) -> mpf:
    return sum((sum(deviation(i, j, t) * number(Z[j]) for j in range(2)) ** 2 for i in range(2)), mpf(0)) / 2


def test_state_is_the_closed_form() -> None:
    W = one_layer_state(rows(W0), rationals(A), fmpq(7, 3), 250)
    with workdps(68):
        assert all(close(W[i, j], (i == j) + deviation(i, j, mpf(7) / 3)) for i in range(2) for j in range(2))


def test_pieces_hold_slope_and_curvature() -> None:
    pieces = exponential_pieces(rows(W0), rationals(A), rationals(Z), fmpq(3), 250)
    assert pieces[-1].t + pieces[-1].h == 3
    for k, piece in enumerate(pieces):
        s = piece.h * fmpq(k + 1, len(pieces))
        with ctx.workprec(250), workdps(90):
            t = number(fraction(piece.t + s))
            assert close(piece.value(arb(s)), diff(loss, t), "1e-40")
            assert close(piece.slope(arb(s)), diff(loss, t, 2), "1e-30")
        assert piece.f_error < arb("1e-30")
        assert piece.g_error < arb("1e-28")


def test_tails_are_not_forgotten() -> None:
    piece = exponential_pieces([[fmpq(0)]], [fmpq(1)], [fmpq(1)], fmpq(1), 250)[0]
    with ctx.workprec(250):
        s = arb(piece.h)
        true = -(-2 * s).exp()
        assert piece.value(s).contains(true) or piece.value(s).overlaps(true)
        assert not piece.F(s).overlaps(true)


def test_too_many_pieces_are_refused() -> None:
    with pytest.raises(EnclosureError, match="more than 50000 steps are needed for a rate of 2000"):
        exponential_pieces([[fmpq(0)]], [fmpq(1000)], [fmpq(1)], fmpq(100), 64)
