r"""How small W(0) must be for the assumptions of Appendix D to hold together: one number, the least of one function of a ratio.

    smaller    kappa - 1 = sqrt(kappa) (1 + sqrt(kappa)) (1 - kappa^(-1/2)):  D.4 is B <= (1 - kappa^(-1/2))/(K gamma d beta)
    margin     D.5 is  ln P >= R (10 kappa^2 q + ln beta),  R = (1 + r)/(1 - r)
    scale      so  ln 1/omega = q + ln P + ln beta >= q (1 + 10 kappa^2 R) + (1 + R) ln beta
    slope      d/dkappa ln(q (1 + 10 kappa^2 R)) = 20 kappa R/(1 + 10 kappa^2 R) - 1/(2 (kappa^(3/2) - kappa) q)

with q = ln(1/B) >= n + ln beta, n = ln(K gamma d/(1 - kappa^(-1/2))), and gamma >= r^(1-d) for the largest ratio r of
neighbours, a_1/a_d being the product of d - 1 ratios. The bound rises with beta, with n and so with K and gamma, and with R; the
slope in kappa is positive from 1.1 on, as its first term rises with R >= 1, and with R = 1, kappa = m^2, it is enough that
q f > 1, f = 40 m^4 (m - 1)/(10 m^4 + 1), which rises, where q >= ln(120/(1 - 1/m)), which falls, as gamma > 3 by D.5: on
[1.1, 1.2] q > 7.2, f > .18; beyond q > 4.7, f > .35. At beta = 1, K = 20, kappa = 1.1 it remains to find

    min over 0 < r < 1/3 of  q (1 + 12.1 (1 + r)/(1 - r)),   q = ln(20 d r^(1-d)/(1 - 1.1^(-1/2))).

where q falls and R rises with r, so that both are bounded on an interval by their values at its ends.

Source: new, from Yang et al., ICLR 2025 (arXiv 2410.08309v2), Appendix D.1, as transcribed.

Legend: B = P beta omega, q = ln(1/B), p = ln P, b = ln beta, r = a_j/a_i; the constants of `assumptions`; y_1, y_2, ... ratios of
neighbours over the largest
"""

from __future__ import annotations

from functools import cache

from sympy import Add, Expr, Integer, Interval, Mul, Rational, Symbol, log, oo, sqrt

from theory.algebra.calculus import derivative
from theory.algebra.domain import NONNEGATIVE, POSITIVE, UNIT, Domain
from theory.algebra.equation import Equation
from theory.appendix_d.assumptions import K, P, beta, d, gamma, kappa, omega
from theory.task import second_moment

q, p, b, r, G, m, n, R = (Symbol(name, positive=True) for name in ("q", "p", "b", "r", "G", "m", "n", "R"))
#: R, by the ratio of two rates.
SPREAD = (1 + r) / (1 - r)
#: The letters in which the bound on ln 1/omega rises, by what they are.
NAMES = {b: "spread_of_start", n: "exponent", R: "spread"}
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
        steps=(second_moment(2, 2),),
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


@cache
def reach() -> Equation:
    """State the room that D.4 leaves to omega, times P beta: (1 - kappa^(-1/2))/(K gamma d beta) - B, B = P beta omega."""
    room = 1 - 1 / sqrt(kappa)
    return Equation(
        id="appendix_d.reach",
        lhs=P * beta * (room / (P * K * gamma * d * beta**2) - omega),
        rhs=room / (K * gamma * d * beta) - P * beta * omega,
        domain=Domain({kappa: Interval.open(1, oo), **dict.fromkeys((P, beta, K, gamma, d, omega), POSITIVE)}),
        steps=(smaller(),),
    )


def bound() -> Expr:
    """Return q (1 + 10 kappa^2 R) + b (1 + R), q = b + n, what ln 1/omega is at least."""
    return (b + n) * (1 + 10 * kappa**2 * R) + b * (1 + R)


def rises_with(letter: Symbol) -> Equation:
    """State the slope of the bound in b = ln beta, in n or in R: it is not negative."""
    slopes = {b: 2 + (10 * kappa**2 + 1) * R, n: 1 + 10 * kappa**2 * R, R: 10 * kappa**2 * (b + n) + b}
    return Equation(
        id=f"appendix_d.rises_with_{NAMES[letter]}",
        lhs=derivative(bound(), letter),
        rhs=slopes[letter],
        domain=Domain({b: NONNEGATIVE, n: NONNEGATIVE, R: Interval(1, oo), kappa: POSITIVE}),
        remark=r"and $n = \ln(K \gamma d/(1 - \kappa^{-1/2}))$, $b = \ln \beta$, $R = (1 + r)/(1 - r)$",
        steps=(scale(), reach()),
    )


def spread_rises() -> Equation:
    """State dR/dr = 2/(1 - r)^2."""
    return Equation(
        id="appendix_d.spread_rises",
        lhs=derivative(SPREAD, r),
        rhs=2 / (1 - r) ** 2,
        domain=Domain({r: Interval.open(0, Rational(1, 3))}),
        steps=(margin(),),
    )


def least_exponent_falls() -> Equation:
    """State -dq/dr = (d - 1)/r for q = ln(20 d r^(1-d)/(1 - 1.1^(-1/2)))."""
    exponent = log(20 * d * r ** (1 - d) / (1 - 1 / sqrt(Rational(11, 10))))
    return Equation(
        id="appendix_d.exponent_falls",
        lhs=-derivative(exponent, r),
        rhs=(d - 1) / r,
        shown="(d - 1)/r",
        domain=Domain({r: Interval.open(0, Rational(1, 3)), d: Interval(2, oo)}),
        steps=(reach(), product_of_ratios(4)),
    )


def product_of_ratios(size: int) -> Equation:
    """State by how much r^(d-1) exceeds the product of the ratios of neighbours, r their largest: gamma >= r^(1-d)."""
    parts = [Symbol(f"y_{k}", positive=True) for k in range(1, size)]
    products = [Mul(*parts[:k]) for k in range(size)]
    return Equation(
        id=f"appendix_d.product_of_ratios_{size}",
        lhs=r ** (size - 1) - Mul(*[r * part for part in parts]),
        rhs=r ** (size - 1) * Add(*[product * (1 - part) for product, part in zip(products, parts, strict=False)]),
        domain=Domain({r: UNIT, **dict.fromkeys(parts, Interval.Lopen(0, 1))}),
        remark=r"and $a_{k+1}/a_k = r y_k$, $y_k \le 1$, so that $r^{1-d} \le a_1/a_d \le \gamma$",
        steps=(second_moment(2, 2),),
    )


def kappa_parts() -> tuple[Equation, ...]:
    """State what makes the slope in kappa = m^2 positive: in R its first term rises, at R = 1 it is q f > 1, f rises, q falls."""
    above = Interval.open(1, oo)
    f, remark = 40 * m**4 * (m - 1) / (10 * m**4 + 1), r"and $\kappa = m^2$"
    first = 20 * m**2 * R / (1 + 10 * m**4 * R)
    return (
        Equation(
            id="appendix_d.first_term_rises",
            lhs=derivative(first, R),
            rhs=20 * m**2 / (1 + 10 * m**4 * R) ** 2,
            domain=Domain({m: above, R: Interval(1, oo)}),
            remark=remark,
            steps=(slope(),),
        ),
        Equation(
            id="appendix_d.first_term_at_one",
            lhs=first.subs(R, 1) * 2 * (m**3 - m**2),
            rhs=f,
            domain=Domain({m: above}),
            remark=remark,
            steps=(slope(),),
        ),
        Equation(
            id="appendix_d.factor_rises",
            lhs=derivative(f, m),
            rhs=40 * m**3 * (10 * m**5 + m + 4 * (m - 1)) / (10 * m**4 + 1) ** 2,
            domain=Domain({m: above}),
            remark=remark,
            steps=(slope(),),
        ),
        Equation(
            id="appendix_d.least_q_falls",
            lhs=-derivative(log(120 / (1 - 1 / m)), m),
            rhs=1 / (m * (m - 1)),
            domain=Domain({m: above}),
            remark=remark,
            steps=(slope(),),
        ),
    )
