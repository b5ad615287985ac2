"""Proposition: a stage is the integral of its forcing, and its pivots are those of elimination, on the domains stated."""

import pytest
from sympy import ImmutableMatrix, Integral, Rational, S, exp, log, simplify, sqrt, symbols

from tests.theory.domains import where
from theory import pivots
from theory.algebra.symbols import a_1, a_2, a_3, c_1, t

VALUES = {a_1: S(3), a_2: S(2), a_3: S(5) / 4, c_1: S(1) / 7, pivots.S_12: S(1) / 11, pivots.S_13: S(1) / 13}
POWER = (6 + 2 + Rational(5, 4)) / 12
NOW = Rational(1, 3)
PHI = 1 + (exp(2) - 1) / 7
#: What direction 1 takes from w_23 e^{-(a_2+a_3)t}, by the closed forms of w_12 and w_13 while a_1 is learned.
TAKEN = (2 + Rational(5, 4) + 6) / 2 / 143 * exp(6 * t) * (1 + (exp(6 * t) - 1) / 7) ** (-1 - POWER)


def near(first, second):
    return abs((first - second).evalf(30)) < Rational(1, 10**20)


@pytest.mark.parametrize(
    ("equation", "domain"),
    [
        (pivots.forcing(), "a_1, a_2, a_3 > 0; c_1 in Interval.open(0, 1); t >= 0; S_12, S_13 real"),
        (pivots.substitution(), "a_1 > 0; c_1 in Interval(0, 1); t >= 0"),
        (pivots.integral(), "p, phi > 0"),
        (pivots.one_stage(), "a_1, a_2, a_3, c_1, phi > 0; S_12, S_13, S_23 real"),
        (pivots.one_stage_solves(), "a_1, a_2, a_3 > 0; c_1 in Interval.open(0, 1); t >= 0; S_12, S_13 real"),
        (pivots.schur_complement(), "c_1 > 0; S_12, S_13, S_23 real"),
        (pivots.as_minors(2), "w_11, w_22 > 0; w_12 real; w_11*w_22 - w_12**2 > 0"),
        (pivots.half_learned(), "a_1 > 0; c_1 in Interval.open(0, 1/2)"),
    ],
)
def test_each_equation_holds_where_it_says(equation, domain):
    assert where(equation) == domain


def test_one_stage_is_the_integral_of_the_forcing():
    assert pivots.power().subs(VALUES) == POWER
    assert all(near(side.subs({**VALUES, t: NOW}), TAKEN.subs(t, NOW)) for side in (pivots.forcing().lhs, pivots.forcing().rhs))
    start, taken = Rational(1, 17), Integral(TAKEN, (t, 0, NOW)).evalf(30)
    stage = pivots.one_stage().carried_out()
    for side in (stage.lhs, stage.rhs, pivots.stage(pivots.power())):
        assert near(side.subs({**VALUES, pivots.S_23: start, pivots.Phi: PHI}), start - taken)
    solved = pivots.one_stage_solves().carried_out()
    assert all(near(side.subs({**VALUES, t: NOW}), -TAKEN.subs(t, NOW)) for side in (solved.lhs, solved.rhs))


def test_an_integral_of_a_power():
    made = pivots.integral().carried_out()
    assert all(near(side.subs({pivots.p: POWER, pivots.Phi: 5}), (1 - 5**-POWER) / POWER) for side in (made.lhs, made.rhs))
    slope = pivots.substitution().carried_out()
    assert all(near(side.subs({**VALUES, t: NOW}), 6 * exp(2) / 7) for side in (slope.lhs, slope.rhs))


def test_the_pivots_are_those_of_elimination():
    values = dict(zip(symbols("w_11 w_12 w_13 w_22 w_23 w_33", real=True), (2, 3, 5, 11, 13, 29), strict=True))
    found = [pivot.subs(values) for pivot in pivots.recursion(3)]
    assert found == [2, Rational(13, 2), Rational(29) - Rational(25, 2) - Rational(11, 2) ** 2 / Rational(13, 2)]
    minors = pivots.as_minors(3)
    assert all(list(side.subs(values)) == [2, 13, found[0] * found[1] * found[2]] for side in (minors.lhs, minors.rhs))
    values = {**VALUES, pivots.S_23: 5}
    left = pivots.schur_complement().carried_out()
    assert all(side.subs(values) == 5 - Rational(7, 143) for side in (left.lhs, left.rhs))


def test_an_entry_is_half_learned_at_its_time():
    made = pivots.half_learned()
    assert made.rhs == Rational(1, 2)
    assert near(made.lhs.point[0].subs(VALUES), log(6) / 6)
    assert near(made.carried_out().lhs.subs(VALUES), made.rhs)


def test_the_flow_of_a_stage_is_that_of_the_field_and_its_factor_takes_the_growth_away():
    w_12, w_13, w_23, w_22 = symbols("w_12 w_13 w_23 w_22", real=True)
    W = ImmutableMatrix([[S(2) / 5, S(1) / 3, S(1) / 4], [S(1) / 3, 0, S(1) / 7], [S(1) / 4, S(1) / 7, 0]])
    numbers = {**VALUES, w_12: W[0, 1], w_13: W[0, 2], w_23: W[1, 2], symbols("w_11", real=True): W[0, 0]}
    stated, growth = pivots.stage_flow().carried_out(), (2 + S(5) / 4) * W[1, 2]
    slope = _field(W, ImmutableMatrix.diag(3, 2, S(5) / 4))[1, 2]
    assert [side.subs(numbers) for side in (stated.lhs, stated.rhs)] == [slope] * 2
    factored = pivots.integrating_factor().carried_out()
    assert all(simplify(side.subs({**numbers, pivots.E: 5}) - 5 * (slope - growth)) == 0 for side in (factored.lhs, factored.rhs))
    major = pivots.stage_flow_of_major().carried_out()
    small = S(1) / 10**12
    scaled = ImmutableMatrix([[S(2) / 5, sqrt(small) / 3], [sqrt(small) / 3, small / 7]])
    found = _field(scaled, ImmutableMatrix.diag(3, 2))[1, 1] / small
    assert all(abs(side.subs({**numbers, w_22: S(1) / 7}) - found) < S(1) / 10**10 for side in (major.lhs, major.rhs))


def _field(W, moment):
    return W * moment + moment * W - (moment * W**2 + W**2 * moment + 2 * W * moment * W) / 2
