"""Numbers made from expressions are the expressions' values: doubles to rounding, mpmath to its digits, balls for certain."""

import flint
import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Float, Rational, Trace, exp, log, pi, sqrt, symbols

from theory.algebra.symbols import A, I, U, W
from verify.algebra import compile as compiled
from verify.algebra.compile import exact, matrix_value, to_ball, to_mpmath, to_numpy

x, y = symbols("x y", positive=True)
EXPRESSIONS = [x / 3 + y**2, exp(-x) * log(1 + y), sqrt(x + y) - pi * x, (x + y) ** Rational(2, 3), x**-2]


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
def test_the_three_kinds_agree(expression):
    value = exact(expression, {x: Rational(2, 7), y: Rational(5, 3)})
    assert float(to_numpy(expression, (x, y))(2 / 7, 5 / 3)) == pytest.approx(float(value), rel=1e-14)
    by_mpmath = to_mpmath(expression, (x, y), 50)(mpmath.mpf(2) / 7, mpmath.mpf(5) / 3)
    assert abs(by_mpmath - mpmath.mpf(str(value))) < 1e-14
    ball = to_ball(expression, (x, y))(flint.arb(flint.fmpq(2, 7)), flint.arb(flint.fmpq(5, 3)))
    assert ball.contains(flint.arb(str(value))) or ball.overlaps(flint.arb(str(value)))


@settings(max_examples=50, deadline=None)
@given(st.fractions(min_value=0, max_value=5, max_denominator=97))
def test_a_third_stays_inside_its_ball(fraction):
    number = flint.arb(flint.fmpq(fraction.numerator, fraction.denominator))
    ball = to_ball(x / 3, (x,))(number)
    assert ball.contains(flint.fmpq(fraction.numerator, 3 * fraction.denominator))


def test_floats_never_become_balls():
    with pytest.raises(ValueError, match="expression must be exact to become a ball"):
        to_ball(x * Float("0.1"), (x,))


def test_a_function_that_is_not_the_expression_is_refused(monkeypatch):
    monkeypatch.setattr(compiled, "lambdify", lambda symbols, expression, modules: lambda x, y: x)
    with pytest.raises(ArithmeticError, match="exactly it is"):
        to_numpy(x + y, (x, y))


def test_matrix_expressions_on_numpy():
    rng = np.random.default_rng(0)
    values = {"A": rng.random((3, 3)), "W": rng.random((3, 3)), "U": rng.random((3, 3))}
    left = matrix_value(2 * W * A.T - W**2 + I - U / 3, values, 3)
    right = 2 * values["W"] @ values["A"].T - values["W"] @ values["W"] + np.eye(3) - values["U"] / 3
    assert left == pytest.approx(right)
    assert matrix_value(Trace(W.inverse() * A), values, 3) == pytest.approx(np.trace(np.linalg.inv(values["W"]) @ values["A"]))
