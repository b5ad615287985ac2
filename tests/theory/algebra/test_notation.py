"""Proposition: SymPy expressions are printed as the paper writes them, and the same in every order of their making."""

import pytest
from sympy import MatMul, Rational, Symbol, Trace, log, symbols

from theory.algebra.notation import latex
from theory.algebra.symbols import A, I, U, W, entry, rate

a, b, c = symbols("a b c", positive=True)
HALF = Rational(1, 2)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (entry("w", 1, 2), "w_{12}"),
        (rate(1), "a_{1}"),
        (I - W, "I - W"),
        (A * W + W * A - 2 * W * A * W, "A W + W A - 2 W A W"),
        (HALF * W * A, r"\tfrac{1}{2} W A"),
        (-HALF * W * A, r"- \tfrac{1}{2} W A"),
        (W**2 * A, "W^{2} A"),
        (U * U.T, "U U^{T}"),
        ((W - I) * A, r"\left(W - I\right) A"),
        ((A * W).T, "W^{T} A^{T}"),
        (Trace(A * W), r"\operatorname{tr}\left(A W\right)"),
        (log(a), r"\ln{\left(a \right)}"),
        (b - a, "b - a"),
        (1 - a * b, "1 - a b"),
        (HALF * a * b, r"\tfrac{1}{2} a b"),
        (-Rational(9, 2) * a, r"- \tfrac{9}{2} a"),
        (-Rational(11, 2) * a, r"- \frac{11 a}{2}"),
        (Rational(1, 10) * a, r"\frac{a}{10}"),
        (Rational(10, 3) * a, r"\frac{10 a}{3}"),
        (Rational(9, 10) * a, r"\frac{9 a}{10}"),
        (Rational(1, 9) * a, r"\tfrac{1}{9} a"),
        (HALF * a / b, r"\frac{a}{2 b}"),
        (HALF * log(a) * b, r"\tfrac{1}{2} b \ln{\left(a \right)}"),
        (2 * a * b, "2 a b"),
        (A * W + I, "A W + I"),
        (W + I, "W + I"),
        (Symbol("x", real=True) - 1, "x - 1"),
        (I - A * W - A * W * A, "I - A W A - A W"),
        (W - A - A * W * A - 2 * W * A, "W - A W A - 2 W A - A"),
        (-W - A * W, "- A W - W"),
        (2 * W - 2 * I, "2 W - 2 I"),
        (-I, "- I"),
        ((a + b) * W, r"\left(a + b\right) W"),
        (-(a - b) * W, r"- \left(a - b\right) W"),
        (a * W, "a W"),
        (W**-1, "W^{-1}"),
        ((W - I) ** 2, r"\left(W - I\right)^{2}"),
        ((W * A) ** 2, r"\left(W A\right)^{2}"),
        (-a - b, "- a - b"),
        (1 - a - b, "1 - a - b"),
        (b - a - c, "b - a - c"),
        (a * b - 1, "a b - 1"),
        (MatMul(HALF, W - I, evaluate=False), r"\tfrac{1}{2} \left(W - I\right)"),
        (MatMul(10, W - I, evaluate=False), r"10 \left(W - I\right)"),
        (MatMul(W - I, evaluate=False), "W - I"),
    ],
)
def test_prints_as_the_paper_writes(expression, expected):
    assert latex(expression) == expected


def test_the_order_of_terms_is_that_of_the_expression_alone():
    assert latex(a + b - c) == latex(-c + b + a) == latex((b - c) + a)
    assert latex(W * A + A * W - W) == latex(-W + A * W + W * A)
    assert latex(Symbol("x") - 1) == latex(-1 + Symbol("x"))
