"""Proposition: an inequality is verified by its identity and its signs together, and bounds hold what they bound."""

from fractions import Fraction

import pytest
from numpy.random import default_rng
from sympy import Interval, Rational, S, exp, oo, symbols

from theory.algebra.domain import NONNEGATIVE, REAL, UNIT, Domain
from theory.algebra.equation import Equation
from verify.claim import Outcome
from verify.methods import NotNegative
from verify.methods.not_negative import bounds

x, y, z = symbols("x y z", real=True)


def outcome(lhs, rhs, sets):
    return NotNegative().run([Equation("mine.law", lhs, rhs, Domain(sets))], default_rng(0)).outcome


def test_a_sum_of_products_that_are_not_negative_is_verified():
    sets = {x: NONNEGATIVE, y: Interval(0, 1)}
    assert outcome(x - x * y + y**3, x * (1 - y) + y**3, sets) is Outcome.VERIFIED


def test_an_identity_of_the_wrong_sign_is_refuted_with_its_point():
    result = NotNegative().run([Equation("mine.law", (x - 1) ** 2 - 1, x * (x - 2), Domain({x: Interval(0, 2)}))], default_rng(0))
    assert result.outcome is Outcome.REFUTED
    assert Fraction(result.counterexample["value"]) < 0


def test_a_false_identity_is_refuted_whatever_its_sign():
    assert outcome(x**2, x**2 + 1, {x: REAL}) is Outcome.REFUTED


def test_a_sign_that_intervals_do_not_show_is_undecided():
    assert outcome((x - 1) ** 2, x**2 - 2 * x + 1, {x: Interval(0, 3)}) is Outcome.UNDECIDED


def test_its_mutants_are_refuted_and_one_of_them_is_a_matter_of_sign_alone():
    equation = Equation("mine.law", x - x * y, x * (1 - y), Domain({x: NONNEGATIVE, y: Interval(0, 1)}))
    mutants = list(NotNegative().mutants([equation]))
    assert mutants[-1].name.endswith("both sides below 0")
    assert all(mutant.check(default_rng(1)).outcome is Outcome.REFUTED for mutant in mutants)


SETS = {x: Interval(-2, 3), y: Interval(Rational(1, 2), 4), z: NONNEGATIVE}


@pytest.mark.parametrize(
    ("side", "ends"),
    [
        (S(5), (5, 5)),
        (x + y, (Rational(-3, 2), 7)),
        (x * y, (-8, 12)),
        (x**2, (0, 9)),
        (x**3, (-8, 27)),
        (1 / y, (Rational(1, 4), 2)),
        (1 / x, (-oo, oo)),
        (1 / x**2, (Rational(1, 9), oo)),
        (1 / (x - 4), (-1, 0)),
        (z * x, (-oo, oo)),
        (z * y, (0, oo)),
        (1 - z, (-oo, 1)),
        (1 / (1 + z), (0, 1)),
        (exp(x), (0, oo)),
    ],
)
def test_the_ends_are_these(side, ends):
    found = bounds(side, Domain(SETS))
    assert found == ends or (found[0] <= ends[0] and found[1] >= ends[1])


def test_values_lie_between_the_ends():
    side = x * y**2 - 3 * x**3 * y + 1 / (1 + y) - x**2
    low, high = bounds(side, Domain(SETS))
    rng = default_rng(3)
    for _ in range(50):
        point = {x: Rational(int(rng.integers(-20, 31)), 10), y: Rational(int(rng.integers(5, 41)), 10)}
        assert low <= side.subs(point) <= high


def test_what_cannot_be_bounded_is_said():
    with pytest.raises(ValueError, match="side must be built from"):
        bounds(symbols("free", real=True), Domain({x: UNIT}))
