"""Proposition: the Schur complement of w_11 moves by the stated congruence, at exact matrices and as a limit of steps."""

from sympy import ImmutableMatrix, Rational, Symbol

from theory.every_start.three_concepts import complement
from theory.two_layer import field_at

A = ImmutableMatrix.diag(5, 2, 1)
W = ImmutableMatrix([[3, 1, -1], [1, 2, Rational(1, 2)], [-1, Rational(1, 2), 4]]) / 10


def schur(matrix):
    return matrix[1:, 1:] - matrix[1:, 0] * matrix[0, 1:] / matrix[0, 0]


def test_it_is_the_derivative_along_the_field():
    epsilon = Symbol("epsilon")
    moved = schur(W + epsilon * field_at(A, W)).diff(epsilon).subs(epsilon, 0)
    equation = complement()
    values = {f"w_{i}{j}": W[int(i) - 1, int(j) - 1] for i in "123" for j in "123"} | {"a_1": 5, "a_2": 2, "a_3": 1}
    right = equation.rhs.subs({symbol: values[str(symbol)] for symbol in equation.rhs.free_symbols})
    assert right == moved
