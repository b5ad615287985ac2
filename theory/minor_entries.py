"""Minor entries w_ij, i stronger than j, to leading order: growth, suppression, peak.

    flow        w_ij' = w_ij [ (a_i + a_j) - w_ii (3 a_i + a_j)/2 - w_jj (3 a_j + a_i)/2 ]        (noise left out)
    solution    w_ij = w_ij(0) e^{(a_i+a_j) t} phi_i^{-(3a_i+a_j)/(4a_i)} phi_j^{-(3a_j+a_i)/(4a_j)}
                phi_k = 1 + c_k (e^{2a_k t} - 1)
    threshold   growth turns to decay at w_ii = 2 (a_i + a_j)/(3 a_i + a_j), below 1 exactly when a_i > a_j
    peak        at ln[ (1-c)/c 2 (a_i+a_j)/(a_i-a_j) ] / (2 a_i), of height of order omega^theta, theta = (a_i - a_j)/(2 a_i)

Source: new; the mechanism is that of Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 4.2.1.

Legend: a_1 > a_2 the rates of i and j; q = (1 - c)/c; c_k the start of w_kk; m the start of w_ij; omega scale of W(0)
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, Rational, S, Symbol, exp, expand_log, log, solve, symbols

from theory.algebra.calculus import at_limit, at_value, derivative
from theory.algebra.domain import NONNEGATIVE, POSITIVE, THETA, UNIT, Domain
from theory.algebra.equation import Equation, Printed
from theory.algebra.symbols import a_1, a_2, c_1, c_2, entry, m, omega, t, theta
from theory.two_layer import FLOW, entry_form_of_indices, explicit_field

#: The odds (1 - c_1)/c_1.
q = Symbol("q", positive=True)

#: The domain of the rates alone.
RATES = Domain({a_1: POSITIVE, a_2: POSITIVE})
#: The major entries to leading order, and the time of the peak, as letters of an equation.
MAJOR = {"w_{kk}": r"\frac{c_k e^{2 a_k t}}{\phi_k}"}
PEAK_TIME = {r"T_{\text{peak}}": r"\frac{1}{2 a_1} \ln \frac{2 (1 - c_1) (a_1 + a_2)}{c_1 (a_1 - a_2)}"}


def phi(a: Expr, c: Expr, time: Expr = t) -> Expr:
    """Return phi = 1 + c (e^{2 a t} - 1)."""
    return 1 + c * (exp(2 * a * time) - 1)


def major(a: Expr, c: Expr, time: Expr = t) -> Expr:
    """Return w_kk = c e^{2 a t} / phi."""
    return c * exp(2 * a * time) / phi(a, c, time)


def minor(time: Expr = t) -> Expr:
    """Return w_12 = m e^{(a_1+a_2) t} phi_1^{-(3a_1+a_2)/(4a_1)} phi_2^{-(3a_2+a_1)/(4a_2)}."""
    first = phi(a_1, c_1, time) ** (-(3 * a_1 + a_2) / (4 * a_1))
    second = phi(a_2, c_2, time) ** (-(3 * a_2 + a_1) / (4 * a_2))
    return m * exp((a_1 + a_2) * time) * first * second


def relative_rate(w_11: Expr, w_22: Expr) -> Expr:
    """Return w_12'/w_12 = (a_1 + a_2) - w_11 (3 a_1 + a_2)/2 - w_22 (3 a_2 + a_1)/2."""
    return a_1 + a_2 - w_11 * (3 * a_1 + a_2) / 2 - w_22 * (3 * a_2 + a_1) / 2


@cache
def flow() -> Equation:
    """State w_12' at d = 2, where nothing makes noise on it: V(W)_12 = w_12 times the relative rate, exactly."""
    w_11, w_12, w_22 = (entry("w", *place) for place in ((1, 1), (1, 2), (2, 2)))
    return Equation(
        id="minor_entries.flow",
        lhs=explicit_field(2)[0, 1],
        rhs=w_12 * relative_rate(w_11, w_22),
        domain=Domain.of((a_1, a_2, w_11, w_12, w_22)),
        left="V(W)_{12}",
        shown=r"w_{12} \bigl[ (a_1 + a_2) - \tfrac12 w_{11} (3a_1 + a_2) - \tfrac12 w_{22} (3a_2 + a_1) \bigr]",
        letters=FLOW,
        remark=r"at $d = 2$, $A = \operatorname{diag}(a)$",
        steps=(entry_form_of_indices(),),
    )


@cache
def half_integral() -> Equation:
    """State that ln(phi)/(4 a) is half the integral of the major entry: its derivative is w_kk / 2."""
    return Equation(
        id="minor_entries.half_integral",
        lhs=derivative(log(phi(a_1, c_1)) / (4 * a_1), t),
        rhs=major(a_1, c_1) / 2,
        domain=Domain({a_1: POSITIVE, c_1: UNIT, t: NONNEGATIVE}),
        left=r"\frac{d}{dt} \frac{\ln \phi_k}{4 a_k}",
        shown=r"\tfrac12 w_{kk}",
        letters=MAJOR,
    )


@cache
def solution() -> Equation:
    """State that the closed form grows at its relative rate: d/dt ln w_12 = w_12'/w_12."""
    return Equation(
        id="minor_entries.solution",
        lhs=derivative(expand_log(log(minor()), force=True), t),
        rhs=relative_rate(major(a_1, c_1), major(a_2, c_2)),
        domain=Domain({**RATES.sets, c_1: UNIT, c_2: UNIT, m: POSITIVE, t: NONNEGATIVE}),
        left=(
            r"\frac{d}{dt} \ln \left[ w_{12}(0)\, e^{(a_1+a_2)t} \phi_1^{-\frac{3a_1+a_2}{4a_1}} "
            r"\phi_2^{-\frac{3a_2+a_1}{4a_2}} \right]"
        ),
        shown=r"(a_1 + a_2) - \tfrac12 w_{11} (3a_1 + a_2) - \tfrac12 w_{22} (3a_2 + a_1)",
        letters=MAJOR,
        steps=(flow(), half_integral()),
        printed=(Printed("w_{12}(t)", minor(), _laws_of_minor),),
        believed=(
            "that $w_{11}$ and $w_{22}$ are logistic: the noise $(a_1 + a_2) w_{12}^2$ on them is left out, at leading order"
        ),
    )


def _laws_of_minor(found: Expr) -> list[tuple[Expr, Expr]]:
    slope = derivative(expand_log(log(found), force=True), t)
    return [(slope, relative_rate(major(a_1, c_1), major(a_2, c_2))), (at_value(found, t, 0), m)]


def initial_value() -> Equation:
    """State that the closed form starts at w_12(0) = m."""
    return Equation(
        id="minor_entries.initial_value",
        lhs=at_value(minor(), t, 0),
        rhs=m,
        domain=Domain({**RATES.sets, c_1: UNIT, c_2: UNIT, m: POSITIVE}),
        left=r"\left[ w_{12}(0)\, e^{(a_1+a_2)t} \phi_1^{-\frac{3a_1+a_2}{4a_1}} \phi_2^{-\frac{3a_2+a_1}{4a_2}} \right]_{t=0}",
        shown=r"w_{12}(0)",
        letters={"w_{12}(0)": "m"},
        steps=(solution(),),
        believed="that a flow has only one solution from a start",
    )


def threshold() -> Expr:
    """Return 2 (a_1 + a_2) / (3 a_1 + a_2)."""
    return 2 * (a_1 + a_2) / (3 * a_1 + a_2)


@cache
def suppression_threshold() -> Equation:
    """State the value of w_11 at which the relative rate vanishes while w_22 = 0, by solving for it."""
    level = Symbol("w_11", real=True)
    return Equation(
        id="minor_entries.suppression_threshold",
        lhs=solve(relative_rate(level, S.Zero), level)[0],
        rhs=threshold(),
        domain=RATES,
        left=r"\left. w_{11} \right|_{\dot w_{12} = 0,\ w_{22} = 0}",
        remark=r"$\dot w_{12}$ is the flow without noise",
        steps=(solution(),),
        believed="that $w_{22}$ may be left out while $w_{11}$ is learned",
    )


def threshold_below_one() -> Equation:
    """State that 1 - threshold = (a_1 - a_2)/(3 a_1 + a_2): it is below 1 exactly when a_1 > a_2."""
    return _below("minor_entries.threshold_below_one", "1", S.One, (a_1 - a_2) / (3 * a_1 + a_2))


def threshold_of_the_paper() -> Equation:
    """State that 4/5 - threshold = 2 (a_1 - 3 a_2)/(5 (3 a_1 + a_2)): the paper's 0.8 needs a_1 > 3 a_2."""
    stated = 2 * (a_1 - 3 * a_2) / (5 * (3 * a_1 + a_2))
    return _below("minor_entries.threshold_of_the_paper", r"\tfrac45", Rational(4, 5), stated)


def _below(name: str, printed: str, level: Expr, stated: Expr) -> Equation:
    """State how far the threshold is below a level."""
    return Equation(
        id=name,
        lhs=level - suppression_threshold().lhs,
        rhs=stated,
        domain=RATES,
        left=printed + " - w_{11}^{*}",
        letters={"w_{11}^{*}": "2 (a_1 + a_2) / (3 a_1 + a_2)"},
        remark="the threshold",
        steps=(suppression_threshold(),),
    )


def peak_time() -> Expr:
    """Return T = ln[ (1-c)/c 2 (a_1+a_2)/(a_1-a_2) ] / (2 a_1), where (a_1+a_2)/(a_1-a_2) = (1-theta)/theta."""
    return log((1 - c_1) / c_1 * 2 * (1 - theta) / theta) / (2 * a_1)


@cache
def peak_is_at_threshold() -> Equation:
    """State that w_11 is at the suppression threshold at the peak time."""
    return Equation(
        id="minor_entries.peak_time",
        lhs=major(a_1, c_1, peak_time()),
        rhs=threshold().subs(a_2, a_1 * (1 - 2 * theta)),
        domain=Domain({a_1: POSITIVE, c_1: UNIT, theta: THETA}),
        left=r"w_{11}\left( \frac{1}{2a_1} \ln \frac{2 (1-c_1)(a_1+a_2)}{c_1 (a_1-a_2)} \right)",
        shown=r"\frac{2 (a_1+a_2)}{3a_1+a_2}",
        letters={"w_{11}(t)": r"c_1 e^{2 a_1 t} / \phi_1", "a_2": r"a_1 (1 - 2 \theta)"},
        remark=r"and the time is $T_{\text{peak}}$",
        printed=(
            Printed(
                r"T_{\text{peak}}",
                peak_time(),
                lambda time: [(major(a_1, c_1, time), threshold().subs(a_2, a_1 * (1 - 2 * theta)))],
                r"\frac{1}{2a_1} \ln \frac{2 (1-c_1)(a_1+a_2)}{c_1 (a_1-a_2)}",
            ),
        ),
        steps=(suppression_threshold(),),
    )


def log_peak_value() -> Expr:
    """Return ln of m c^{-(1-theta)} (1-c)^{-theta/2} (2(1-theta)/theta)^{1-theta} (theta/(2-theta))^{1-theta/2}."""
    powers = -(1 - theta) * log(c_1) - theta / 2 * log(1 - c_1)
    constants = (1 - theta) * log(2 * (1 - theta) / theta) + (1 - theta / 2) * log(theta / (2 - theta))
    return log(m) + powers + constants


@cache
def peak_value() -> Equation:
    """State the height of the peak while w_22 << 1, by putting the peak time in, as a logarithm.

    Written in the odds q = (1 - c)/c, so that every letter is positive and logarithms split.
    """
    odds = 1 / (1 + q)
    time = log(q * 2 * (1 - theta) / theta) / (2 * a_1)
    growth = (2 - 2 * theta) * a_1 * time
    phi_at_peak = (1 + odds * (exp(2 * a_1 * time) - 1)).factor()
    lhs = log(m) + growth - (1 - theta / 2) * log(phi_at_peak.simplify())
    return Equation(
        id="minor_entries.peak_value",
        lhs=lhs,
        rhs=log_peak_value().subs(c_1, odds),
        domain=Domain({a_1: POSITIVE, q: POSITIVE, m: POSITIVE, theta: THETA}),
        left=r"\ln w_{12}(T_{\text{peak}})",
        shown=(
            r"\ln \left[ w_{12}(0)\, c_1^{-(1-\theta)} (1-c_1)^{-\theta/2}"
            r"\left( \tfrac{2(1-\theta)}{\theta} \right)^{1-\theta} \left( \tfrac{\theta}{2-\theta} \right)^{1-\theta/2} \right]"
        ),
        letters={"c_1": r"\frac{1}{1 + q}", "w_{12}(0)": "m", **PEAK_TIME},
        remark="and $w_{22}$ is left out",
        steps=(peak_is_at_threshold(),),
        believed="that $w_{22}$ may be left out up to the peak",
    )


def peak_scaling() -> Equation:
    """State the exponent of the peak in omega, W(0) = omega M: d ln(peak) / d ln(omega) -> theta."""
    scaled = log_peak_value().subs({m: m * omega, c_1: c_1 * omega})
    return Equation(
        id="minor_entries.peak_scaling",
        lhs=at_limit(omega * derivative(scaled, omega), omega, 0, "+"),
        rhs=theta,
        domain=Domain({theta: THETA}),
        left=r"\lim_{\omega \to 0} \frac{d \ln w_{12}(T_{\text{peak}})}{d \ln \omega}",
        letters=PEAK_TIME,
        remark=r"and $W(0) = \omega M$",
        steps=(peak_value(),),
    )


@cache
def decay_after_learning() -> Equation:
    """State the rate once i is learned, w_11 = 1 and w_22 = 0: decay at (a_1 - a_2)/2."""
    return _rate_at("minor_entries.decay_after_learning", S.Zero, -(a_1 - a_2) / 2, r"w_{11} = 1,\ w_{22} = 0")


def decay_at_the_end() -> Equation:
    """State the rate once both are learned, w_11 = w_22 = 1: decay at a_1 + a_2."""
    return _rate_at("minor_entries.decay_at_the_end", S.One, -(a_1 + a_2), "w_{11} = w_{22} = 1")


def _rate_at(name: str, w_22: Expr, stated: Expr, where: str) -> Equation:
    """State the relative rate at w_11 = 1."""
    left = rf"\left. \dot w_{{12}} / w_{{12}} \right|_{{{where}}}"
    first, second = symbols("w_11 w_22", real=True)
    rate = at_value(at_value(relative_rate(first, second), first, 1), second, w_22)
    return Equation(name, rate, stated, RATES, left=left, steps=(solution(),))
