r"""Lemma D.2, initial growth from below: true, for the recurrence and every d >= 2; the proof is an induction over the steps.

    state     l_ij = |w_ij(t)| / [ |w_ij(0)| (1 + eta s)^t ],  s = a_i + a_j;  as long as all |ln l_ij| <= L = 1/20:
    step      w_ij+ = w_ij (1 + eta s) (1 - delta),  |delta| <= eta (|S_ij| + |N_ij|)/|w_ij|
              |S_ij| <= 2 s |w_ij| max_k w_kk,  |N_ij| <= sum_k (s + 2 a_k)/2 |w_ki w_kj|
    ratio     (1 + eta (a_k + a_i)) (1 + eta (a_k + a_j)) <= (1 + eta M)^2 (1 + eta s):  no product |w_ki w_kj| outgrows |w_ij|
              by more than h = (1 + eta M)^2 a step, nor does any w_kk outgrow h
    so        |delta| <= 2 eta M (d + 1) beta^2 omega e^{3 L} h^t,  its sum over the steps before t <= (d + 1) beta^2 omega
              e^{3 L} h^t
    window    h^t <= e^{2 eta M t} <= P^{1/kappa} up to T_1:  the sum is at most  D = (d + 1) beta B e^{3 L} P^{-(1 - 1/kappa)}
    D.4       beta B <= (1 - kappa^{-1/2})/(K gamma d), gamma > 3 (by D.5), K >= 20:  D/(1 - D) <= L closes the induction
    phase     |w_ij| <= e^L beta omega P^{1/kappa} <= P beta omega  needs  D/(1 - D) <= (1 - 1/kappa) ln P,  P >= 2
    growth    (1 + y) (1 - c y) >= e^{y/kappa},  y = eta s <= 1/90,  c = (1 - kappa^{-1/2}) (3/2) e^{3 L}/20, as delta <= c y:
              (1 + y) (1 - c y) - (1 + y u^2 + y^2 u^4) = y (1 - u) (1 + u - k) - y^2 (c + u^4),  u = kappa^{-1/2}, c = k (1 - u)

The flow is its limit. What is left after the ratio is numbers, which the claim encloses.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Lemma D.2, as transcribed; the proof is new.

Legend: M = gamma alpha largest rate; x = eta M; y = a_i/M, z = a_j/M, q = 1 - a_k/M; B = P beta omega
"""

from __future__ import annotations

from sympy import Interval, Rational, Symbol, symbols

from theory.algebra.domain import NONNEGATIVE, Domain
from theory.algebra.equation import Equation
from theory.two_layer import entry_form

q, x, y, z = symbols("q x y z", nonnegative=True)
u, k = Symbol("u", positive=True), Symbol("k", positive=True)
#: The largest eta (a_i + a_j) of D.2, 2/(9 K) at K = 20, and an upper end of kappa^(-1/2), as kappa > 1.1.
LARGEST_STEP, LARGEST_ROOT = Rational(1, 90), Rational(1907, 2000)


def ratio() -> Equation:
    """State by how much (1 + eta M)^2 (1 + eta (a_i + a_j)) exceeds (1 + eta (a_k + a_i)) (1 + eta (a_k + a_j))."""
    left, right = 1 + x * (1 - q + y), 1 + x * (1 - q + z)
    both = y + z
    unit = Interval(0, 1)
    return Equation(
        id="appendix_d.growth_ratio",
        lhs=(1 + x) ** 2 * (1 + x * both) - left * right,
        rhs=x**2 * (x * both + q * both + y * (1 - z) + z) + x * q * (2 + x * (2 - q)),
        domain=Domain({x: NONNEGATIVE, y: unit, z: unit, q: unit}),
        remark=r"and $x = \eta M$, $y = a_i/M$, $z = a_j/M$, $q = 1 - a_k/M$, with $M$ the largest rate",
        steps=(entry_form(3),),
        believed="that a product of entries grows no more than linearly, while the sum of what is left out is small",
    )


def remainder() -> Equation:
    """State (1 + y) (1 - c y) - (1 + y u^2 + y^2 u^4) with c = k (1 - u), which is not negative for the letters of D.2."""
    c = k * (1 - u)
    return Equation(
        id="appendix_d.growth_remainder",
        lhs=(1 + y) * (1 - c * y) - (1 + y * u**2 + y**2 * u**4),
        rhs=y * ((1 - u) * (1 + u - k) - y * (c + u**4)),
        domain=Domain({y: Interval(0, LARGEST_STEP), u: Interval.Lopen(0, LARGEST_ROOT), k: Interval(0, Rational(9, 100))}),
        remark=r"and $y = \eta (a_i + a_j)$, $u = \kappa^{-1/2}$",
        steps=(ratio(),),
    )
