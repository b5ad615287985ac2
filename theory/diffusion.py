r"""The denoiser of a diffusion model at the last noise level: two linear layers that turn the conditioning into an image.

There the noised image carries nothing, so that the best denoiser is a regression of the image x on the conditioning, O M c.

    loss        L(O, M) = 1/D E ||O M c - x||^2 = 1/D tr(O M S M^T O^T - 2 O M X^T + N)
    flow        O' = 2/D (X - O M S) M^T,   M' = 2/D O^T (X - O M S)                     (the loss clock)
    conserved   O^T O - M M^T
    reduction   O = P u R^T, M = R v Q^T with orthonormal columns, X = P Y Q^T, S = Q G Q^T: u, v move as O, M do, with Y, G
                in place of X, S; where all four are diagonal, each mode moves by itself
    mode        w = u v of one mode: w' = 2/D (Y - G w) sqrt(4 w^2 + eps^4), where v^2 - u^2 = eps^2
    lazy        M at rest, O(0) = 0: O M = X S^{-1} (I - exp(-2/D S K t)), K = M^T M
    corner      the strong concept first: the weak one moves along Cov(z_2, z_1) / Var(z_1), away from the unseen composition
    limit       X S^{-1} = J where x = J c: in the end every composition is right, the unseen one too

Source: new; the model of Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 5, at its last noise level.

Legend: D pixels, h hidden units, q numbers of the conditioning (the first is 1); x image, D; c conditioning, q; O outputs, D x h;
M embedding, h x q; X = E x c^T, D x q; S = E c c^T, q x q; N = E x x^T; z_1, z_2 levels of the strong and the weak concept
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from sympy import Basic, Expr, Identity, Interval, MatMul, MatrixExpr, MatrixSymbol, Rational, S, Set, Symbol, Trace, log, oo

from theory.algebra.calculus import MatrixGradient, TimeDerivative, at_limit, at_value, derivative
from theory.algebra.domain import NONNEGATIVE, REAL, UNIT, Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.symbols import D, h, q

PAPER_MODEL = "new; on the model of Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 5"

#: The layers, the moments of the data, and one pair of image and conditioning.
O, M = MatrixSymbol("O", D, h), MatrixSymbol("M", h, q)
X, SECOND, NORM = MatrixSymbol("X", D, q), MatrixSymbol("S", q, q), MatrixSymbol("N", D, D)
image, conditioning = MatrixSymbol("x", D, 1), MatrixSymbol("c", q, 1)
#: Frames of images, hidden units and conditionings, and what the layers and moments are in them.
P, Q, R = MatrixSymbol("P", D, q), MatrixSymbol("Q", q, q), MatrixSymbol("R", h, q)
u, v, Y, G = (MatrixSymbol(letter, q, q) for letter in "uvYG")
#: exp(-2/D S K t), as a letter that moves by E' = -2/D E S K from I; and images that are linear in the conditioning.
DECAY, LINEAR = MatrixSymbol("E", q, q), MatrixSymbol("J", D, q)
#: exp(-b t) of one mode.
decay = Symbol("e", positive=True)
#: One mode: its signal, its curvature, its start u = 0, v = eps; where y of its closed form ends, y, and a y on the way.
signal, curvature, eps, root, moving, target = (
    Symbol(name, positive=True) for name in ("Y_1", "G_1", "epsilon", "rho", "y", "xi")
)
#: The weights of the cells 10 and 01 of a design beside 00, a strong level, its variance within a cell, and a slope.
strong, weak, level = (Symbol(name, positive=True) for name in ("p_1", "p_2", "z_1"))
spread, beta = Symbol("v", nonnegative=True), Symbol("beta", real=True)
#: How many pixels an equation about numbers may have.
PIXELS = Interval(1, oo)
#: What the letters of a mode and of a design stand for, as LaTeX.
MODE = r"(\rho + C e / \rho) / (1 - C e)"
PASSED = r"(1 - \rho) / (1 + 1/\rho)"
RATE = r"\tfrac{1}{D} G_1 \epsilon^2 (\rho + 1/\rho)"
SIGNAL = r"\tfrac14 G_1 \epsilon^2 (\rho - 1/\rho)"
WEIGHTS = {r"\beta_{21}": r"-\frac{p_1 p_2}{p_1 (1 - p_1) + v}"}


def loss() -> Expr:
    """Return L(O, M) = 1/D tr(O M S M^T O^T - 2 O M X^T + N)."""
    return Trace(O * M * SECOND * M.T * O.T - 2 * O * M * X.T + NORM) / D


@cache
def sample_loss() -> Equation:
    """State the mean square of the residual of one pair, 1/D ||O M c - x||^2, in the moments c c^T, x c^T and x x^T."""
    residual = O * M * conditioning - image
    moments = {SECOND: conditioning * conditioning.T, X: image * conditioning.T, NORM: image * image.T}
    return Equation(
        id="diffusion.sample_loss",
        lhs=Trace(residual.T * residual) / D,
        rhs=loss().xreplace(moments),
        domain=Domain({**_layers(), image: Matrices.VECTOR, conditioning: Matrices.VECTOR}),
        source=PAPER_MODEL,
        left=r"\tfrac{1}{D} \lVert O M c - x \rVert^2",
        shown=r"\tfrac{1}{D} \operatorname{tr}\bigl( O M S M^{T} O^{T} - 2\, O M X^{T} + N \bigr)",
        letters={"S": "c c^{T}", "X": "x c^{T}", "N": "x x^{T}"},
    )


@cache
def gradient_outputs() -> Equation:
    """State dL/dO = -2/D (X - O M S) M^T in every dimension."""
    return _gradient("diffusion.gradient_outputs", O, -2 / D * (X - O * M * SECOND) * M.T)


@cache
def gradient_embedding() -> Equation:
    """State dL/dM = -2/D O^T (X - O M S) in every dimension."""
    return _gradient("diffusion.gradient_embedding", M, -2 / D * O.T * (X - O * M * SECOND))


def outputs_velocity() -> Equation:
    """State the flow of the outputs on the loss clock, O' = 2/D (X - O M S) M^T."""
    return _velocity("diffusion.outputs_velocity", gradient_outputs(), r"\dot O")


def embedding_velocity() -> Equation:
    """State the flow of the embedding on the loss clock, M' = 2/D O^T (X - O M S)."""
    return _velocity("diffusion.embedding_velocity", gradient_embedding(), r"\dot M")


def velocities() -> tuple[tuple[MatrixSymbol, MatrixExpr], tuple[MatrixSymbol, MatrixExpr]]:
    """Return (O, O') and (M, M') of the gradient flow on the loss clock."""
    return (O, outputs_velocity().rhs), (M, embedding_velocity().rhs)


def conserved() -> Equation:
    """State that O^T O - M M^T stands still along the flow, in every dimension."""
    return Equation(
        id="diffusion.conserved",
        lhs=TimeDerivative(O.T * O - M * M.T, *velocities()),
        rhs=S.Zero,
        domain=_data(),
        left=r"\frac{d}{dt} \bigl[ O^{T} O - M M^{T} \bigr]",
        steps=(gradient_outputs(), gradient_embedding()),
    )


def product_flow() -> Equation:
    """State that W = O M moves by 2/D [(X - W S) M^T M + O O^T (X - W S)] in every dimension."""
    product = O * M
    return Equation(
        id="diffusion.product_flow",
        lhs=TimeDerivative(product, *velocities()),
        rhs=2 / D * ((X - product * SECOND) * M.T * M + O * O.T * (X - product * SECOND)),
        domain=_data(),
        left=r"\dot W",
        shown=r"\tfrac{2}{D} \bigl[ (X - W S)\, M^{T} M + O O^{T} (X - W S) \bigr]",
        letters={"W": "O M"},
        steps=(gradient_outputs(), gradient_embedding()),
    )


def reduced_outputs() -> Equation:
    """State that O = P u R^T moves within its frames: O' = P u' R^T, u' = 2/D (Y - u v G) v^T, in every dimension."""
    stated = P * (2 / D * (Y - u * v * G) * v.T) * R.T
    shown = r"\tfrac{2}{D} (Y - u v G)\, v^{T}"
    return _reduced("diffusion.reduced_outputs", velocities()[0][1], stated, r"\dot O", r"P \dot u R^{T}", shown)


def reduced_embedding() -> Equation:
    """State that M = R v Q^T moves within its frames: M' = R v' Q^T, v' = 2/D u^T (Y - u v G), in every dimension."""
    stated = R * (2 / D * u.T * (Y - u * v * G)) * Q.T
    shown = r"\tfrac{2}{D} u^{T} (Y - u v G)"
    return _reduced("diffusion.reduced_embedding", velocities()[1][1], stated, r"\dot M", r"R \dot v Q^{T}", shown)


@cache
def mode_speed() -> Equation:
    """State that one mode w = u v moves by w'^2 = 4/D^2 (Y - G w)^2 (4 w^2 + (v^2 - u^2)^2), in which v^2 - u^2 is conserved."""
    one, other = Symbol("u", real=True), Symbol("v", real=True)
    force = 2 / D * (signal - curvature * one * other)
    return Equation(
        id="diffusion.mode_speed",
        lhs=(force * other * other + one * force * one) ** 2,
        rhs=4 / D**2 * (signal - curvature * one * other) ** 2 * (4 * (one * other) ** 2 + (other**2 - one**2) ** 2),
        domain=Domain.of([signal, curvature, one, other], {D: PIXELS}),
        left=r"( \dot u v + u \dot v )^2",
        shown=r"\tfrac{4}{D^2} (Y_1 - G_1 w)^2 \bigl( 4 w^2 + (v^2 - u^2)^2 \bigr)",
        letters={
            r"\dot u": r"\tfrac{2}{D} (Y_1 - G_1 u v)\, v",
            r"\dot v": r"\tfrac{2}{D} (Y_1 - G_1 u v)\, u",
            "w": "u v",
        },
        steps=(reduced_outputs(), reduced_embedding()),
    )


def mode_at(decayed: Expr) -> Expr:
    """Return y, from 1 to rho, of a mode w = eps^2/4 (y - 1/y) that begins at u = 0, v = eps, where exp(-b t) is `decayed`."""
    passed = (1 - root) / (1 + 1 / root) * decayed
    return (root + passed / root) / (1 - passed)


@cache
def mode_factors() -> Equation:
    """State that 4/D (Y - G w) y = -G eps^2/D (y - rho)(y + 1/rho) for w = eps^2/4 (y - 1/y), Y = G eps^2/4 (rho - 1/rho).

    By w' = eps^2/4 (1 + 1/y^2) y' and sqrt(4 w^2 + eps^4) = eps^2/2 (y + 1/y) the left side is y' along the flow of w.
    """
    return Equation(
        id="diffusion.mode_factors",
        lhs=4 / D * (_signal() - curvature * eps**2 / 4 * (moving - 1 / moving)) * moving,
        rhs=-curvature * eps**2 / D * (moving - root) * (moving + 1 / root),
        domain=_mode({moving: Interval(1, oo)}),
        left=r"\tfrac{4}{D} (Y_1 - G_1 w)\, y",
        letters={"w": r"\tfrac{\epsilon^2}{4} ( y - 1/y )", "Y_1": SIGNAL},
        remark=r"and $\dot y$ is this where $\dot w = \tfrac{2}{D} (Y_1 - G_1 w) \sqrt{4 w^2 + \epsilon^4}$",
        steps=(mode_speed(),),
    )


@cache
def mode_solution() -> Equation:
    """State that y solves y' = -G eps^2/D (y - rho)(y + 1/rho) when e' = -b e, as exp(-b t) does."""
    solved = mode_at(decay)
    return Equation(
        id="diffusion.mode_solution",
        lhs=-_rate() * decay * derivative(solved, decay),
        rhs=mode_factors().rhs.subs(moving, solved),
        domain=_mode({decay: Interval.Lopen(0, 1)}),
        left=r"\dot e \frac{d y}{d e}",
        shown=r"- \tfrac{1}{D} G_1 \epsilon^2 (y - \rho)(y + 1/\rho)",
        letters={"y": MODE, "C": PASSED, r"\dot e": "- b e", "b": RATE},
        remark=r"and so $e = e^{-b t}$, $y = y(t)$",
        steps=(mode_factors(),),
    )


def mode_start() -> Equation:
    """State that the mode begins at w = 0: y is 1."""
    return _mode_value("diffusion.mode_start", at_value(mode_at(decay), decay, 1), S.One, r"y |_{e = 1}")


def mode_limit() -> Equation:
    """State that y ends at rho: the mode saturates at w = eps^2/4 (rho - 1/rho) = Y/G, where its gradient vanishes."""
    return _mode_value("diffusion.mode_limit", at_value(mode_at(decay), decay, 0), root, r"y |_{e = 0}")


def decayed_at(reached: Expr) -> Expr:
    """Return exp(-b T) at the time T when the mode has come to y: (1 + 1/rho)(rho - y) / ((rho - 1)(y + 1/rho))."""
    return (1 + 1 / root) * (root - reached) / ((root - 1) * (reached + 1 / root))


def learning_time(reached: Expr) -> Expr:
    """Return the time T when the mode has come to y, between 1 and rho."""
    return -log(decayed_at(reached)) / _rate()


def mode_time() -> Equation:
    """State that y is xi where exp(-b T) = (1 + 1/rho)(rho - xi) / ((rho - 1)(xi + 1/rho)), for xi between 1 and rho."""
    return Equation(
        id="diffusion.mode_time",
        lhs=at_value(mode_at(decay), decay, decayed_at(target)),
        rhs=target,
        domain=Domain({root: Interval.open(1, oo), target: Interval(1, oo)}, (target < root,)),
        left=r"y |_{e = e_1}",
        shown=r"\xi",
        letters={
            "e_1": r"\frac{(1 + 1/\rho)(\rho - \xi)}{(\rho - 1)(\xi + 1/\rho)}",
            **{"y": MODE, "C": PASSED},
        },
        remark=r"and $e = e^{-b t}$: the time is $-\tfrac{1}{b} \ln e_1$",
        steps=(mode_solution(),),
    )


def time_at_small_starts() -> Equation:
    """State that the time to rho/2 is D/(4 Y) ln rho to leading order in small eps: rho is 4 Y/(G eps^2) to leading order."""
    return Equation(
        id="diffusion.time_at_small_starts",
        lhs=at_limit(learning_time(root / 2) * 4 * _signal() / D - log(root), root, oo),
        rhs=S.Zero,
        domain=Domain({}),
        left=r"\lim_{\rho \to \infty} \left[ \tfrac{4 Y_1}{D} T - \ln \rho \right]",
        letters={
            "T": r"\tfrac{1}{b} \ln \frac{(\rho - 1)(\rho/2 + 1/\rho)}{(1 + 1/\rho)\, \rho/2}",
            "b": RATE,
            "Y_1": SIGNAL,
        },
        steps=(mode_time(),),
    )


def lazy_solution() -> Equation:
    """State that W = X S^{-1} (I - E), E = exp(-2/D S K t), solves the flow of O M with M at rest, in every dimension.

    Then K = M^T M stands still, and W' = 2/D (X - W S) K.
    """
    solved = X * SECOND.I * (Identity(q) - DECAY)
    return Equation(
        id="diffusion.lazy_solution",
        lhs=TimeDerivative(solved, (DECAY, -2 / D * DECAY * SECOND * M.T * M)),
        rhs=2 / D * (X - solved * SECOND) * M.T * M,
        domain=Domain({**_moments(), M: Matrices.GENERAL, DECAY: Matrices.GENERAL}),
        left=r"\frac{d}{dt} \left[ X S^{-1} (I - E) \right]",
        shown=r"\tfrac{2}{D} (X - W S)\, M^{T} M",
        letters={"W": r"X S^{-1} (I - E)", "E": r"e^{-\frac{2}{D} S M^{T} M t}"},
        remark=r"and $\dot E = -\tfrac{2}{D} E S M^{T} M$",
        steps=(product_flow(),),
    )


def limit() -> Equation:
    """State that X S^{-1} = J where every image is linear in its conditioning, x = J c: then the unseen one is right too."""
    return Equation(
        id="diffusion.limit",
        lhs=MatMul(LINEAR, SECOND, SECOND.I),  # `*` would leave nothing to check
        rhs=LINEAR,
        domain=Domain({LINEAR: Matrices.GENERAL, SECOND: Matrices.DEFINITE}),
        left=r"X S^{-1}",
        letters={"X": "J S"},
        remark=r"and $X = \mathbb{E}\, x c^{T}$, $x = J c$",
    )


def missed_variance() -> Expr:
    """Return E (z_2 - E z_2 - beta (z_1 - E z_1))^2 over the cells 00, 10, 01, z_1 with variance v in each."""
    cells = ((1 - strong - weak, 0, 0), (strong, 1, 0), (weak, 0, 1))
    return sum(weight * (z_w - weak - beta * (z_s - strong)) ** 2 for weight, z_s, z_w in cells) + beta**2 * spread


def slope() -> Expr:
    """Return beta = Cov(z_2, z_1)/Var(z_1) = -p_1 p_2 / (p_1 (1 - p_1) + v) of the cells 00, 10, 01."""
    return -strong * weak / (strong * (1 - strong) + spread)


def regression() -> Equation:
    """State that -p_1 p_2 / (p_1 (1 - p_1) + v) is the slope of the weak level on the strong one where the cell 11 is missing."""
    return Equation(
        id="diffusion.regression",
        lhs=derivative(missed_variance(), beta),
        rhs=2 * (strong * (1 - strong) + spread) * (beta - slope()),
        domain=Domain({**_weights().sets, beta: REAL}, _weights().conditions),
        left=r"\tfrac{d}{d \beta} \mathbb{E} \bigl( z_2 - p_2 - \beta (z_1 - p_1) \bigr)^2",
        shown=r"2 \bigl( p_1 (1 - p_1) + v \bigr) (\beta - \beta_{21})",
        letters=WEIGHTS,
        remark=r"and $p_1 = \mathbb{E} z_1$, $p_2 = \mathbb{E} z_2$ over the cells 00, 10, 01",
    )


def paper_slope() -> Equation:
    """State the slope of three cells of equal weights: -(1/9)/(2/9 + v)."""
    third = Rational(1, 3)
    return Equation(
        id="diffusion.paper_slope",
        lhs=at_value(at_value(slope(), strong, third), weak, third),
        rhs=-Rational(1, 9) / (Rational(2, 9) + spread),
        domain=Domain.of([spread]),
        left=r"\left. \beta_{21} \right|_{p_1 = p_2 = 1/3}",
        letters=WEIGHTS,
        steps=(regression(),),
    )


def weak_level(strong_level: Expr) -> Expr:
    """Return z_2 = E z_2 + beta (z_1 - E z_1), the weak level on the regression line."""
    return weak + slope() * (strong_level - strong)


def corner() -> Equation:
    """State where the first stage ends: at the strong level 1 the weak one is p_2 v/(p_1 (1 - p_1) + v), next to the cell 10."""
    return Equation(
        id="diffusion.corner",
        lhs=weak_level(S.One),
        rhs=weak * spread / (strong * (1 - strong) + spread),
        domain=_weights(),
        left=r"p_2 + \beta_{21} (1 - p_1)",
        letters=WEIGHTS,
        steps=(regression(),),
    )


def error_slope() -> Equation:
    """State that the error at the cell 11 grows where the line comes to the corner: its slope there is -2 beta (1 - z_2)."""
    error = (1 - level) ** 2 + (1 - weak_level(level)) ** 2
    variance = strong * (1 - strong) + spread
    return Equation(
        id="diffusion.error_slope",
        lhs=at_value(derivative(error, level), level, 1),
        rhs=2 * strong * weak / variance * (strong * (1 - strong) + spread * (1 - weak)) / variance,
        domain=_weights(),
        left=r"\left. \frac{d}{d z_1} \bigl[ (1 - z_1)^2 + (1 - z_2)^2 \bigr] \right|_{z_1 = 1}",
        letters={"z_2": r"p_2 + \beta_{21} (z_1 - p_1)", **WEIGHTS},
        steps=(corner(),),
    )


def _rate() -> Expr:
    """Return G eps^2 (rho + 1/rho) / D, at which a mode comes to its limit."""
    return curvature * eps**2 * (root + 1 / root) / D


def _signal() -> Expr:
    """Return Y = G eps^2/4 (rho - 1/rho), the signal of a mode by the limit of y."""
    return curvature * eps**2 / 4 * (root - 1 / root)


def _mode(more: dict[Symbol, Set] | None = None) -> Domain:
    return Domain.of([curvature, eps], {root: Interval.open(1, oo), D: PIXELS, **(more or {})})


def _mode_value(name: str, value: Expr, stated: Expr, left: str) -> Equation:
    domain = Domain({root: Interval.open(1, oo)})
    return Equation(name, value, stated, domain, left=left, letters={"y": MODE, "C": PASSED}, steps=(mode_solution(),))


def _weights() -> Domain:
    return Domain({strong: UNIT, weak: UNIT, spread: NONNEGATIVE}, (strong + weak < 1,))


def _layers() -> dict[Basic, Matrices]:
    return {O: Matrices.GENERAL, M: Matrices.GENERAL}


def _moments() -> dict[Basic, Matrices]:
    return {X: Matrices.GENERAL, SECOND: Matrices.DEFINITE}


def _data() -> Domain:
    return Domain({**_layers(), **_moments()})


def _gradient(name: str, letter: MatrixSymbol, stated: MatrixExpr) -> Equation:
    return Equation(
        id=name,
        lhs=MatrixGradient(loss(), letter),
        rhs=stated,
        domain=Domain({**_layers(), **_moments(), NORM: Matrices.SEMIDEFINITE}),
        source=PAPER_MODEL,
        left=rf"\frac{{\partial L}}{{\partial {letter.name}}}",
        letters={"L": r"\tfrac{1}{D} \operatorname{tr}\bigl( O M S M^{T} O^{T} - 2\, O M X^{T} + N \bigr)"},
        steps=(sample_loss(),),
    )


def _velocity(name: str, step: Equation, left: str) -> Equation:
    return replace(step, id=name, lhs=-step.lhs, rhs=-step.rhs, left=left, steps=(step,))


def _reduced(name: str, velocity: MatrixExpr, stated: MatrixExpr, left: str, shown: str, within: str) -> Equation:
    """State a velocity where layers and moments are those of smaller matrices in orthonormal frames."""
    framed = {O: P * u * R.T, M: R * v * Q.T, X: P * Y * Q.T, SECOND: Q * G * Q.T}
    kinds = dict.fromkeys((P, Q, R), Matrices.ORTHONORMAL) | dict.fromkeys((u, v, Y), Matrices.GENERAL)
    return Equation(
        id=name,
        lhs=velocity.xreplace(framed),
        rhs=stated,
        domain=Domain({**kinds, G: Matrices.SYMMETRIC}),
        left=left,
        shown=shown,
        letters={
            **{r"\dot O": r"\tfrac{2}{D} (X - O M S) M^{T}", r"\dot M": r"\tfrac{2}{D} O^{T} (X - O M S)"},
            **{"O": "P u R^{T}", "M": "R v Q^{T}", "X": "P Y Q^{T}", "S": "Q G Q^{T}", shown[2:8]: within},
        },
        steps=(gradient_outputs(), gradient_embedding()),
    )
