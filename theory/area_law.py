"""The area under the training loss is a log-det divergence.

    Phi(W) = tr W - ln det W - d                         (>= 0 for W > 0, and 0 at W = I alone)
    dPhi/dt = tr( (I - W^{-1}) V(W) ) = -2 tr( (I - W) A (I - W) ) = -4 L
    integral_0^T L dt = ( Phi(W(0)) - Phi(W(T)) ) / 4,   L(t) <= Phi(W(0)) / (4 t)
    Phi(W(t)) <= Phi(W(0)) exp( -2 a_min min(1, lambda_min(W(0))) t ),  so for A > 0 and W(0) > 0 the flow tends to I

The bound of the loss: (4 t L + Phi)' = 4 t L' <= 0. The last line: in the frame of W, 4 L = 2 sum (1 - lambda_i)^2 a_ii, the
least eigenvalue does not fall while it is below 1, and phi = lambda - ln lambda - 1 <= (1 - lambda)^2 / lambda.

Source: new.

Legend: A second moment, W map, both d x d and symmetric, W > 0; lambda an eigenvalue of W
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, IndexedBase, S, Symbol, Trace, log

from theory.algebra import indices, symbols
from theory.algebra.calculus import at_value, derivative
from theory.algebra.domain import NONNEGATIVE, POSITIVE, Domain, Matrices
from theory.algebra.equation import Equation, explicit
from theory.algebra.symbols import A, I, W, i, t
from theory.logistic import chain
from theory.task import root_loss
from theory.two_layer import (
    FLOW,
    congruence_form,
    entry_domain,
    explicit_field,
    field,
    generator,
    loss_decrease,
    loss_of_map,
    map_domain,
)

eigenvalue = Symbol("lambda", positive=True)
#: Eigenvalues of W and entries of a full A, by indices.
eigenvalues, moments = IndexedBase("lambda", real=True), IndexedBase("a", real=True)
#: A diagonal entry of A in the frame of W, its least eigenvalue, and a lower bound of the eigenvalues of W.
a, alpha, least = (Symbol(name, positive=True) for name in ("a", "alpha", "m"))
#: Phi, L and a growing exponential e^{ct}, as letters.
Phi, L, E, c = (Symbol(name, positive=True) for name in ("Phi", "L", "E", "c"))


@cache
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
        steps=(congruence_form(),),
        believed=r"Jacobi's formula, that $\ln \det M$ moves by $\operatorname{tr}(M^{-1} \dot M)$",
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
        steps=(congruence_form(),),
    )


def along(function: Expr, size: int) -> Expr:
    """Return the slope of a function of the entries w_ij, i <= j, along the flow with A = diag(a), by the chain rule."""
    matrix, velocity = symbols.symmetric("w", size), explicit_field(size)
    places = [(row, column) for row in range(size) for column in range(row, size)]
    return chain(function, {matrix[place]: velocity[place] for place in places})


@cache
def slope_at_two() -> Equation:
    """State that Phi' = -4 L at d = 2 for symmetric A and det W > 0, Phi differentiated by entries, not by Jacobi's formula."""
    matrices = map_domain().matrices(2)
    matrix, velocity = matrices[W], explicit(field(), matrices, 2)
    places = [(0, 0), (0, 1), (1, 1)]
    return Equation(
        id="area_law.slope_at_two",
        lhs=chain(matrix.trace() - log(matrix.det()) - 2, {matrix[place]: velocity[place] for place in places}),
        rhs=-4 * explicit(loss_of_map(), matrices, 2),
        domain=Domain(map_domain().explicit(2).sets, (matrix.det() > 0,)),
        left=r"\frac{d}{dt} \bigl[ \operatorname{tr} W - \ln \det W - 2 \bigr]",
        shown=r"-4 L",
        remark=r"$d = 2$, and the left side is differentiated by the entries of $W$, which move by $V(W)$",
        steps=(congruence_form(),),
    )


def gap() -> Expr:
    """Return g(lambda) = (1 - lambda)^2 / lambda - (lambda - ln lambda - 1)."""
    return (1 - eigenvalue) ** 2 / eigenvalue - (eigenvalue - log(eigenvalue) - 1)


def gap_slope() -> Equation:
    """State that g'(lambda) = (lambda - 1) / lambda^2: g falls before 1 and rises after, so g >= g(1)."""
    return Equation(
        id="area_law.gap_slope",
        lhs=derivative(gap(), eigenvalue),
        rhs=(eigenvalue - 1) / eigenvalue**2,
        domain=Domain({eigenvalue: POSITIVE}),
        left=r"\frac{d}{d\lambda} \Bigl[ \frac{(1 - \lambda)^2}{\lambda} - (\lambda - \ln \lambda - 1) \Bigr]",
    )


def gap_at_one() -> Equation:
    """State that g(1) = 0, so that lambda - ln lambda - 1 <= (1 - lambda)^2 / lambda."""
    return Equation(
        id="area_law.gap_at_one",
        lhs=at_value(gap(), eigenvalue, 1),
        rhs=S.Zero,
        left=r"g(1)",
        letters={r"g(\lambda)": r"(1 - \lambda)^2 / \lambda - (\lambda - \ln \lambda - 1)"},
    )


def divergence_slope_in_eigenvalue() -> Equation:
    """State that d/dlambda (lambda - ln lambda - 1) = (lambda - 1)/lambda: each term of Phi is least, and 0, at lambda = 1."""
    return Equation(
        id="area_law.divergence_in_eigenvalue",
        lhs=derivative(eigenvalue - log(eigenvalue) - 1, eigenvalue),
        rhs=(eigenvalue - 1) / eigenvalue,
        domain=Domain({eigenvalue: POSITIVE}),
        left=r"\frac{d}{d\lambda} (\lambda - \ln \lambda - 1)",
        remark=(
            r"$\Phi(W) = \operatorname{tr} W - \ln \det W - d$ is the sum of $\lambda - \ln \lambda - 1$ over the "
            r"eigenvalues $\lambda$ of $W$"
        ),
    )


def falling_bound() -> Equation:
    """State that (4 t L + Phi)' = -8 t tr(X W X) in every dimension: 4 t L(t) <= Phi(W(0)), since Phi >= 0 and W >= 0."""
    X = generator()
    return Equation(
        id="area_law.falling_bound",
        lhs=4 * loss_of_map() + 4 * t * loss_decrease().lhs + divergence_slope().lhs,
        rhs=-8 * t * Trace(X * W * X),
        domain=Domain({**divergence_slope().domain.sets, t: NONNEGATIVE}),
        left=r"\frac{d}{dt} \bigl[ 4 t L + \Phi(W) \bigr]",
        shown=r"-8 t \operatorname{tr}(X W X)",
        letters=FLOW,
        remark=r"and $\Phi(W) = \operatorname{tr} W - \ln \det W - d$, with Jacobi's formula",
        steps=(divergence_slope(), loss_decrease()),
        believed=r"that $W$ and $\Phi$ are not negative",
    )


@cache
def loss_in_eigenvalues() -> Equation:
    """State that entry ii of (I - W) A (I - W) is (1 - lambda_i)^2 a_ii for W = diag(lambda), A full, for every d.

    The sum over i is 2 L: in the frame of the eigenvectors of W the loss is one term for each eigenvalue.
    """
    letters = {A: indices.symmetric(moments), W: indices.diagonal(eigenvalues)}
    return Equation(
        id="area_law.loss_in_eigenvalues",
        lhs=indices.entries((I - W) * A * (I - W), letters)(i, i),
        rhs=(1 - eigenvalues[i]) ** 2 * moments[i, i],
        left=r"\bigl[ (I - W) A (I - W) \bigr]_{ii}",
        shown=r"(1 - \lambda_i)^2\, a_{ii}",
        remark=r"$W = \operatorname{diag}(\lambda)$; here $A$ is full, with the entries $a_{ij}$",
        steps=(root_loss(),),
        believed="that the loss may be written in the frame of the eigenvectors of $W$",
    )


def loss_against_divergence() -> Equation:
    """State that a term of 4 L less 2 alpha m times one of Phi is a sum of terms >= 0 for a >= alpha, lambda >= m.

    2 a (1 - lambda)^2 - 2 alpha m phi = 2 (a - alpha) (1 - lambda)^2 + 2 alpha [ lambda g + (lambda - m) phi ].
    """
    phi = eigenvalue - log(eigenvalue) - 1
    return Equation(
        id="area_law.loss_against_divergence",
        lhs=2 * a * (1 - eigenvalue) ** 2 - 2 * alpha * least * phi,
        rhs=2 * (a - alpha) * (1 - eigenvalue) ** 2 + 2 * alpha * (eigenvalue * gap() + (eigenvalue - least) * phi),
        domain=Domain(dict.fromkeys((a, alpha, least, eigenvalue), POSITIVE), (alpha <= a, least <= eigenvalue)),
        left=r"2 a (1 - \lambda)^2 - 2 \alpha m\, \varphi",
        shown=(
            r"2 (a - \alpha) (1 - \lambda)^2 + 2 \alpha \bigl[ (1 - \lambda)^2 - \lambda \varphi + (\lambda - m) \varphi \bigr]"
        ),
        letters={r"\varphi": r"\lambda - \ln \lambda - 1"},
        steps=(loss_in_eigenvalues(), gap_slope(), gap_at_one()),
    )


def exponential_bound() -> Equation:
    """State that (Phi e^{ct})' = (c Phi - 4 L) e^{ct} for Phi' = -4 L: it never rises while 4 L >= c Phi."""
    return Equation(
        id="area_law.exponential_bound",
        lhs=chain(Phi * E, {Phi: -4 * L, E: c * E}),
        rhs=(c * Phi - 4 * L) * E,
        domain=Domain(dict.fromkeys((Phi, L, E, c), POSITIVE)),
        left=r"\frac{d}{dt} \bigl[ \Phi E \bigr]",
        shown=r"(c \Phi - 4 L)\, E",
        remark=r"$E = e^{c t}$ and $\dot \Phi = -4 L$",
        steps=(divergence_slope(), loss_against_divergence()),
        believed="that the least eigenvalue of $W$ does not fall while it is below 1, and that the terms may be summed",
    )
