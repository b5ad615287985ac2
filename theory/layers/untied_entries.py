"""Minor entries of two layers with free weights, i stronger than j, while concept i is learned: closed form, decay, rise.

    reduced      W_2 = (s, u)^T, W_1 = (s, v), w = s^2:  u' = -a_i w u + a_j v,  v' = a_j u - a_j w v,  w' = 2 a_i w (1 - w)
    closed form  u = w^{rho/2} (1-w)^{e-} 2F1(rho/2 + e- - 1/2, 1 + e-; 1 + rho; w)       w_ji = s u
                 v = w^{rho/2} (1-w)^{e-} 2F1(e-, e- + (1 + rho)/2; 1 + rho; w)           w_ij = s v
    late         e^{-r t}, r = 2 a_i e-, in the ratio w_ij/w_ji = a_j/(a_j - r)
    rise         mu_1 mu_2 [ (1 - e-/2) w_21(t_m) - (1 + r/(2 a_2)) w_21(t_M) ], of order omega^{2 theta/(2 - e-)}

The flow is that of the row of a weaker concept along the hidden direction of the stronger one, to first order in u and v.

Source: new; the mechanism of the rise is that of Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 4.2.

Legend: rho = a_j/a_i < 1; e+- = ((1 + rho) +- sqrt((1 - rho)^2 + 4 rho^2))/4; theta = (1 - rho)/2; omega the square of the
scale of the layers; y, v_22 = w_21, w_22 between the two learning times
"""

from __future__ import annotations

from sympy import Expr, ImmutableMatrix, Rational, Symbol, exp, expand, log, sqrt, symbols

from theory import task
from theory.algebra.calculus import at_limit, at_value, derivative
from theory.algebra.domain import POSITIVE, REAL, UNIT, Domain
from theory.algebra.equation import Equation
from theory.algebra.symbols import a_1, a_2, c_1, omega, t
from theory.layers import untied
from theory.layers.untied import epsilon
from theory.swing_by import mu_1, mu_2

rho, w, s = symbols("rho w s", positive=True)
u, v = symbols("u v", real=True)
#: A hypergeometric function of w and its derivative.
F, F_1 = symbols("F F_1", real=True)
w_11, w_12, w_21, w_22 = symbols("w_11 w_12 w_21 w_22", real=True)
delta, x, y, y_M, z = symbols("delta x y y_M z", positive=True)
#: e- as a letter, where only the sign of it matters.
e = Symbol("e", positive=True)
S_21, C = symbols("S_21 C", positive=True)

E_LOW = (1 + rho - sqrt((1 - rho) ** 2 + 4 * rho**2)) / 4
#: Parameters of the hypergeometric functions of u and of v.
OF_U = (rho / 2 + E_LOW - Rational(1, 2), 1 + E_LOW, 1 + rho)
OF_V = (E_LOW, E_LOW + (1 + rho) / 2, 1 + rho)

EXPONENTS = {
    r"\rho": r"a_j / a_i",
    "e": r"\tfrac14 \bigl( 1 + \rho - \sqrt{(1-\rho)^2 + 4 \rho^2} \bigr)",
}


def reduced_flow() -> Equation:
    """State the flow of u, v and s to first order in u and v, from W_2' and W_1' of W_2 = (s, u)^T, W_1 = (s, v)."""
    B, A = ImmutableMatrix([s, epsilon * u]), ImmutableMatrix([[a_1, 0], [0, a_2]])
    row = ImmutableMatrix([[s, epsilon * v]])
    G = (B * row - ImmutableMatrix.eye(2)) * A
    second, first = -G * row.T, -B.T * G
    moved = [derivative(second[1], epsilon), derivative(first[1], epsilon), 2 * s * second[0]]
    return Equation(
        id="untied.reduced_flow",
        lhs=ImmutableMatrix([at_value(side, epsilon, 0) for side in moved]),
        rhs=ImmutableMatrix([-a_1 * s**2 * u + a_2 * v, a_2 * u - a_2 * s**2 * v, 2 * a_1 * s**2 * (1 - s**2)]),
        domain=Domain({a_1: POSITIVE, a_2: POSITIVE, s: UNIT, u: REAL, v: REAL}),
        left=r"(\dot u,\ \dot v,\ \dot w)",
        shown=r"\bigl( -a_1 w u + a_2 v,\ a_2 u - a_2 w v,\ 2 a_1 w (1 - w) \bigr)",
        letters={"w": "s^2"},
        remark=r"with $W_2 = (s, u)^{T}$ and $W_1 = (s, v)$, to first order in $u$ and $v$; $w_{21} = s u$ and $w_{12} = s v$",
        steps=(
            untied.gradient_second(),
            untied.gradient_first(),
        ),
    )


def _along(side: Expr, parameters: tuple[Expr, Expr, Expr]) -> Expr:
    """Return w^{-rho/2} (1-w)^{-e} d/dw of w^{rho/2} (1-w)^e side, for F'' as the hypergeometric equation has it."""
    first, second, third = parameters
    bend = (first * second * F - (third - (first + second + 1) * w) * F_1) / (w * (1 - w))
    slope = derivative(side, w) + F_1 * derivative(side, F) + bend * derivative(side, F_1)
    return (rho / (2 * w) - E_LOW / (1 - w)) * side + slope


def lower_entry() -> Equation:
    """State that u = w^{rho/2} (1-w)^{e-} F and v from the first equation solve the second, for the F of u."""
    other = (2 * w * (1 - w) * ((rho / (2 * w) - E_LOW / (1 - w)) * F + F_1) + w * F) / rho
    return Equation(
        id="untied.lower_entry",
        lhs=2 * w * (1 - w) * _along(other, OF_U),
        rhs=rho * F - rho * w * other,
        domain=_shape(),
        left=r"2 w (1-w) \frac{dv}{dw}",
        shown=r"\rho u - \rho w v",
        letters={
            "u": "F",
            "v": (
                r"\tfrac{1}{\rho} \bigl( 2 w (1-w) \bigl( \bigl( \tfrac{\rho}{2 w} - \tfrac{e}{1-w} \bigr) F + F_1 \bigr) "
                r"+ w F \bigr)"
            ),
            **EXPONENTS,
        },
        remark=(
            r"the first equation solved for $v$, both over $w^{\rho/2} (1-w)^{e}$, with $F = {}_2F_1 \bigl( \tfrac{\rho}{2} + e "
            r"- \tfrac12,\ 1 + e;\ 1 + \rho;\ w \bigr)$ and its derivative $F_1$"
        ),
        steps=(reduced_flow(),),
    )


def upper_entry() -> Equation:
    """State that v = w^{rho/2} (1-w)^{e-} F and u from the second equation solve the first, for the F of v."""
    other = (2 * w * (1 - w) * ((rho / (2 * w) - E_LOW / (1 - w)) * F + F_1) + rho * w * F) / rho
    return Equation(
        id="untied.upper_entry",
        lhs=2 * w * (1 - w) * _along(other, OF_V),
        rhs=rho * F - w * other,
        domain=_shape(),
        left=r"2 w (1-w) \frac{du}{dw}",
        shown=r"\rho v - w u",
        letters={
            "v": "F",
            "u": (
                r"\tfrac{1}{\rho} \bigl( 2 w (1-w) \bigl( \bigl( \tfrac{\rho}{2 w} - \tfrac{e}{1-w} \bigr) F + F_1 \bigr) "
                r"+ \rho w F \bigr)"
            ),
            **EXPONENTS,
        },
        remark=(
            r"the second equation solved for $u$, both over $w^{\rho/2} (1-w)^{e}$, with $F = {}_2F_1 \bigl( e,\ e + "
            r"\tfrac{1+\rho}{2};\ 1 + \rho;\ w \bigr)$ and its derivative $F_1$"
        ),
        steps=(reduced_flow(),),
    )


def late_decay() -> Equation:
    """State that (1, rho/(rho - 2 e-)) is the direction that decays at 2 e- where w = 1."""
    system = ImmutableMatrix([[-1, rho], [rho, -rho]])
    direction = ImmutableMatrix([1, rho / (rho - 2 * E_LOW)])
    return Equation(
        id="untied.late_decay",
        lhs=system * direction,
        rhs=-2 * E_LOW * direction,
        domain=Domain({rho: UNIT}),
        left=r"\begin{pmatrix} -1 & \rho \\ \rho & -\rho \end{pmatrix} \begin{pmatrix} 1 \\ \kappa \end{pmatrix}",
        shown=r"\bigl( -2 e,\ -2 e \kappa \bigr)",
        letters={r"\kappa": r"\frac{\rho}{\rho - 2 e}", **EXPONENTS},
        remark=r"the flow of $(u, v)$ at $w = 1$ in units of $a_i$; $\kappa$ is the ratio $w_{ij} / w_{ji}$",
        steps=(reduced_flow(),),
    )


def reduced_loss(entry: Expr = y, rest: Expr = delta, second: Expr = z) -> Expr:
    """Return mu_2^2/2 - mu_1 mu_2 w_21 + mu_1^2 delta^2/2 - mu_2^2 w_22."""
    return mu_2**2 / 2 - mu_1 * mu_2 * entry + mu_1**2 * rest**2 / 2 - mu_2**2 * second


def between() -> Equation:
    """State the loss between the learning times to leading order: of the two minor entries only w_21 is in it."""
    loss = ((w_11 * mu_1 + w_12 * mu_2 - mu_1) ** 2 + (w_21 * mu_1 + w_22 * mu_2 - mu_2) ** 2) / 2
    scaled = {w_11: 1 - sqrt(epsilon) * delta, w_12: epsilon * x, w_21: epsilon * y, w_22: epsilon * z}
    return Equation(
        id="untied.between",
        lhs=at_limit(expand((loss.subs(scaled) - mu_2**2 / 2) / epsilon), epsilon, 0, "+"),
        rhs=expand(reduced_loss() - mu_2**2 / 2),
        domain=_positive(delta, x, y, z),
        left=r"\lim_{\epsilon \to 0} \left( L - \tfrac12 \mu_2^2 \right) / \epsilon",
        shown=r"-\mu_1 \mu_2\, y + \tfrac12 \mu_1^2 \delta^2 - \mu_2^2\, z",
        letters={"L": r"\tfrac12 \lVert W \mu - \mu \rVert^2"},
        remark=(
            r"the test loss, with $w_{11} = 1 - \sqrt{\epsilon}\, \delta$, $w_{12} = \epsilon x$, $w_{21} = \epsilon y$, "
            r"$w_{22} = \epsilon z$"
        ),
        steps=(task.test_loss(),),
    )


def slope() -> Expr:
    """Return dL/dt of the reduced loss along delta' = -2 a_1 delta, w_21' = -2 a_1 e w_21, w_22' = 2 a_2 w_22."""
    along = {delta: delta * exp(-2 * a_1 * t), y: y * exp(-2 * a_1 * e * t), z: z * exp(2 * a_2 * t)}
    return at_value(derivative(reduced_loss().subs(along), t), t, 0)


def rise() -> Equation:
    """State L(t_M) - L(t_m) = mu_1 mu_2 [ (1 - e/2) w_21(t_m) - (1 + r/(2 a_2)) w_21(t_M) ], r = 2 a_1 e."""
    decay = 2 * a_1 * e
    square, top = decay * mu_2 * y / (2 * a_1 * mu_1), decay * mu_1 * y_M / (2 * a_2 * mu_2)
    bottom = at_value(reduced_loss(second=0 * z), delta, sqrt(square))
    return Equation(
        id="untied.rise",
        lhs=at_value(reduced_loss(entry=y_M, rest=0 * delta), z, top) - bottom,
        rhs=mu_1 * mu_2 * ((1 - e / 2) * y - (1 + a_1 * e / a_2) * y_M),
        domain=_positive(a_1, a_2, e, y, y_M),
        left=r"L(t_M) - L(t_m)",
        shown=(
            r"\mu_1 \mu_2 \Bigl[ \bigl( 1 - \tfrac{e}{2} \bigr)\, w_{21}(t_m) - \bigl( 1 + \tfrac{a_1 e}{a_2} \bigr)\, "
            r"w_{21}(t_M) \Bigr]"
        ),
        letters={
            "L": r"\tfrac12 \mu_2^2 - \mu_1 \mu_2 w_{21} + \tfrac12 \mu_1^2 \delta^2 - \mu_2^2 w_{22}",
            "w_{21}(t_m)": "y",
            "w_{21}(t_M)": "y_M",
        },
        remark=(
            r"where $L$ is the test loss between the learning times to leading order, with $\delta^2 = e \mu_2 w_{21} / \mu_1$ "
            r"at $t_m$ and $w_{22} = a_1 e \mu_1 w_{21} / (a_2 \mu_2)$ at $t_M$"
        ),
        believed=r"that all else may be left out between the two learning times",
        steps=(balances(),),
    )


def balances() -> Equation:
    """State that the slope of the reduced loss vanishes at delta^2 = e mu_2 y/mu_1 without w_22, and at w_22 without delta."""
    stated = slope()
    low = {z: 0, delta: sqrt(e * mu_2 * y / mu_1)}
    high = {delta: 0, z: a_1 * e * mu_1 * y / (a_2 * mu_2)}
    return Equation(
        id="untied.balances",
        lhs=ImmutableMatrix([at_value(stated, tuple(place), tuple(place.values())) for place in (low, high)]),
        rhs=ImmutableMatrix([0, 0]),
        domain=_positive(a_1, a_2, e, y),
        left=r"\bigl( \dot L(t_m),\ \dot L(t_M) \bigr)",
        shown="(0, 0)",
        letters={"L": r"\tfrac12 \mu_2^2 - \mu_1 \mu_2 w_{21} + \tfrac12 \mu_1^2 \delta^2 - \mu_2^2 w_{22}", "w_{21}": "y"},
        remark=(
            r"with $\dot \delta = -2 a_1 \delta$, $\dot w_{21} = -2 a_1 e w_{21}$, $\dot w_{22} = 2 a_2 w_{22}$; at $t_m$ "
            r"$\delta^2 = e \mu_2 w_{21} / \mu_1$ and $w_{22} = 0$, at $t_M$ $\delta = 0$ and "
            r"$w_{22} = a_1 e \mu_1 w_{21} / (a_2 \mu_2)$"
        ),
        steps=(between(),),
    )


def log_entry_at_minimum() -> Expr:
    """Return ln w_21(t_m) from w_21 = B delta^e and delta^2 = e mu_2 w_21/mu_1, B = S_21 c^{-(1+rho)/2} C."""
    log_B = log(S_21) + log(C) - (1 + rho) / 2 * log(c_1)
    return (log_B + e / 2 * log(e * mu_2 / mu_1)) / (1 - e / 2)


def exponent() -> Equation:
    """State d ln(rise)/d ln(omega) for M = omega M_1: 2 theta/(2 - e-), theta = (1 - rho)/2."""
    scaled = log_entry_at_minimum().subs({S_21: S_21 * omega, c_1: c_1 * omega}, simultaneous=True)
    return Equation(
        id="untied.exponent",
        lhs=omega * derivative(scaled, omega),
        rhs=(1 - rho) / (2 - e),
        domain=Domain({rho: UNIT, e: UNIT, **dict.fromkeys((omega, S_21, c_1, C, mu_1, mu_2), POSITIVE)}),
        left=r"\frac{d \ln w_{21}(t_m)}{d \ln \omega}",
        shown=r"\frac{2 \theta}{2 - e}",
        letters={r"\theta": r"\tfrac12 (1 - \rho)"},
        remark=(
            r"$\ln w_{21}(t_m) = (\ln B + \tfrac{e}{2} \ln (e \mu_2 / \mu_1)) / (1 - \tfrac{e}{2})$ with $B = \omega S_{21} "
            r"(\omega c_1)^{-(1+\rho)/2} C$"
        ),
        steps=(rise(),),
    )


def _shape() -> Domain:
    return Domain({rho: UNIT, w: UNIT, F: REAL, F_1: REAL})


def _positive(*letters: Symbol) -> Domain:
    return Domain({**dict.fromkeys((mu_1, mu_2), POSITIVE), **{letter: UNIT if letter is e else POSITIVE for letter in letters}})
