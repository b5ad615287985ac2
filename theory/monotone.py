"""When the test loss of one layer only falls.

    slope      dL/dt = -y^T A B y,   y = exp(-A t) z,  B = (I - W(0))^T (I - W(0))
    weighted   y^T A B y = u^T u + u^T F u,   u = A^{1/2} y,  F = A^{1/2} (B - I) A^{-1/2}
    size       B - I = W(0)^T W(0) - W(0) - W(0)^T,  so ||F|| <= (2 w + w^2) sqrt(a_max / a_min),  w = ||W(0)||_2
    threshold  2 w + w^2 = sqrt(a_min / a_max)  at  w = sqrt(1 + sqrt(a_min / a_max)) - 1

Below the threshold ||F|| < 1 and the loss falls. It also falls when in each row of residual terms all signs are equal:

    signs      dL/dt = -sum_k sum_ij a_j c_ki c_kj,   c_ki = (W(0) - I)_ki y_i

Source: new; Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 4.1, as transcribed, say only that one layer lacks the
mechanism; that its test loss never rises is a reading.

Legend: A second moment on the trained coordinates, d x d, positive definite; R = A^{1/2}; z input; t loss time
"""

from __future__ import annotations

from functools import cache

from sympy import Add, Expr, ImmutableMatrix, MatrixExpr, MatrixSymbol, Rational, Symbol, Trace, exp, sqrt

from theory.algebra import symbols
from theory.algebra.calculus import TimeDerivative, at_value, derivative
from theory.algebra.domain import NONNEGATIVE, POSITIVE, Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.symbols import A, I, R, W, d, rate, t
from theory.one_layer import exponential, solution, solution_at
from theory.task import test_loss

#: The input as the flow has shrunk it, y = exp(-A t) z, and u = A^{1/2} y.
Y = MatrixSymbol("y", d, 1)
WEIGHTED = MatrixSymbol("u", d, 1)
#: q = sqrt(a_min / a_max).
ratio = Symbol("q", positive=True)
#: B of the start, as letters of an equation.
RESIDUALS = {"B": "(I - W(0))^{T} (I - W(0))"}


def residual_product() -> MatrixExpr:
    """Return B = (I - W(0))^T (I - W(0))."""
    return (I - W).T * (I - W)


@cache
def slope() -> Equation:
    """State that d/dt 1/2 y^T B y = -y^T A B y along y' = -A y, in every dimension."""
    return Equation(
        id="monotone.slope",
        lhs=Trace(TimeDerivative(Y.T * residual_product() * Y, (Y, -A * Y))) / 2,
        rhs=-Trace(Y.T * A * residual_product() * Y),
        domain=Domain({A: Matrices.SYMMETRIC, W: Matrices.GENERAL, Y: Matrices.VECTOR}),
        left=r"\frac{d}{dt} \tfrac{1}{2} \lVert (W(0) - I)\, y \rVert^2",
        shown=r"-y^{T} A B y",
        letters=RESIDUALS,
        at_start=("W",),
        remark=r"and $\dot y = -A y$",
        steps=(test_loss(), exponential()),
    )


@cache
def slope_of_solution(size: int) -> Equation:
    """State the same for the closed form W(t) z at explicit d, by differentiation in t."""
    point = symbols.vector("z", size)
    residual = (solution_at(t, size) - ImmutableMatrix.eye(size)) * point
    shrunk = ImmutableMatrix([exp(-rate(row + 1) * t) * point[row] for row in range(size)])
    start = ImmutableMatrix.eye(size) - symbols.full("w", size)
    return Equation(
        id="monotone.slope_of_solution",
        lhs=derivative(residual.dot(residual) / 2, t),
        rhs=-(shrunk.T * symbols.rates(size) * start.T * start * shrunk)[0],
        domain=Domain.of([*symbols.rates(size).diagonal(), *symbols.full("w", size), *point], {t: NONNEGATIVE}),
        left=r"\frac{d}{dt} \tfrac{1}{2} \lVert W(t) z - z \rVert^2",
        shown=r"-y^{T} A B y",
        letters={**RESIDUALS, "y": "e^{-A t} z"},
        at_start=("W", "w"),
        remark="and $W(t) = I + (W(0) - I) e^{-A t}$",
        steps=(slope(), solution(size)),
    )


def weighted_form() -> Equation:
    """State that y^T A B y = u^T u + u^T R (B - I) R^{-1} u with A = R R, y = R^{-1} u, in every dimension."""
    point = R.I * WEIGHTED
    inner = R * (residual_product() - I) * R.I
    return Equation(
        id="monotone.weighted_form",
        lhs=Trace(point.T * R * R * residual_product() * point),
        rhs=Trace(WEIGHTED.T * WEIGHTED) + Trace(WEIGHTED.T * inner * WEIGHTED),
        domain=Domain({R: Matrices.DEFINITE, W: Matrices.GENERAL, WEIGHTED: Matrices.VECTOR}),
        left=r"\left. y^{T} A B y \right|_{A = R^2,\ y = R^{-1} u}",
        shown=r"u^{T} u + u^{T} R (B - I) R^{-1} u",
        letters={**RESIDUALS, "R": "A^{1/2}", "u": "R y"},
        at_start=("W",),
        steps=(slope(),),
    )


def residual_excess() -> Equation:
    """State that B - I = W(0)^T W(0) - W(0) - W(0)^T, of norm at most w^2 + 2 w, in every dimension."""
    return Equation(
        id="monotone.residual_excess",
        lhs=residual_product() - I,
        rhs=W.T * W - W - W.T,
        domain=Domain({W: Matrices.GENERAL}),
        left=r"B - I",
        letters={"B": "(I - W)^{T} (I - W)"},
        remark="and $W$ is $W(0)$",
    )


def threshold() -> Expr:
    """Return w = sqrt(1 + q) - 1, q = sqrt(a_min / a_max)."""
    return sqrt(1 + ratio) - 1


def threshold_norm() -> Equation:
    """State that w^2 + 2 w = q at the threshold: below it ||F|| <= (w^2 + 2 w) / q < 1."""
    w = threshold()
    return Equation(
        id="monotone.threshold",
        lhs=w**2 + 2 * w,
        rhs=ratio,
        domain=Domain({ratio: POSITIVE}),
        left=r"w^2 + 2 w",
        shown=r"q,\quad w = \sqrt{1 + q} - 1",
        remark=r"$q = \sqrt{a_{\min} / a_{\max}}$ and $w = \lVert W(0) \rVert_2$ at the threshold",
    )


def sign_form(size: int) -> Equation:
    """State the slope as -sum_k sum_ij a_j c_ki c_kj in the residual terms c_ki at t = 0, d explicit.

    Time only scales the terms, c_ki(t) = exp(-a_i t) c_ki(0), and keeps their signs.
    """
    terms = symbols.full("c", size)
    start = dict(zip(symbols.full("w", size), terms + ImmutableMatrix.eye(size), strict=True))
    residual = (solution_at(t, size) - ImmutableMatrix.eye(size)).subs(start) * ImmutableMatrix.ones(size, 1)
    span = range(size)
    stated = -Add(*[rate(col + 1) * terms[row, other] * terms[row, col] for row in span for other in span for col in span])
    return Equation(
        id="monotone.signs",
        lhs=at_value(derivative(residual.dot(residual) / 2, t), t, 0),
        rhs=stated,
        domain=Domain.of([*symbols.rates(size).diagonal(), *terms]),
        left=r"\frac{dL}{dt}",
        shown=r"-\sum_k \sum_{i,j} a_j\, c_{ki}\, c_{kj}",
        letters={"L": r"\tfrac12 \lVert W z - z \rVert^2", "c_{ki}": r"(W(0) - I)_{ki}\, y_i", "y": "e^{-A t} z"},
        remark="with $L$ the test loss; verified at $t = 0$, since time only replaces $z$ by $y$",
        steps=(slope_of_solution(size),),
    )


def counterexample_loss(start: ImmutableMatrix, decay: Expr) -> Expr:
    """Return the loss for a = (1, 8), z = (2, 1) at exp(-t) = `decay`, exact for rational `decay`."""
    shrunk = ImmutableMatrix([2 * decay, decay**8])
    residual = (start - ImmutableMatrix.eye(2)) * shrunk
    return residual.dot(residual) * Rational(1, 2)
