"""Proposition: what is stated about another basis holds at explicit matrices, with an orthogonal one of rational entries."""

import numpy as np
import pytest
from sympy import Matrix, Rational, eye, simplify, zeros

from theory import correlated, two_layer
from theory.algebra import symbols
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


#: Norms, the cosine and the deviation.
AT = {correlated.m_1: 3, correlated.m_2: 2, correlated.c: Rational(3, 5), correlated.sigma: Rational(1, 2)}


def test_the_moment_and_its_eigenvalues_by_hand():
    moment = correlated.moment().subs(AT)
    assert moment == Matrix(
        [[Rational(9 * 25 + 36, 50) + Rational(1, 4), Rational(24, 25)], [Rational(24, 25), Rational(153, 100)]]
    )
    values = sorted(float(value) for value in moment.eigenvals())
    assert [float(rate.subs(AT)) for rate in correlated.rates()[::-1]] == pytest.approx(values)
    equation = correlated.characteristic()
    assert simplify(equation.lhs.subs(AT) - equation.rhs.subs(AT)) == 0


def test_the_amplitude_is_that_of_the_eigenvectors():
    A = np.array(correlated.moment().subs(AT), dtype=float)
    point = np.array([float(entry.subs(AT)) for entry in sum(correlated.two_means(), start=zeros(2, 1))])
    values, basis = np.linalg.eigh(A)
    found = float(np.prod(basis.T @ point) ** 2)
    assert float(correlated.amplitude().rhs.subs(AT)) == pytest.approx(found)
    assert float(correlated.amplitude().lhs.subs(AT)) == pytest.approx(found)
    assert float(correlated.theta().rhs.subs(AT)) == pytest.approx((values[1] - values[0]) / (2 * values[1]))


@pytest.mark.parametrize(
    ("slope", "of"), [(correlated.amplitude_slope, correlated.amplitude), (correlated.theta_slope, correlated.theta)]
)
def test_slopes_are_differences(slope, of):
    here, step = {**AT, correlated.c: Rational(-2, 5)}, Rational(1, 10**6)
    ends = [float(of().rhs.subs({**here, correlated.c: here[correlated.c] + sign * step})) for sign in (1, -1)]
    assert float(slope().rhs.subs(here)) == pytest.approx((ends[0] - ends[1]) / float(2 * step))
    assert float(slope().lhs.subs(here).doit()) == pytest.approx(float(slope().rhs.subs(here)))


def test_the_exponent_rises_with_theta():
    equation, theta = correlated.exponent_slope(), symbols.theta
    assert equation.rhs.subs(theta, Rational(1, 2)) == Rational(64, 49)
    assert equation.lhs.doit().subs(theta, Rational(1, 2)) == Rational(64, 49)


@pytest.mark.parametrize("sign", [1, -1])
def test_means_of_one_norm_have_their_sum_and_difference_as_eigenvectors(sign):
    made = correlated.equal_norms_sum if sign > 0 else correlated.equal_norms_difference
    vector = Matrix([3 + sign * Rational(9, 5), sign * Rational(12, 5)])
    value = Rational(1, 4) + Rational(9, 2) * (1 + sign * Rational(3, 5))
    for entry in (1, 2):
        assert made(entry).lhs.subs(AT) == made(entry).rhs.subs(AT) == value * vector[entry - 1]


def test_projections_at_numbers():
    at = {correlated.y_1: 2, correlated.y_2: -3, correlated.a_1: 7, correlated.a_2: 4}
    # y^T A y = 64 and |y|^2 = 13: (64 - 52) (91 - 64) = 324 = 9 * 36.
    assert correlated.projections().lhs.subs(at) == correlated.projections().rhs.subs(at) == 324
