"""Proposition: a term says what its expression says, with brackets where they are needed; what has no term is refused."""

import pytest
from sympy import Function, Rational, Trace, exp, log, sqrt, symbols

from theory.algebra.symbols import A, W
from verify.proofs.terms import NotExportedError, matrix, name, scalar

x, y = symbols("x y")


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (x - y, "x - y"),
        (-x, "- x"),
        (Rational(-1, 2) * x, "- x / 2"),
        ((x + y) ** 2 / 3, "(x + y) ^ 2 / 3"),
        (x / (y * (x + 1)), "x / y / (x + 1)"),
        (1 / x, "/ x"),
        (x**-2, "/ x ^ 2"),
        (sqrt(x), "sqrt x"),
        (x ** Rational(3, 2), "(sqrt x) ^ 3"),
        (x**y, "Rpower x y"),
        (exp(-x) * log(x + y), "exp (- x) * ln (x + y)"),
        (x * Rational(2, 3), "2 * x / 3"),
    ],
)
def test_scalars(expression, text):
    assert scalar(expression) == text


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (A * W, "A * W"),
        (A + W, "A + W"),
        (-(A * W), "- A * W"),
        (Rational(1, 2) * (A * W), "(1 / 2) .* (A * W)"),
        (W.T * (A + W), "W^T * (A + W)"),
        (W * W, "W ^^ 2"),
        (W.inv() * A, "W_inv * A"),
    ],
)
def test_matrices(expression, text):
    assert matrix(expression) == text


def test_a_trace_is_a_number():
    assert scalar(-2 * Trace(A * W)) == "- 2 * trace (A * W)"


def test_names_that_mean_something_are_not_taken():
    assert [name(symbol) for symbol in symbols("R sum w_12", seq=True)] == ["R_", "sum_", "w_12"]


def test_what_has_no_term_is_refused():
    with pytest.raises(NotExportedError, match="f has no counterpart"):
        scalar(Function("f")(x))
    with pytest.raises(NotExportedError, match="the inverse of what is no letter"):
        matrix((A + W).inv())
