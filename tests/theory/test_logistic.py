"""Proposition: a major entry is a logistic curve from its start to its level, on the domains that are stated."""

import pytest
from sympy import Rational, S, exp, log

from tests.theory.domains import where
from theory import logistic
from theory.algebra.symbols import t

RATE, START, LEVEL, NOW = S(3), Rational(1, 7), Rational(2, 3), Rational(1, 5)
VALUES = {logistic.a: RATE, logistic.c: START, logistic.delta: LEVEL, t: NOW}
CURVE = 1 / (1 + 6 * exp(-2 * RATE * NOW))


def near(first, second):
    return abs((first - second).evalf(30)) < Rational(1, 10**20)


@pytest.mark.parametrize(
    ("equation", "domain", "value"),
    [
        (logistic.solution(), "a > 0; c in Interval(0, 1); t >= 0", 2 * RATE * CURVE * (1 - CURVE)),
        (logistic.initial_value(), "c in Interval(0, 1)", START),
        (logistic.level(), "a > 0; c, delta in Interval.open(0, 1); c < delta", LEVEL),
    ],
)
def test_an_equation_of_the_curve(equation, domain, value):
    assert where(equation) == domain
    made = equation.carried_out()
    assert all(near(side.subs(VALUES), value) for side in (made.lhs, made.rhs))


def test_the_curve_starts_at_time_zero():
    assert logistic.initial_value().lhs.point == (0,)
    assert near(logistic.time_to_level().subs(VALUES), log(12) / 6)


def test_noise_keeps_an_entry_below_the_curve():
    made = logistic.comparison()
    assert where(made) == "a, E > 0; w, y real; N >= 0"
    values = {logistic.a: 2, logistic.w: 3, logistic.y: 5, logistic.E: 7, logistic.N: 11}
    assert [side.subs(values) for side in (made.carried_out().lhs, made.rhs)] == [77, 77]


def test_the_chain_rule():
    function = logistic.w**2 * logistic.y
    slope = logistic.chain(function, {logistic.w: S(5), logistic.y: S(7)}).doit()
    assert slope.subs({logistic.w: 2, logistic.y: 3}) == 2 * 2 * 3 * 5 + 4 * 7
