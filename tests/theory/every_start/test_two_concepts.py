"""Proposition: the laws of two concepts hold at exact matrices, and the examples at three are where they are said to be."""

import pytest
from sympy import ImmutableMatrix, Rational, zeros

from theory.every_start import two_concepts
from theory.two_layer import field_at

HALF = Rational(1, 2)
RATES = ImmutableMatrix.diag(3, 1)
W = ImmutableMatrix([[HALF, Rational(1, 5)], [Rational(1, 5), Rational(1, 3)]])


def test_a_map_and_its_complement_move_alike():
    A = ImmutableMatrix([[3, 1], [1, 2]])
    assert field_at(A, ImmutableMatrix.eye(2) - W) - field_at(A, W) == zeros(2, 2)


def test_the_last_pivot_of_two_is_above_its_logistic():
    assert two_concepts.pivot_deficit_at(RATES, W) == -2 * (W[1, 1] - W[0, 1] ** 2 / W[0, 0]) * W[0, 1] ** 2 / W[0, 0]


@pytest.mark.parametrize("sign", [1, -1])
def test_the_bend_is_the_second_derivative_of_the_logarithm(sign):
    r, s, square = HALF, sign * Rational(1, 12), Rational(1, 40)
    own, other = HALF + (3 * r + 1) * s, HALF - (3 + r) * s
    bound = own * other if sign > 0 else (1 - own) * (1 - other)
    stated = two_concepts.bend(sign).rhs
    values = {letter: {"r": r, "s": abs(s), "q": bound - square}[letter.name] for letter in stated.free_symbols}
    slopes = [2 * own * (1 - own) - (1 + r) * square, 2 * r * other * (1 - other) - (1 + r) * square]
    assert stated.subs(values) == ((3 + r) * slopes[0] + (3 * r + 1) * slopes[1]) / 2


def test_what_does_not_rest_has_no_turn():
    with pytest.raises(ValueError, match="entry must rest"):
        two_concepts.acceleration_at(RATES, W, 0, 1)
    with pytest.raises(ValueError, match="w_12 must be 0"):
        two_concepts.sign_change_at(RATES, W)


def test_at_equal_halves_the_entry_of_two_turns_down():
    at_rest = ImmutableMatrix([[HALF, Rational(1, 4)], [Rational(1, 4), HALF]])
    assert two_concepts.acceleration_at(RATES, at_rest, 0, 1) < 0
