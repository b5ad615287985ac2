r"""One step of gradient descent on U and one of the recurrence of Appendix D: what they make of W.

    U+ = U + eta X U            U+ U+^T = W + eta V(W) + eta^2 X W X = (I + eta X) W (I + eta X)      W >= 0 stays
    W+ = W + eta V(W)           = (I + eta X) W (I + eta X) - eta^2 X W X                              W >= 0 is lost

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Eq. (D.2) as transcribed; gradient descent and the comparison: new.

Legend: U tied weights; W = U U^T; X = A - (A W + W A)/2; eta step on the printed clock
"""

from __future__ import annotations

from theory.algebra import symbols
from theory.algebra.domain import POSITIVE, Domain
from theory.algebra.equation import Equation, explicit
from theory.algebra.symbols import A, I, U, W, eta
from theory.task import PAPER
from theory.two_layer import FLOW, HALF, WEIGHTS, differentiated_loss, field, generator, gradient, map_domain


def finite_step() -> Equation:
    """State one step of gradient descent in W: with U+ = U + eta X U, U+ U+^T = W + eta V(W) + eta^2 X W X."""
    X = generator(U * U.T)
    stepped = U + eta * X * U
    return Equation(
        id="two_layer.finite_step",
        lhs=stepped * stepped.T,
        rhs=U * U.T + eta * field(U * U.T) + eta**2 * X * U * U.T * X,
        domain=Domain({**gradient().domain.sets, eta: POSITIVE}),
        left=r"U_{+} U_{+}^{T}",
        shown=r"W + \eta\, V(W) + \eta^{2} X W X",
        letters={**WEIGHTS, "U_{+}": r"U + \eta X U"},
    )


def descent_step() -> Equation:
    """State one step of gradient descent on U over eta units of printed time: U - eta/2 dL/dU = U + eta X U."""
    return Equation(
        id="two_layer.descent_step",
        lhs=U - eta * HALF * differentiated_loss(),
        rhs=U + eta * generator(U * U.T) * U,
        domain=Domain({**gradient().domain.sets, eta: POSITIVE}),
        left=r"U - \tfrac{\eta}{2} \frac{\partial L}{\partial U}",
        shown=r"U + \eta X U",
        letters=WEIGHTS,
        remark="$W = U U^{T}$ in $X$",
    )


def descent_congruence() -> Equation:
    """State that a step of gradient descent on U is a congruence of W: U+ U+^T = (I + eta X) W (I + eta X)."""
    X = generator(U * U.T)
    step = finite_step()
    return Equation(
        id="two_layer.descent_congruence",
        lhs=step.lhs,
        rhs=(I + eta * X) * U * U.T * (I + eta * X),
        domain=step.domain,
        left=step.left,
        shown=r"(I + \eta X)\, W\, (I + \eta X)",
        letters=step.letters,
        steps=(step,),
    )


def recurrence_step() -> Equation:
    """State one step of the recurrence of Appendix D: it misses eta^2 X W X of the step of gradient descent.

    W + eta V(W) = (I + eta X) W (I + eta X) - eta^2 X W X.

    Source: Yang et al., Eq. (D.2) as transcribed; the comparison: new.
    """
    X = generator()
    return Equation(
        id="two_layer.recurrence_step",
        lhs=(I + eta * X) * W * (I + eta * X) - eta**2 * X * W * X,
        rhs=W + eta * field(),
        domain=Domain({**map_domain().sets, eta: POSITIVE}),
        source=f"{PAPER}, Eq. (D.2), as transcribed",
        left=r"(I + \eta X)\, W\, (I + \eta X) - \eta^{2} X W X",
        shown=r"W + \eta\, V(W)",
        letters=FLOW,
    )


def recurrence_on_rank_one() -> Equation:
    """State that det(W + eta V(W)) = -eta^2 (v_1 (X v)_2 - v_2 (X v)_1)^2 for W = v v^T, d = 2.

    The recurrence leaves the positive semidefinite matrices at its first step, unless X v is parallel to v.
    """
    v = symbols.vector("v", 2)
    outer = v * v.T
    moment = symbols.rates(2)
    X = explicit(generator(), {A: moment, W: outer}, 2)
    stepped = outer + eta * explicit(field(), {A: moment, W: outer}, 2)
    moved = X * v
    return Equation(
        id="two_layer.recurrence_on_rank_one",
        lhs=stepped.det(),
        rhs=-(eta**2) * (v[0] * moved[1] - v[1] * moved[0]) ** 2,
        domain=Domain.of([*moment.diagonal(), eta, *v]),
        left=r"\det\bigl( v v^{T} + \eta\, V(v v^{T}) \bigr)",
        shown=r"-\eta^{2} \bigl( v_1 (X v)_2 - v_2 (X v)_1 \bigr)^{2}",
        letters={"W": "v v^{T}"},
        remark=r"$A = \operatorname{diag}(a)$ and $W = v v^{T}$ in $X$",
    )
