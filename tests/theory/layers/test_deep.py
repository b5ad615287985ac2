"""Proposition: the equations of three layers and of L are those of entries and roots computed by hand."""

import pytest
from sympy import Matrix, Rational, S, diff, expand, eye, simplify, symbols

from theory.algebra.equation import explicit
from theory.algebra.symbols import A, full, rates
from theory.layers import deep

THIRD, SECOND, FIRST, MOMENT = full("b", 1, 2), full("k", 2), full("c", 2, 1), rates(1)
LETTERS = {A: MOMENT, deep.B: THIRD, deep.K: SECOND, deep.C: FIRST}


def by_entries(letter):
    residual = THIRD * SECOND * FIRST - eye(1)
    loss = (residual * MOMENT * residual.T).trace() / 2
    return Matrix(*letter.shape, lambda i, j: diff(loss, letter[i, j]))


def is_zero(matrix):
    return matrix.applyfunc(expand).is_zero_matrix


@pytest.mark.parametrize(
    ("equation", "letter"),
    [(deep.gradient_third, THIRD), (deep.gradient_second, SECOND), (deep.gradient_first, FIRST)],
)
def test_gradients_by_entries(equation, letter):
    assert is_zero(by_entries(letter) - explicit(equation().rhs, LETTERS, 1))


def test_balance_and_product_by_entries():
    third, second, first = (-by_entries(letter) for letter in (THIRD, SECOND, FIRST))
    assert is_zero(third.T * THIRD + THIRD.T * third - second * SECOND.T - SECOND * second.T)
    assert is_zero(second.T * SECOND + SECOND.T * second - first * FIRST.T - FIRST * first.T)
    moved = third * SECOND * FIRST + THIRD * second * FIRST + THIRD * SECOND * first
    assert is_zero(moved - explicit(deep.product_flow().rhs, LETTERS, 1))
    for equation in (deep.upper_balance(), deep.lower_balance()):
        assert explicit(equation.rhs, LETTERS, 1).is_zero_matrix


def test_roots_and_squares_by_numbers():
    P, Q, H = Matrix([[1, 0], [0, 1], [0, 0]]), Matrix([[0, 1], [0, 0], [1, 0]]), Matrix([[2, 1], [1, 3]])
    letters = {deep.P: P, deep.Q: Q, deep.H: H}
    W = P * H**3 * Q.T
    assert explicit(deep.left_root().rhs, letters, 2) == W * W.T == explicit(deep.left_root().lhs, letters, 2)
    assert explicit(deep.right_root().rhs, letters, 2) == W.T * W == explicit(deep.right_root().lhs, letters, 2)
    assert explicit(deep.left_square().lhs, letters, 2) == explicit(deep.left_square().rhs, letters, 2) == P * H**4 * P.T
    assert explicit(deep.right_square().lhs, letters, 2) == explicit(deep.right_square().rhs, letters, 2) == Q * H**4 * Q.T


@pytest.mark.parametrize("depth", [2, 3, 5])
def test_a_mode_by_layers(depth):
    x, a = S(2) / 3, S(5) / 7
    found = deep.aligned_mode().carried_out()
    speed = depth * x ** (depth - 1) * a * x ** (depth - 1) * (1 - x**depth)
    values = {deep.x: x, deep.a: a, deep.L: depth}
    assert simplify(found.lhs.subs(values) - speed) == 0
    assert simplify(found.rhs.subs(values) - speed) == 0


def test_the_time_of_three_layers_by_its_series():
    s, p = 0.2, -1 / 3
    F, slope = (sum(p / (p + n) * s**n for n in range(25)), sum(s ** (p + n - 1) for n in range(25)))
    values = {deep.L: 3, deep.s: s, deep.F: F}
    found = deep.aligned_time().carried_out()
    assert abs(float(found.lhs.subs(values)) - slope) < 1e-12
    assert abs(float(found.rhs.subs(values)) - slope) < 1e-12


def test_minor_entries_of_three_layers_by_entries():
    x, u, v, a, b = S(2) / 3, S(1) / 50, S(1) / 70, S(3), S(2)
    last, middle, first = Matrix([x, symbols("e") * u]), x, Matrix([[x, symbols("e") * v]])
    G = (middle * last * first - eye(2)) * Matrix([[a, 0], [0, b]])
    moved = [(-G * (middle * first).T)[1], (-(middle * last).T * G)[1]]
    linear = [simplify(diff(expand(side), symbols("e")).subs(symbols("e"), 0) / x) for side in moved]
    values = {deep.x: x, deep.u: u, deep.v: v, deep.a_1: a, deep.a_2: b, deep.L: 3}
    found = deep.minor_flow().carried_out()
    assert [simplify(side) for side in found.lhs.subs(values)] == linear
    assert [simplify(side) for side in found.rhs.subs(values)] == linear


def test_the_exponent_of_two_layers_is_theirs():
    values = {deep.rho: S(1) / 2, deep.kappa: S(1) / 10}
    assert simplify(deep.exponent().carried_out().lhs.subs(values)) == deep.exponent().rhs.subs(values) == Rational(10, 19)
