"""Proposition: the equations of two free layers are those of entries differentiated by hand, at explicit matrices."""

import pytest
from sympy import Matrix, diff, expand, eye, zeros

from theory.algebra.equation import explicit
from theory.algebra.symbols import A, full, rates
from theory.layers import untied

SECOND, FIRST, MOMENT = full("b", 2, 3), full("c", 3, 2), rates(2)
LETTERS = {A: MOMENT, untied.B: SECOND, untied.C: FIRST}
G = (SECOND * FIRST - eye(2)) * MOMENT


def by_entries(letter):
    residual = SECOND * FIRST - eye(2)
    loss = (residual * MOMENT * residual.T).trace() / 2
    return Matrix(*letter.shape, lambda i, j: diff(loss, letter[i, j]))


def velocity():
    return -by_entries(SECOND), -by_entries(FIRST)


def is_zero(matrix):
    return matrix.applyfunc(expand).is_zero_matrix


@pytest.mark.parametrize(("equation", "letter"), [(untied.gradient_second, SECOND), (untied.gradient_first, FIRST)])
def test_gradients_by_entries(equation, letter):
    assert is_zero(by_entries(letter) - explicit(equation().rhs, LETTERS, 2))


def test_how_halves_and_product_move_by_entries():
    second, first = velocity()
    assert is_zero((second + first.T) / 2 - explicit(untied.sum_flow().rhs, LETTERS, 2))
    assert is_zero((second - first.T) / 2 - explicit(untied.difference_flow().rhs, LETTERS, 2))
    assert is_zero(second * FIRST + SECOND * first - explicit(untied.product_flow().rhs, LETTERS, 2))
    moved = second.T * SECOND + SECOND.T * second - first * FIRST.T - FIRST * first.T
    assert is_zero(moved)
    assert explicit(untied.conserved().rhs, LETTERS, 2) == zeros(3)


def test_squares_move_by_entries():
    second, first = velocity()
    assert is_zero(second * SECOND.T + SECOND * second.T - explicit(untied.upper_square().rhs, LETTERS, 2))
    assert is_zero(first.T * FIRST + FIRST.T * first - explicit(untied.lower_square().rhs, LETTERS, 2))


def test_small_layers_by_entries():
    second, first = velocity()
    assert is_zero(second - explicit(untied.early_second().rhs, LETTERS, 2))
    assert is_zero(first - explicit(untied.early_first().rhs, LETTERS, 2))


def test_the_early_solution_at_numbers():
    a, up, down = Matrix([[2, 1], [1, 3]]), Matrix([[1, 4], [2, 5]]), Matrix([[3, 1], [0, 2]])
    U, V = full("u", 2, 3), full("v", 2, 3)
    letters = {A: a, untied.UP: up, untied.DOWN: down, untied.SUM_0: U, untied.DIFFERENCE_0: V}
    second, other = (equation().carried_out() for equation in (untied.early_solution, untied.early_other))
    assert is_zero(explicit(second.lhs, letters, 2) - a * (up * U - down * V))
    assert is_zero(explicit(second.rhs, letters, 2) - a * (up * U - down * V))
    assert is_zero(explicit(other.lhs, letters, 2) - a * (up * U + down * V))
    assert is_zero(explicit(other.rhs, letters, 2) - a * (up * U + down * V))


def test_tied_weights_part_by_hand():
    U = full("u", 2, 3)
    W = U * U.T
    second = -(W - eye(2)) * MOMENT * U
    first = -U.T * (W - eye(2)) * MOMENT
    letters = {A: MOMENT, untied.TIED: U}
    assert is_zero(second - first.T - explicit(untied.leaves_tied().rhs, letters, 2))
    assert is_zero(second - explicit(untied.stays_tied().lhs, letters, 2))
    assert is_zero(first.T - explicit(untied.stays_tied().rhs, letters, 2))
    moved = second * U.T + U * first
    stated = W * MOMENT + MOMENT * W - (MOMENT * W * W + W * W * MOMENT + 2 * W * MOMENT * W) / 2
    assert is_zero((moved + moved.T) / 2 - stated)
    assert is_zero(stated - explicit(untied.symmetric_part().rhs, letters, 2))


def test_balanced_starts_by_numbers():
    P, Q, H = Matrix([[1, 0], [0, 1], [0, 0]]), Matrix([[0, 1], [0, 0], [1, 0]]), Matrix([[2, 1], [1, 3]])
    letters = {untied.P: P, untied.Q: Q, untied.H: H}
    for equation in (untied.balanced_start(), untied.left_root(), untied.right_root()):
        assert explicit(equation.lhs, letters, 2) == explicit(equation.rhs, letters, 2)
    half = (P * H + Q * H) / 2
    assert explicit(untied.balanced_start().rhs, letters, 2) == half * half.T
