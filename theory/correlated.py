"""Correlated concepts, a full second moment A: the flows in another orthonormal basis, and so in the eigenbasis of A.

    tied        V_{Q A Q^T}(Q W Q^T) = Q V_A(W) Q^T
    one layer   (Q W Q^T - I) Q A Q^T = Q (W - I) A Q^T
    two layers  the gradients at Q W_2, W_1 Q^T and Q A Q^T are Q dL/dW_2 and dL/dW_1 Q^T
    test loss   |Q W Q^T Q z - Q z|^2 = |W z - z|^2

Every statement about diagonal A is one about any A: with probe Q^T z and start Q^T W(0) Q in the eigenbasis Q, A = Q diag(a) Q^T.

Source: new.

Legend: A symmetric, d x d; Q with Q^T Q = I, D x d, such as an orthogonal matrix; W d x d, symmetric for the tied flow;
B = W_2, d x h; C = W_1, h x d
"""

from __future__ import annotations

from sympy import Identity, MatrixExpr, MatrixSymbol, Trace

from theory import one_layer as layer
from theory import task, two_layer
from theory.algebra.domain import Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.symbols import A, D, I, W, d, z
from theory.layers import untied

Q = MatrixSymbol("Q", D, d)


def tied() -> Equation:
    """State V_{Q A Q^T}(Q W Q^T) = Q V_A(W) Q^T, in every dimension."""
    N, B = Q * W * Q.T, Q * A * Q.T
    moved = N * B + B * N - (B * N * N + N * N * B + 2 * N * B * N) / 2
    return Equation(
        id="correlated.tied",
        lhs=moved,
        rhs=Q * two_layer.field() * Q.T,
        domain=_domain({W: Matrices.SEMIDEFINITE}),
        left=r"B N + N B - \tfrac12 ( B N^2 + N^2 B + 2 N B N )",
        shown=r"Q V(W) Q^{T}",
        letters={"N": "Q W Q^{T}", "B": "Q A Q^{T}"},
        remark=r"where $Q$ has orthonormal columns, such as an orthogonal matrix",
        steps=(two_layer.congruence_form(),),
    )


def one_layer() -> Equation:
    """State (Q W Q^T - I) Q A Q^T = Q (W - I) A Q^T, in every dimension."""
    return Equation(
        id="correlated.one_layer",
        lhs=(Q * W * Q.T - Identity(D)) * Q * A * Q.T,
        rhs=Q * (W - I) * A * Q.T,
        domain=_domain({W: Matrices.GENERAL}),
        left=r"(Q W Q^{T} - I)\, Q A Q^{T}",
        shown=r"Q (W - I) A Q^{T}",
        remark=r"where $Q$ has orthonormal columns, such as an orthogonal matrix",
        steps=(layer.flow(),),
    )


def second_layer() -> Equation:
    """State that the gradient in the second of two layers turns with the basis, in every dimension and for any width."""
    return _layer("correlated.second_layer", _pull() * Q * untied.C.T, Q * untied.gradient_second().rhs, "Q G W_1^{T}")


def first_layer() -> Equation:
    """State that the gradient in the first of two layers turns with the basis, in every dimension and for any width."""
    turned = untied.B.T * Q.T * _pull()
    return _layer("correlated.first_layer", turned, untied.gradient_first().rhs * Q.T, "W_2^{T} G Q^{T}")


def test_loss() -> Equation:
    """State that the test loss is the same in the turned basis at the turned point, in every dimension."""
    here, there = W * z - z, Q * W * Q.T * Q * z - Q * z
    return Equation(
        id="correlated.test_loss",
        lhs=Trace(there.T * there) / 2,
        rhs=Trace(here.T * here) / 2,
        domain=Domain({Q: Matrices.ORTHONORMAL, W: Matrices.GENERAL, z: Matrices.VECTOR}),
        left=r"\tfrac12 \lVert Q W Q^{T} Q z - Q z \rVert^2",
        shown=r"\tfrac12 \lVert W z - z \rVert^2",
        remark=r"where $Q$ has orthonormal columns, such as an orthogonal matrix",
        steps=(task.test_loss(),),
    )


def _pull() -> MatrixExpr:
    """Return G at the layers and the second moment in the turned basis."""
    return (Q * untied.B * untied.C * Q.T - Identity(D)) * Q * A * Q.T


def _layer(name: str, turned: MatrixExpr, stated: MatrixExpr, shown: str) -> Equation:
    is_second = "second" in name
    return Equation(
        id=name,
        lhs=turned,
        rhs=stated,
        domain=Domain(
            {A: Matrices.SYMMETRIC, Q: Matrices.ORTHONORMAL, untied.B: Matrices.GENERAL, untied.C: Matrices.GENERAL},
        ),
        left=r"(Q W Q^{T} - I)\, Q A Q^{T} (W_1 Q^{T})^{T}" if is_second else r"(Q W_2)^{T} (Q W Q^{T} - I)\, Q A Q^{T}",
        shown=shown,
        letters=untied.WEIGHTS,
        remark=r"where $Q$ has orthonormal columns, such as an orthogonal matrix",
        steps=(untied.gradient_second() if is_second else untied.gradient_first(),),
    )


def _domain(letters: dict[MatrixSymbol, Matrices]) -> Domain:
    return Domain({A: Matrices.SYMMETRIC, Q: Matrices.ORTHONORMAL, **letters})


# pytest collects functions by name: this is no test.
test_loss.__test__ = False  # type: ignore[attr-defined]
