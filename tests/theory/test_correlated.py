"""Proposition: what is stated about another basis holds at explicit matrices, with an orthogonal one of rational entries."""

import pytest
from sympy import Matrix, Rational, eye

from theory import correlated, two_layer
from theory.algebra.equation import explicit
from theory.algebra.symbols import A, W, z
from theory.layers import untied

Q = Matrix([[Rational(3, 5), Rational(4, 5)], [Rational(-4, 5), Rational(3, 5)], [0, 0], [0, 0]])
MOMENT, MAP = Matrix([[2, 1], [1, 3]]), Matrix([[5, 2], [2, 7]]) / 9
SECOND, FIRST = Matrix([[1, 2, 0], [3, -1, 4]]) / 5, Matrix([[2, 1], [0, 3], [-1, 1]]) / 4
LETTERS = {A: MOMENT, W: MAP, correlated.Q: Q, z: Matrix([2, -3]), untied.B: SECOND, untied.C: FIRST}


def V(matrix, moment):
    return matrix * moment + moment * matrix - (moment * matrix**2 + matrix**2 * moment + 2 * matrix * moment * matrix) / 2


@pytest.mark.parametrize(
    ("equation", "value"),
    [
        (correlated.tied, Q * V(MAP, MOMENT) * Q.T),
        (correlated.one_layer, Q * (MAP - eye(2)) * MOMENT * Q.T),
        (correlated.second_layer, Q * (SECOND * FIRST - eye(2)) * MOMENT * FIRST.T),
        (correlated.first_layer, SECOND.T * (SECOND * FIRST - eye(2)) * MOMENT * Q.T),
    ],
)
def test_both_sides_have_the_value_of_their_words(equation, value):
    assert explicit(equation().lhs, LETTERS, 2) == value
    assert explicit(equation().rhs, LETTERS, 2) == value


def test_the_loss_is_that_at_the_turned_point():
    residual = MAP * LETTERS[z] - LETTERS[z]
    equation = correlated.test_loss()
    assert explicit(equation.lhs, LETTERS, 2) == explicit(equation.rhs, LETTERS, 2) == residual.dot(residual) / 2


def test_the_field_of_the_left_side_is_the_tied_one():
    assert two_layer.field().has(W)
    assert V(Q * MAP * Q.T, Q * MOMENT * Q.T) == Q * V(MAP, MOMENT) * Q.T
