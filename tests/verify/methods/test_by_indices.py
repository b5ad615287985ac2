"""An equation in entries is held itself: at explicit dimensions and for every d, and nothing else is verified in its place."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from sympy import Float, Indexed, KroneckerDelta, Sum, sin

from theory import exact_laws, field_parts, steps, two_layer
from theory.algebra.equation import Equation
from theory.algebra.symbols import a, d, eta, i, j, k, w
from verify.claim import Outcome
from verify.methods.by_indices import ByIndices, _Letters, changed_sides, value

STATED = (
    two_layer.entry_form_of_indices,
    field_parts.entry_rates,
    steps.noise_is_squares,
    steps.entry_stays_below_one,
    steps.entry_grows_below_zero,
    exact_laws.eigenvalue_slope_of_indices,
)
SQUARES = Sum((1 - KroneckerDelta(k, i)) * w[k, i] ** 2 * (a[i] + a[k]), (k, 1, d))


def run(*equations, seed=0):
    return ByIndices().run(equations, np.random.default_rng(seed))


def outcome(left, right):
    return run(Equation("entry", left, right)).outcome


@pytest.mark.parametrize("stated", STATED)
def test_a_right_side_times_minus_three_is_refuted(stated):
    equation = stated()
    assert run(equation).outcome is Outcome.VERIFIED
    wrong = run(replace(equation, rhs=-3 * equation.rhs))
    assert wrong.outcome is Outcome.REFUTED
    assert wrong.counterexample["equation"] == equation.id


@pytest.mark.parametrize("stated", STATED)
def test_a_wrong_left_side_is_refuted(stated):
    equation = stated()
    assert run(replace(equation, lhs=equation.lhs + w[i, i] / 1000)).outcome is Outcome.REFUTED


def test_the_second_of_two_equations_is_looked_at():
    right = steps.noise_is_squares()
    assert run(right, replace(right, rhs=-right.rhs)).outcome is Outcome.REFUTED


def test_what_holds_on_the_diagonal_alone_is_refuted():
    assert outcome(w[i, j], w[i, i]) is Outcome.REFUTED
    assert outcome(w[i, j] * KroneckerDelta(i, j), w[i, i] * KroneckerDelta(i, j)) is Outcome.VERIFIED


def test_a_sum_over_another_range_is_refuted():
    assert outcome(Sum(a[k], (k, 1, d)), Sum(a[k], (k, 1, d)) + a[i]) is Outcome.REFUTED


def test_what_differs_beyond_the_sizes_looked_at_is_not_verified():
    factors = [d - size for size in ByIndices().sizes]
    product = factors[0] * factors[1] * factors[2] * factors[3] * a[i]
    assert outcome(product, 0 * a[i]) is Outcome.UNDECIDED


def test_values_by_hand():
    letters = _Letters(np.random.default_rng(0))
    at = lambda expression: value(expression, 3, {i: 2, j: 1}, letters)  # noqa: E731
    names = {name: at(entry) for name, entry in {"a1": a[1], "a2": a[2], "a3": a[3], "w12": w[1, 2], "w23": w[2, 3]}.items()}
    assert at(w[j, i]) == at(w[i, j]) == names["w12"]
    by_hand = names["w12"] ** 2 * (names["a2"] + names["a1"]) + names["w23"] ** 2 * (names["a2"] + names["a3"])
    assert at(SQUARES) == by_hand
    assert at(d / eta) * at(eta) == 3
    assert at(KroneckerDelta(i, j)) == 0
    assert isinstance(at(a[1]), Fraction)
    assert all(at(a[number]) > 0 for number in (1, 2, 3))


@pytest.mark.parametrize("side", [sin(a[i]), a[k], k * a[i]])
def test_what_is_no_polynomial_or_has_a_loose_index_is_refused(side):
    with pytest.raises(ValueError, match="side must"):
        outcome(side, 2 * side)


def test_a_float_is_an_error_and_a_side_beside_itself_is_vacuous():
    result = run(Equation("entry", Float(0.5) * a[i], a[i]))
    assert result.outcome is Outcome.ERROR
    assert "write Rational(1, 2)" in result.reason
    assert outcome(a[i], a[i]) is Outcome.VACUOUS


def test_indices_signs_factors_and_terms_are_changed():
    names = {name for name, _ in changed_sides(SQUARES)}
    assert {"w[k, i] -> w[k, k]", "a_k -> a_i", "the right side times -3", "a_k dropped", "sign of a_k", "a_k doubled"} <= names
    assert all(k not in changed.free_symbols for _, changed in changed_sides(SQUARES))
    assert all(changed.atoms(Indexed) for _, changed in changed_sides(SQUARES))


@pytest.mark.parametrize("stated", STATED)
def test_no_change_is_made_twice_or_leaves_the_side_as_it_was(stated):
    side = stated().rhs
    found = [changed for _, changed in changed_sides(side)]
    assert len(set(found)) == len(found)
    assert side not in found
