"""The area under the training loss is a log-det divergence.

    Phi(W) = tr W - ln det W - d                         (>= 0 for W > 0, and 0 at W = I alone)
    dPhi/dt = tr( (I - W^{-1}) V(W) ) = -2 tr( (I - W) A (I - W) ) = -4 L
    integral_0^T L dt = ( Phi(W(0)) - Phi(W(T)) ) / 4,   L(t) <= Phi(W(0)) / (4 t)
    Phi(W(t)) <= Phi(W(0)) exp( -2 a_min min(1, lambda_min(W(0))) t ),  so for A > 0 and W(0) > 0 the flow tends to I

The last line: 4 L >= 2 a_min sum (1 - lambda)^2, the least eigenvalue does not fall while it is below 1, and
lambda - ln lambda - 1 <= (1 - lambda)^2 / lambda.

Source: new.

Legend: A second moment, W map, both d x d and symmetric, W > 0; lambda an eigenvalue of W
"""

from __future__ import annotations

from sympy import Expr, S, Symbol, Trace, diff, log

from theory.algebra import symbols
from theory.algebra.domain import POSITIVE, Domain, Matrices
from theory.algebra.equation import Equation, explicit
from theory.algebra.symbols import A, W
from theory.two_layer import entry_domain, explicit_field, field, loss_of_map

eigenvalue = Symbol("lambda", positive=True)


def divergence_slope() -> Equation:
    """State that dPhi/dt = tr(V) - tr(W^{-1} V) = -4 L in every dimension, with Jacobi's (ln det W)' = tr(W^{-1} W')."""
    return Equation(
        id="area_law.slope",
        lhs=Trace(field()) - Trace(W.I * field()),
        rhs=-4 * loss_of_map(),
        domain=Domain({A: Matrices.SYMMETRIC, W: Matrices.DEFINITE}),
        left=r"\operatorname{tr} V(W) - \operatorname{tr}\bigl( W^{-1} V(W) \bigr)",
        shown=r"-2 \operatorname{tr}\bigl( (I - W) A (I - W) \bigr) = -4 L",
        remark=r"$\Phi(W) = \operatorname{tr} W - \ln \det W - d$, and by Jacobi's formula the left side is $d \Phi / dt$",
    )


def explicit_slope(size: int) -> Equation:
    """State that det W (Phi' + 4 L) = 0 with det W differentiated entry by entry, A diagonal: no use of Jacobi's formula.

    det W tr V - sum_{i <= j} d det W / d w_ij V_ij = -4 L det W.
    """
    determinant = symbols.symmetric("w", size).det(method="berkowitz")
    return Equation(
        id="area_law.explicit_slope",
        lhs=determinant * explicit_field(size).trace() - along(determinant, size),
        rhs=-4 * explicit(loss_of_map(), entry_domain().matrices(size), size) * determinant,
        domain=entry_domain().explicit(size),
        left=r"\det W\, \operatorname{tr} V - \sum_{i \le j} \frac{\partial \det W}{\partial w_{ij}} V_{ij}",
        shown=r"-4 L \det W",
        letters={"V": "V(W)"},
    )


def along(function: Expr, size: int) -> Expr:
    """Return the derivative of a function of the entries w_ij, i <= j, along the flow with A = diag(a)."""
    matrix, velocity = symbols.symmetric("w", size), explicit_field(size)
    places = [(row, column) for row in range(size) for column in range(row, size)]
    return sum((diff(function, matrix[place]) * velocity[place] for place in places), start=S.Zero)


def gap() -> Expr:
    """Return g(lambda) = (1 - lambda)^2 / lambda - (lambda - ln lambda - 1)."""
    return (1 - eigenvalue) ** 2 / eigenvalue - (eigenvalue - log(eigenvalue) - 1)


def gap_slope() -> Equation:
    """State that g'(lambda) = (lambda - 1) / lambda^2: g falls before 1 and rises after, so g >= g(1)."""
    return Equation(
        id="area_law.gap_slope",
        lhs=diff(gap(), eigenvalue),
        rhs=(eigenvalue - 1) / eigenvalue**2,
        domain=Domain({eigenvalue: POSITIVE}),
        left=r"\frac{d}{d\lambda} \Bigl[ \frac{(1 - \lambda)^2}{\lambda} - (\lambda - \ln \lambda - 1) \Bigr]",
    )


def gap_at_one() -> Equation:
    """State that g(1) = 0, so that lambda - ln lambda - 1 <= (1 - lambda)^2 / lambda."""
    return Equation(
        id="area_law.gap_at_one",
        lhs=gap().subs(eigenvalue, 1),
        rhs=S.Zero,
        left=r"g(1)",
        letters={r"g(\lambda)": r"(1 - \lambda)^2 / \lambda - (\lambda - \ln \lambda - 1)"},
    )


def divergence_slope_in_eigenvalue() -> Equation:
    """State that d/dlambda (lambda - ln lambda - 1) = (lambda - 1)/lambda: each term of Phi is least, and 0, at lambda = 1."""
    return Equation(
        id="area_law.divergence_in_eigenvalue",
        lhs=diff(eigenvalue - log(eigenvalue) - 1, eigenvalue),
        rhs=(eigenvalue - 1) / eigenvalue,
        domain=Domain({eigenvalue: POSITIVE}),
        left=r"\frac{d}{d\lambda} (\lambda - \ln \lambda - 1)",
        remark=(
            r"$\Phi(W) = \operatorname{tr} W - \ln \det W - d$ is the sum of $\lambda - \ln \lambda - 1$ over the "
            r"eigenvalues $\lambda$ of $W$"
        ),
    )
