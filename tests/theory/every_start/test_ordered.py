"""Proposition: the slopes of weighted losses are those of exact matrices, and the two squares add up to them."""

import pytest
from sympy import ImmutableMatrix, Rational

from theory.algebra.calculus import evaluated
from theory.every_start import ordered

W = Rational(1, 6) * ImmutableMatrix([[2, 1, 0], [1, 3, -1], [0, -1, 4]])
Q = ImmutableMatrix.diag(1, 1, 0)
e = ImmutableMatrix([3, -2, 0])
I3 = ImmutableMatrix.eye(3)


@pytest.mark.parametrize(("moment", "weight"), [(Q, e * e.T), (e * e.T, Q)])
def test_two_squares_are_the_slope(moment, weight):
    u = (I3 - W) * e
    outside = u - Q * u
    v = Q * u + Rational(5, 8) * outside
    squares = 4 * (v.T * W * v)[0] + (outside.T * (I3 - Rational(9, 16) * W) * outside)[0]
    assert -2 * ordered.slope_at(moment, weight, W) == squares


def test_the_training_loss_falls_at_the_rate_of_its_gradient():
    A = ImmutableMatrix.diag(3, 2, 1)
    X = A - (A * W + W * A) / 2
    assert ordered.slope_at(A, A, W) == -2 * (X * W * X).trace()


def test_a_projection_rises_by_the_disorder():
    u = ImmutableMatrix([Rational(3, 5), Rational(4, 5)])
    found = ordered.slope_at(ImmutableMatrix.diag(2, 1), ImmutableMatrix.diag(1, 2), u * u.T)
    stated = ordered.pair()
    at = {"a_1": 2, "a_2": 1, "f_1": 1, "f_2": 2, "p": Rational(9, 25)}
    assert -2 * found == stated.rhs.subs({letter: at[letter.name] for letter in stated.rhs.free_symbols})


def test_the_mean_over_signs_has_no_mixed_terms():
    stated = ordered.mean_over_signs(2)
    mixed = [letter for letter in stated.rhs.free_symbols if str(letter).startswith("mu")]
    assert evaluated(stated.lhs).expand().diff(*mixed) == 0
