"""L layers with free weights, f(x) = W_L ... W_1 x: gradients, balance, aligned modes, and minor entries while one is learned.

    gradients   dL/dW_l = (W_L ... W_{l+1})^T G (W_{l-1} ... W_1)^T,   G = (W - I) A               (here L = 3)
    balance     W_{l+1}^T W_{l+1} - W_l W_l^T stands still;  from 0:  W' = -(G T^2 + S G T + S^2 G),  S^3 = W W^T, T^3 = W^T W
    aligned     s = x^L:  s' = L a s^{2-2/L} (1 - s),   L a t = B(s) - B(c),  B = s^p/p 2F1(1, p; 1 + p; s),  p = 2/L - 1
    minor       W_L = (x, u)^T, W_1 = (x, v), x between:  u' = x^{L-2} (-a_i s u + a_j v),  v' = x^{L-2} (a_j u - a_j s v)
    rise        w_21 at the minimum of order eps^{2 (1-rho)/(2 - kappa)},  kappa = r/(L a_1), for layers of scale eps

In the time with dtau = x^{L-2} dt the flow of u and v is that of two layers: the late decay r is the same for every L.

Source: new; gradients, balance and modes: Saxe et al., ICLR 2014 (arXiv 1312.6120), Arora et al., ICML 2018 (arXiv 1802.06509).

Legend: B = W_3, d x h; K = W_2, h x h; C = W_1, h x d; P, Q with orthonormal columns, H symmetric; x, u, v scalars; rho = a_j/a_i
"""

from __future__ import annotations

from sympy import Expr, ImmutableMatrix, Interval, MatrixExpr, MatrixSymbol, Trace, log, symbols

from theory import task
from theory.algebra.calculus import MatrixGradient, TimeDerivative, at_value, derivative
from theory.algebra.domain import POSITIVE, REAL, UNIT, Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.symbols import A, D, I, a_1, a_2, d, h, q
from theory.layers.untied import epsilon

B, K, C = MatrixSymbol("B", d, h), MatrixSymbol("K", h, h), MatrixSymbol("C", h, d)
#: The frames of balanced layers and their common core.
P, Q, H = MatrixSymbol("P", D, q), MatrixSymbol("Q", D, q), MatrixSymbol("H", q, q)
x, s, L, a, F, rho, kappa, y, beta = symbols("x s L a F rho kappa y beta", positive=True)
u, v = symbols("u v", real=True)

WEIGHTS = {"G": r"(W - I)\, A", "W": "B K C", "W_3": "B", "W_2": "K", "W_1": "C"}
DEPTH = Interval(1, 9)


def loss() -> Expr:
    """Return L = 1/2 tr((W_3 W_2 W_1 - I) A (W_3 W_2 W_1 - I)^T)."""
    residual = B * K * C - I
    return Trace(residual * A * residual.T) / 2


def gradients() -> tuple[Equation, Equation, Equation]:
    """State dL/dW_3 = G (W_2 W_1)^T, dL/dW_2 = W_3^T G W_1^T and dL/dW_1 = (W_3 W_2)^T G, in every dimension."""
    G = (B * K * C - I) * A
    return (
        _gradient("deep.gradient_third", B, G * (K * C).T, ("W_3", r"G (W_2 W_1)^{T}")),
        _gradient("deep.gradient_second", K, B.T * G * C.T, ("W_2", "W_3^{T} G W_1^{T}")),
        _gradient("deep.gradient_first", C, (B * K).T * G, ("W_1", r"(W_3 W_2)^{T} G")),
    )


def gradient_third() -> Equation:
    """State dL/dW_3 = G (W_2 W_1)^T."""
    return gradients()[0]


def gradient_second() -> Equation:
    """State dL/dW_2 = W_3^T G W_1^T."""
    return gradients()[1]


def gradient_first() -> Equation:
    """State dL/dW_1 = (W_3 W_2)^T G."""
    return gradients()[2]


def velocities() -> tuple[tuple[MatrixSymbol, MatrixExpr], ...]:
    """Return each layer with its velocity on the loss clock."""
    return tuple(zip((B, K, C), (-equation.rhs for equation in gradients()), strict=True))


def upper_balance() -> Equation:
    """State that W_3^T W_3 - W_2 W_2^T stands still, in every dimension."""
    return _balance("deep.upper_balance", B.T * B - K * K.T, r"W_3^{T} W_3 - W_2 W_2^{T}")


def lower_balance() -> Equation:
    """State that W_2^T W_2 - W_1 W_1^T stands still, in every dimension."""
    return _balance("deep.lower_balance", K.T * K - C * C.T, r"W_2^{T} W_2 - W_1 W_1^{T}")


def product_flow() -> Equation:
    """State W' = -(G (W_2 W_1)^T W_2 W_1 + W_3 W_3^T G W_1^T W_1 + W_3 W_2 (W_3 W_2)^T G), in every dimension."""
    G = (B * K * C - I) * A
    return Equation(
        id="deep.product_flow",
        lhs=TimeDerivative(B * K * C, *velocities()),
        rhs=-(G * (K * C).T * K * C + B * B.T * G * C.T * C + B * K * (B * K).T * G),
        domain=_data(),
        left=r"\dot W",
        shown=r"-\bigl( G (W_2 W_1)^{T} W_2 W_1 + W_3 W_3^{T} G W_1^{T} W_1 + W_3 W_2 (W_3 W_2)^{T} G \bigr)",
        letters=WEIGHTS,
        remark=r"on the loss clock, $\dot W_l = -\partial L / \partial W_l$",
        steps=gradients(),
    )


def left_square() -> Equation:
    """State W_3 W_2 (W_3 W_2)^T = S^2 and so W' = -(G T^2 + S G T + S^2 G) at balanced layers, as W_3 W_3^T = S = P H^2 P^T."""
    S, upper = P * H * H * P.T, P * H * H
    return _square("deep.left_square", upper * upper.T, S * S, (r"W_3 W_2 (W_3 W_2)^{T}", "S^2", "S", "P H^2 P^{T}"))


def right_square() -> Equation:
    """State (W_2 W_1)^T W_2 W_1 = T^2 at balanced layers, where W_1^T W_1 = T = Q H^2 Q^T."""
    T, lower = Q * H * H * Q.T, H * H * Q.T
    return _square("deep.right_square", lower.T * lower, T * T, (r"(W_2 W_1)^{T} W_2 W_1", "T^2", "T", "Q H^2 Q^{T}"))


def _square(name: str, left: MatrixExpr, right: MatrixExpr, shown: tuple[str, str, str, str]) -> Equation:
    letters = {shown[2]: shown[3], "W_3": "P H", "W_2": "H", "W_1": "H Q^{T}"}
    if "Q" in shown[3]:
        del letters["W_3"]
    else:
        del letters["W_1"]
    domain = Domain({symbol: kind for symbol, kind in _frames().sets.items() if left.has(symbol)})
    return Equation(name, left, right, domain, left=shown[0], shown=shown[1], letters=letters, steps=(product_flow(),))


def left_root() -> Equation:
    """State that S = P H^2 P^T is the third root of W W^T, W = P H^3 Q^T."""
    S, W = P * H * H * P.T, P * H * H * H * Q.T
    return _root("deep.left_root", S * S * S, W * W.T, ("S^3", "W W^{T}", "S", "P H^2 P^{T}"))


def right_root() -> Equation:
    """State that T = Q H^2 Q^T is the third root of W^T W, W = P H^3 Q^T."""
    T, W = Q * H * H * Q.T, P * H * H * H * Q.T
    return _root("deep.right_root", T * T * T, W.T * W, ("T^3", "W^{T} W", "T", "Q H^2 Q^{T}"))


def aligned_mode() -> Equation:
    """State s' = L a s^{2-2/L} (1 - s) for s = x^L and x' = a x^{L-1} (1 - x^L), for every L."""
    return Equation(
        id="deep.aligned_mode",
        lhs=derivative(x**L, x) * a * x ** (L - 1) * (1 - x**L),
        rhs=L * a * x ** (2 * L - 2) * (1 - x**L),
        domain=Domain({x: UNIT, a: Interval.open(0, 3), L: DEPTH}),
        left=r"\dot s",
        shown=r"L a s^{2 - 2/L} (1 - s)",
        letters={"s": "x^L", r"\dot x": r"a x^{L-1} (1 - x^L)"},
        remark=r"$x$ is the common size of one mode in every layer, $s$ that of the product",
        steps=gradients(),
    )


def aligned_time() -> Equation:
    """State dB/ds = s^{p-1}/(1-s) for B = s^p/p F, p = 2/L - 1, where s F' = p (1/(1-s) - F) as 2F1(1, p; 1 + p; s) has it."""
    p = 2 / L - 1
    B_of_s, slope = s**p / p * F, p * (1 / (1 - s) - F) / s
    return Equation(
        id="deep.aligned_time",
        lhs=derivative(B_of_s, s) + slope * derivative(B_of_s, F),
        rhs=s ** (p - 1) / (1 - s),
        domain=Domain({s: UNIT, F: POSITIVE, L: Interval.Lopen(2, 9)}),
        left=r"\frac{d}{ds} \left[ \frac{s^p}{p} F \right]",
        shown=r"\frac{s^{p-1}}{1-s}",
        letters={"p": r"\tfrac{2}{L} - 1"},
        remark=(
            r"$F = {}_2F_1(1, p; 1 + p; s)$ has $s F' = p \bigl( \tfrac{1}{1-s} - F \bigr)$, which is that of its coefficients "
            r"$\frac{p}{p+n}$"
        ),
        steps=(aligned_mode(),),
    )


def minor_flow() -> Equation:
    """State the flow of u and v to first order in them, in units of x^{L-2}, from W_L' and W_1'; w = x^L."""
    unit, moment = ImmutableMatrix.eye(2), ImmutableMatrix([[a_1, 0], [0, a_2]])
    last, first = ImmutableMatrix([x, epsilon * u]), ImmutableMatrix([[x, epsilon * v]])
    below, above = x ** (L - 2) * first, x ** (L - 2) * last
    G = (x ** (L - 2) * last * first - unit) * moment
    moved = [(-G * below.T)[1], (-above.T * G)[1]]
    return Equation(
        id="deep.minor_flow",
        lhs=ImmutableMatrix([at_value(derivative(side, epsilon), epsilon, 0) for side in moved]) / x ** (L - 2),
        rhs=ImmutableMatrix([-a_1 * x**L * u + a_2 * v, a_2 * u - a_2 * x**L * v]),
        domain=Domain({a_1: POSITIVE, a_2: POSITIVE, x: UNIT, L: Interval(2, 9), u: REAL, v: REAL}),
        left=r"x^{2-L} (\dot u,\ \dot v)",
        shown=r"\bigl( -a_1 s u + a_2 v,\ a_2 u - a_2 s v \bigr)",
        letters={"s": "x^L"},
        remark=(
            r"with $W_L = (x, u)^{T}$, $W_1 = (x, v)$ and $x$ for the layers between, to first order in $u$ and $v$; $w_{21} = "
            r"x^{L-1} u$, $w_{12} = x^{L-1} v$"
        ),
        steps=gradients(),
    )


def exponent() -> Equation:
    """State d ln w_21(t_m)/d ln eps = 2 (1 - rho)/(2 - kappa) for w_21 = eps^{1-rho} beta delta^kappa and delta^2 ~ w_21."""
    log_y = (log(beta) + (1 - rho) * log(epsilon)) / (1 - kappa / 2)
    return Equation(
        id="deep.exponent",
        lhs=epsilon * derivative(log_y, epsilon),
        rhs=2 * (1 - rho) / (2 - kappa),
        domain=Domain({rho: UNIT, kappa: UNIT, epsilon: POSITIVE, beta: POSITIVE}),
        left=r"\frac{d \ln w_{21}(t_m)}{d \ln \epsilon}",
        shown=r"\frac{2 (1 - \rho)}{2 - \kappa}",
        letters={r"w_{21}(t_m)": r"(\beta \epsilon^{1-\rho})^{1 / (1 - \kappa/2)}"},
        remark=(
            r"which solves $w_{21} = \beta \epsilon^{1-\rho} w_{21}^{\kappa/2}$: $w_{21} = \beta' \epsilon^{1-\rho} "
            r"\delta^{\kappa}$ decays at $r = \kappa L a_1$, $\delta = 1 - w_{11}$ at $L a_1$, and $\delta^2$ is in proportion "
            r"to $w_{21}$ at the minimum"
        ),
        steps=(minor_flow(),),
    )


def _gradient(name: str, letter: MatrixSymbol, stated: MatrixExpr, shown: tuple[str, str]) -> Equation:
    return Equation(
        id=name,
        lhs=MatrixGradient(loss(), letter),
        rhs=stated,
        domain=_data(),
        left=rf"\frac{{\partial L}}{{\partial {shown[0]}}}",
        shown=shown[1],
        letters=WEIGHTS,
        steps=(task.root_loss(),),
    )


def _balance(name: str, stands: MatrixExpr, shown: str) -> Equation:
    return Equation(
        id=name,
        lhs=TimeDerivative(stands, *velocities()),
        rhs=0,
        domain=_data(),
        left=rf"\frac{{d}}{{dt}} \bigl[ {shown} \bigr]",
        letters={name: formula for name, formula in WEIGHTS.items() if name not in ("G", "W")},
        remark=r"on the loss clock, $\dot W_l = -\partial L / \partial W_l$",
        steps=gradients(),
    )


def _root(name: str, left: MatrixExpr, right: MatrixExpr, shown: tuple[str, str, str, str]) -> Equation:
    letters = {"W": "P H^3 Q^{T}", shown[2]: shown[3]}
    return Equation(name, left, right, _frames(), left=shown[0], shown=shown[1], letters=letters)


def _data() -> Domain:
    return Domain({A: Matrices.SEMIDEFINITE, B: Matrices.GENERAL, K: Matrices.GENERAL, C: Matrices.GENERAL})


def _frames() -> Domain:
    return Domain({P: Matrices.ORTHONORMAL, Q: Matrices.ORTHONORMAL, H: Matrices.SEMIDEFINITE})
