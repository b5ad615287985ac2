r"""Lemma D.8, minor entries stay in the initial phase: true at d = 2 for the flow and descent on U, for every d on a condition.

    printed   |w_ij(t)| <= B = P beta omega for i != j
    d = 2     l = ln 1/B,  p = ln P,  b = ln beta,  T = (p - l)/(2 a_2), so that beta omega e^{2 a_2 T} = B^2
              1. w_12^2 <= w_11 w_22 <= w_22 <= beta omega e^{2 a_2 t} <= B^2 up to T
              2. at T/2 concept 1 is learned: ln(omega e^{c a_1 T}) = c (p - l)/(2 r) - (p + l + b), c = 1 for the flow, and with
                 p >= 10 kappa^2 l + b (D.5) and l >= b + ln(120/(1 - kappa^{-1/2})) (D.4, gamma > 3) it exceeds 20
                 flow: w_11 >= e^{-eps} times its logistic, eps <= gamma B sqrt(beta omega) (`two_concepts.factor`)
                 descent: while w_11 < 4/5 its odds grow by (1 + x)(1 - 25 e) at least, x = 2 eta a_1, e = eta s w_22, and
                 ln(1 + x) >= c x with c = 179/180, as x <= 1/90
              3. from there on |w_12| falls: the flow by `two_concepts.bend` (Lemma D.7), descent as w_11 stays above 4/5 and
                 |w_12+/w_12| < 1
    every d   the flow, if each w_ii is >= 1 - 2/K from some time <= ln(P^2 beta omega)/(2 a_j) on for every weaker j: before,
              step 1 holds for w_ij; after, at |w_ij| = B,
              -|w_ij|'/B >= [(3 a_i + a_j) w_ii + (3 a_j + a_i) w_jj]/2 - (a_i + a_j) - 2 (d - 2) gamma alpha B > 0

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Lemma D.8, as transcribed; all proofs are new.

Legend: r = a_2/a_1; x = eta a_1 in the bounds of descent, o = 1 - w_11, h = w_11 - 4/5; a_i = 3 a_j + e, a_j = alpha + f,
w_ii = 1 - 2/K + p, w_jj = v, D = d gamma B, G = gamma B in the last
"""

from __future__ import annotations

from sympy import Interval, Rational, Symbol, exp, oo

from theory.algebra.calculus import integral
from theory.algebra.domain import NONNEGATIVE, POSITIVE, Domain
from theory.algebra.equation import Equation
from theory.algebra.symbols import a_1, a_2, eta
from theory.appendix_d import descent
from theory.appendix_d.assumptions import K, alpha, kappa
from theory.appendix_d.corollary_d1 import bound
from theory.appendix_d.lemma_d1 import w_11, w_12, w_22
from theory.appendix_d.lemma_d7 import LEVEL
from theory.appendix_d.reduction import margin
from theory.every_start.two_concepts import factor
from theory.steps import entry_stays_below_one, slope_of_an_entry
from theory.two_layer import entry_form_of_indices

b, e, f, h, l, o, p, s, D, G, v = (
    Symbol(letter, nonnegative=True) for letter in ("b", "e", "f", "h", "l", "o", "p", "s", "D", "G", "v")
)
c, r, u, x, X, T = (Symbol(letter, positive=True) for letter in ("c", "r", "u", "x", "X", "T"))
#: The largest |w_12| once concept 1 is learned, above every B of D.4.
REACH = Rational(1, 50)
#: The steps eta a_1 of D.2, and the ratios of rates of D.5.
STEPS, RATIOS = Interval.Lopen(0, Rational(1, 180)), Interval.Lopen(0, Rational(1, 3))


def in_time() -> Equation:
    """State ln(omega e^{c a_1 T}), with ln 1/B = b + l and ln P = 10 kappa^2 (b + l) + b + s, as a sum of terms >= 0."""
    q = b + l
    P = 10 * kappa**2 * q + b + s
    steep = (15 * c - 10) * kappa**2
    return Equation(
        id="appendix_d.learned_in_time",
        lhs=c * (P - q) / (2 * r) - (P + q + b),
        rhs=(steep - 3) * b
        + (steep - 3 * c / 2 - 1) * l
        + (3 * c / 2 - 1) * s
        + c * ((10 * kappa**2 - 1) * q + b + s) * (1 / (2 * r) - Rational(3, 2)),
        domain=Domain(
            {
                c: Interval(Rational(179, 180), 1),
                kappa: Interval.open(Rational(11, 10), oo),
                r: RATIOS,
                **dict.fromkeys((b, l, s), NONNEGATIVE),
            }
        ),
        remark=(
            r"where $\ln 1/(P \beta \omega) = b + l$, $\ln P = 10 \kappa^2 (b + l) + b + s$, $b = \ln \beta$, $r = a_2/a_1$: "
            r"the left side is $c\, a_1 T - \ln 1/\omega$ at $T = \ln(P^2 \beta \omega)/(2 a_2)$"
        ),
        steps=(margin(),),
    )


def delay() -> Equation:
    """State (a_1 + a_2) int_0^T X e^{2 a_2 u} du, X = beta omega: what concept 2 takes off ln w_11 at most."""
    return Equation(
        id="appendix_d.delay_of_first",
        lhs=(a_1 + a_2) * integral(X * exp(2 * a_2 * u), (u, 0, T)),
        rhs=(a_1 + a_2) / (2 * a_2) * X * (exp(2 * a_2 * T) - 1),
        domain=Domain.of([a_1, a_2, X, T]),
        remark=r"and $X = \beta \omega$",
        steps=(slope_of_an_entry(), factor()),
    )


def odds() -> Equation:
    """State what makes the odds of w_11 = 1 - o grow by (1 + x)(1 - 25 e) in w+ = w (1 + x o - e), for o >= 1/5."""
    w = 1 - o
    missed = o * (1 - x * w) + e * w
    return Equation(
        id="appendix_d.odds_of_first",
        lhs=(1 + x * o - e) * o - (1 + x) * (1 - 25 * e) * missed,
        rhs=x**2 * w * o
        + e * ((1 + x) * (20 * o - 1) * (1 - x * w) + 5 * o + 6 * x * o - (1 + x) * x * w * (1 + 5 * o) + 25 * (1 + x) * e * w),
        domain=Domain(
            {
                x: Interval.Lopen(0, Rational(1, 90)),
                o: Interval.Ropen(1 - LEVEL, 1),
                e: Interval(0, Rational(1, 100)),
            }
        ),
        shown=(
            r"x^2 o (1 - o) + e \bigl[ (1 + x) (20 o - 1) (1 - x (1 - o)) + 5 o + 6 x o - (1 + x) x (1 - o) (1 + 5 o) "
            r"+ 25 (1 + x) e (1 - o) \bigr]"
        ),
        remark=r"and $x = 2 \eta a_1$, $o = 1 - w_{11}$, $e = \eta (a_1 + a_2) w_{22}$",
        steps=(entry_stays_below_one(), descent.major_step()),
    )


def persists() -> Equation:
    """State by how much w_11 stays above 4/5 in a step of the recurrence at d = 2, for |w_12| <= 1/50."""
    step = w_11 + x * (2 * w_11 * (1 - w_11) - (1 + r) * w_12**2)
    return Equation(
        id="appendix_d.first_persists",
        lhs=step - LEVEL,
        rhs=(w_11 - LEVEL) * (1 - 2 * x * w_11) + x * (2 * w_11 / 5 - (1 + r) * w_12**2),
        domain=Domain({x: STEPS, r: RATIOS, w_11: Interval(LEVEL, 1), w_12: Interval(-REACH, REACH)}),
        left=r"w_{11} + x (2 w_{11} (1 - w_{11}) - (1 + r) w_{12}^2) - \tfrac45",
        remark=r"and $x = \eta a_1$, $r = a_2/a_1$",
        steps=(entry_stays_below_one(),),
    )


def suppressed_by_descent() -> Equation:
    """State 1 - w_12+/w_12 under descent on U where w_11 = 4/5 + h, a sum of terms >= 0."""
    units = {eta: x, a_1: 1, a_2: r, w_11: LEVEL + h}
    own = (1 + r) / 2 * (LEVEL + h) - r * (1 - w_22)
    spare = own / 5 + (1 + r) / 2 * r * w_22 * (1 - w_22) - (1 + r) ** 2 * w_12**2 / 4
    return Equation(
        id="appendix_d.suppressed_by_descent",
        lhs=1 - descent.growth().subs(units),
        rhs=x * ((1 - 3 * r) / 5 + (3 * r + 1) * w_22 / 2 + h * ((3 + r) / 2 - x * own) + x * spare),
        domain=Domain(
            {
                x: STEPS,
                r: RATIOS,
                h: Interval(0, 1 - LEVEL),
                w_22: Interval(0, 1),
                w_12: Interval(-REACH, REACH),
            }
        ),
        left=r"1 - \bigl[ f g - \tfrac12 \eta s (f w_{11} + g w_{22}) + \tfrac14 \eta^2 s^2 w_{12}^2 \bigr]",
        shown=(
            r"x \bigl[ \tfrac15 (1 - 3 r) + \tfrac12 (3 r + 1) w_{22} + h (\tfrac12 (3 + r) - x v) + \tfrac15 x v "
            r"+ \tfrac12 x (1 + r) r w_{22} (1 - w_{22}) - \tfrac14 x (1 + r)^2 w_{12}^2 \bigr]"
        ),
        letters={"v": r"\tfrac12 (1 + r) (\tfrac45 + h) - r (1 - w_{22})"},
        remark=r"with $x = \eta a_1$, $r = a_2/a_1$, $w_{11} = \tfrac45 + h$; the left side is $1 - w_{12}^+/w_{12}$",
        steps=(descent.minor_step(),),
    )


def held_back() -> Equation:
    """State -|w_ij|'/B at |w_ij| = B at least, where w_ii >= 1 - 2/K and i is the stronger: a sum of terms >= 0, one above 0."""
    a_j = alpha + f
    a_i = 3 * a_j + e
    return Equation(
        id="appendix_d.held_back",
        lhs=((3 * a_i + a_j) * (1 - 2 / K + p) + (3 * a_j + a_i) * v) / 2 - (a_i + a_j) - 2 * alpha * (D - 2 * G),
        rhs=(10 * a_j + 3 * e) * p / 2
        + (6 * a_j + e) * v / 2
        + (10 * a_j + 3 * e) * (Rational(1, 20) - 1 / K)
        + 7 * e / 20
        + f / 2
        + alpha * (Rational(2, 5) + 2 * (Rational(1, 20) - D) + 4 * G),
        domain=Domain(
            {
                alpha: POSITIVE,
                K: Interval(20, oo),
                D: Interval(0, Rational(1, 20)),
                G: Interval(0, Rational(1, 40)),
                **dict.fromkeys((e, f, p, v), NONNEGATIVE),
            }
        ),
        remark=(
            r"with $a_i = 3 a_j + e$, $a_j = \alpha + f$, $w_{ii} = 1 - 2/K + p$, $w_{jj} = v$, $D = d \gamma B$ and $G = "
            r"\gamma B$: the left side is growth less suppression, with its sign changed and over $w_{ij}$, less $2 (d - 2) "
            r"\gamma \alpha B$ for the interaction"
        ),
        steps=(entry_form_of_indices(), bound(1), bound(-1)),
    )
