"""Two layers with free weights, f(x) = W_2 W_1 x: gradients, what grows early, when the tied flow is one, and balanced starts.

    gradients    dL/dW_2 = G W_1^T,  dL/dW_1 = W_2^T G,   G = (W - I) A,   W = W_2 W_1
    halves       U = (W_2 + W_1^T)/2,  D = (W_2 - W_1^T)/2:
                 U' = -[(G + G^T) U - (G - G^T) D]/2,   D' = -[(G - G^T) U - (G + G^T) D]/2
    early        U' = A U, D' = -A D to first order: U = e^{At} U(0) grows, D = e^{-At} D(0) decays
    tied         from W_2 = W_1^T = U:  W_2' - W_1'^T = [A, W] U, and the symmetric part of W' is V(W)
    balanced     W_2 = P H, W_1^T = Q H:  U U^T = (W + W^T + (W W^T)^{1/2} + (W^T W)^{1/2})/4

On the loss clock W' begins as A W + W A, as that of tied networks does on the printed clock: there is no factor 2.

Source: new; gradients and balance as in Saxe et al., ICLR 2014 (arXiv 1312.6120).

Legend: A second moment, d x d, symmetric; B = W_2, d x h; C = W_1, h x d; P, Q with orthonormal columns; H symmetric, >= 0
"""

from __future__ import annotations

from sympy import Expr, MatrixExpr, MatrixSymbol, Symbol, Trace

from theory import task, two_layer
from theory.algebra.calculus import MatrixGradient, TimeDerivative
from theory.algebra.domain import Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.symbols import A, D, I, d, h, q

#: The second layer and the first; the weights of a tied network of any width; the frames and the core of balanced layers.
B, C = MatrixSymbol("B", d, h), MatrixSymbol("C", h, d)
TIED = MatrixSymbol("U", d, h)
P, Q, H = MatrixSymbol("P", D, q), MatrixSymbol("Q", D, q), MatrixSymbol("H", q, q)
epsilon = Symbol("epsilon", positive=True)
#: e^{At}, e^{-At}, and the halves of the layers at the start.
UP, DOWN = MatrixSymbol("E", d, d), MatrixSymbol("F", d, d)
SUM_0, DIFFERENCE_0 = MatrixSymbol("U", d, h), MatrixSymbol("D", d, h)

#: Half of the sum and of the difference of the layers.
SUM, DIFFERENCE = (B + C.T) / 2, (B - C.T) / 2
LAYERS = {"W_2": "B", "W_1": "C"}
WEIGHTS = {"G": r"(W - I)\, A", "W": "B C", **LAYERS}
#: What is said of the flow of an equation.
FLOW = r"on the loss clock, $\dot W_l = -\partial L / \partial W_l$"
#: The product of balanced layers and the square roots of its squares.
ROOTS = {"W": "P H^2 Q^{T}", "S": "P H^2 P^{T}", "T": "Q H^2 Q^{T}"}
HALVES = {"U": r"\tfrac12 (B + C^{T})", "D": r"\tfrac12 (B - C^{T})", **WEIGHTS}


def loss() -> Expr:
    """Return L = 1/2 tr((W_2 W_1 - I) A (W_2 W_1 - I)^T)."""
    residual = B * C - I
    return Trace(residual * A * residual.T) / 2


def pull(product: MatrixExpr) -> MatrixExpr:
    """Return G = (W - I) A."""
    return (product - I) * A


def gradient_second() -> Equation:
    """State dL/dW_2 = G W_1^T, by differentiation in every dimension and for any width."""
    return _gradient("untied.gradient_second", B, pull(B * C) * C.T, r"\frac{\partial L}{\partial W_2}", "G W_1^{T}")


def gradient_first() -> Equation:
    """State dL/dW_1 = W_2^T G, by differentiation in every dimension and for any width."""
    return _gradient("untied.gradient_first", C, B.T * pull(B * C), r"\frac{\partial L}{\partial W_1}", "W_2^{T} G")


def velocities() -> tuple[tuple[MatrixSymbol, MatrixExpr], tuple[MatrixSymbol, MatrixExpr]]:
    """Return (W_2, W_2') and (W_1, W_1') of the gradient flow on the loss clock."""
    return (B, -gradient_second().rhs), (C, -gradient_first().rhs)


def product_flow() -> Equation:
    """State W' = -(G W_1^T W_1 + W_2 W_2^T G) for W = W_2 W_1, in every dimension and for any width."""
    return Equation(
        id="untied.product_flow",
        lhs=TimeDerivative(B * C, *velocities()),
        rhs=-(pull(B * C) * C.T * C + B * B.T * pull(B * C)),
        domain=_data(),
        left=r"\dot W_2 W_1 + W_2 \dot W_1",
        shown=r"-\bigl( G W_1^{T} W_1 + W_2 W_2^{T} G \bigr)",
        letters=WEIGHTS,
        remark=FLOW,
        steps=(gradient_second(), gradient_first()),
    )


def conserved() -> Equation:
    """State that W_2^T W_2 - W_1 W_1^T stands still, in every dimension and for any width."""
    return Equation(
        id="untied.conserved",
        lhs=TimeDerivative(B.T * B - C * C.T, *velocities()),
        rhs=0,
        domain=_data(),
        left=r"\frac{d}{dt} \bigl[ W_2^{T} W_2 - W_1 W_1^{T} \bigr]",
        letters=LAYERS,
        remark=FLOW,
        steps=(gradient_second(), gradient_first()),
    )


def upper_square() -> Equation:
    """State (W_2 W_2^T)' = -(G W^T + W G^T), in every dimension and for any width."""
    G, W = pull(B * C), B * C
    return _block("untied.upper_square", B * B.T, -(G * W.T + W * G.T), (r"\frac{d}{dt} W_2 W_2^{T}", r"-( G W^{T} + W G^{T} )"))


def lower_square() -> Equation:
    """State (W_1^T W_1)' = -(G^T W + W^T G), in every dimension and for any width."""
    G, W = pull(B * C), B * C
    return _block("untied.lower_square", C.T * C, -(G.T * W + W.T * G), (r"\frac{d}{dt} W_1^{T} W_1", r"-( G^{T} W + W^{T} G )"))


def _block(name: str, block: MatrixExpr, stated: MatrixExpr, shown: tuple[str, str]) -> Equation:
    return Equation(
        id=name,
        lhs=TimeDerivative(block, *velocities()),
        rhs=stated,
        domain=_data(),
        left=shown[0],
        shown=shown[1],
        letters=WEIGHTS,
        remark=FLOW,
        steps=(gradient_second(), gradient_first()),
    )


def sum_flow() -> Equation:
    """State U' = -[(G + G^T) U - (G - G^T) D]/2, in every dimension and for any width."""
    G = pull(B * C)
    shown = r"-\tfrac12 \bigl[ (G + G^{T})\, U - (G - G^{T})\, D \bigr]"
    return _half("untied.sum_flow", SUM, -((G + G.T) * SUM - (G - G.T) * DIFFERENCE) / 2, r"\dot U", shown)


def difference_flow() -> Equation:
    """State D' = -[(G - G^T) U - (G + G^T) D]/2, in every dimension and for any width."""
    G = pull(B * C)
    shown = r"-\tfrac12 \bigl[ (G - G^{T})\, U - (G + G^{T})\, D \bigr]"
    return _half("untied.difference_flow", DIFFERENCE, -((G - G.T) * SUM - (G + G.T) * DIFFERENCE) / 2, r"\dot D", shown)


def _half(name: str, half: MatrixExpr, stated: MatrixExpr, left: str, shown: str) -> Equation:
    return Equation(
        id=name,
        lhs=TimeDerivative(half, *velocities()),
        rhs=stated,
        domain=_data(),
        left=left,
        shown=shown,
        letters=HALVES,
        remark=FLOW,
        steps=(gradient_second(), gradient_first()),
    )


def early_second() -> Equation:
    """State W_2' = A W_1^T - W A W_1^T: to first order in the layers A W_1^T, in every dimension and for any width."""
    return _early(
        "untied.early_second", B, A * C.T - B * C * A * C.T, (r"\dot W_2", "A W_1^{T} - W A W_1^{T}"), gradient_second()
    )


def early_first() -> Equation:
    """State W_1' = W_2^T A - W_2^T W A: to first order in the layers W_2^T A, in every dimension and for any width."""
    return _early("untied.early_first", C, B.T * A - B.T * B * C * A, (r"\dot W_1", "W_2^{T} A - W_2^{T} W A"), gradient_first())


def _early(name: str, letter: MatrixSymbol, stated: MatrixExpr, shown: tuple[str, str], step: Equation) -> Equation:
    return Equation(
        id=name,
        lhs=-MatrixGradient(loss(), letter),
        rhs=stated,
        domain=_data(),
        left=shown[0],
        shown=shown[1],
        letters={"W": "B C", **LAYERS},
        remark=FLOW,
        steps=(step,),
    )


def early_solution() -> Equation:
    """State that W_2 = e^{At} U + e^{-At} D, W_1^T = e^{At} U - e^{-At} D solve W_2' = A W_1^T, in every dimension."""
    return _solution("untied.early_solution", UP * SUM_0 + DOWN * DIFFERENCE_0, (r"\dot W_2", "W_2", "+"), "W_1^{T}", "-")


def early_other() -> Equation:
    """State that the same solve W_1'^T = A W_2, in every dimension."""
    return _solution("untied.early_other", UP * SUM_0 - DOWN * DIFFERENCE_0, (r"\dot W_1^{T}", "W_1^{T}", "-"), "W_2", "+")


def _solution(name: str, layer: MatrixExpr, shown: tuple[str, str, str], other: str, sign: str) -> Equation:
    left, _, own = shown
    partner = UP * SUM_0 + DOWN * DIFFERENCE_0 if sign == "+" else UP * SUM_0 - DOWN * DIFFERENCE_0
    return Equation(
        id=name,
        lhs=TimeDerivative(layer, (UP, A * UP), (DOWN, -A * DOWN)),
        rhs=A * partner,
        domain=Domain({A: Matrices.SYMMETRIC, **dict.fromkeys((UP, DOWN, SUM_0, DIFFERENCE_0), Matrices.GENERAL)}),
        left=rf"\frac{{d}}{{dt}} \bigl[ E U {own} F D \bigr]",
        shown=rf"A ( E U {sign} F D )",
        letters={"E": "e^{A t}", "F": "e^{-A t}"},
        remark=(
            r"where $U$ and $D$ are those at the start, $W_2 = E U + F D$ and $W_1^{T} = E U - F D$: this is "
            rf"${left} = A {other}$"
        ),
        steps=(early_second(), early_first()),
    )


def leaves_tied() -> Equation:
    """State W_2' - W_1'^T = [A, W] U where W_2 = W_1^T = U: a tied start stays tied only if this vanishes along the flow."""
    second, first = _at_tied_weights()
    W = TIED * TIED.T
    return Equation(
        id="untied.leaves_tied",
        lhs=second - first.T,
        rhs=(A * W - W * A) * TIED,
        domain=_tied_data(),
        left=r"\dot W_2 - \dot W_1^{T}",
        shown=r"(A W - W A)\, U",
        letters={"W": "U U^{T}", r"\dot W_2": r"-(W - I) A U", r"\dot W_1": r"-U^{T} (W - I) A"},
        remark=r"which is the flow at $W_2 = W_1^{T} = U$",
        steps=(gradient_second(), gradient_first()),
    )


def stays_tied() -> Equation:
    """State W_2' = W_1'^T where W_2 = W_1^T = U, so that a tied start stays tied. False unless A and W commute on U."""
    second, first = _at_tied_weights()
    return Equation(
        id="untied.stays_tied",
        lhs=second,
        rhs=first.T,
        domain=_tied_data(),
        left=r"-(W - I) A U",
        shown=r"-A (W - I) U",
        letters={"W": "U U^{T}"},
        remark=r"these are $\dot W_2$ and $\dot W_1^{T}$ at $W_2 = W_1^{T} = U$",
        steps=(gradient_second(), gradient_first()),
    )


def symmetric_part() -> Equation:
    """State that where W_2 = W_1^T the symmetric part of W' on the loss clock is V(W), without a factor 2."""
    second, first = _at_tied_weights()
    moved = second * TIED.T + TIED * first
    return Equation(
        id="untied.symmetric_part",
        lhs=(moved + moved.T) / 2,
        rhs=two_layer.field(TIED * TIED.T),
        domain=_tied_data(),
        left=r"\tfrac12 ( \dot W + \dot W^{T} )",
        shown="V(W)",
        letters={"W": "U U^{T}", r"\dot W": r"-(W - I) A U U^{T} - U U^{T} (W - I) A"},
        remark=r"which is the flow of $W_2 W_1$ at $W_2 = W_1^{T} = U$",
        steps=(product_flow(),),
    )


def balanced_start() -> Equation:
    """State U U^T = (W + W^T + S + T)/4 for W_2 = P H, W_1^T = Q H: S = P H^2 P^T, T = Q H^2 Q^T are the roots below."""
    half = (P * H + Q * H) / 2
    W, S, T = P * H * H * Q.T, P * H * H * P.T, Q * H * H * Q.T
    return Equation(
        id="untied.balanced_start",
        lhs=half * half.T,
        rhs=(W + W.T + S + T) / 4,
        domain=_frames(),
        left="U U^{T}",
        shown=r"\tfrac14 ( W + W^{T} + S + T )",
        letters={"U": r"\tfrac12 (P H + Q H)", **ROOTS},
        remark="where $W_2 = P H$ and $W_1^{T} = Q H$ are balanced",
        steps=(conserved(),),
    )


def left_root() -> Equation:
    """State that S = P H^2 P^T is a square root of W W^T."""
    S, W = P * H * H * P.T, P * H * H * Q.T
    return _root("untied.left_root", S * S, W * W.T, "S^2", "W W^{T}")


def right_root() -> Equation:
    """State that T = Q H^2 Q^T is a square root of W^T W."""
    T, W = Q * H * H * Q.T, P * H * H * Q.T
    return _root("untied.right_root", T * T, W.T * W, "T^2", "W^{T} W")


def _root(name: str, left: MatrixExpr, right: MatrixExpr, shown_left: str, shown: str) -> Equation:
    return Equation(name, left, right, _frames(), left=shown_left, shown=shown, letters=ROOTS, steps=(balanced_start(),))


def _gradient(name: str, letter: MatrixSymbol, stated: MatrixExpr, left: str, shown: str) -> Equation:
    return Equation(
        id=name,
        lhs=MatrixGradient(loss(), letter),
        rhs=stated,
        domain=_data(),
        left=left,
        shown=shown,
        letters=WEIGHTS,
        steps=(task.root_loss(),),
    )


def _at_tied_weights() -> list[MatrixExpr]:
    """Return W_2' and W_1' at W_2 = W_1^T = U."""
    return [velocity.xreplace({B: TIED, C: TIED.T}) for _, velocity in velocities()]


def _data() -> Domain:
    return Domain({A: Matrices.SEMIDEFINITE, B: Matrices.GENERAL, C: Matrices.GENERAL})


def _tied_data() -> Domain:
    return Domain({A: Matrices.SEMIDEFINITE, TIED: Matrices.GENERAL})


def _frames() -> Domain:
    return Domain({P: Matrices.ORTHONORMAL, Q: Matrices.ORTHONORMAL, H: Matrices.SEMIDEFINITE})
