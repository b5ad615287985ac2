"""The test loss, pieces of its slope and of an entry contain the 60-digit values of an independent solution."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, arb_mat, arb_poly, ctx, fmpq
from mpmath import mpf, workdps

from numerics.enclosure import pieces
from numerics.enclosure.field import diagonal
from numerics.enclosure.given_data import enclose_box, enclose_flow
from numerics.enclosure.pieces import Piece, entry_pieces, loss_slope_pieces, product_errors, state_errors
from numerics.enclosure.tube import Enclosure, Rates, Tube, integrate
from tests.numerics.enclosure.containment import case, close, fraction, is_upper, rational, rationals, rows
from tests.numerics.flow_oracle import DIGITS
from tests.numerics.logistic import Logistic, real

F = Fraction
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


def test_errors_of_products_are_reached_on_a_line() -> None:
    # (n + e) n-tuples of one direction: what is bounded is attained, by every term
    for n, e in (((3, 5, 7), (1, 2, 4)), ((2, 1, 1), (9, 1, 1)), ((1, 1, 3), (1, 9, 1)), ((1, 4, 1), (1, 1, 9))):
        slope, curvature = product_errors([arb(x) for x in n], [arb(x) for x in e])
        m = [p + q for p, q in zip(n, e, strict=True)]
        assert slope == m[0] * m[1] - n[0] * n[1]
        assert curvature == m[1] ** 2 + m[0] * m[2] - n[1] ** 2 - n[0] * n[2]
    with ctx.workprec(20):
        third = [(arb(k) / 3).mid() for k in (4, 5, 7)]
        n, e = [fraction(x.fmpq()) for x in third], [fraction(x.fmpq()) for x in third[::-1]]
        slope, curvature = product_errors(third, third[::-1])
        assert is_upper(slope, n[0] * e[1] + n[1] * e[0] + e[0] * e[1], F(1, 10**4))
        assert is_upper(curvature, 2 * n[1] * e[1] + e[1] ** 2 + n[0] * e[2] + n[2] * e[0] + e[0] * e[2], F(1, 10**4))


def moved_start(w0: float, delta: float, order: int, h: fmpq, tolerance: float) -> Enclosure:
    """One step from w0 at rate 3/4 for all starts within delta of it."""
    with ctx.workprec(200):
        A = diagonal([arb(0.75)])
        rates = Rates(A, (), A)
        steps = integrate(Tube(arb_mat([[w0]]), (), arb(delta)), rates, h, order, arb(tolerance))
        assert len(steps) == 1
        return Enclosure(steps, rates, order, 200, arb(delta))


def greatest_errors(tube: Enclosure, w0: float, delta: float, piece: Piece) -> list[mpf]:
    """By how much W, W', W'', L' and L'' at probe 2 leave their polynomials over the step, at most, for starts at the edges."""
    step, found = tube.steps[0], [mpf(0)] * 5
    for k in range(9):
        s = arb(step.h * fmpq(k, 8))
        p = step.C.polynomials[0][0]
        near = [real(q(s).mid()) for q in (p, p.derivative(), p.derivative().derivative(), piece.F, piece.G)]
        for sign in (-1, 1):
            path = Logistic(mpf(w0) + sign * delta, mpf(0.75))
            true = (*path.states(real(s)), *path.losses(real(s), mpf(2))[1:])
            found = [max(most, abs(x - y)) for most, x, y in zip(found, true, near, strict=True)]
    return found


@pytest.mark.parametrize(("w0", "slack"), [(-0.5, 1e-5), (1.5, 1e-3)])
def test_errors_of_a_start_are_covered_and_nothing_to_spare(w0: float, slack: float) -> None:
    # every term of every bound is needed here: with one of them less, what is claimed of L' or L'' is false
    delta = 2.0**-20
    tube = moved_start(w0, delta, 30, fmpq(1, 1024), 2.0**-150)
    piece = loss_slope_pieces(tube, [fmpq(2)])[0]
    with ctx.workprec(200), workdps(60):
        bounds = [*state_errors(tube.steps[0], tube), piece.f_error, piece.g_error]
        for bound, true in zip(bounds, greatest_errors(tube, w0, delta, piece), strict=True):
            assert 1 <= real(bound) / true < 1 + slack
    entry = entry_pieces(tube, 0, 0, fmpq(1, 7))[0]
    assert (entry.f_error, entry.g_error) == tuple(bounds[:2])
    with ctx.workprec(200), workdps(60):
        w, speed, _ = Logistic(mpf(w0), mpf(0.75)).states(mpf(1) / 2048)
        assert close(entry.F(arb(fmpq(1, 2048))), w - mpf(1) / 7)
        assert close(entry.G(arb(fmpq(1, 2048))), speed)


@pytest.mark.parametrize("w0", [-0.5, 1.5])
def test_tails_of_a_long_step_are_covered(w0: float) -> None:
    tube = moved_start(w0, 0, 4, fmpq(1, 16), 1)
    step = tube.steps[0]
    piece = loss_slope_pieces(tube, [fmpq(2)])[0]
    with ctx.workprec(200), workdps(60):
        found = state_errors(step, tube)
        for bound, true in zip((*found, piece.f_error, piece.g_error), greatest_errors(tube, w0, 0, piece), strict=True):
            assert 1 <= real(bound) / true < 20
        assert all(0 <= bound - step.C.box.tail(arb(step.h), j) < arb(2) ** -190 for j, bound in enumerate(found))


def test_errors_of_states_are_their_formulas_rounded_up() -> None:
    # |V| = 3/2 (w^2 - w) at rate 3/4, greatest where w = 3/2 + bar; q = 3/2
    tube = moved_start(1.5, 0, 4, fmpq(1, 2**20), 1)
    with ctx.workprec(20):
        bar, lipschitz = (arb(5) / 11).mid(), (arb(7) / 3).mid()
        step = replace(tube.steps[0], bar=bar, lipschitz=lipschitz)
        found, (E, K) = state_errors(step, tube), (fraction(x.fmpq()) for x in (bar, lipschitz))
        reach = F(3, 2) + E
        assert is_upper(found[0], E, F(1, 10**5))
        assert is_upper(found[1], K * E, F(1, 10**5))
        assert is_upper(found[2], (K * K + 2 * F(3, 2) * F(3, 2) * (reach * reach - reach)) * E, F(1, 2))
        steep = replace(step, lipschitz=lipschitz * 2**20)
        assert is_upper(state_errors(steep, tube)[2], (K * 2**20) ** 2 * E, F(1, 10**5))
    with ctx.workprec(20):
        tail = replace(tube.steps[0].C, box=replace(tube.steps[0].C.box, radius=arb(2) ** 60))
        far = replace(step, C=tail)
        assert all(bound >= tail.box.tail(arb(step.h), j) for j, bound in enumerate(state_errors(far, tube)))


def test_values_of_a_piece_hold_its_errors() -> None:
    piece = Piece(fmpq(0), fmpq(1), arb_poly([1, 2]), arb_poly([2]), arb(0.5), arb(0.25))
    assert (piece.value(arb(1)).lower(), piece.value(arb(1)).upper()) <= (arb(2.5), arb(3.6))
    assert piece.value(arb(1)).contains(arb(2.5))
    assert piece.value(arb(1)).contains(arb(3.5))
    assert piece.value(arb(1)).rad() < 0.501
    assert piece.slope(arb(1)).contains(arb(1.75))
    assert piece.slope(arb(1)).contains(arb(2.25))
    assert piece.slope(arb(1)).rad() < 0.2501
