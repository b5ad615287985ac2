"""The tied flow is a matrix Riccati flow plus a double-bracket flow.

    V(W) = (A W + W A - 2 W A W) - 1/2 [[A, W], W],     [P, Q] = P Q - Q P

The bracket vanishes when A and W commute, and the closed forms of the Riccati flow then hold.

Source: new for this flow; for the unweighted flow see Min and Vidal 2025 (arXiv 2508.20344).

Legend: A second moment, W map, both d x d and symmetric
"""

from __future__ import annotations

from sympy import MatrixExpr, Rational, Symbol

from theory.algebra.domain import REAL, Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.symbols import A, I, W
from theory.two_layer import FLOW, field, map_domain

alpha, beta, gamma = (Symbol(name, real=True) for name in ("alpha", "beta", "gamma"))


def riccati_part(matrix: MatrixExpr = W) -> MatrixExpr:
    """Return A W + W A - 2 W A W."""
    return A * matrix + matrix * A - 2 * matrix * A * matrix


def bracket(left: MatrixExpr, right: MatrixExpr) -> MatrixExpr:
    """Return [P, Q] = P Q - Q P."""
    return left * right - right * left


def riccati_form() -> Equation:
    """State that V(W) = (A W + W A - 2 W A W) - 1/2 [[A, W], W] in every dimension."""
    return Equation(
        id="two_layer.riccati_form",
        lhs=field(),
        rhs=riccati_part() - Rational(1, 2) * bracket(bracket(A, W), W),
        domain=map_domain(),
        left=r"V(W)",
        shown=r"(A W + W A - 2 W A W) - \tfrac{1}{2} [[A, W], W]",
        letters=FLOW,
    )


def commuting() -> Equation:
    """State that the bracket is gone for W = alpha I + beta A + gamma A^2, which commute with A."""
    combination = alpha * I + beta * A + gamma * A * A
    return Equation(
        id="two_layer.riccati_commuting",
        lhs=field(combination),
        rhs=riccati_part(combination),
        domain=Domain({A: Matrices.SYMMETRIC, **dict.fromkeys((alpha, beta, gamma), REAL)}),
        left=r"V(\alpha I + \beta A + \gamma A^2)",
        shown=r"A W + W A - 2 W A W",
        letters={"W": r"\alpha I + \beta A + \gamma A^2"},
    )
