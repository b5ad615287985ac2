"""Proposition: a layer with biases is one layer on inputs (x, 1), for the domains that are stated."""

import pytest
from sympy import ImmutableMatrix, Rational, diag, eye

from tests.theory.domains import where
from theory import biased
from theory.algebra.equation import explicit
from theory.algebra.symbols import A, entry, signal

START, TARGET = ImmutableMatrix([[2, 3], [5, 7]]), ImmutableMatrix([[1, -2], [4, 3]])
MOMENT = ImmutableMatrix([[3, 1], [1, 2]])


@pytest.mark.parametrize(
    ("equation", "domain"),
    [
        (biased.gradient(1, 2), "w_11, w_12, x_11, x_21 real"),
        (biased.solution(), "A symmetric; S, P, E any real matrix"),
        (biased.invariant_span(2), "mu_1, mu_2 >= 0; rho, a > 0"),
    ],
)
def test_each_equation_holds_where_it_says(equation, domain):
    assert where(equation) == domain


@pytest.mark.parametrize("decay", [eye(2), diag(0, 0), ImmutableMatrix([[1, 2], [-1, 3]])])
def test_the_solution_goes_from_its_start_to_its_target(decay):
    letters = {biased.START: START, biased.TARGET: TARGET, biased.DECAY: decay.as_immutable(), A: MOMENT}
    made = biased.solution().carried_out()
    expected = -(START - TARGET) * decay * MOMENT
    assert [explicit(side, letters, 2) for side in (made.lhs, made.rhs)] == [expected] * 2
    assert {letter.shape for letter in (biased.START, biased.TARGET, biased.DECAY)} == {A.shape}


def test_the_gradient_of_one_coordinate_by_hand():
    """1/4 ((w x + b - x)^2 at x = 2, w = 3, b = 5, and at x = -1): residuals 9 and 3."""
    values = {entry("w", 1, 1): 3, entry("w", 1, 2): 5, entry("x", 1, 1): 2, entry("x", 2, 1): -1}
    made = biased.gradient(1, 2).carried_out()
    expected = ImmutableMatrix([[Rational(9 * 2 + 3 * -1, 2), Rational(9 + 3, 2)]])
    assert [side.subs(values) for side in (made.lhs, made.rhs)] == [expected] * 2
    moment = biased.augmented_moment([ImmutableMatrix([2, 3]), ImmutableMatrix([4, 8])])
    assert 2 * moment == ImmutableMatrix([[20, 38, 6], [38, 73, 11], [6, 11, 2]])


def test_the_span_at_equal_rates():
    made = biased.invariant_span(2)
    values = {signal(1): 2, signal(2): 3, biased.share: 5, biased.common: 7}
    assert made.rhs.subs(values) == ImmutableMatrix([[14, 10], [21, 15], [65, 1]]) == made.lhs.subs(values)


def test_the_first_setting_as_coded():
    """Signals 1 and 2 of one in three samples each, variance 1/20, a bias that is 1."""
    moment = biased.first_setting_moment()
    assert 60 * moment == ImmutableMatrix([[23, 0, 20], [0, 83, 40], [20, 40, 60]])
    assert biased.characteristic(ImmutableMatrix([[1, 2], [3, 4]]), Rational(7)) == 6 * 3 - 6
