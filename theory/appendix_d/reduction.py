r"""How small W(0) must be for the assumptions of Appendix D to hold together: one number, the least of one function of a ratio.

    smaller    kappa - 1 = sqrt(kappa) (1 + sqrt(kappa)) (1 - kappa^(-1/2)):  D.4 is B <= (1 - kappa^(-1/2))/(K gamma d beta)
    margin     D.5 is  ln P >= R (10 kappa^2 q + ln beta),  R = (1 + r)/(1 - r)
    scale      so  ln 1/omega = q + ln P + ln beta >= q (1 + 10 kappa^2 R) + (1 + R) ln beta
    slope      d/dkappa ln(q (1 + 10 kappa^2 R)) = 20 kappa R/(1 + 10 kappa^2 R) - 1/(2 (kappa^(3/2) - kappa) q)

with q = ln(1/B) >= ln(K gamma d beta/(1 - kappa^(-1/2))) and gamma >= r^(1-d) for the largest ratio r of neighbours. The bound
rises with beta, K and r^(1-d); the slope in kappa is positive from 1.1 on, as its first term rises with R >= 1, and with R = 1
it is enough that q f > 1, f = 40 (sqrt(kappa) - 1)/(10 + kappa^-2), which rises, where q >= ln(120/(1 - kappa^(-1/2))), as
gamma > 3 by D.5: on [1.1, 1.2] q > 7.2, f > .18; beyond q > 4.7, f > .35. At beta = 1, K = 20, kappa = 1.1 it remains to find

    min over 0 < r < 1/3 of  q (1 + 12.1 (1 + r)/(1 - r)),   q = ln(20 d r^(1-d)/(1 - 1.1^(-1/2))).

Source: new, from Yang et al., ICLR 2025 (arXiv 2410.08309v2), Appendix D.1, as transcribed.

Legend: B = P beta omega, q = ln(1/B), p = ln P, b = ln beta, r = a_j/a_i; the constants of `assumptions`
"""

from __future__ import annotations

from functools import cache

from sympy import Integer, Interval, Rational, Symbol, log, oo, sqrt

from theory.algebra.calculus import derivative
from theory.algebra.domain import NONNEGATIVE, POSITIVE, UNIT, Domain
from theory.algebra.equation import Equation
from theory.appendix_d.assumptions import kappa

q, p, b, r, G = (Symbol(name, positive=True) for name in ("q", "p", "b", "r", "G"))
#: R, by the ratio of two rates.
SPREAD = (1 + r) / (1 - r)
#: What D.4 leaves of q: G = K gamma d beta.
EXPONENT = log(G / (1 - 1 / sqrt(kappa)))


@cache
def smaller() -> Equation:
    """State that kappa - 1 is sqrt(kappa) (1 + sqrt(kappa)) >= 1 times 1 - kappa^(-1/2)."""
    return Equation(
        id="appendix_d.smaller",
        lhs=(kappa - 1) / (1 - 1 / sqrt(kappa)),
        rhs=sqrt(kappa) * (1 + sqrt(kappa)),
        domain=Domain({kappa: Interval.open(1, oo)}),
    )


@cache
def margin() -> Equation:
    """State what D.5 leaves, times its denominator: (1 - r)/2 of ln P - R (10 kappa^2 q + ln beta)."""
    return Equation(
        id="appendix_d.margin",
        lhs=p - (1 + r) / 2 * (10 * kappa**2 * q + p + b),
        rhs=(1 - r) / 2 * (p - SPREAD * (10 * kappa**2 * q + b)),
        domain=Domain({p: POSITIVE, q: POSITIVE, b: NONNEGATIVE, kappa: POSITIVE, r: UNIT}),
        remark=r"and $p = \ln P$, $q = \ln(1/(P \beta \omega))$, $b = \ln \beta$, $r = a_j/a_i$",
    )


@cache
def scale() -> Equation:
    """State ln 1/omega = q + ln P + ln beta at the least ln P that D.5 allows."""
    least = SPREAD * (10 * kappa**2 * q + b)
    return Equation(
        id="appendix_d.scale",
        lhs=q + least + b,
        rhs=q * (1 + 10 * kappa**2 * SPREAD) + b * 2 / (1 - r),
        domain=Domain({q: POSITIVE, b: NONNEGATIVE, kappa: POSITIVE, r: UNIT}),
        remark=r"and $q = \ln(1/(P \beta \omega))$, $b = \ln \beta$, $r = a_j/a_i$",
        steps=(margin(),),
    )


@cache
def slope() -> Equation:
    """State the logarithmic slope in kappa of the bound on ln 1/omega, at beta = 1."""
    return Equation(
        id="appendix_d.slope",
        lhs=derivative(log(EXPONENT) + log(1 + 10 * kappa**2 * SPREAD), kappa),
        rhs=20 * kappa * SPREAD / (1 + 10 * kappa**2 * SPREAD) - 1 / (2 * (kappa ** Rational(3, 2) - kappa) * EXPONENT),
        domain=Domain({kappa: Interval.open(Rational(11, 10), oo), G: Interval.open(Integer(1), oo), r: UNIT}),
        remark=r"and $G = K \gamma d \beta$, $r = a_j/a_i$",
        steps=(smaller(), scale()),
    )
