r"""The area under the training loss of two free layers: how fast the loss falls, and where the area is that of tied layers.

    loss       L' = -tr(G^T W_2 W_2^T G) - tr(G W_1^T W_1 G^T)
    balanced   W_2^T W_2 = W_1 W_1^T is kept; then (W_2 W_2^T)^2 = W W^T and (W_1^T W_1)^2 = W^T W
    pull       tr(G G^T) - 2 alpha L = tr((W - I) (A - alpha I) A (W - I)^T) >= 0,  alpha the least rate
    so         L' <= -4 alpha (1 - delta) L,  delta = ||W - I|| <= (2 L / alpha)^{1/2}, and the area that is left is at most
               L / (4 alpha (1 - delta))
    white      A = c I: tied layers stay tied and W' = V(W), so the area is (tr W(0) - ln det W(0) - d)/4

For other A the area from a tied start is another: it is enclosed, and no function of W(0) alone.

Source: new.

Legend: A second moment, d x d, symmetric, A > 0; B = W_2, d x h; C = W_1, h x d; W = W_2 W_1; G = (W - I) A; c a rate
"""

from __future__ import annotations

from sympy import MatrixExpr, Symbol, Trace

from theory import two_layer
from theory.algebra.calculus import MatrixGradient
from theory.algebra.domain import NONNEGATIVE, POSITIVE, Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.symbols import A, I, W
from theory.layers.untied import (
    FLOW,
    LAYERS,
    TIED,
    WEIGHTS,
    B,
    C,
    conserved,
    gradient_first,
    gradient_second,
    leaves_tied,
    loss,
    pull,
    symmetric_part,
    velocities,
)
from theory.logistic import chain

alpha, c = Symbol("alpha", positive=True), Symbol("c", positive=True)
#: The loss, its area so far, and by how much more than c L the loss falls.
L, S = Symbol("L", nonnegative=True), Symbol("S", nonnegative=True)
excess = Symbol("x", nonnegative=True)


def loss_slope() -> Equation:
    """State L' = -tr(G^T W_2 W_2^T G) - tr(G W_1^T W_1 G^T), in every dimension and for any width."""
    G = pull(B * C)
    (_, second), (_, first) = velocities()
    return Equation(
        id="untied.loss_slope",
        lhs=Trace(MatrixGradient(loss(), B).T * second) + Trace(MatrixGradient(loss(), C).T * first),
        rhs=-Trace(G.T * B * B.T * G) - Trace(G * C.T * C * G.T),
        domain=Domain({A: Matrices.SEMIDEFINITE, B: Matrices.GENERAL, C: Matrices.GENERAL}),
        left=r"\dot L",
        shown=r"-\operatorname{tr}(G^{T} W_2 W_2^{T} G) - \operatorname{tr}(G W_1^{T} W_1 G^{T})",
        letters=WEIGHTS,
        remark=FLOW,
        steps=(gradient_second(), gradient_first()),
    )


def second_root() -> Equation:
    """State that (W_2 W_2^T)^2 - W W^T = W_2 (W_2^T W_2 - W_1 W_1^T) W_2^T, in every dimension and for any width."""
    product = B * C
    lhs, rhs = (B * B.T) * (B * B.T) - product * product.T, B * (B.T * B - C * C.T) * B.T
    return _root("untied.second_root", lhs, rhs, (r"(W_2 W_2^{T})^2 - W W^{T}", r"W_2 (W_2^{T} W_2 - W_1 W_1^{T}) W_2^{T}"))


def first_root() -> Equation:
    """State that W^T W - (W_1^T W_1)^2 = W_1^T (W_2^T W_2 - W_1 W_1^T) W_1, in every dimension and for any width."""
    product = B * C
    lhs, rhs = product.T * product - (C.T * C) * (C.T * C), C.T * (B.T * B - C * C.T) * C
    return _root("untied.first_root", lhs, rhs, (r"W^{T} W - (W_1^{T} W_1)^2", r"W_1^{T} (W_2^{T} W_2 - W_1 W_1^{T}) W_1"))


def _root(name: str, lhs: MatrixExpr, rhs: MatrixExpr, shown: tuple[str, str]) -> Equation:
    return Equation(
        id=name,
        lhs=lhs,
        rhs=rhs,
        domain=Domain({B: Matrices.GENERAL, C: Matrices.GENERAL}),
        left=shown[0],
        shown=shown[1],
        letters={"W": "B C", **LAYERS},
        remark="which is 0 where the layers are balanced, as it stays along the flow",
        steps=(conserved(),),
    )


def pull_against_loss() -> Equation:
    """State that ||G||^2 - 2 alpha L is tr((W - I) (A - alpha I) A (W - I)^T): not negative for A >= alpha I >= 0."""
    residual = W - I
    return Equation(
        id="untied.pull_against_loss",
        lhs=Trace(pull(W) * pull(W).T) - alpha * Trace(residual * A * residual.T),
        rhs=Trace(residual * (A - alpha * I) * A * residual.T),
        domain=Domain({A: Matrices.SEMIDEFINITE, W: Matrices.GENERAL, alpha: POSITIVE}),
        left=r"\operatorname{tr}(G G^{T}) - 2 \alpha L",
        shown=r"\operatorname{tr}\bigl( (W - I) (A - \alpha I) A (W - I)^{T} \bigr)",
        letters={"G": r"(W - I)\, A", "L": r"\tfrac12 \operatorname{tr}\bigl( (W - I) A (W - I)^{T} \bigr)"},
        steps=(loss_slope(),),
    )


def rest_of_area() -> Equation:
    """State that (L + c S)' = -x for S' = L and L' = -c L - x: c times the area that is left is at most L."""
    return Equation(
        id="untied.rest_of_area",
        lhs=chain(L + c * S, {L: -c * L - excess, S: L}),
        rhs=-excess,
        domain=Domain({c: POSITIVE, **dict.fromkeys((L, S, excess), NONNEGATIVE)}),
        left=r"\frac{d}{dt} \bigl[ L + c S \bigr]",
        remark=r"where $\dot S = L$ and $\dot L = -c L - x$: with $c = 4 \alpha (1 - \delta)$ and $x \ge 0$",
        steps=(loss_slope(), second_root(), first_root(), pull_against_loss()),
        believed=(
            r"that the roots of $W W^{T}$ and $W^{T} W$ are at least $1 - \delta$, $\delta = \lVert W - I \rVert$, and that "
            r"$\operatorname{tr}(G^{T} M G) \ge \lambda_{\min}(M) \operatorname{tr}(G G^{T})$"
        ),
    )


def white_stays_tied() -> Equation:
    """State that W_2' = W_1'^T where W_2 = W_1^T = U and A = c I, in every dimension and for any width."""
    second, first = _at_white_data()
    return _white("untied.white_stays_tied", second, first.T, (r"\dot W_2", r"\dot W_1^{T}"), leaves_tied())


def white_field() -> Equation:
    """State that W' = V(W) where W_2 = W_1^T = U and A = c I, in every dimension and for any width."""
    second, first = _at_white_data()
    field = two_layer.field(TIED * TIED.T).xreplace({A: c * I})
    moved = second * TIED.T + TIED * first
    return _white("untied.white_field", moved, field, (r"\dot W", "V(W)"), symmetric_part())


def _white(name: str, lhs: MatrixExpr, rhs: MatrixExpr, shown: tuple[str, str], step: Equation) -> Equation:
    return Equation(
        id=name,
        lhs=lhs,
        rhs=rhs,
        domain=Domain({TIED: Matrices.GENERAL, c: POSITIVE}),
        left=shown[0],
        shown=shown[1],
        letters={"W": "U U^{T}", "A": "c I", r"\dot W_2": r"-(W - I) A U", r"\dot W_1": r"-U^{T} (W - I) A"},
        remark=r"where $W_2 = W_1^{T} = U$ and $A = c I$, and $W = W_2 W_1$ moves with both layers",
        steps=(step,),
    )


def _at_white_data() -> list[MatrixExpr]:
    """Return W_2' and W_1' at W_2 = W_1^T = U and A = c I."""
    return [velocity.xreplace({B: TIED, C: TIED.T}).xreplace({A: c * I}) for _, velocity in velocities()]
