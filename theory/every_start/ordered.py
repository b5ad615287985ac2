r"""Which weighted means of test losses never rise: those whose weights are ordered as the rates, and no others.

    loss     L = 1/2 tr(Y Sigma Y),  Y = I - W;  the mean of 1/2 |W z - z|^2 over probes z with E z z^T = Sigma
    slope    -2 dL/dt = 1/2 tr((A Sigma + Sigma A) W Y^2) + tr(Sigma W A Y^2) + 2 tr(Sigma Y A W Y)
    layers   diag(a) = sum_m (a_m - a_{m+1}) diag(1, ..., 1, 0, ..., 0), m ones: A and Sigma that are ordered alike are sums, with
             weights >= 0, of projections that are nested, and the slope is bilinear in A and Sigma
    nested   for Q a projection and e = Q e a vector inside it, with A and Sigma being Q and e e^T, either way round,
             -2 dL/dt = 4 v^T W v + u_1^T (I - 9/16 W) u_1,   u = Y e,  u_1 = u - Q u,  v = Q u + 5/8 u_1
             and a projection inside Q is a sum of such e e^T
    so       0 <= W(0) <= 16/9 I: L never rises, for every A >= 0 and every Sigma >= 0 ordered alike, in any dimension
    converse W = u u^T with |u| = 1:  -2 dL/dt = u^T A Sigma u - (u^T A u) (u^T Sigma u), which for u in the plane of e_1, e_2 is
             p (1 - p) (a_1 - a_2) (f_1 - f_2),  p = u_1^2,  Sigma = diag(f): below 0 unless f and a are ordered alike

The training loss is Sigma = A, the distance to the identity Sigma = I. On the structured task the mean test loss over all
signs of the signals is Sigma = diag(mu^2). A single probe, Sigma = z z^T, is ordered alike only if z is an eigenvector
of the greatest rate. The flow keeps 0 <= W <= 16/9 I, as an eigenvalue above 1 falls.

Source: new.

Legend: A second moment, Sigma weight, W map, symmetric; E with orthonormal columns: Q = E E^T, e = E x; a_i
rates, f_i weights
"""

from __future__ import annotations

from itertools import product

from sympy import Add, Expr, Identity, ImmutableMatrix, MatrixExpr, MatrixSymbol, Rational, Symbol, Trace

from theory import two_layer
from theory.algebra import symbols
from theory.algebra.calculus import TimeDerivative
from theory.algebra.domain import NONNEGATIVE, Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.symbols import A, I, W, d, h, rate, signal
from theory.two_layer import field, field_at

Sigma = MatrixSymbol("Sigma", d, d)
#: The same letters with room for projections beside them, and what spans the projections.
REST, MOMENT, WEIGHT = (MatrixSymbol(name, h, h) for name in ("Y", "A", "Sigma"))
ONE = Identity(h)
E, x, u = MatrixSymbol("E", h, d), MatrixSymbol("x", d, 1), MatrixSymbol("u", h, 1)
#: Weights f_1, f_2, and the share p of the first direction.
f_1, f_2, p = (Symbol(name, nonnegative=True) for name in ("f_1", "f_2", "p"))
#: The loss, as letters of an equation.
LOSS = {"L": r"\tfrac12 \operatorname{tr}(Y \Sigma Y)", "Y": "I - W"}


def slope_form() -> Equation:
    """State -2 dL/dt for any symmetric A and Sigma, in every dimension."""
    Y = I - W
    return Equation(
        id="ordered.slope_form",
        lhs=-Trace(TimeDerivative(Y * Sigma * Y, (W, field()))),
        rhs=Trace((A * Sigma + Sigma * A) * W * Y * Y) / 2 + Trace(Sigma * W * A * Y * Y) + 2 * Trace(Sigma * Y * A * W * Y),
        domain=Domain(dict.fromkeys((A, Sigma, W), Matrices.SYMMETRIC)),
        left=r"-2 \frac{dL}{dt}",
        shown=(
            r"\tfrac12 \operatorname{tr}\bigl( (A \Sigma + \Sigma A) W Y^2 \bigr) + \operatorname{tr}(\Sigma W A Y^2) "
            r"+ 2 \operatorname{tr}(\Sigma Y A W Y)"
        ),
        letters={**LOSS, r"\dot W": "V(W)"},
        steps=(two_layer.congruence_form(),),
    )


def _nested(identifier: str, moment: MatrixExpr, weight: MatrixExpr, said: str) -> Equation:
    """State the slope for a projection and a vector inside it as a sum of two terms, each >= 0 for 0 <= W <= 16/9 I."""
    inside, matrix = E * E.T, ONE - REST
    moved = REST * E * x
    outside = moved - inside * moved
    mixed = inside * moved + Rational(5, 8) * outside
    return Equation(
        id=identifier,
        lhs=-Trace(TimeDerivative(REST * weight * REST, (REST, -field(matrix, moment)))),
        rhs=Trace(4 * mixed.T * matrix * mixed) + Trace(outside.T * (ONE - Rational(9, 16) * matrix) * outside),
        domain=Domain({REST: Matrices.SYMMETRIC, E: Matrices.ORTHONORMAL, x: Matrices.VECTOR}),
        left=r"-2 \frac{dL}{dt}",
        shown=r"4 v^{T} W v + u_1^{T} \bigl( I - \tfrac{9}{16} W \bigr) u_1",
        letters={
            "L": LOSS["L"],
            "v": r"E E^{T} u + \tfrac58 u_1",
            "u_1": r"u - E E^{T} u",
            "u": "Y E x",
            "W": "I - Y",
            r"\dot Y": "-V(W)",
        },
        remark=f"and {said}",
        steps=(slope_form(),),
    )


def smaller_weight() -> Equation:
    """State it for A = E E^T, of any rank, and Sigma = E x x^T E^T, in every dimension."""
    inner = E * x * x.T * E.T
    return _nested("ordered.smaller_weight", E * E.T, inner, r"$A = E E^{T}$, $\Sigma = E x x^{T} E^{T}$")


def smaller_moment() -> Equation:
    """State it for A = E x x^T E^T and Sigma = E E^T, of any rank, in every dimension."""
    inner = E * x * x.T * E.T
    return _nested("ordered.smaller_moment", inner, E * E.T, r"$A = E x x^{T} E^{T}$, $\Sigma = E E^{T}$")


def projection_slope() -> Equation:
    """State that W = u u^T with |u| = 1 has -2 dL/dt = u^T A Sigma u - (u^T A u) (u^T Sigma u), in every dimension."""
    along = u * u.T
    Y, velocity = ONE - along, field(along, MOMENT)
    return Equation(
        id="ordered.projection_slope",
        lhs=Trace(WEIGHT * (Y * velocity + velocity * Y)),
        rhs=Trace(u.T * MOMENT * WEIGHT * u) - Trace(u.T * MOMENT * u * u.T * WEIGHT * u),
        domain=Domain({MOMENT: Matrices.SYMMETRIC, WEIGHT: Matrices.SYMMETRIC, u: Matrices.ORTHONORMAL}),
        left=r"\operatorname{tr}\bigl( \Sigma (Y V + V Y) \bigr)",
        shown=r"u^{T} A \Sigma u - (u^{T} A u) (u^{T} \Sigma u)",
        letters={"Y": "I - W", "V": "V(W)", "W": "u u^{T}"},
        remark=r"and $u^{T} u = 1$: the left side is $-2 \, dL/dt$",
        steps=(two_layer.congruence_form(),),
    )


def pair() -> Equation:
    """State that for u in the plane of two directions the same is p (1 - p) (a_1 - a_2) (f_1 - f_2)."""
    a_1, a_2 = rate(1), rate(2)
    mean = p * a_1 + (1 - p) * a_2, p * f_1 + (1 - p) * f_2
    return Equation(
        id="ordered.pair",
        lhs=p * a_1 * f_1 + (1 - p) * a_2 * f_2 - mean[0] * mean[1],
        rhs=p * (1 - p) * (a_1 - a_2) * (f_1 - f_2),
        domain=Domain.of([a_1, a_2], dict.fromkeys((f_1, f_2, p), NONNEGATIVE)),
        left=r"p a_1 f_1 + (1 - p) a_2 f_2 - \bigl( p a_1 + (1 - p) a_2 \bigr) \bigl( p f_1 + (1 - p) f_2 \bigr)",
        letters={"p": "u_1^2", "1 - p": "u_2^2"},
        steps=(projection_slope(),),
    )


def mean_over_signs(size: int) -> Equation:
    """State that the mean of 1/2 |W z - z|^2 over z = (+-mu_1, ..., +-mu_s) is 1/2 tr((W - I) diag(mu^2) (W - I)^T)."""
    residual = symbols.full("w", size) - ImmutableMatrix.eye(size)
    signals = [signal(k) for k in range(1, size + 1)]
    probes = [ImmutableMatrix([s * m for s, m in zip(signs, signals, strict=True)]) for signs in product((1, -1), repeat=size)]
    losses = [(residual * probe).dot(residual * probe) / 2 for probe in probes]
    weight = ImmutableMatrix.diag(*[m**2 for m in signals])
    return Equation(
        id="ordered.mean_over_signs",
        lhs=Add(*losses) / len(probes),
        rhs=(residual * weight * residual.T).trace() / 2,
        domain=Domain.of([*symbols.full("w", size)], dict.fromkeys(signals, NONNEGATIVE)),
        left=r"2^{-s} \sum_{\pm} \tfrac12 \lVert (W - I) (\pm \mu_1, \ldots, \pm \mu_s) \rVert^2",
        shown=r"\tfrac12 \operatorname{tr}\bigl( (W - I) \operatorname{diag}(\mu_1^2, \ldots, \mu_s^2) (W - I)^{T} \bigr)",
    )


def slope_at(moment: ImmutableMatrix, weight: ImmutableMatrix, matrix: ImmutableMatrix) -> Expr:
    """Return the exact dL/dt at explicit matrices."""
    away = ImmutableMatrix.eye(matrix.rows) - matrix
    return -(away * weight * field_at(moment, matrix)).trace()
