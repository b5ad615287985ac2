r"""One step of gradient descent on U and one of the recurrence of Appendix D: what they make of W and of its major entries.

    U+ = U + eta X U            U+ U+^T = W + eta V(W) + eta^2 X W X = (I + eta X) W (I + eta X)      W >= 0 stays
    W+ = W + eta V(W)           = (I + eta X) W (I + eta X) - eta^2 X W X                              W >= 0 is lost
    w_ii+ = w_ii + eta (2 a_i w_ii (1 - w_ii) - N_ii)      w <= 1 stays while x <= 1; w < 0 diverges: (1 + x) w at least

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Eq. (D.2) as transcribed; gradient descent and what follows: new.

Legend: U tied weights; W = U U^T; X = A - (A W + W A)/2; eta step on the printed clock; N_ii >= 0 noise; w a major entry
w_ii; x = 2 eta a_i step size in its own units
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from sympy import Expr, Interval, KroneckerDelta, Sum, Symbol

from theory.algebra import symbols
from theory.algebra.domain import POSITIVE, REAL, Domain
from theory.algebra.equation import Equation, explicit
from theory.algebra.symbols import A, I, U, W, a, d, eta, i, j, k
from theory.algebra.symbols import w as entries
from theory.task import PAPER
from theory.two_layer import (
    FLOW,
    HALF,
    WEIGHTS,
    congruence_form,
    derived_entry,
    entry_form_of_indices,
    field,
    generator,
    gradient,
    map_domain,
    noise,
    slope_of_loss,
)

w = Symbol("w", real=True)
x = Symbol("x", positive=True)

#: The noise of a major entry, as LaTeX.
SQUARES = r"\sum_{k \ne i} w_{ki}^2 (a_i + a_k)"


@cache
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
        steps=(congruence_form(),),
    )


def descent_step() -> Equation:
    """State one step of gradient descent on U over eta units of printed time: U - eta/2 dL/dU = U + eta X U."""
    return Equation(
        id="two_layer.descent_step",
        lhs=U - eta * HALF * slope_of_loss(),
        rhs=U + eta * generator(U * U.T) * U,
        domain=Domain({**gradient().domain.sets, eta: POSITIVE}),
        left=r"U - \tfrac{\eta}{2} \frac{\partial L}{\partial U}",
        shown=r"U + \eta X U",
        letters=WEIGHTS,
        remark="$W = U U^{T}$ in $X$",
        steps=(gradient(),),
    )


def descent_congruence() -> Equation:
    """State that a step of gradient descent on U is a congruence of W: U+ U+^T = (I + eta X) W (I + eta X)."""
    X, step = generator(U * U.T), finite_step()
    return replace(
        step,
        id="two_layer.descent_congruence",
        rhs=(I + eta * X) * U * U.T * (I + eta * X),
        shown=r"(I + \eta X)\, W\, (I + \eta X)",
        steps=(step,),
    )


@cache
def recurrence_step() -> Equation:
    """State one step of the recurrence of Appendix D: it misses eta^2 X W X of the step of gradient descent.

    W + eta V(W) = (I + eta X) W (I + eta X) - eta^2 X W X; the comparison is new.
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
        steps=(congruence_form(),),
    )


def recurrence_on_rank_one() -> Equation:
    """State that det(W + eta V(W)) = -eta^2 (v_1 (X v)_2 - v_2 (X v)_1)^2 for W = v v^T, d = 2.

    The recurrence leaves the positive semidefinite matrices at its first step, unless X v is parallel to v.
    """
    size = 2
    v, moment = symbols.vector("v", size), symbols.rates(size)
    outer = v * v.T
    X = explicit(generator(), {A: moment, W: outer}, size)
    stepped = outer + eta * explicit(field(), {A: moment, W: outer}, size)
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
        steps=(recurrence_step(),),
    )


def without_noise() -> Expr:
    """Return w + x w (1 - w), the step of a major entry before the noise is taken off."""
    return w + x * w * (1 - w)


def squares() -> Expr:
    """Return sum_{k != i} w_ki^2 (a_i + a_k), the noise of a major entry."""
    return Sum((1 - KroneckerDelta(k, i)) * entries[k, i] ** 2 * (a[i] + a[k]), (k, 1, d))


@cache
def noise_is_squares() -> Equation:
    """State that N_ii = sum_{k != i} w_ki^2 (a_i + a_k), which is never negative, for every d."""
    return Equation(
        id="finite_steps.noise_is_squares",
        lhs=noise(i, i),
        rhs=squares(),
        left=r"N_{ii}",
        shown=SQUARES,
        letters={"N_{ii}": r"\tfrac12 \sum_{k \ne i} w_{ki}^2 (2 a_i + 2 a_k)"},
        remark="the noise of the entry form",
        steps=(entry_form_of_indices(),),
    )


@cache
def slope_of_an_entry() -> Equation:
    """State that 2 a_i w_ii (1 - w_ii) - V(W)_ii = sum_{k != i} w_ki^2 (a_i + a_k), for every d: noise only slows."""
    return Equation(
        id="two_layer.slope_of_a_major_entry",
        lhs=2 * a[i] * entries[i, i] * (1 - entries[i, i]) - derived_entry().subs(j, i),
        rhs=squares(),
        left=r"2 a_i w_{ii} (1 - w_{ii}) - V(W)_{ii}",
        shown=SQUARES,
        steps=(entry_form_of_indices(), noise_is_squares()),
    )


def entry_stays_below_one() -> Equation:
    """State that 1 - w_ii+ = (1 - w_ii)(1 - 2 eta a_i w_ii) + eta N_ii, for every d: not negative for w_ii, 2 eta a_i <= 1."""
    major = entries[i, i]
    return Equation(
        id="finite_steps.entry_stays_below_one",
        lhs=1 - _stepped(),
        rhs=(1 - major) * (1 - 2 * eta * a[i] * major) + eta * squares(),
        left=r"1 - [W + \eta\, V(W)]_{ii}",
        shown=rf"(1 - w_{{ii}}) (1 - 2 \eta a_i w_{{ii}}) + \eta {SQUARES}",
        steps=(recurrence_step(), slope_of_an_entry()),
    )


def entry_grows_below_zero() -> Equation:
    """State that (1 + 2 eta a_i) w_ii - w_ii+ = 2 eta a_i w_ii^2 + eta N_ii, for every d: w_ii+ <= (1 + 2 eta a_i) w_ii."""
    major = entries[i, i]
    return Equation(
        id="finite_steps.entry_grows_below_zero",
        lhs=(1 + 2 * eta * a[i]) * major - _stepped(),
        rhs=2 * eta * a[i] * major**2 + eta * squares(),
        left=r"(1 + 2 \eta a_i) w_{ii} - [W + \eta\, V(W)]_{ii}",
        shown=rf"2 \eta a_i w_{{ii}}^2 + \eta {SQUARES}",
        steps=(recurrence_step(), slope_of_an_entry()),
    )


def _stepped() -> Expr:
    """Return entry ii of W + eta V(W) by indices."""
    return entries[i, i] + eta * derived_entry().subs(j, i)


def stays_below_one() -> Equation:
    """State that 1 - [w + x w (1 - w)] = (1 - w)(1 - x w): not negative for w <= 1 and x <= 1."""
    return Equation(
        id="finite_steps.stays_below_one",
        lhs=1 - without_noise(),
        rhs=(1 - w) * (1 - x * w),
        domain=Domain({w: REAL, x: Interval.Lopen(0, 1)}),
        left=r"1 - [w + x w (1 - w)]",
        remark=r"$w$ is a major entry $w_{ii}$ and $x = 2 \eta a_i$ the step size in its units",
        steps=(noise_is_squares(),),
    )


def grows_below_zero() -> Equation:
    """State that (1 + x) w - [w + x w (1 - w)] = x w^2: a negative w moves below (1 + x) w."""
    return Equation(
        id="finite_steps.grows_below_zero",
        lhs=(1 + x) * w - without_noise(),
        rhs=x * w**2,
        domain=Domain({w: REAL, x: POSITIVE}),
        left=r"(1 + x) w - [w + x w (1 - w)]",
        remark=r"$w$ is a major entry $w_{ii}$ and $x = 2 \eta a_i$ the step size in its units",
        steps=(noise_is_squares(),),
    )
