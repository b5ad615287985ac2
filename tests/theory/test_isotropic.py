"""Proposition: at equal rates the closed form solves the flow, on the domains that are stated."""

import pytest
from sympy import ImmutableMatrix, Rational, eye

from tests.theory.domains import where
from theory import isotropic
from theory.algebra.equation import explicit
from theory.algebra.symbols import entry
from theory.isotropic import x

START = ImmutableMatrix([[Rational(1, 2), Rational(1, 5)], [Rational(1, 5), Rational(1, 3)]])
NOW = Rational(7, 3)
VALUES = {entry("w", 1, 1): START[0, 0], entry("w", 1, 2): START[0, 1], entry("w", 2, 2): START[1, 1], x: NOW}
RESOLVENT = (eye(2) + START * (NOW - 1)).inv()
CLOSED = START * NOW * RESOLVENT
DEFINITE = "w_11, w_22 in Interval.open(0, 1); w_12 real; x in Interval.open(1, oo); w_11*w_22 - w_12**2 > 0"


@pytest.mark.parametrize(
    ("equation", "domain"),
    [
        (isotropic.resolvent(), "M symmetric positive definite; x in Interval.open(1, oo)"),
        (isotropic.solution(), "P symmetric; x in Interval.open(1, oo)"),
        (isotropic.slope_of_the_resolvent(2), DEFINITE),
        (isotropic.first_entry_of_the_composition(), DEFINITE),
        (isotropic.first_entry(), DEFINITE),
        (isotropic.second_entry_of_the_composition(), DEFINITE),
    ],
)
def test_each_equation_holds_where_it_says(equation, domain):
    assert where(equation) == domain


def test_the_resolvent_and_the_map_move_as_the_explicit_inverse_does():
    """That is, x dW/dx = W - W^2 and dP/dx = -P W0 P."""
    slope = -RESOLVENT * START * RESOLVENT
    letters = {isotropic.M: RESOLVENT.inv(), isotropic.P: RESOLVENT.as_immutable(), x: NOW}
    for equation, value in ((isotropic.resolvent(), slope), (isotropic.solution(), CLOSED - CLOSED**2)):
        made = equation.carried_out()
        sides = [explicit(side, letters, 2) for side in (made.lhs, made.rhs)]
        assert [side.applyfunc(lambda item: item.simplify()) for side in sides] == [value, value]
    made = isotropic.slope_of_the_resolvent(2)
    assert [side.subs(VALUES).doit() for side in (made.carried_out().lhs, made.rhs)] == [slope, slope]
    assert isotropic.M.shape == isotropic.P.shape == isotropic.I.shape


def logistic(start):
    return start * NOW / (1 + start * (NOW - 1))


@pytest.mark.parametrize(
    ("equation", "place", "start"),
    [
        (isotropic.first_entry_of_the_composition(), 0, Rational(1, 2)),
        (isotropic.first_entry(), 0, Rational(1, 2) - Rational(3, 25) * (1 - 1 / (1 + Rational(1, 3) * (NOW - 1)))),
        (isotropic.second_entry_of_the_composition(), 1, Rational(1, 3) - Rational(2, 25) * (1 - 1 / (1 + (NOW - 1) / 2))),
    ],
)
def test_entries_of_the_closed_form(equation, place, start):
    left, right = (side.subs(VALUES) for side in (equation.lhs, equation.rhs))
    assert (left, right) == (CLOSED[place, place], logistic(start))
    assert (left == right) is (equation.id != "isotropic.first_entry_of_the_composition")
