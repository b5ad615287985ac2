"""Two layers with tied weights, f(x) = U U^T x: the loss, its gradient, and the flow it induces on W = U U^T.

    loss            L(U) = 1/2 tr((U U^T - I) A (U U^T - I))
    gradient        dL/dU = -(2 A - A W - W A) U
    flow, loss clock      W' = 2 V(W)
    flow, printed clock   W' = V(W) = W A + A W - 1/2 (A W^2 + W^2 A + 2 W A W)
    congruence form       V(W) = X W + W X,  X = A - (A W + W A)/2
    entry form            w_ij' = G_ij - S_ij - N_ij   (growth, suppression, noise)

Everything on tied networks in this project is on the printed clock, half as fast as the gradient flow of the loss.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 4.2 and Appendix D, as transcribed.

Legend: A second moment, d x d, symmetric (diag(a) in the entry form); U weights, d x d'; W = U U^T, d x d, symmetric
positive semidefinite
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from sympy import Add, Expr, ImmutableMatrix, Integer, KroneckerDelta, MatrixExpr, Rational, Sum, Trace

from theory.algebra import indices, symbols
from theory.algebra.calculus import MatrixGradient, TimeDerivative
from theory.algebra.domain import Domain, Matrices
from theory.algebra.equation import Equation, explicit, explicit_indices
from theory.algebra.symbols import A, I, U, W, a, d, entry, i, j, k, rate, w
from theory.task import PAPER, root_loss

HALF = Rational(1, 2)
#: The flow on the printed clock, as letters of an equation.
FLOW = {r"\dot W": "V(W)", r"\dot w_{ij}": r"\dot W_{ij}"}
#: The map that tied weights make, on the printed clock.
WEIGHTS = {"W": "U U^{T}", r"\dot W": "V(W)"}
#: The parts of an entry of V(W): growth, suppression, noise.
PARTS = {
    "G_{ij}": "w_{ij} (a_i + a_j)",
    "S_{ij}": r"\tfrac{1}{2} w_{ij} \bigl[ w_{ii} (3 a_i + a_j) + \mathbf{1}\{i \ne j\}\, w_{jj} (3 a_j + a_i) \bigr]",
    "N_{ij}": r"\tfrac{1}{2} \sum_{k \notin \{i, j\}} w_{ki} w_{kj} (a_i + a_j + 2 a_k)",
}
THREE_PARTS = (
    "the three parts are growth $G_{ij}$, suppression $S_{ij}$ and noise $N_{ij}$: $V(W)_{ij} = G_{ij} - S_{ij} - N_{ij}$"
)


def loss(weights: MatrixExpr = U) -> Expr:
    """Return L(U) = 1/2 tr((U U^T - I) A (U U^T - I))."""
    residual = weights * weights.T - I
    return Trace(residual * A * residual) / 2


def loss_of_map() -> Expr:
    """Return the same loss as a function of the symmetric map, 1/2 tr((W - I) A (W - I))."""
    return Trace((W - I) * A * (W - I)) / 2


@cache
def field(matrix: MatrixExpr = W, moment: MatrixExpr = A) -> MatrixExpr:
    """Return V(W) = W A + A W - 1/2 (A W^2 + W^2 A + 2 W A W), the flow on the printed clock (Eqs. (4.3) and (D.2))."""
    suppressed = moment * matrix**2 + matrix**2 * moment + 2 * matrix * moment * matrix
    return matrix * moment + moment * matrix - HALF * suppressed


@cache
def generator(matrix: MatrixExpr = W) -> MatrixExpr:
    """Return X = A - (A W + W A)/2, so that U' = X U on the printed clock."""
    return A - HALF * (A * matrix + matrix * A)


def slope_of_loss() -> MatrixExpr:
    """Return dL/dU, for the check to differentiate, in every dimension."""
    return MatrixGradient(loss(), U)


@cache
def loss_expanded() -> Equation:
    """State the loss multiplied out, word by word: 1/2 tr A - tr(A U U^T) + 1/2 tr(A U U^T U U^T)."""
    return Equation(
        id="two_layer.loss_expanded",
        lhs=loss(),
        rhs=Trace(A) / 2 - Trace(A * U * U.T) + Trace(A * U * U.T * U * U.T) / 2,
        domain=_weights_domain(),
        left=r"L = \tfrac12 \operatorname{tr}\bigl( (U U^{T} - I) A (U U^{T} - I) \bigr)",
        shown=(r"\tfrac12 \operatorname{tr}(A) - \operatorname{tr}(A U U^{T}) + \tfrac12 \operatorname{tr}(A U U^{T} U U^{T})"),
        steps=(root_loss(),),
    )


@cache
def gradient_of_square() -> Equation:
    """State that the gradient of tr(A U U^T) in U is 2 A U, in every dimension."""
    return Equation(
        id="two_layer.gradient_of_square",
        lhs=MatrixGradient(Trace(A * U * U.T), U),
        rhs=2 * A * U,
        domain=_weights_domain(),
        left=r"\frac{\partial}{\partial U} \operatorname{tr}(A U U^{T})",
        steps=(loss_expanded(),),
    )


@cache
def gradient_of_fourth() -> Equation:
    """State that the gradient of 1/2 tr(A U U^T U U^T) in U is (A U U^T + U U^T A) U, in every dimension."""
    return Equation(
        id="two_layer.gradient_of_fourth",
        lhs=MatrixGradient(Trace(A * U * U.T * U * U.T) / 2, U),
        rhs=(A * U * U.T + U * U.T * A) * U,
        domain=_weights_domain(),
        left=r"\frac{\partial}{\partial U} \tfrac12 \operatorname{tr}(A U U^{T} U U^{T})",
        shown=r"(A U U^{T} + U U^{T} A)\, U",
        steps=(loss_expanded(),),
    )


@cache
def gradient() -> Equation:
    """State the gradient of the loss in U, by differentiation in every dimension: dL/dU = -(2 A - A W - W A) U."""
    return Equation(
        id="two_layer.gradient",
        lhs=slope_of_loss(),
        rhs=-(2 * A - A * U * U.T - U * U.T * A) * U,
        domain=_weights_domain(),
        left=r"\frac{\partial L}{\partial U}",
        shown=r"-(2 A - A U U^{T} - U U^{T} A)\, U",
        letters=WEIGHTS,
        steps=(loss_expanded(), gradient_of_square(), gradient_of_fourth()),
    )


@cache
def flow_on_printed_clock() -> Equation:
    """State the velocity of U on the printed clock, half the gradient flow of the loss: -1/2 dL/dU = X U."""
    return Equation(
        id="two_layer.flow_on_printed_clock",
        lhs=-HALF * slope_of_loss(),
        rhs=generator(U * U.T) * U,
        domain=_weights_domain(),
        left=r"\dot U = -\tfrac12 \frac{\partial L}{\partial U}",
        shown="X U",
        letters={"W": "U U^{T}", "X": r"A - \tfrac12 (A W + W A)"},
        steps=(gradient(),),
    )


@cache
def flow_of_product() -> Equation:
    """State that U' = X U moves W = U U^T by W' = U' U^T + U U'^T = X W + W X, the product rule, in every dimension."""
    X = generator(U * U.T)
    return Equation(
        id="two_layer.flow_of_product",
        lhs=TimeDerivative(U * U.T, (U, X * U)),
        rhs=X * U * U.T + U * U.T * X,
        domain=_weights_domain(),
        left=r"\frac{d}{dt} \bigl( U U^{T} \bigr)",
        shown="X W + W X",
        letters={"W": "U U^{T}", r"\dot U": "X U", "X": r"A - \tfrac12 (A W + W A)"},
        remark=r"and $\dot U = X U$",
        steps=(flow_on_printed_clock(),),
    )


@cache
def induced_flow() -> Equation:
    """State the flow of W = U U^T under U' = -dL/dU: W' = U' U^T + U U'^T = 2 V(W), in every dimension."""
    return Equation(
        id="two_layer.induced_flow",
        lhs=TimeDerivative(U * U.T, (U, -slope_of_loss())),
        rhs=2 * field(U * U.T),
        domain=gradient().domain,
        left=r"\dot U U^{T} + U \dot U^{T}",
        shown=r"2 \bigl[ W A + A W - \tfrac{1}{2} (A W^2 + W^2 A + 2 W A W) \bigr]",
        letters=WEIGHTS,
        remark=r"and $\dot U = -\partial L / \partial U$, the gradient flow of the loss, which is not the printed clock",
        steps=(gradient(),),
    )


def induced_flow_as_printed() -> Equation:
    """State Eq. (4.3) read as the gradient flow of the loss of Eq. (2.1): W' = V(W). False: a factor 2 is missing."""
    return replace(
        induced_flow(),
        id="two_layer.induced_flow_as_printed",
        rhs=field(U * U.T),
        source=f"{PAPER}, Eq. (4.3) with Eq. (2.1), as transcribed",
        shown=r"W A + A W - \tfrac{1}{2} (A W^2 + W^2 A + 2 W A W)",
        steps=(),
    )


@cache
def congruence_form() -> Equation:
    """State that V(W) = X W + W X in every dimension: the flow acts on W by congruences, W(t) = P(t) W(0) P(t)^T."""
    return Equation(
        id="two_layer.congruence_form",
        lhs=field(),
        rhs=generator() * W + W * generator(),
        domain=map_domain(),
        left=r"V(W)",
        shown=r"X W + W X",
        letters=FLOW,
        steps=(induced_flow(), flow_of_product()),
    )


def flow_of_weights() -> Equation:
    """State that U' = X U moves W = U U^T by V(W), in every dimension and for U of any width."""
    return Equation(
        id="two_layer.flow_of_weights",
        lhs=TimeDerivative(U * U.T, (U, generator(U * U.T) * U)),
        rhs=field(U * U.T),
        domain=gradient().domain,
        left=r"\dot U U^{T} + U \dot U^{T}",
        shown=r"V(W)",
        letters={"W": "U U^{T}", r"\dot U": "X U"},
        remark="on the printed clock",
        steps=(flow_on_printed_clock(), congruence_form()),
    )


def printed_field() -> Equation:
    """State V(W) as printed from its congruence form: with U' = X U, W' = X W + W X."""
    return Equation(
        id="two_layer.printed_field",
        lhs=congruence_form().rhs,
        rhs=field(),
        domain=map_domain(),
        source=f"{PAPER}, Eqs. (4.3) and (D.2), as transcribed",
        left=r"\dot W",
        shown=r"W A + A W - \tfrac{1}{2} (A W^2 + W^2 A + 2 W A W)",
        letters={**FLOW, r"\dot W": "X W + W X"},
        remark=r"from $\dot U = X U$ on the printed clock, and this is what is multiplied out",
        steps=(flow_of_product(),),
    )


def growth(i: Expr = i, j: Expr = j) -> Expr:
    """Return G_ij = w_ij (a_i + a_j)."""
    return w[i, j] * (a[i] + a[j])


def suppression(i: Expr = i, j: Expr = j) -> Expr:
    """Return S_ij = 1/2 w_ij [ w_ii (3 a_i + a_j) + 1{i != j} w_jj (3 a_j + a_i) ]."""
    other = 1 - KroneckerDelta(i, j)
    return HALF * w[i, j] * (w[i, i] * (3 * a[i] + a[j]) + other * w[j, j] * (3 * a[j] + a[i]))


def noise(i: Expr = i, j: Expr = j, size: Expr = d) -> Expr:
    """Return N_ij = 1/2 sum_{k not in {i, j}} w_ki w_kj (a_i + a_j + 2 a_k)."""
    elsewhere = (1 - KroneckerDelta(k, i)) * (1 - KroneckerDelta(k, j))
    term = elsewhere * w[k, i] * w[k, j] * (a[i] + a[j] + 2 * a[k])
    if size.is_Integer:
        return HALF * Add(*[term.xreplace({k: Integer(index)}) for index in range(1, size + 1)])
    return HALF * Sum(term, (k, 1, size))


@cache
def entry_form(size: int) -> Equation:
    """State every entry of V(W) for diagonal A as growth less suppression less noise: w_ij' = G_ij - S_ij - N_ij."""

    def parts(row: int, column: int) -> Expr:
        place = Integer(row + 1), Integer(column + 1)
        return explicit_indices(growth(*place) - suppression(*place) - noise(*place, Integer(size)))

    return Equation(
        id="two_layer.entry_form",
        lhs=explicit_field(size),
        rhs=ImmutableMatrix(size, size, parts),
        domain=entry_domain().explicit(size),
        source=f"{PAPER}, Eq. (4.3), as transcribed",
        left=r"V(W)_{ij}",
        shown=" - ".join(PARTS.values()),
        letters={**FLOW, **PARTS},
        remark=rf"$A = \operatorname{{diag}}(a)$, and {THREE_PARTS}",
        steps=(congruence_form(),),
    )


@cache
def derived_entry() -> Expr:
    """Return V(W)_ij for diagonal A and symmetric W by matrix multiplication with indices, for every d."""
    return indices.entries(field(), {A: indices.diagonal(a), W: indices.symmetric(w)})(i, j)


def weighted_products() -> Expr:
    """Return 1/2 sum_k (a_i + a_j + 2 a_k) w_ik w_kj."""
    return HALF * Sum((a[i] + a[j] + 2 * a[k]) * w[k, i] * w[k, j], (k, 1, d))


@cache
def entry_sum() -> Equation:
    """State entry ij of V(W) as one sum, for every d: (a_i + a_j) w_ij - 1/2 sum_k (a_i + a_j + 2 a_k) w_ik w_kj."""
    return Equation(
        id="two_layer.entry_sum",
        lhs=derived_entry(),
        rhs=growth() - weighted_products(),
        left=r"V(W)_{ij}",
        shown=r"(a_i + a_j)\, w_{ij} - \tfrac12 \sum_{k=1}^{d} (a_i + a_j + 2 a_k)\, w_{ik} w_{kj}",
        letters=FLOW,
        steps=(congruence_form(),),
    )


@cache
def entry_split() -> Equation:
    """State that the terms k = i and k = j of the sum are the suppression and the others the noise, for every d."""
    return Equation(
        id="two_layer.entry_split",
        lhs=weighted_products(),
        rhs=suppression() + noise(),
        left=r"\tfrac12 \sum_{k=1}^{d} (a_i + a_j + 2 a_k)\, w_{ik} w_{kj}",
        shown=f"{PARTS['S_{ij}']} + {PARTS['N_{ij}']}",
        steps=(entry_sum(),),
    )


@cache
def entry_form_of_indices() -> Equation:
    """State entry ij of V(W) as growth less suppression less noise with indices, for every d; see `indices.same`."""
    return Equation(
        id="two_layer.entry_form_of_indices",
        lhs=derived_entry(),
        rhs=growth() - suppression() - noise(),
        source=f"{PAPER}, Eq. (4.3), as transcribed",
        left=r"V(W)_{ij}",
        shown=" - ".join(PARTS.values()),
        letters={**FLOW, **PARTS},
        remark=THREE_PARTS,
        steps=(entry_sum(), entry_split()),
    )


@cache
def diagonal_entries(size: int) -> Equation:
    """State that on the diagonal growth less suppression is logistic: G_ii - S_ii = 2 a_i w_ii (1 - w_ii)."""
    left = [growth(row, row) - suppression(row, row) for row in map(Integer, range(1, size + 1))]
    return Equation(
        id="two_layer.diagonal_entries",
        lhs=ImmutableMatrix([explicit_indices(item) for item in left]),
        rhs=ImmutableMatrix(logistic_growth(size)),
        domain=Domain.of([*symbols.rates(size).diagonal(), *symbols.diagonal("w", size).diagonal()]),
        source=f"{PAPER}, Eqs. (4.3) and (D.36), as transcribed",
        left=r"G_{ii} - S_{ii}",
        shown=r"2 a_i w_{ii} (1 - w_{ii})",
        letters={**FLOW, "G_{ii}": "2 a_i w_{ii}", "S_{ii}": "2 a_i w_{ii}^2"},
        remark="the growth and the suppression of the entry form",
        steps=(entry_form(size),),
    )


def symmetry() -> Equation:
    """State that V(W)^T = V(W) for symmetric W and A: the flow keeps W symmetric."""
    return Equation(
        id="two_layer.symmetry",
        lhs=field().T,
        rhs=field(),
        domain=map_domain(),
        source=f"{PAPER}, section 4.2, as transcribed",
        left=r"V(W)^{T}",
        shown=r"V(W)",
        letters=FLOW,
        steps=(congruence_form(),),
    )


@cache
def diagonal_manifold(size: int) -> Equation:
    """State that V(diag(w)) = diag(2 a_i w_ii (1 - w_ii)) for diagonal A: diagonal matrices are invariant."""
    domain = Domain({A: Matrices.DIAGONAL, W: Matrices.DIAGONAL})
    return Equation(
        id="two_layer.diagonal_manifold",
        lhs=explicit(field(), domain.matrices(size), size),
        rhs=ImmutableMatrix.diag(*logistic_growth(size)),
        domain=domain.explicit(size),
        source=f"new; on {PAPER}, Eq. (D.36), as transcribed",
        left=r"V(\operatorname{diag}(w))",
        shown=r"\operatorname{diag}\bigl( 2 a_i w_{ii} (1 - w_{ii}) \bigr)",
        letters={**FLOW, "W": r"\operatorname{diag}(w_{ii})"},
        steps=(congruence_form(), diagonal_entries(size)),
    )


@cache
def explicit_field(size: int) -> ImmutableMatrix:
    """Return V(W) with A = diag(a) and a symmetric W of free entries, shape (size, size)."""
    return explicit(field(), entry_domain().matrices(size), size)


@cache
def loss_decrease() -> Equation:
    """State that dL/dt = tr((dL/dW)^T V(W)) = -2 tr(X W X) on the printed clock: L never rises, since W >= 0."""
    X = generator()
    return Equation(
        id="two_layer.loss_decrease",
        lhs=Trace(MatrixGradient(loss_of_map(), W).T * field()),
        rhs=-2 * Trace(X * W * X),
        domain=map_domain(),
        left=r"\frac{dL}{dt}",
        shown=r"-2 \operatorname{tr}(X W X)",
        letters=FLOW,
        steps=(congruence_form(),),
    )


def loss_decrease_by_gradient() -> Equation:
    """State that -2 tr(X W X) = -1/2 ||dL/dU||_F^2 at W = U U^T: half of the gradient flow's rate, as the clock says."""
    slope = slope_of_loss()
    X = generator(U * U.T)
    return Equation(
        id="two_layer.loss_decrease_by_gradient",
        lhs=-HALF * Trace(slope.T * slope),
        rhs=-2 * Trace(X * U * U.T * X),
        domain=gradient().domain,
        left=r"-\tfrac{1}{2} \lVert \partial L / \partial U \rVert_F^2",
        shown=r"-2 \operatorname{tr}(X W X)",
        letters=WEIGHTS,
        steps=(gradient(), loss_decrease()),
    )


def _weights_domain() -> Domain:
    return Domain({A: Matrices.SEMIDEFINITE, U: Matrices.GENERAL})


def map_domain() -> Domain:
    """Return the domain of identities in W: A and W symmetric, of any size."""
    return Domain({A: Matrices.SYMMETRIC, W: Matrices.SYMMETRIC})


def entry_domain() -> Domain:
    """Return the domain of the entry form: A = diag(a), W symmetric."""
    return Domain({A: Matrices.DIAGONAL, W: Matrices.SYMMETRIC})


def logistic_growth(size: int) -> list[Expr]:
    """Return 2 a_i w_ii (1 - w_ii) for every i."""
    return [2 * rate(i) * entry("w", i, i) * (1 - entry("w", i, i)) for i in range(1, size + 1)]


def field_at(moment: ImmutableMatrix, matrix: ImmutableMatrix) -> ImmutableMatrix:
    """Return the exact V(W) at explicit matrices."""
    return ImmutableMatrix(explicit(field(), {A: moment, W: matrix}, matrix.rows))
