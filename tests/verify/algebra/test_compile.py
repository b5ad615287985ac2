"""Numbers made from expressions are the expressions' values: doubles to rounding, matrices as NumPy multiplies them."""

import numpy as np
import pytest
from sympy import Rational, Trace, exp, log, pi, sqrt, symbols

from theory.algebra.symbols import A, I, U, W
from verify.algebra import compile as compiled
from verify.algebra.compile import exact, matrix_value, to_numpy

x, y = symbols("x y", positive=True)
EXPRESSIONS = [x / 3 + y**2, exp(-x) * log(1 + y), sqrt(x + y) - pi * x, (x + y) ** Rational(2, 3), x**-2]


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
def test_doubles_agree_with_exact_values(expression):
    value = exact(expression, {x: Rational(2, 7), y: Rational(5, 3)})
    assert float(to_numpy(expression, (x, y))(2 / 7, 5 / 3)) == pytest.approx(float(value), rel=1e-14)


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
