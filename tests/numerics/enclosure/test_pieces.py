"""The test loss, pieces of its slope and of an entry contain the 60-digit values of an independent solution."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, arb_mat, ctx, fmpq
from mpmath import mpf, workdps

from numerics.enclosure import pieces
from numerics.enclosure.given_data import enclose_box, enclose_flow
from numerics.enclosure.pieces import entry_pieces, loss_slope_pieces
from tests.numerics.enclosure.containment import case, close, fraction, rational, rationals, rows
from tests.numerics.flow_oracle import DIGITS

Z = [Fraction(1), Fraction(3, 2)]


@pytest.mark.parametrize("z", [[Fraction(1), Fraction(3, 2)], [Fraction(1), Fraction(0)]])
def test_loss_at_a_time(z: list[Fraction]) -> None:
    given = case("two concepts")
    tube = enclose_flow(rows(given.W0), rationals(given.a), fmpq(4), radius=1e-25)
    for t in (Fraction(0), Fraction(1, 3), Fraction(17, 10), Fraction(5, 2), Fraction(4)):
        with ctx.workprec(tube.precision):
            ball = pieces.test_loss(tube.at(rational(t)), rationals(z))
        assert close(ball, given.oracle.slopes(t, z)[0])
        assert ball.rad() < arb("1e-20")


def test_deviation_of_the_identity_is_nothing() -> None:
    assert pieces.test_loss(arb_mat([[1, 0], [0, 1]]), [fmpq(1), fmpq(3, 2)]) == 0


def test_pieces_hold_slope_and_curvature() -> None:
    given = case("two concepts")
    tube = enclose_flow(rows(given.W0), rationals(given.a), fmpq(4), radius=1e-25)
    pieces, entries = loss_slope_pieces(tube, rationals(Z)), entry_pieces(tube, 0, 1, fmpq(1, 7))
    draws = np.random.default_rng(0).integers(0, 1000, len(pieces))
    for piece, entry, k in zip(pieces, entries, draws, strict=True):
        s = fmpq(int(k), 1000) * piece.h
        t = fraction(piece.t + s)
        _, slope, curvature = given.oracle.slopes(t, Z)
        with ctx.workprec(tube.precision), workdps(DIGITS):
            assert close(piece.value(arb(s)), slope)
            assert close(piece.slope(arb(s)), curvature)
            assert close(entry.value(arb(s)), given.oracle(t)[0][1] - mpf(1) / 7)
        assert piece.f_error < arb("1e-18")
        assert piece.g_error < arb("1e-15")


def test_boxes_have_no_pieces() -> None:
    spread = [[fmpq(1, 1000)]]
    with pytest.raises(ValueError, match="step must have no symbols"):
        entry_pieces(enclose_box([[fmpq(1, 2)]], spread, [fmpq(1)], [fmpq(0)], fmpq(1, 10)), 0, 0, fmpq(1, 2))
