"""Proposition: the equations of the minor entries have the values of hypergeometric functions and entries computed otherwise."""

import mpmath
import pytest
from sympy import Matrix, Rational, S, diff, expand, simplify, sqrt, symbols

from theory.layers import untied_entries as theory

SHARE = Rational(2, 5)
AT = Rational(3, 7)


def exponent(share):
    return (1 + share - sqrt((1 - share) ** 2 + 4 * share**2)) / 4


def test_the_reduced_flow_by_hand():
    a, b, s, u, v = symbols("a_1 a_2 s u v", real=True)
    B, C = Matrix([s, u]), Matrix([[s, v]])
    G = (B * C - Matrix([[1, 0], [0, 1]])) * Matrix([[a, 0], [0, b]])
    second, first = (-G * C.T).applyfunc(expand), (-B.T * G).applyfunc(expand)
    linear = [sum(diff(side, x).subs({u: 0, v: 0}) * x for x in (u, v)) for side in (second[1], first[1])]
    stated = (
        theory.reduced_flow()
        .carried_out()
        .rhs.subs({x: symbols(str(x), real=True) for x in theory.reduced_flow().rhs.free_symbols})
    )
    assert [simplify(one - other) for one, other in zip(linear, stated[:2], strict=True)] == [0, 0]
    assert simplify(2 * s * second[0].subs({u: 0, v: 0}) - stated[2]) == 0


@pytest.mark.parametrize(("equation", "parameters"), [(theory.lower_entry, theory.OF_U), (theory.upper_entry, theory.OF_V)])
def test_hypergeometric_functions_have_the_stated_sides(equation, parameters):
    mpmath.mp.dps = 30
    a, b, c = (mpmath.mpf(str(p.subs(theory.rho, SHARE).evalf(30))) for p in parameters)
    x = mpmath.mpf(3) / 7
    values = {
        theory.rho: SHARE,
        theory.w: AT,
        theory.F: S(str(mpmath.hyp2f1(a, b, c, x))),
        theory.F_1: S(str(a * b / c * mpmath.hyp2f1(a + 1, b + 1, c + 1, x))),
    }
    found = equation().carried_out()
    e = mpmath.mpf(str(exponent(SHARE).evalf(30)))
    weight = lambda y: y ** (mpmath.mpf(1) / 5) * (1 - y) ** e  # noqa: E731
    here = lambda y: weight(y) * mpmath.hyp2f1(a, b, c, y)  # noqa: E731
    share = mpmath.mpf(2) / 5
    factor = 1 if parameters is theory.OF_U else share
    other = lambda y: (2 * y * (1 - y) * mpmath.diff(here, y) + factor * y * here(y)) / share  # noqa: E731
    left = 2 * x * (1 - x) * mpmath.diff(other, x) / weight(x)
    assert float(found.lhs.subs(values).evalf(25)) == pytest.approx(float(left), rel=1e-9)
    assert float(found.rhs.subs(values).evalf(25)) == pytest.approx(float(left), rel=1e-9)


def test_late_decay_by_eigenvectors():
    equation = theory.late_decay().carried_out()
    system = Matrix([[-1, SHARE], [SHARE, -SHARE]])
    slow = max(system.eigenvals(), key=lambda value: value.evalf())
    assert simplify(slow + 2 * exponent(SHARE)) == 0
    vector = (system - slow * Matrix.eye(2)).nullspace()[0]
    stated = equation.rhs.subs(theory.rho, SHARE) / slow
    assert simplify(vector[1] / vector[0] - stated[1] / stated[0]) == 0


def test_the_rise_by_numbers():
    values = {theory.mu_1: S(7), theory.mu_2: S(5) / 3, theory.e: S(1) / 9, theory.y: S(2) / 11, theory.y_M: S(1) / 13}
    values |= {theory.a_1: S(3), theory.a_2: S(2)}
    square = values[theory.e] * values[theory.mu_2] * values[theory.y] / values[theory.mu_1]
    top = values[theory.a_1] * values[theory.e] * values[theory.mu_1] * values[theory.y_M] / (2 * values[theory.mu_2])
    by_hand = S(7) * S(5) / 3 * (values[theory.y] - values[theory.y_M]) - 49 * square / 2 - S(25) / 9 * top
    found = theory.rise().carried_out()
    assert simplify(found.lhs.subs(values) - by_hand) == 0
    assert simplify(found.rhs.subs(values) - by_hand) == 0
    assert theory.balances().carried_out().lhs.applyfunc(simplify) == Matrix([0, 0])


def test_the_exponent_is_that_of_the_balance():
    rho, e = S(1) / 2, S(1) / 10
    found = theory.exponent().carried_out()
    assert simplify(found.lhs.subs({theory.rho: rho, theory.e: e})) == (1 - rho) / (2 - e)
    assert found.rhs.subs({theory.rho: rho, theory.e: e}) == (1 - rho) / (2 - e)
    assert theory.between().carried_out().rhs.has(theory.y)
    assert not theory.between().carried_out().rhs.has(theory.x)
