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
