"""State, slope and curvature of one layer contain the closed form to 50 digits, piece by piece."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq
from mpmath import diff, exp, factorial, mpf, workdps

from numerics.enclosure import one_layer
from numerics.enclosure.one_layer import ORDER, exponential_pieces, one_layer_state, slope_terms
from numerics.enclosure.tube import EnclosureError
from tests.numerics.enclosure.containment import close, fraction, rationals, rows
from tests.numerics.flow_oracle import number
from tests.numerics.logistic import real

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


def test_exponentials_of_the_slope_are_those_of_the_head() -> None:
    # W - I = [[-1, 3/2], [1/3, -8/7]], z = (1, 3/2): -b_ij (a_i + a_j) with b_11 = (1 + 1/9)/2 and so on
    E = [[F(-1), F(3, 2)], [F(1, 3), F(-8, 7)]]
    B = [[sum(E[k][i] * E[k][j] for k in range(2)) for j in range(2)] for i in range(2)]
    found = [(fraction(b), fraction(rate)) for b, rate in slope_terms(rows(W0), rationals(A), rationals(Z))]
    assert found == [
        (-B[0][0] * A[0], 2 * A[0]),
        (-B[0][1] * F(3, 2) * (A[0] + A[1]), A[0] + A[1]),
        (-B[1][1] * F(9, 4) * A[1], 2 * A[1]),
    ]
    assert slope_terms(rows(W0), rationals(A), [fmpq(1), fmpq(0)]) == slope_terms(rows(W0), rationals(A), [fmpq(1), fmpq(0)])[:1]
    assert slope_terms([[fmpq(1)]], [fmpq(1)], [fmpq(1)]) == []


@pytest.mark.parametrize("t", [fmpq(0), fmpq(7, 3)])
@pytest.mark.parametrize(
    "coefficients", [[(fmpq(-5), fmpq(3))], [(fmpq(2), fmpq(5, 2)), (fmpq(3), fmpq(3))], [(fmpq(3), fmpq(3)), (fmpq(2), fmpq(1))]]
)
def test_tails_are_those_of_the_exponentials(t: fmpq, coefficients: list[tuple[fmpq, fmpq]]) -> None:
    # at the end of the step the first term left out is nearly all of it: a bound without a factor is wrong
    h = fmpq(1, 6)
    with ctx.workprec(400), workdps(100):
        piece = one_layer._piece(coefficients, t, h)
        assert piece.F.degree() == ORDER == 24
        end, moment = arb(h), real(t + h)
        for bound, polynomial, power in ((piece.f_error, piece.F, 0), (piece.g_error, piece.G, 1)):
            true = sum(real(b) * (-real(rate)) ** power * exp(-real(rate) * moment) for b, rate in coefficients)
            left = abs(true - real(polynomial(end).mid()))
            assert 1 <= real(bound) / left < 1.1
    with ctx.workprec(20):
        coarse = one_layer._piece(coefficients, fmpq(0), h)
        for bound, power in ((coarse.f_error, 1), (coarse.g_error, 0)):
            terms = [(abs(real(b)), real(rate), real(rate * h)) for b, rate in coefficients]
            true = sum(b * (1 if power else rate) * x ** (24 + power) / factorial(24 + power) for b, rate, x in terms)
            assert bound.is_exact()
            assert 1 <= real(bound) / true < 1.001


@pytest.mark.parametrize(("horizon", "count"), [(fmpq(3), 14), (fmpq(4, 9), 2), (fmpq(1, 100), 1)])
def test_steps_are_half_the_shortest_timescale_at_most(horizon: fmpq, count: int) -> None:
    # 2 (9/8 + 9/8) horizon, rounded up
    pieces = exponential_pieces(rows(W0), rationals(A), rationals(Z), horizon, 64)
    assert len(pieces) == count
    assert [piece.t for piece in pieces] == [horizon * k / count for k in range(count)]
    assert all(piece.h == horizon / count <= fmpq(1, 2) / fmpq(9, 4) for piece in pieces)


def test_so_many_pieces_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_layer, "MOST_STEPS", 14)
    assert len(exponential_pieces(rows(W0), rationals(A), rationals(Z), fmpq(3), 64)) == 14
    monkeypatch.setattr(one_layer, "MOST_STEPS", 13)
    with pytest.raises(EnclosureError, match=r"more than 13 steps are needed for a rate of 2\.25"):
        exponential_pieces(rows(W0), rationals(A), rationals(Z), fmpq(3), 64)


def test_at_rest_there_is_one_flat_piece_for_each_half_unit() -> None:
    pieces = exponential_pieces([[fmpq(1)]], [fmpq(1)], [fmpq(1)], fmpq(2), 64)
    assert len(pieces) == 4
    assert all(piece.value(arb(0)) == 0 for piece in pieces)
