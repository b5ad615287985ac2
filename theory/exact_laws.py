"""Exact laws of the tied flow, for every symmetric A.

    N1  W' = X W + W X,   (I - W)' = -[ Y (I - W) + (I - W) Y ],   X = A - (A W + W A)/2,  Y = A - X
    N2  lambda' = 2 lambda (1 - lambda) v^T A v   along a simple eigenpair
    N3  det W / det(I - W) = exp(2 t tr A) det W(0) / det(I - W(0))
    N4  (ln det W)' = 2 tr X = 2 tr A(I - W)

By N1 both W and I - W move by congruences: W = P W(0) P^T with P' = X P, I - W = Q (I - W(0)) Q^T with Q' = -Y Q. P and Q stay
invertible, as (ln det P)' = tr X, so by Sylvester's law the inertia of both is conserved, that of an indefinite W(0) too. N2
follows in a frame in which W is diagonal, and compares an eigenvalue with logistic curves. With the pivots c_k of W, whose
product is det W, the slope of 1/2 sum_k ln c_k is tr A(I - W).

Source: new for this flow.

Legend: A second moment, W map, both d x d and symmetric; D = I - W; lambda, v eigenvalue and unit eigenvector of W; P, Q d x d,
invertible, I at time 0
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from sympy import (
    Add,
    Expr,
    ImmutableMatrix,
    KroneckerDelta,
    MatAdd,
    MatrixExpr,
    MatrixSymbol,
    Ne,
    Rational,
    S,
    Sum,
    Symbol,
    Trace,
    log,
    prod,
)

from theory.algebra import indices, symbols
from theory.algebra.calculus import TimeDerivative
from theory.algebra.domain import POSITIVE, UNIT, Domain, Matrices
from theory.algebra.equation import Equation, explicit
from theory.algebra.symbols import A, I, W, d, i, j, k, t, w
from theory.area_law import along, eigenvalues, moments
from theory.logistic import chain
from theory.pivots import recursion
from theory.two_layer import congruence_form, entry_domain, field, generator, map_domain

#: The distance from the identity, D = I - W.
D = MatrixSymbol("D", d, d)
#: The congruences that have moved W and I - W, and where these began.
P, Q, start = MatrixSymbol("P", d, d), MatrixSymbol("Q", d, d), MatrixSymbol("S", d, d)
#: What is left of W after one step of elimination, as LaTeX.
COMPLEMENT = r"\delta_{k1} \delta_{l1} w_{11} + w_{kl} - w_{k1} w_{1l} / w_{11}"
#: An eigenvalue between 0 and 1, v^T A v, and the rate of a logistic curve.
between, q, alpha = (Symbol(name, positive=True) for name in ("lambda", "q", "alpha"))
#: A logistic curve.
curve = Symbol("l", positive=True)


def other_generator(matrix: MatrixExpr = W) -> MatrixExpr:
    """Return Y = A - X = (A W + W A)/2, which moves I - W."""
    return Rational(1, 2) * (A * matrix + matrix * A)


@cache
def complement_form() -> Equation:
    """State that -(V(W)) = -[Y (I - W) + (I - W) Y] in every dimension (N1): I - W moves by congruences as well."""
    Y = other_generator()
    return Equation(
        id="exact_laws.complement_form",
        lhs=TimeDerivative(I - W, (W, field())),
        rhs=-(Y * (I - W) + (I - W) * Y),
        domain=map_domain(),
        left=r"\frac{d}{dt} (I - W)",
        shown=r"-\bigl[ Y (I - W) + (I - W) Y \bigr]",
        steps=(congruence_form(),),
    )


def generators_sum() -> Equation:
    """State that X + Y = A in every dimension (N1)."""
    both = MatAdd(generator(), other_generator())  # `+` would leave nothing to check
    return Equation("exact_laws.generators_sum", both, A, map_domain(), left="X + Y", steps=(complement_form(),))


def congruence() -> Equation:
    """State that W = P W(0) P^T with P' = X P solves the flow, in every dimension and for indefinite W(0) too."""
    moved_W = P * start * P.T
    return Equation(
        id="exact_laws.congruence",
        lhs=TimeDerivative(moved_W, (P, generator(moved_W) * P)),
        rhs=field(moved_W),
        domain=Domain({A: Matrices.SYMMETRIC, start: Matrices.SYMMETRIC, P: Matrices.GENERAL}),
        left=r"\dot P S P^{T} + P S \dot P^{T}",
        shown=r"V(W)",
        letters={"W": "P S P^{T}", r"\dot P": "X P"},
        remark="and $S = W(0)$",
        steps=(congruence_form(),),
        believed="that a flow has only one solution from a start",
    )


def complement_congruence() -> Equation:
    """State that D = Q D(0) Q^T with Q' = -Y Q solves D' = -V(I - D), in every dimension: I - W keeps its inertia as well."""
    moved_D = Q * start * Q.T
    return Equation(
        id="exact_laws.complement_congruence",
        lhs=TimeDerivative(moved_D, (Q, -other_generator(I - moved_D) * Q)),
        rhs=-field(I - moved_D),
        domain=Domain({A: Matrices.SYMMETRIC, start: Matrices.SYMMETRIC, Q: Matrices.GENERAL}),
        left=r"\dot Q S Q^{T} + Q S \dot Q^{T}",
        shown=r"-V(I - D)",
        letters={"D": "Q S Q^{T}", r"\dot Q": "-Y Q", "Y": r"\tfrac12 \bigl( A (I - D) + (I - D) A \bigr)"},
        remark="and $S = I - W(0)$",
        steps=(complement_form(),),
        believed="that a flow has only one solution from a start",
    )


def congruence_determinant() -> Equation:
    """State that tr(P^{-1} X P) = tr A(I - W), W = P W(0) P^T: by Jacobi the left side is (ln det P)', so P stays invertible."""
    moved_W = P * start * P.T
    return Equation(
        id="exact_laws.congruence_determinant",
        lhs=Trace(P.I * generator(moved_W) * P),
        rhs=Trace(A * (I - moved_W)),
        domain=Domain({A: Matrices.SYMMETRIC, start: Matrices.SYMMETRIC, P: Matrices.INVERTIBLE}),
        left=r"\operatorname{tr}\bigl( P^{-1} \dot P \bigr)",
        shown=r"\operatorname{tr}\bigl( A (I - W) \bigr)",
        letters={"W": "P S P^{T}", r"\dot P": "X P"},
        remark=r"and $S = W(0)$; the left side is $\frac{d}{dt} \ln \det P$, by Jacobi's formula",
        steps=(congruence(),),
        believed=r"Jacobi's formula, that $\ln \det M$ moves by $\operatorname{tr}(M^{-1} \dot M)$",
    )


@cache
def determinant_slope() -> Equation:
    """State that tr(W^{-1} V(W)) = 2 tr A(I - W) in every dimension (N4); by Jacobi the left side is (ln det W)'."""
    return Equation(
        id="exact_laws.determinant_slope",
        lhs=Trace(W.I * field()),
        rhs=2 * Trace(A * (I - W)),
        domain=Domain({A: Matrices.SYMMETRIC, W: Matrices.DEFINITE}),
        left=r"\operatorname{tr}\bigl( W^{-1} V(W) \bigr)",
        shown=r"2 \operatorname{tr}\bigl( A (I - W) \bigr)",
        remark=r"the left side is $\frac{d}{dt} \ln \det W$, by Jacobi's formula",
        steps=(congruence_form(),),
        believed=r"Jacobi's formula, that $\ln \det M$ moves by $\operatorname{tr}(M^{-1} \dot M)$",
    )


def complement_determinant_slope() -> Equation:
    """State that tr(D^{-1} D') = -2 tr A(I - D) with D = I - W in every dimension (N3): the two slopes differ by 2 tr A."""
    return Equation(
        id="exact_laws.complement_determinant_slope",
        lhs=-Trace(D.I * field(I - D)),
        rhs=-2 * Trace(A * (I - D)),
        domain=Domain({A: Matrices.SYMMETRIC, D: Matrices.DEFINITE}),
        left=r"\operatorname{tr}\bigl( D^{-1} \dot D \bigr)",
        shown=r"-2 \operatorname{tr}\bigl( A (I - D) \bigr)",
        letters={"D": "I - W", r"\dot D": "-V(W)"},
        remark=r"and the left side is $\frac{d}{dt} \ln \det D$, by Jacobi's formula",
        steps=(complement_form(),),
        believed=r"Jacobi's formula, that $\ln \det M$ moves by $\operatorname{tr}(M^{-1} \dot M)$",
    )


def slope_of_ratio() -> Equation:
    """State that 2 tr A(I - W) + 2 tr A W = 2 tr A in every dimension: the slope of ln[det W / det(I - W)] (N3)."""
    return Equation(
        id="exact_laws.slope_of_ratio",
        lhs=determinant_slope().rhs + 2 * Trace(A * W),
        rhs=2 * Trace(A),
        domain=map_domain(),
        left=r"2 \operatorname{tr}\bigl( A (I - W) \bigr) + 2 \operatorname{tr}(A W)",
        shown=r"2 \operatorname{tr} A",
        steps=(determinant_slope(), complement_determinant_slope()),
    )


@cache
def explicit_determinant_slope(size: int) -> Equation:
    """State that (det W)' = 2 tr A(I - W) det W with det W differentiated entry by entry, A diagonal: det W = 0 persists."""
    moment, matrix = symbols.rates(size), symbols.symmetric("w", size)
    determinant = matrix.det(method="berkowitz")
    return Equation(
        id="exact_laws.explicit_determinant_slope",
        lhs=along(determinant, size),
        rhs=2 * (moment * (ImmutableMatrix.eye(size) - matrix)).trace() * determinant,
        domain=entry_domain().explicit(size),
        left=r"\sum_{i \le j} \frac{\partial \det W}{\partial w_{ij}} V_{ij}",
        shown=r"2 \operatorname{tr}\bigl( A (I - W) \bigr) \det W",
        letters={"V": "V(W)"},
        remark="and the left side is the derivative along the flow",
        steps=(congruence_form(),),
    )


@cache
def explicit_complement_slope(size: int) -> Equation:
    """State that (det(I - W))' = -2 tr(A W) det(I - W), differentiated entry by entry, A diagonal (N3)."""
    moment, matrix = symbols.rates(size), symbols.symmetric("w", size)
    determinant = (ImmutableMatrix.eye(size) - matrix).det(method="berkowitz")
    return Equation(
        id="exact_laws.explicit_complement_slope",
        lhs=along(determinant, size),
        rhs=-2 * (moment * matrix).trace() * determinant,
        domain=entry_domain().explicit(size),
        left=r"\sum_{i \le j} \frac{\partial \det(I - W)}{\partial w_{ij}} V_{ij}",
        shown=r"-2 \operatorname{tr}(A W)\, \det(I - W)",
        letters={"V": "V(W)"},
        remark="and the left side is the derivative along the flow",
        steps=(congruence_form(),),
    )


def ratio_slope(size: int) -> Equation:
    """State that r = det W / det(I - W) has the slope 2 tr(A) r, by entries, A diagonal: r e^{-2 t tr A} is constant (N3)."""
    matrix = symbols.symmetric("w", size)
    determinant, complement = (item.det(method="berkowitz") for item in (matrix, ImmutableMatrix.eye(size) - matrix))
    ratio = determinant / complement
    return Equation(
        id="exact_laws.ratio_slope",
        lhs=along(ratio, size),
        rhs=2 * symbols.rates(size).trace() * ratio,
        domain=replace(entry_domain().explicit(size), conditions=(Ne(complement, 0),)),
        left=r"\frac{d}{dt} \frac{\det W}{\det(I - W)}",
        shown=r"2 \operatorname{tr}(A) \frac{\det W}{\det(I - W)}",
        remark="differentiated by entries along the flow",
        steps=(explicit_determinant_slope(size), explicit_complement_slope(size)),
    )


def sum_rule_slope(size: int) -> Equation:
    """State that 1/2 sum_k ln c_k has the slope tr A(I - W), the pivots differentiated by entries, A diagonal (N4)."""
    moment, matrix = symbols.rates(size), symbols.symmetric("w", size)
    return Equation(
        id="exact_laws.sum_rule_slope",
        lhs=along(Add(*[log(pivot) for pivot in recursion(size)]) / 2, size),
        rhs=(moment * (ImmutableMatrix.eye(size) - matrix)).trace(),
        domain=Domain({A: Matrices.DIAGONAL, W: Matrices.DEFINITE}).explicit(size),
        left=r"\frac{d}{dt} \tfrac12 \sum_k \ln c_k",
        shown=r"\operatorname{tr}\bigl( A (I - W) \bigr)",
        remark=(
            r"$c_k$ are the pivots of $W(t)$, positive definite, differentiated by entries along the flow; the entries are drawn "
            r"from the sets that follow"
        ),
        steps=(explicit_determinant_slope(size), pivot_product(size)),
    )


@cache
def elimination_step() -> Equation:
    """State that W = L C L^T for every d: L unit lower triangular, C of the first pivot w_11 and the Schur complement."""
    eliminated = indices.product(indices.product(_lower, _complement), lambda row, column: _lower(column, row))
    return Equation(
        id="exact_laws.elimination_step",
        lhs=eliminated(i, j),
        rhs=w[i, j],
        left=r"\bigl[ L C L^{T} \bigr]_{ij}",
        shown="w_{ij}",
        letters={"L_{ik}": r"\delta_{ik} + \delta_{k1} (1 - \delta_{i1})\, w_{i1} / w_{11}", "C_{kl}": COMPLEMENT},
        remark=r"and $W$ is any symmetric matrix with $w_{11} \ne 0$",
    )


@cache
def elimination_column() -> Equation:
    """State that C_i1 = delta_i1 w_11 for every d: C is the direct sum of the pivot w_11 and the Schur complement."""
    return Equation(
        id="exact_laws.elimination_column",
        lhs=Sum(_complement(i, k) * KroneckerDelta(k, 1), (k, 1, d)),
        rhs=KroneckerDelta(i, 1) * w[1, 1],
        left="C_{i1}",
        shown=r"\delta_{i1} w_{11}",
        letters={"C_{kl}": COMPLEMENT},
        steps=(elimination_step(),),
    )


def _lower(row: Expr, column: Expr) -> Expr:
    """Return L_ik = delta_ik + delta_k1 (1 - delta_i1) w_i1 / w_11."""
    below = KroneckerDelta(column, 1) * (1 - KroneckerDelta(row, 1))
    return KroneckerDelta(row, column) + below * indices.symmetric(w)(row, S.One) / w[1, 1]


def _complement(row: Expr, column: Expr) -> Expr:
    """Return C_kl = delta_k1 delta_l1 w_11 + w_kl - w_k1 w_1l / w_11."""
    entry = indices.symmetric(w)
    first = KroneckerDelta(row, 1) * KroneckerDelta(column, 1) * w[1, 1]
    return first + entry(row, column) - entry(row, S.One) * entry(S.One, column) / w[1, 1]


@cache
def pivot_product(size: int) -> Equation:
    """State that det W = c_1 c_2 ... c_d, the pivots of elimination, d explicit (N4)."""
    return Equation(
        id="exact_laws.pivot_product",
        lhs=prod(recursion(size)),
        rhs=symbols.symmetric("w", size).det(method="berkowitz"),
        domain=Domain({W: Matrices.DEFINITE}).explicit(size),
        left=r"c_1 c_2 \cdots c_d",
        shown=r"\det W",
        remark=(
            r"$W$ is positive definite and $c_k$ are its pivots; both sides are rational in the entries, which are drawn "
            r"from the sets that follow"
        ),
        steps=(elimination_step(), elimination_column()),
    )


def eigenvalue_slope(size: int) -> Equation:
    """State that V(W)_ii = 2 lambda_i (1 - lambda_i) a_ii for W = diag(lambda), A full (N2).

    In the frame of its eigenvectors W is diagonal and a_ii = v_i^T A v_i; the slope of a simple eigenvalue is v_i^T W' v_i.
    """
    domain = Domain({A: Matrices.SYMMETRIC, W: Matrices.DIAGONAL})
    matrices = domain.matrices(size)
    own, moments = matrices[W].diagonal(), matrices[A].diagonal()
    return Equation(
        id="exact_laws.eigenvalue_slope",
        lhs=explicit(field(), matrices, size).diagonal().T,
        rhs=ImmutableMatrix([2 * value * (1 - value) * moment for value, moment in zip(own, moments, strict=True)]),
        domain=domain.explicit(size),
        left=r"\dot\lambda_i = v_i^{T} V(W)\, v_i",
        shown=r"2 \lambda_i (1 - \lambda_i)\, v_i^{T} A v_i",
        letters={r"\lambda_i": "w_{ii}", "v_i": "e_i", "W": r"\operatorname{diag}(w_{ii})"},
        remark=(
            r"in the frame of the eigenvectors: $\lambda_i$ is a simple eigenvalue of $W$, $v_i$ its unit eigenvector, "
            r"and $v_i^{T} A v_i = a_{ii}$"
        ),
        steps=(congruence_form(),),
        believed=r"that a simple eigenvalue of $W$ moves by $v^{T} \dot W v$",
    )


@cache
def eigenvalue_slope_of_indices() -> Equation:
    """State the same by sums over indices, for every d."""
    return Equation(
        id="exact_laws.eigenvalue_slope_of_indices",
        lhs=indices.entries(field(), {A: indices.symmetric(moments), W: indices.diagonal(eigenvalues)})(i, i),
        rhs=2 * eigenvalues[i] * (1 - eigenvalues[i]) * moments[i, i],
        left=r"V(\operatorname{diag}(\lambda))_{ii}",
        shown=r"2 \lambda_i (1 - \lambda_i)\, a_{ii}",
        remark="and $A$ is full, with the entries $a_{ij}$",
        steps=(congruence_form(),),
        believed=r"that a simple eigenvalue of $W$ moves by $v^{T} \dot W v$",
    )


def eigenvalue_comparison() -> Equation:
    """State that ln(lambda/(1 - lambda)) - 2 alpha t has the slope 2 (q - alpha) where lambda' = 2 lambda (1 - lambda) q.

    q = v^T A v lies between the least and the greatest rate: lambda is above the logistic curve of a rate alpha <= q, and below
    that of a rate alpha >= q.
    """
    return Equation(
        id="exact_laws.eigenvalue_comparison",
        lhs=chain(log(between / (1 - between)) - 2 * alpha * t, {between: 2 * between * (1 - between) * q, t: S.One}),
        rhs=2 * (q - alpha),
        domain=Domain({between: UNIT, q: POSITIVE, alpha: POSITIVE}),
        left=r"\frac{d}{dt} \Bigl[ \ln \frac{\lambda}{1 - \lambda} - 2 \alpha t \Bigr]",
        remark=r"$\dot \lambda = 2 \lambda (1 - \lambda)\, q$, where $q = v^{T} A v$",
        steps=(eigenvalue_slope_of_indices(),),
    )


@cache
def matrix_comparison() -> Equation:
    """State that M = W - l I, l a logistic curve, moves by Y M + M Y + 2 l (1 - l) (A - alpha I), in every dimension.

    Y = (1 - 2 l) A - (A M + M A)/2 is symmetric, and the last term has the sign of A - alpha I: M >= 0 persists where A >= alpha
    I, and M <= 0 where A <= alpha I. No eigenvalue has to be simple.
    """
    M = W - curve * I
    Y = (1 - 2 * curve) * A - Rational(1, 2) * (A * M + M * A)
    return Equation(
        id="exact_laws.matrix_comparison",
        lhs=field() - 2 * alpha * curve * (1 - curve) * I,
        rhs=Y * M + M * Y + 2 * curve * (1 - curve) * (A - alpha * I),
        domain=Domain({**map_domain().sets, curve: UNIT, alpha: POSITIVE}),
        left=r"V(W) - 2 \alpha l (1 - l) I",
        shown=r"Y M + M Y + 2 l (1 - l) (A - \alpha I)",
        letters={"M": "W - l I", "Y": r"(1 - 2 l) A - \tfrac12 (A M + M A)"},
        steps=(congruence_form(),),
    )
