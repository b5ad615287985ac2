"""The tied field taken apart: a Riccati flow and a double bracket, near its limit, on the trained block.

    everywhere      V(W) = (A W + W A - 2 W A W) - 1/2 [[A, W], W],     [P, Q] = P Q - Q P
    second order    V(W + E) = V(W) + DV(W) E + Q(E),   Q(E) = -1/2 (A E^2 + E^2 A + 2 E A E);   W'' = DV(W) V(W)
    near W = I      V(I + E) = -(A E + E A) - 1/2 (A E^2 + E^2 A + 2 E A E)
    clusters        (W z - z) . V_A(W) z is linear in A:  the mean over clusters of what it is with their moments
    trained block   V(W)_ij = V(W_tt)_ij - 1/2 (a_i + a_j) sum_{r > s} w_ir w_rj      for i, j <= s

The bracket vanishes when A and W commute, and the closed forms of the Riccati flow then hold. To first order entry ij of E
decays at the rate a_i + a_j; the slowest is 2 a_min, at which the output slows in the end. Coordinates with a_r = 0 are not
decoupled: they enter the trained block through the noise.

Source: new for this flow; for the unweighted Riccati flow see Min and Vidal 2025 (arXiv 2508.20344).

Legend: A second moment, W map, both d x d and symmetric, A = diag(a) where entries appear; E = W - I; s trained coordinates,
first; W_tt their block of W, s x s; r coordinates with a_r = 0
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from sympy import Expr, ImmutableMatrix, IndexedBase, MatrixExpr, MatrixSymbol, Symbol, Trace

from theory.algebra import indices, symbols
from theory.algebra.calculus import TimeDerivative
from theory.algebra.domain import REAL, Domain, Matrices
from theory.algebra.equation import Equation, explicit
from theory.algebra.letters import COMMON
from theory.algebra.symbols import A, I, W, a, d, i, j, rate, z
from theory.task import test_loss_slope
from theory.two_layer import FLOW, HALF, congruence_form, entry_form, field, map_domain

E = MatrixSymbol("E", d, d)
alpha, beta, gamma = (Symbol(name, real=True) for name in ("alpha", "beta", "gamma"))


def riccati_part(matrix: MatrixExpr = W) -> MatrixExpr:
    """Return A W + W A - 2 W A W."""
    return A * matrix + matrix * A - 2 * matrix * A * matrix


def bracket(left: MatrixExpr, right: MatrixExpr) -> MatrixExpr:
    """Return [P, Q] = P Q - Q P."""
    return left * right - right * left


def riccati_form() -> Equation:
    """State that V(W) = (A W + W A - 2 W A W) - 1/2 [[A, W], W] in every dimension."""
    return Equation(
        id="two_layer.riccati_form",
        lhs=field(),
        rhs=riccati_part() - HALF * bracket(bracket(A, W), W),
        domain=map_domain(),
        left=r"V(W)",
        shown=r"(A W + W A - 2 W A W) - \tfrac{1}{2} [[A, W], W]",
        letters=FLOW,
        steps=(congruence_form(),),
    )


def slope_by_clusters() -> Equation:
    """State that the slope of the test loss along V is linear in A: clusters of moments P, Q and weights alpha, beta share it."""
    first, second = MatrixSymbol("P", d, d), MatrixSymbol("Q", d, d)

    def slope(moment: MatrixExpr) -> Expr:
        return Trace((W * z - z).T * field(W, moment) * z)

    return Equation(
        id="two_layer.slope_by_clusters",
        lhs=slope(alpha * first + beta * second),
        rhs=alpha * slope(first) + beta * slope(second),
        domain=Domain({**dict.fromkeys((first, second, W), Matrices.SYMMETRIC), z: Matrices.VECTOR, alpha: REAL, beta: REAL}),
        left=r"(W z - z)^{T}\, V_{\alpha P + \beta Q}(W)\, z",
        shown=r"\alpha\, (W z - z)^{T}\, V_{P}(W)\, z + \beta\, (W z - z)^{T}\, V_{Q}(W)\, z",
        remark=(
            r"$V_A$ is the field $V$ with second moment $A$; the data of $s$ clusters have $A = \tfrac1s \sum_p A_p$, "
            "so that each cluster has its part of the slope"
        ),
        steps=(test_loss_slope(), congruence_form()),
    )


def commuting() -> Equation:
    """State that the bracket is gone for W = alpha I + beta A + gamma A^2, which commute with A."""
    combination = alpha * I + beta * A + gamma * A * A
    return Equation(
        id="two_layer.riccati_commuting",
        lhs=field(combination),
        rhs=riccati_part(combination),
        domain=Domain({A: Matrices.SYMMETRIC, **dict.fromkeys((alpha, beta, gamma), REAL)}),
        left=r"V(\alpha I + \beta A + \gamma A^2)",
        shown=r"A W + W A - 2 W A W",
        letters={"W": r"\alpha I + \beta A + \gamma A^2"},
        steps=(riccati_form(),),
    )


def tangent(matrix: MatrixExpr = W, direction: MatrixExpr = E) -> MatrixExpr:
    """Return DV(W) E = A E + E A - 1/2 [ A (W E + E W) + (W E + E W) A + 2 (W A E + E A W) ]."""
    both = matrix * direction + direction * matrix
    return A * direction + direction * A - HALF * (A * both + both * A + 2 * (matrix * A * direction + direction * A * matrix))


@cache
def slope_of_field() -> Equation:
    """State the derivative of V in the direction E, in every dimension."""
    return Equation(
        id="two_layer.slope_of_field",
        lhs=TimeDerivative(field(), (W, E)),
        rhs=tangent(),
        domain=Domain({**map_domain().sets, E: Matrices.SYMMETRIC}),
        left=r"DV(W) E",
        shown=r"A E + E A - \tfrac{1}{2} \bigl[ A (W E + E W) + (W E + E W) A + 2 (W A E + E A W) \bigr]",
        remark="the derivative of $V$ at $W$ in the direction $E$",
        steps=(congruence_form(),),
    )


def curvature_of_field() -> Equation:
    """State what is left of V(W + E) beyond first order, exactly, in every dimension: it does not depend on W."""
    return Equation(
        id="two_layer.curvature_of_field",
        lhs=field(W + E) - field() - TimeDerivative(field(), (W, E)),
        rhs=-HALF * (A * E**2 + E**2 * A + 2 * E * A * E),
        domain=slope_of_field().domain,
        left=r"V(W + E) - V(W) - DV(W) E",
        remark="where $DV(W) E$ is the derivative of $V$ at $W$ in the direction $E$",
        steps=(slope_of_field(),),
    )


def acceleration() -> Equation:
    """State that W'' = DV(W) V(W) along the flow, in every dimension."""
    return Equation(
        id="two_layer.acceleration",
        lhs=TimeDerivative(field(), (W, field())),
        rhs=tangent(direction=field()),
        domain=map_domain(),
        left=r"\ddot W",
        shown=r"A V + V A - \tfrac{1}{2} \bigl[ A (W V + V W) + (W V + V W) A + 2 (W A V + V A W) \bigr]",
        letters={"V": "V(W)", r"\dot W": "V(W)"},
        steps=(slope_of_field(),),
    )


def linear_part() -> MatrixExpr:
    """Return -(A E + E A)."""
    return -(A * E + E * A)


def near_identity() -> Equation:
    """State V(I + E), exactly, in powers of E and in every dimension."""
    return Equation(
        id="two_layer.near_identity",
        lhs=field(I + E),
        rhs=linear_part() - HALF * (A * E**2 + E**2 * A + 2 * E * A * E),
        domain=Domain({A: Matrices.SYMMETRIC, E: Matrices.SYMMETRIC}),
        left=r"V(I + E)",
        shown=r"-(A E + E A) - \tfrac{1}{2} (A E^2 + E^2 A + 2 E A E)",
        letters={"E": "W - I"},
        steps=(congruence_form(),),
    )


def entry_rates() -> Equation:
    """State that for A = diag(a) the linear part multiplies entry ij of E by -(a_i + a_j), for every d."""
    error = indices.symmetric(IndexedBase("e", real=True))
    return Equation(
        id="two_layer.terminal_rates",
        lhs=indices.entries(linear_part(), {A: indices.diagonal(a), E: error})(i, j),
        rhs=-(a[i] + a[j]) * error(i, j),
        left=r"-(A E + E A)_{ij}",
        shown=r"-(a_i + a_j)\, e_{ij}",
        remark=r"$A = \operatorname{diag}(a)$, and $e_{ij}$ are the entries of $E = W - I$",
        steps=(near_identity(),),
    )


def decoupled(size: int, trained: int) -> Equation:
    """State that the trained block moves as if the coordinates with a_k = 0 were not there; false."""
    matrix = symbols.symmetric("w", size)
    moment = ImmutableMatrix.diag(*[rate(k) if k <= trained else 0 for k in range(1, size + 1)])
    whole = explicit(field(), {A: moment, W: matrix}, size)
    block = explicit(field(), {A: symbols.rates(trained), W: matrix[:trained, :trained]}, trained)
    letters = sorted(matrix.free_symbols | moment.free_symbols, key=str)
    return Equation(
        id="irrelevant.decoupled",
        lhs=ImmutableMatrix(whole[:trained, :trained]),
        rhs=ImmutableMatrix(block),
        domain=Domain.of(letters),
        left=r"V(W)_{\mathrm{tt}}",
        shown=r"V(W_{\mathrm{tt}})",
        letters={
            r"A_{\mathrm{tt}}": "A_{1..s, 1..s}",
            r"W_{\mathrm{tt}}": "W_{1..s, 1..s}",
            "V(M)": COMMON["V(M)"].replace("A", r"A_{\mathrm{tt}}"),
        },
        remark=(
            r"with $1, \ldots, s$ the trained coordinates; on the left $V$ is the field of all coordinates, with $A$ in place of "
            r"$A_{\mathrm{tt}}$"
        ),
    )


def coupled(size: int, trained: int) -> Equation:
    """State how the coordinates with a_k = 0 enter the trained block."""
    alone, moment = decoupled(size, trained), symbols.rates(trained)
    beside = symbols.symmetric("w", size)[:trained, trained:]
    reach = beside * beside.T
    return replace(
        alone,
        id="irrelevant.coupled",
        rhs=alone.rhs - HALF * (moment * reach + reach * moment),
        shown=r"V(W_{\mathrm{tt}}) - \tfrac{1}{2} \Bigl[ (a_i + a_j) \sum_{r > s} w_{ir} w_{rj} \Bigr]_{ij}",
        steps=(entry_form(size),),
    )
