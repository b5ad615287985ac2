r"""Lemma D.3, initial growth of a major entry: with the pivot in place of its start at d = 2, for the flow and for descent on U.

    printed   w_ii(t) >= w_ii(0) e^{2 eta t a_i/kappa}  up to  T = ln(B/w_ii(0))/(2 eta a_i kappa),  B = P beta omega
    repaired  w_22(t) >= c_2 e^{2 eta t a_2/kappa}  up to  ln(B/c_2)/(2 eta a_2 kappa),  c_2 = w_22(0) - w_12(0)^2/w_11(0)
    flow      w_22 >= c >= logistic from c_2 (`two_concepts.last_pivot`); it is at least c_2 e^{x/kappa}, x = 2 a_2 t, where
              h = e^{v x} - 1 - c_2 (e^x - 1) >= 0,  v = 1 - 1/kappa:  h(0) = 0,  h' = e^{v x} (v - c_2 e^{(1 - v) x}),
              and in the window  c_2 e^{x/kappa} <= c_2 (B/c_2)^{1/kappa^2} <= B <= v  by D.4
    descent   c = det W/w_11:  c+ >= c (1 + 2 eta a_2 (1 - c)), as with q = w_12^2/w_11, x = eta a_1, r = a_2/a_1
              (f g - (eta s)^2 q w_11/4)^2 - (w_11+/w_11) (1 + 2 r x (1 - c)) = (f r x (1 - c))^2 + x q E,  E = 1 - r + O(x),
              where E >= 0 on the box of D.2 and D.5; then as in Lemma D.4, as long as c <= B,
              c+ >= c (1 + y (1 - B)) >= c e^{y/kappa},  y = 2 eta a_2; beyond B it is above what is stated in the window
    strongest its pivot is w_11(0): w_11' >= 2 a_1 w_11 (1 - tr W) where W >= 0, and tr W <= d beta B <= 1 - 1/kappa in the window
              by D.4, as w_kk <= beta omega e^{2 a_1 t}: as printed, for the flow, every d

As printed it fails at d = 2: w_22 starts in effect from its pivot, which may be far below it.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Lemma D.3, as transcribed; the rest is new.

Legend: f, g, s of `descent`; w = w_11; c pivot
"""

from __future__ import annotations

from sympy import Expr, Interval, Rational, Sum, Symbol, cancel, exp, expand

from theory.algebra.calculus import derivative
from theory.algebra.domain import NONNEGATIVE, UNIT, Domain
from theory.algebra.equation import Equation
from theory.algebra.symbols import a, a_1, a_2, d, eta, i, j, k
from theory.algebra.symbols import w as entries
from theory.appendix_d import descent
from theory.appendix_d.lemma_d1 import w_11, w_12, w_22
from theory.every_start.two_concepts import last_pivot
from theory.logistic import solution
from theory.steps import slope_of_an_entry
from theory.two_layer import derived_entry

v, c, x, r, q, w = (Symbol(letter, positive=True) for letter in ("v", "c", "x", "r", "q", "w"))
#: The largest eta a_1 of D.2, 1/(9 K) at K = 20.
LARGEST_STEP = Rational(1, 180)
#: Where descent under D.2 and D.5 is: eta a_1 <= 1/(9 K), a_2 < a_1/3, and W between 0 and I on the diagonal.
BOX = Domain({x: Interval.Lopen(0, LARGEST_STEP), r: Interval.open(0, Rational(1, 3)), w: UNIT, c: UNIT, q: Interval.Ropen(0, 1)})


def window() -> Equation:
    """State the slope in x of e^{v x} - 1 - c (e^x - 1), which is not negative while c e^{(1 - v) x} <= v."""
    return Equation(
        id="appendix_d.pivot_window",
        lhs=derivative(exp(v * x) - 1 - c * (exp(x) - 1), x),
        rhs=exp(v * x) * (v - c * exp((1 - v) * x)),
        domain=Domain({x: NONNEGATIVE, v: UNIT, c: UNIT}),
        remark=r"and $x = 2 a_2 t$, $v = 1 - 1/\kappa$, $c$ is the pivot",
        steps=(last_pivot(2), solution()),
    )


def strongest() -> Equation:
    """State V(W)_ii - 2 a_i w_ii (1 - tr W) as a sum of terms >= 0 for W >= 0 and the largest rate a_i, for every d."""
    major = entries[i, i]
    minor = major * entries[k, k] - entries[k, i] ** 2
    return Equation(
        id="appendix_d.strongest",
        lhs=derived_entry().subs(j, i) - 2 * a[i] * major * (1 - Sum(entries[k, k], (k, 1, d))),
        rhs=Sum((a[i] + a[k]) * minor + (a[i] - a[k]) * major * entries[k, k], (k, 1, d)),
        left=r"V(W)_{ii} - 2 a_i w_{ii} (1 - \operatorname{tr} W)",
        shown=r"\sum_{k=1}^{d} \bigl[ (a_i + a_k) (w_{ii} w_{kk} - w_{ki}^2) + (a_i - a_k) w_{ii} w_{kk} \bigr]",
        steps=(slope_of_an_entry(),),
    )


def pivot_margin() -> Expr:
    """Return E: by how much a step of descent on U lifts the pivot beyond 1 + 2 eta a_2 (1 - c), by its least part, over x q."""
    units = {eta: x, a_1: 1, a_2: r, w_11: w, w_22: c + q}
    f, g, s = (side.subs(units) for side in (descent.f, descent.g, descent.s))
    grown = (f * g - x**2 * s**2 * q * w / 4) ** 2
    major = descent.major_step().rhs.subs(w_12**2, q * w).subs(units) / w
    left = grown - expand(cancel(major)) * (1 + 2 * r * x * (1 - c)) - (f * r * x * (1 - c)) ** 2
    return expand(cancel(expand(left) / (x * q)))
