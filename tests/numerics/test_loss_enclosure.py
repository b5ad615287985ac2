"""Losses, their slopes and their pieces contain 60-digit values from an independent solution."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, arb_mat, ctx, fmpq
from mpmath import mp, mpf, workdps

from numerics import loss_enclosure
from numerics.dense_enclosure import state_at
from numerics.enclose import enclose_flow
from numerics.scalar_pieces import entry_pieces, loss_slope_pieces
from tests.numerics.flow_oracle import Oracle, number

F = Fraction
W0 = [[F(1, 20), F(1, 50)], [F(1, 50), F(3, 100)]]
A = [F(1, 2), F(9, 8)]
Z = [F(1), F(3, 2)]
exact_start = [[fmpq(x.numerator, x.denominator) for x in row] for row in W0]
exact_rates = [fmpq(x.numerator, x.denominator) for x in A]
exact_probe = [fmpq(1), fmpq(3, 2)]


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(W0, A, F(4), F(1, 16))


@pytest.fixture(scope="module")
def tube():
    return enclose_flow(exact_start, exact_rates, fmpq(4), radius=1e-25)


def close(ball: arb, value: mpf, width: str = "1e-50") -> bool:
    with ctx.workprec(300), workdps(68):
        return bool(ball.overlaps(arb(mp.nstr(value, 60), width)))


@pytest.mark.parametrize("t", [F(0), F(1, 3), F(17, 10), F(5, 2), F(4)])
def test_losses_and_slopes_at_a_time(tube, oracle: Oracle, t: Fraction) -> None:
    W, z = state_at(tube, fmpq(t.numerator, t.denominator)), loss_enclosure.column(exact_probe)
    rates = tube.rates.A
    with ctx.workprec(tube.precision):
        found = (
            loss_enclosure.test_loss(W, z),
            loss_enclosure.test_loss_rate(W, rates, z),
            loss_enclosure.test_loss_curvature(W, rates, z),
        )
    for ball, value in zip(found, oracle.slopes(t, Z), strict=True):
        assert close(ball, value)
        assert ball.rad() < arb("1e-20")


def test_training_loss_and_its_slope(tube, oracle: Oracle) -> None:
    t, h = F(3, 2), F(1, 10**8)

    def loss(moment: Fraction) -> mpf:
        W = oracle(moment)
        return mp.fsum((W[i][j] - (i == j)) ** 2 * number(A[j]) for i in range(2) for j in range(2)) / 2

    W = state_at(tube, fmpq(3, 2))
    with ctx.workprec(tube.precision), workdps(68):
        assert close(loss_enclosure.training_loss(W, tube.rates.A), loss(t))
        difference = (loss(t + h) - loss(t - h)) / (2 * number(h))
        assert close(loss_enclosure.training_loss_rate(W, tube.rates.A), difference, "1e-13")
        assert loss_enclosure.training_loss_rate(W, tube.rates.A) < 0


def test_pieces_hold_slope_and_curvature(tube, oracle: Oracle) -> None:
    pieces = loss_slope_pieces(tube, exact_probe)
    entries = entry_pieces(tube, 0, 1, fmpq(1, 7))
    draws = np.random.default_rng(0).integers(0, 1000, len(pieces))
    for piece, entry, k in zip(pieces, entries, draws, strict=True):
        s = fmpq(int(k), 1000) * piece.h
        t = F(int((piece.t + s).p), int((piece.t + s).q))
        _, slope, curvature = oracle.slopes(t, Z)
        with ctx.workprec(tube.precision), workdps(68):
            assert close(piece.value(arb(s)), slope)
            assert close(piece.slope(arb(s)), curvature)
            assert close(entry.value(arb(s)), oracle(t)[0][1] - mpf(1) / 7)
        assert piece.f_error < arb("1e-18")
        assert piece.g_error < arb("1e-15")


def test_probe_of_a_subset() -> None:
    assert loss_enclosure.probe([fmpq(1), fmpq(2)], 3, [0, 1]) == [fmpq(0), fmpq(2), fmpq(0)]
    with pytest.raises(ValueError, match="v: must hold 2"):
        loss_enclosure.probe([fmpq(1), fmpq(2)], 3, [1])


def test_deviation_of_the_identity_is_nothing() -> None:
    assert loss_enclosure.test_loss(arb_mat([[1, 0], [0, 1]]), loss_enclosure.column(exact_probe)) == 0
