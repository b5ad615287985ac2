"""What one unit of time is, and the factors between the clocks, derived.

    loss      gradient flow of the stated loss:  one layer W' = -(W - I) A,  tied W' = 2 V(W)
    printed   W' = V(W)
    code      steps of the released code

    tied, one unit of loss time          = 2 units of printed time
    tied, one step of the recurrence     = eta units of printed time
    one layer, one step of SGD at rate eta on the loss averaged over d coordinates = 2 eta / d units of loss time

Source: new; the released code is FFTYYY/ConceptDynamics-code.
"""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr, Trace

from theory import one_layer, two_layer
from theory.algebra.calculus import MatrixGradient
from theory.algebra.domain import POSITIVE, Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.symbols import A, I, U, W, d, eta
from theory.algebra.words import words


def printed_per_loss() -> Expr:
    """Return the units of printed time in one unit of loss time for tied weights, read off one word of both fields: 2."""
    symmetric = [A]
    derived = words(two_layer.induced_flow().lhs, symmetric)
    printed = words(two_layer.field(U * U.T), symmetric)
    first = next(iter(printed))
    return derived[first] / printed[first]


def loss_per_code_step() -> Expr:
    """Return 2 eta / d, the units of loss time in one step of the released code's one-layer training (see `code_step`)."""
    return 2 * eta / d


def tied_factor() -> Equation:
    """State that the gradient flow of the loss induces 2 V(W) on W = U U^T."""
    return replace(
        two_layer.induced_flow(),
        id="clocks.tied_factor",
        rhs=2 * two_layer.field(U * U.T),
        shown=r"2\, V(U U^{T})",
        letters={"W": r"U U^{T}"},
        remark=r"$\dot U = -\partial L / \partial U$, the gradient flow of the loss, which is not the printed clock",
    )


def code_step() -> Equation:
    """State one step of descent on the released code's loss, the mean over samples *and* coordinates.

    With L_code = 1/d tr((W - I) A (W - I)^T), the step -eta dL_code/dW is 2 eta / d units of loss time along -(W - I) A.
    """
    coded_loss = Trace((W - I) * A * (W - I).T) / d
    return Equation(
        id="clocks.code_step",
        lhs=-eta * MatrixGradient(coded_loss, W),
        rhs=loss_per_code_step() * one_layer.flow().rhs,
        domain=Domain({A: Matrices.SEMIDEFINITE, W: Matrices.GENERAL, eta: POSITIVE}),
        source="released code",
        left=r"-\eta\, \frac{\partial L_{\mathrm{code}}}{\partial W}",
        shown=r"\frac{2 \eta}{d}\, \bigl( -(W - I)\, A \bigr)",
        letters={r"L_{\mathrm{code}}": r"\tfrac1d \operatorname{tr}\bigl( (W - I) A (W - I)^{T} \bigr)"},
        remark="the mean over samples and coordinates",
        steps=(one_layer.flow(),),
    )
