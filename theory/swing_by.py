"""Swing-by at d = 2: when the test loss rises between its two descents, and by how much, as omega -> 0.

    loss        L = [ (w_11 mu_1 + w_12 mu_2 - mu_1)^2 + (w_12 mu_1 + w_22 mu_2 - mu_2)^2 ] / 2
    between     L = mu_2^2/2 - mu_1 mu_2 w_12 + mu_1^2 delta^2/2 - mu_2^2 w_22 + smaller,   delta = 1 - w_11
                delta' = -2 a_1 delta,   w_12' = -a_1 theta w_12,   w_22' = 2 a_2 w_22
    minimum     2 a_1 mu_1^2 delta^2 = a_1 theta mu_1 mu_2 w_12          (w_22 negligible)
    maximum     a_1 theta mu_1 w_12 = 2 a_2 mu_2 w_22                    (delta negligible)
    rise        (1 - theta/4) mu_1 mu_2 w_12(t_m) = Theta(omega^{4 theta/(4 - theta)})
    sharper     mu_1 mu_2 [ (1 - theta/4) w_12(t_m) - (1 + a_1 theta/(2 a_2)) w_12(t_M) ]
    onset       a_1 theta mu_1 mu_2 B e^{-a_1 theta t} > 2 a_1 mu_1^2 e^{-4 a_1 t}/c_1^2 + 2 a_2 mu_2^2 c_2 e^{2 a_2 t}
                for some t > T_1

Source: new; the mechanism is that of Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 4.2.2.

Legend: theta = (a_1 - a_2)/(2 a_1); B w_12 = B e^{-a_1 theta t} after T_1; y = w_12, v = w_22 between the two learning times
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, ImmutableMatrix, Rational, Symbol, exp, expand, expand_log, log, sqrt, symbols

from theory.algebra.calculus import at_limit, at_value, derivative
from theory.algebra.domain import NONNEGATIVE, POSITIVE, REAL, THETA, UNIT, Domain
from theory.algebra.equation import Equation, explicit
from theory.algebra.symbols import W, a_1, a_2, c_1, c_2, m, omega, symmetric, t, theta, z
from theory.logistic import solution as major_entry
from theory.minor_entries import decay_after_learning, major, phi
from theory.minor_entries import flow as flow_of_minor
from theory.minor_entries import solution as minor_entry
from theory.pivots import schur_complement
from theory.task import test_loss as loss_at_point

mu_1, mu_2 = symbols("mu_1 mu_2", positive=True)
w_11, w_12, w_22 = symbols("w_11 w_12 w_22", real=True)
delta, y, v = symbols("delta y v", positive=True)
B = Symbol("B", positive=True)
epsilon = Symbol("epsilon", positive=True)
y_M = Symbol("y_M", positive=True)
#: e^{-2 a_1 t}, which tends to 0 after the first concept is learned.
x = Symbol("x", positive=True)

#: What letters stand for: the test loss, to leading order between the learning times, after the first, and at the minimum.
TEST_LOSS = {"L": r"\tfrac12 \lVert W \mu - \mu \rVert^2"}
REDUCED_LOSS = {
    "L": r"\tfrac12 \mu_2^2 - \mu_1 \mu_2 w_{12} + \tfrac12 \mu_1^2 \delta^2 - \mu_2^2 w_{22}",
    r"\delta": "1 - w_{11}",
}
AFTER_FIRST = {r"\delta": "e^{-2 a_1 t} / c_1", "w_{12}": r"B e^{-a_1 \theta t}", "B": r"w_{12}(0)\, c_1^{\theta/2 - 1}"}
BETWEEN = "where $L$ is the test loss between the learning times to leading order"
AT_MINIMUM = {"w_{12}(t_m)": "y", "w_{12}": "y"}


def test_loss() -> Expr:
    """Return L at x_hat = (mu_1, mu_2)."""
    return ((w_11 * mu_1 + w_12 * mu_2 - mu_1) ** 2 + (w_12 * mu_1 + w_22 * mu_2 - mu_2) ** 2) / 2


def reduced_loss(entry: Expr = y, rest: Expr = delta, second: Expr = v) -> Expr:
    """Return mu_2^2/2 - mu_1 mu_2 w_12 + mu_1^2 delta^2/2 - mu_2^2 w_22."""
    return mu_2**2 / 2 - mu_1 * mu_2 * entry + mu_1**2 * rest**2 / 2 - mu_2**2 * second


@cache
def test_loss_in_entries() -> Equation:
    """State the test loss at d = 2 and x_hat = (mu_1, mu_2) in the entries of W, from its form in every dimension."""
    values = {W: symmetric("w", 2), z: ImmutableMatrix([mu_1, mu_2])}
    return Equation(
        id="swing_by.test_loss_in_entries",
        lhs=explicit(loss_at_point().rhs, values, 2).doit(),
        rhs=test_loss(),
        domain=Domain({**dict.fromkeys((mu_1, mu_2), POSITIVE), **dict.fromkeys((w_11, w_12, w_22), REAL)}),
        left=r"\tfrac12 \lVert W \mu - \mu \rVert^2",
        shown=(r"\tfrac12 (w_{11} \mu_1 + w_{12} \mu_2 - \mu_1)^2 + \tfrac12 (w_{12} \mu_1 + w_{22} \mu_2 - \mu_2)^2"),
        remark="at $d = 2$",
        steps=(loss_at_point(),),
    )


@cache
def rest_after_first() -> Equation:
    """State that delta = 1 - w_11 of the logistic entry is e^{-2 a_1 t} (1 - c_1)/c_1 in the end, written in x = e^{-2 a_1 t}."""
    return Equation(
        id="swing_by.rest_after_first",
        lhs=at_limit((1 - major(a_1, c_1, _late())).simplify() / x, x, 0, "+"),
        rhs=(1 - c_1) / c_1,
        domain=Domain({c_1: UNIT}),
        left=r"\lim_{t \to \infty} e^{2 a_1 t} (1 - w_{11})",
        letters={"w_{11}": r"\frac{c_1 e^{2 a_1 t}}{\phi_1}"},
        steps=(major_entry(),),
    )


@cache
def entry_after_first() -> Equation:
    """State that w_12, w_22 left out, is B e^{-a_1 theta t} in the end with B = w_12(0) c_1^{theta/2 - 1}."""
    grown = (2 - 2 * theta) * a_1 * _late() - (1 - theta / 2) * log(phi(a_1, c_1, _late()).simplify())
    return Equation(
        id="swing_by.entry_after_first",
        lhs=at_limit(log(m) + expand_log(grown + a_1 * theta * _late(), force=True), x, 0, "+"),
        rhs=log(m) + (theta / 2 - 1) * log(c_1),
        domain=Domain({theta: THETA, a_1: POSITIVE, m: POSITIVE, c_1: UNIT}),
        left=r"\lim_{t \to \infty} \ln \bigl[ e^{a_1 \theta t}\, w_{12} \bigr]",
        shown=r"\ln \bigl[ w_{12}(0)\, c_1^{\theta/2 - 1} \bigr]",
        letters={"w_{12}(0)": "m"},
        remark=r"$w_{12}$ is the closed form of a minor entry with $w_{22}$ left out, $\phi_2 = 1$",
        steps=(minor_entry(),),
    )


def _late() -> Expr:
    """Return the time at which x = e^{-2 a_1 t}."""
    return -log(x) / (2 * a_1)


@cache
def between() -> Equation:
    """State the loss between the learning times to leading order, w_12, w_22 ~ epsilon and delta ~ sqrt(epsilon)."""
    scaled = test_loss().subs({w_11: 1 - sqrt(epsilon) * delta, w_12: epsilon * y, w_22: epsilon * v})
    return Equation(
        id="swing_by.between",
        lhs=at_limit(expand((scaled - mu_2**2 / 2) / epsilon), epsilon, 0, "+"),
        rhs=expand(reduced_loss() - mu_2**2 / 2),
        domain=Domain(dict.fromkeys((mu_1, mu_2, delta, y, v), POSITIVE)),
        left=r"\lim_{\epsilon \to 0} \left( L - \tfrac12 \mu_2^2 \right) / \epsilon",
        shown=r"-\mu_1 \mu_2\, y + \tfrac12 \mu_1^2 \delta^2 - \mu_2^2\, v",
        letters=TEST_LOSS,
        remark=(r"the test loss, with $w_{11} = 1 - \sqrt{\epsilon}\, \delta$, $w_{12} = \epsilon y$, $w_{22} = \epsilon v$"),
        steps=(test_loss_in_entries(),),
        believed=r"that $\delta^2$, $w_{12}$ and $w_{22}$ are small, and of one order, between the learning times",
    )


@cache
def slope() -> Equation:
    """State the slope of the reduced loss along delta' = -2 a_1 delta, w_12' = -a_1 theta w_12, w_22' = 2 a_2 w_22."""
    along = {delta: delta * exp(-2 * a_1 * t), y: y * exp(-a_1 * theta * t), v: v * exp(2 * a_2 * t)}
    return Equation(
        id="swing_by.slope",
        lhs=at_value(derivative(reduced_loss().subs(along), t), t, 0),
        rhs=a_1 * theta * mu_1 * mu_2 * y - 2 * a_1 * mu_1**2 * delta**2 - 2 * a_2 * mu_2**2 * v,
        domain=_domain(delta, y, v),
        left=r"\frac{dL}{dt}",
        shown=r"a_1 \theta \mu_1 \mu_2\, w_{12} - 2 a_1 \mu_1^2 \delta^2 - 2 a_2 \mu_2^2\, w_{22}",
        letters={**REDUCED_LOSS, "w_{12}": "y", "w_{22}": "v"},
        remark=BETWEEN
        + r", with $\dot \delta = -2 a_1 \delta$, $\dot w_{12} = -a_1 \theta w_{12}$, $\dot w_{22} = 2 a_2 w_{22}$",
        steps=(between(), decay_after_learning(), major_entry()),
        believed=(
            "that $w_{22}$ may be left out of the decay of $w_{12}$, and the noise of the slope of $w_{11}$ and "
            "$w_{22}$: the reduced model"
        ),
    )


def root(linear: Expr, letter: Symbol) -> Expr:
    """Return where an expression linear in a letter vanishes: its value at 0 over minus its derivative, not carried out."""
    return -at_value(linear, letter, 0) / derivative(linear, letter)


@cache
def minimum() -> Equation:
    """State delta^2 at the minimum, by solving slope = 0 without w_22: delta^2 = theta mu_2 w_12/(2 mu_1)."""
    square = Symbol("delta_2", positive=True)
    balance = slope().rhs.subs({v: 0, delta: sqrt(square)})
    return Equation(
        id="swing_by.minimum",
        lhs=root(balance, square),
        rhs=theta * mu_2 * y / (2 * mu_1),
        domain=_domain(y),
        left=r"\delta(t_m)^2",
        shown=r"\frac{\theta \mu_2\, w_{12}(t_m)}{2 \mu_1}",
        letters={r"\delta": "1 - w_{11}", **AT_MINIMUM},
        remark="and $t_m$ is the time of the minimum: the slope vanishes, $w_{22}$ left out",
        steps=(slope(),),
        believed="that $w_{22}$ may be left out at the minimum",
    )


@cache
def rise() -> Equation:
    """State the rise mu_2^2/2 - L(t_m): (1 - theta/4) mu_1 mu_2 w_12(t_m)."""
    rise_to = mu_2**2 / 2 - reduced_loss(second=Rational(0))
    return Equation(
        id="swing_by.rise",
        lhs=at_value(rise_to, delta, sqrt(minimum().rhs)),
        rhs=(1 - theta / 4) * mu_1 * mu_2 * y,
        domain=_domain(y),
        left=r"\tfrac12 \mu_2^2 - L(t_m)",
        shown=r"\left( 1 - \frac{\theta}{4} \right) \mu_1 \mu_2\, w_{12}(t_m)",
        letters={**REDUCED_LOSS, **AT_MINIMUM},
        remark=BETWEEN + ", and $t_m$ is the time of its minimum, $w_{22}$ left out",
        steps=(minimum(),),
        believed=r"that $\delta$, $w_{12}$ and $w_{22}$ may be left out at the maximum, where then $L = \tfrac12 \mu_2^2$",
    )


def log_entry_at_minimum() -> Expr:
    """Return ln w_12(t_m), w_12(t_m) = B (theta mu_2 B c_1^2/(2 mu_1))^{theta/(4 - theta)}.

    With delta = e^{-2 a_1 t}/c_1 and w_12 = B e^{-a_1 theta t}.
    """
    return log(B) + theta / (4 - theta) * log(theta * mu_2 * B * c_1**2 / (2 * mu_1))


@cache
def entry_at_minimum() -> Equation:
    """State that this w_12 meets the balance of the minimum: ln of both sides of delta^2 = theta mu_2 w_12/(2 mu_1)."""
    time = (log(B) - log_entry_at_minimum()) / (a_1 * theta)
    left = -4 * a_1 * time - 2 * log(c_1)
    return Equation(
        id="swing_by.entry_at_minimum",
        lhs=left,
        rhs=log(theta * mu_2 / (2 * mu_1)) + log_entry_at_minimum(),
        domain=Domain({**dict.fromkeys((a_1, mu_1, mu_2, B, c_1), POSITIVE), theta: THETA}),
        left=r"\ln \delta(t_m)^2",
        shown=(
            r"\ln \frac{\theta \mu_2 w_{12}(t_m)}{2 \mu_1},\quad w_{12}(t_m) = B \left( \frac{\theta \mu_2 B "
            r"c_1^2}{2 \mu_1} \right)^{\frac{\theta}{4-\theta}}"
        ),
        letters=AFTER_FIRST,
        remark=("which is what they are to leading order after the first concept is learned; $t_m$ is the time of the minimum"),
        steps=(minimum(), rest_after_first(), entry_after_first()),
        believed=r"that $(1 - c_1) / c_1$ is $1 / c_1$ as $\omega \to 0$",
    )


def exponent() -> Equation:
    """State d ln(rise)/d ln(omega) for W(0) = omega M: 4 theta/(4 - theta), not theta.

    c_1 is of order omega, and B = w_12(0) c_1^{-(1 - theta/2)} of order omega^{theta/2}.
    """
    start = m * omega * (c_1 * omega) ** (theta / 2 - 1)
    scaled = log_entry_at_minimum().subs({B: start, c_1: c_1 * omega}, simultaneous=True)
    return Equation(
        id="swing_by.exponent",
        lhs=omega * derivative(scaled, omega),
        rhs=4 * theta / (4 - theta),
        domain=Domain({theta: THETA, omega: POSITIVE, **dict.fromkeys((m, c_1, mu_1, mu_2), POSITIVE)}),
        left=r"\frac{d \ln w_{12}(t_m)}{d \ln \omega}",
        remark=(
            r"$W(0) = \omega M$, $c_1 = \omega M_{11}$ and $B = \omega M_{12}\, c_1^{\theta/2 - 1}$; $w_{12}(t_m) = B "
            r"(\theta \mu_2 B c_1^2 / (2 \mu_1))^{\theta / (4 - \theta)}$ at the minimum (in the domain $m = M_{12}$ and "
            r"$c_1$ is $M_{11}$)"
        ),
        steps=(entry_at_minimum(), rise()),
    )


def rise_constant(start: Expr = m, pivot: Expr = c_1) -> Expr:
    """Return ln of lim rise / omega^{4 theta/(4 - theta)} for W(0) = omega M, m = M_12 and c_1 = M_11."""
    B_of_M = log(start) - (1 - theta / 2) * log(pivot)
    inner = log(theta * mu_2 / (2 * mu_1)) + B_of_M + 2 * log(pivot)
    return log((1 - theta / 4) * mu_1 * mu_2) + B_of_M + theta / (4 - theta) * inner


@cache
def maximum() -> Equation:
    """State w_22 at the maximum, by solving slope = 0 without delta: w_22 = a_1 theta mu_1 w_12/(2 a_2 mu_2)."""
    return Equation(
        id="swing_by.maximum",
        lhs=root(slope().rhs.subs(delta, 0), v),
        rhs=a_1 * theta * mu_1 * y / (2 * a_2 * mu_2),
        domain=_domain(y),
        left=r"w_{22}(t_M)",
        shown=r"\frac{a_1 \theta \mu_1\, w_{12}(t_M)}{2 a_2 \mu_2}",
        letters={"w_{12}(t_M)": "y", "w_{12}": "y"},
        remark=r"$t_M$ is the time of the maximum: the slope vanishes, $\delta$ left out",
        steps=(slope(),),
        believed=r"that $\delta$ may be left out at the maximum",
    )


def sharper_rise() -> Equation:
    """State L(t_M) - L(t_m): mu_1 mu_2 [ (1 - theta/4) w_12(t_m) - (1 + a_1 theta/(2 a_2)) w_12(t_M) ]."""
    top = at_value(reduced_loss(entry=y_M, rest=Rational(0)), v, maximum().rhs.subs(y, y_M))
    bottom = at_value(reduced_loss(second=Rational(0)), delta, sqrt(minimum().rhs))
    return Equation(
        id="swing_by.sharper_rise",
        lhs=top - bottom,
        rhs=mu_1 * mu_2 * ((1 - theta / 4) * y - (1 + a_1 * theta / (2 * a_2)) * y_M),
        domain=_domain(y, y_M),
        left=r"L(t_M) - L(t_m)",
        shown=(
            r"\mu_1 \mu_2 \Bigl[ \bigl( 1 - \tfrac{\theta}{4} \bigr)\, w_{12}(t_m)"
            r" - \bigl( 1 + \tfrac{a_1 \theta}{2 a_2} \bigr)\, w_{12}(t_M) \Bigr]"
        ),
        letters={**REDUCED_LOSS, "w_{12}(t_m)": "y", "w_{12}(t_M)": "y_M"},
        remark=BETWEEN + r", $w_{22}$ left out at $t_m$, the time of the minimum, and $\delta$ at $t_M$, that of the maximum",
        steps=(minimum(), maximum()),
    )


def onset() -> Equation:
    """State the slope of the reduced loss with the entries put in: a rise iff it is positive for some t > T_1."""
    entries = {y: B * exp(-a_1 * theta * t), delta: exp(-2 * a_1 * t) / c_1, v: c_2 * exp(2 * a_2 * t)}
    gain = a_1 * theta * mu_1 * mu_2 * B * exp(-a_1 * theta * t)
    cost = 2 * a_1 * mu_1**2 * exp(-4 * a_1 * t) / c_1**2 + 2 * a_2 * mu_2**2 * c_2 * exp(2 * a_2 * t)
    return Equation(
        id="swing_by.onset",
        lhs=derivative(reduced_loss().subs(entries), t),
        rhs=gain - cost,
        domain=Domain({**_domain(B, c_1, c_2).sets, t: NONNEGATIVE}),
        left=r"\frac{dL}{dt}",
        shown=(
            r"a_1 \theta \mu_1 \mu_2 B\, e^{-a_1 \theta t} - \frac{2 a_1 \mu_1^2\, e^{-4 a_1 t}}{c_1^2} - 2 a_2 \mu_2^2 "
            r"c_2\, e^{2 a_2 t}"
        ),
        letters={**REDUCED_LOSS, **AFTER_FIRST, "w_{22}": "c_2 e^{2 a_2 t}"},
        remark=(
            BETWEEN + r"; $c_1$, $c_2$ are the pivots of $W(0)$ and $T_1 = \frac{1}{2 a_1} \ln \frac{1 - c_1}{c_1}$ is the first "
            "learning time"
        ),
        steps=(slope(), rest_after_first(), entry_after_first(), schur_complement()),
        believed="that the entries are what they are in the reduced model from $T_1$ on",
    )


def initial_slope() -> Equation:
    """State dL/dt at t = 0 to first order in omega, W(0) = omega M: -mu^T (A M + M A) mu.

    A negative entry M_12 can make it positive: then the loss rises at once, by an amount of order omega.
    """
    M_11, M_12, M_22 = symbols("M_11 M_12 M_22", real=True)
    growth = {w_11: M_11 * exp(2 * a_1 * t), w_12: M_12 * exp((a_1 + a_2) * t), w_22: M_22 * exp(2 * a_2 * t)}
    grown = test_loss().subs({entry: omega * value for entry, value in growth.items()})
    quadratic = 2 * a_1 * mu_1**2 * M_11 + 2 * (a_1 + a_2) * mu_1 * mu_2 * M_12 + 2 * a_2 * mu_2**2 * M_22
    return Equation(
        id="swing_by.initial_slope",
        lhs=at_limit(at_value(derivative(grown, t), t, 0) / omega, omega, 0),
        rhs=-quadratic,
        domain=Domain({**dict.fromkeys((a_1, a_2, mu_1, mu_2), POSITIVE), **dict.fromkeys((M_11, M_12, M_22), REAL)}),
        left=r"\lim_{\omega \to 0} \frac{1}{\omega} \left. \frac{dL}{dt} \right|_{t=0}",
        shown=r"-\mu^{T} (A M + M A)\, \mu",
        letters=TEST_LOSS,
        remark=r"the test loss at $d = 2$, and $W(0) = \omega M$",
        steps=(test_loss_in_entries(), flow_of_minor()),
        believed=r"that at first every entry grows at its own rate, the rest being of order $\omega^2$",
    )


def _domain(*letters: Symbol) -> Domain:
    return Domain({**dict.fromkeys((a_1, a_2, mu_1, mu_2), POSITIVE), theta: THETA, **dict.fromkeys(letters, POSITIVE)})
