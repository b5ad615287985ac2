r"""Lemma D.1, growth from above: where it holds as printed, with kappa = 1, and for the flow in every dimension.

    printed   |w_ij(t)| <= |w_ij(0)| exp(eta t (a_i + a_j) kappa)
    d = 2     (1 + eta s) w_12 - w_12+ = eta/2 w_12 [(3 a_1 + a_2) w_11 + (3 a_2 + a_1) w_22],  s = a_1 + a_2
              w_12+ = w_12 { 1 - eta s + eta/2 [(3 a_1 + a_2)(1 - w_11) + (3 a_2 + a_1)(1 - w_22)] }
    i = j     2 a_i w_ii - V(W)_ii = 2 a_i w_ii^2 + N_ii >= 0, every d
    repaired  so (w_ii e^{-2 a_i t})' <= 0, and with w_ij^2 <= w_ii w_jj
              |w_ij(t)| <= sqrt(w_ii(0) w_jj(0)) e^{(a_i + a_j) t}, the flow, every d

At d = 3 it fails as printed: N_23 = w_12 w_13 (a_2 + a_3 + 2 a_1)/2 feeds w_23.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Lemma D.1, as transcribed; the rest is new.

Legend: w_ii major entries, between 0 and 1; w_12 minor entry, here >= 0; eta step
"""

from __future__ import annotations

from sympy import Expr, Interval, S

from theory.algebra import symbols
from theory.algebra.domain import NONNEGATIVE, Domain
from theory.algebra.equation import Equation
from theory.algebra.symbols import a, a_1, a_2, eta, i, j
from theory.algebra.symbols import w as entries
from theory.steps import SQUARES, slope_of_an_entry, squares
from theory.two_layer import derived_entry, entry_form, explicit_field

w_11, w_12, w_22 = (symbols.entry("w", *place) for place in ((1, 1), (1, 2), (2, 2)))


def stepped() -> Expr:
    """Return w_12 + eta V(W)_12 at d = 2, a step of the recurrence."""
    return w_12 + eta * explicit_field(2)[0, 1]


def _domain() -> Domain:
    """Return steps with eta a <= 1/2, in units in which rates are at most 1, and entries between 0 and 1."""
    unit = Interval.Lopen(0, 1)
    sets = {eta: Interval.Lopen(0, S.Half), a_1: unit, a_2: unit, w_12: NONNEGATIVE}
    return Domain({**sets, w_11: Interval(0, 1), w_22: Interval(0, 1)})


def grows_less() -> Equation:
    """State by how much a step of w_12 is below (1 + eta (a_1 + a_2)) w_12, at d = 2."""
    return Equation(
        id="appendix_d.minor_grows_less",
        lhs=(1 + eta * (a_1 + a_2)) * w_12 - stepped(),
        rhs=eta * w_12 * ((3 * a_1 + a_2) * w_11 + (3 * a_2 + a_1) * w_22) / 2,
        domain=_domain(),
        left=r"(1 + \eta (a_1 + a_2))\, w_{12} - [W + \eta V(W)]_{12}",
        steps=(entry_form(2),),
    )


def keeps_sign() -> Equation:
    """State a step of w_12 as w_12 times what is not negative for eta (a_1 + a_2) <= 1 and w_ii <= 1, at d = 2."""
    return Equation(
        id="appendix_d.minor_keeps_sign",
        lhs=stepped(),
        rhs=w_12 * (1 - eta * (a_1 + a_2) + eta * ((3 * a_1 + a_2) * (1 - w_11) + (3 * a_2 + a_1) * (1 - w_22)) / 2),
        domain=_domain(),
        left=r"[W + \eta V(W)]_{12}",
        shown=(
            r"w_{12} \bigl[ 1 - \eta (a_1 + a_2) + \tfrac12 \eta ((3 a_1 + a_2) (1 - w_{11}) + (3 a_2 + a_1) (1 - w_{22})) \bigr]"
        ),
        steps=(entry_form(2),),
    )


def major_envelope() -> Equation:
    """State that 2 a_i w_ii - V(W)_ii = 2 a_i w_ii^2 + sum_{k != i} w_ki^2 (a_i + a_k), for every d."""
    major = entries[i, i]
    return Equation(
        id="appendix_d.major_envelope",
        lhs=2 * a[i] * major - derived_entry().subs(j, i),
        rhs=2 * a[i] * major**2 + squares(),
        left=r"2 a_i w_{ii} - V(W)_{ii}",
        shown=rf"2 a_i w_{{ii}}^2 + {SQUARES}",
        steps=(slope_of_an_entry(),),
    )
