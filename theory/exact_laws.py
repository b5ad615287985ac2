"""Exact laws of the tied flow, for every symmetric A.

    N1  W' = X W + W X,   (I - W)' = -[ Y (I - W) + (I - W) Y ],   X = A - (A W + W A)/2,  Y = A - X
    N2  lambda' = 2 lambda (1 - lambda) v^T A v   along a simple eigenpair
    N3  det W / det(I - W) = exp(2 t tr A) det W(0) / det(I - W(0))
    N4  (ln det W)' = 2 tr X = 2 tr A(I - W)

By N1 both W and I - W move by congruences: their inertia is conserved. N2 follows in a frame in which W is diagonal.

Source: new for this flow.

Legend: A second moment, W map, both d x d and symmetric; D = I - W; lambda, v eigenvalue and unit eigenvector of W
"""

from __future__ import annotations

from dataclasses import replace

from sympy import ImmutableMatrix, IndexedBase, MatrixExpr, MatrixSymbol, Rational, Trace, prod

from theory.algebra import indices, symbols
from theory.algebra.domain import Domain, Matrices
from theory.algebra.equation import Equation, explicit
from theory.algebra.symbols import A, I, W, d, i
from theory.area_law import along
from theory.pivots import recursion
from theory.two_layer import entry_domain, field, generator, map_domain

#: The distance from the identity, D = I - W.
D = MatrixSymbol("D", d, d)
#: Eigenvalues, by index.
eigenvalues = IndexedBase("lambda", real=True)
#: Entries of a full second moment, by indices.
moments = IndexedBase("a", real=True)


def other_generator(matrix: MatrixExpr = W) -> MatrixExpr:
    """Return Y = A - X = (A W + W A)/2, which moves I - W."""
    return Rational(1, 2) * (A * matrix + matrix * A)


def complement_form() -> Equation:
    """State that -(V(W)) = -[Y (I - W) + (I - W) Y] in every dimension (N1): I - W moves by congruences as well."""
    Y = other_generator()
    return Equation(
        id="exact_laws.complement_form",
        lhs=-field(),
        rhs=-(Y * (I - W) + (I - W) * Y),
        domain=map_domain(),
        left=r"\frac{d}{dt} (I - W)",
        shown=r"-\bigl[ Y (I - W) + (I - W) Y \bigr]",
    )


def generators_sum() -> Equation:
    """State that X + Y = A in every dimension (N1)."""
    return Equation("exact_laws.generators_sum", generator() + other_generator(), A, map_domain(), left="X + Y")


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
    )


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
    )


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
    )


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
    )


def eigenvalue_slope_of_indices() -> Equation:
    """State the same by sums over indices, for every d."""
    return replace(
        eigenvalue_slope(2),
        id="exact_laws.eigenvalue_slope_of_indices",
        lhs=indices.entries(field(), {A: indices.symmetric(moments), W: indices.diagonal(eigenvalues)})(i, i),
        rhs=2 * eigenvalues[i] * (1 - eigenvalues[i]) * moments[i, i],
        domain=Domain(),
        left=r"V(\operatorname{diag}(\lambda))_{ii}",
        shown=r"2 \lambda_i (1 - \lambda_i)\, a_{ii}",
        letters={},
        remark="and here $A$ is full, with the entries $a_{ij}$",
    )
