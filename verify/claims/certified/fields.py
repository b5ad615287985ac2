"""Claims that the flows which the two provers enclose are the theory's: fields, steps and Taylor coefficients, exactly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from flint import arb, arb_mat, ctx, fmpq

from numerics.enclosure import field, recurrence
from numerics.enclosure.series import flow_series
from numerics.integers import flow, linear
from theory import field_parts, one_layer, steps, two_layer
from theory.algebra.equation import Equation
from verify.claim import Claim
from verify.methods import ExactTwin

#: Bits at which sums and products of entries of few binary digits are exact.
BITS = 512
#: A step of time, exact.
STEP = Fraction(1, 4)
Rows = Sequence[Sequence[Fraction]]


def _ball(number: Fraction) -> arb:
    return arb(fmpq(number.numerator, number.denominator))


def as_balls(rows: Rows) -> arb_mat:
    """Return rows as a matrix of balls."""
    return arb_mat([[_ball(entry) for entry in row] for row in rows])


def as_rates(a: Sequence[Fraction]) -> arb_mat:
    """Return rates as a diagonal matrix of balls."""
    return field.diagonal([_ball(rate) for rate in a])


def as_exact(matrix: arb_mat) -> list[list[Fraction]]:
    """Return the entries of balls that are single numbers.

    Raises
    ------
    ArithmeticError : if a ball has a radius above 0
    """
    if not all(entry.is_exact() for entry in matrix.entries()):
        raise ArithmeticError(f"balls must be exact at {BITS} bits, got {matrix}")
    parts = [[entry.man_exp() for entry in row] for row in matrix.tolist()]
    return [[Fraction(int(mantissa)) * Fraction(2) ** int(exponent) for mantissa, exponent in row] for row in parts]


def _in_balls(function: Callable[..., arb_mat]) -> Callable[..., list[list[Fraction]]]:
    """Return a function of balls as one of exact rows: matrices, with the diagonal A second or last, and numbers."""

    def evaluate(*values: Any) -> list[list[Fraction]]:
        with ctx.workprec(BITS):
            return as_exact(function(*map(_handed, values)))

    return evaluate


def _handed(value: Any) -> Any:
    """Return rows as a matrix of balls, a list as a diagonal one, a number as a ball."""
    if isinstance(value, Fraction):
        return _ball(value)
    return as_balls(value) if isinstance(value[0], list) else as_rates(value)


def _descent(U: arb_mat, A: arb_mat, eta: arb) -> arb_mat:
    return recurrence.descent_step(U * U.transpose(), A, eta)


def _second_in_balls(W: arb_mat, A: arb_mat) -> arb_mat:
    return flow_series(W, A, 2).C[2] * arb(2)


def _first_in_balls(W: arb_mat, A: arb_mat) -> arb_mat:
    return flow_series(W, A, 1).C[1]


def _coefficient(of: Any, order: int, scale: Fraction) -> Callable[..., list[list[Fraction]]]:
    """Return a Taylor coefficient in integers, of the solution in time, times a factor."""

    def evaluate(W: Rows, a: Sequence[Fraction]) -> list[list[Fraction]]:
        C, _ = of.series(flow.rounded(W, BITS), flow.Rates(*flow.over_common(a)), STEP, order, BITS)
        return [[entry * scale / (STEP**order * (1 << BITS)) for entry in row] for row in C[order]]

    return evaluate


def _acceleration() -> Equation:
    """Return the equation of W'' read from right to left: mutants then change the field that is differentiated."""
    equation = field_parts.acceleration()
    return replace(equation, lhs=equation.rhs, rhs=equation.lhs, left=equation.shown, shown=equation.left)


def _twin(
    name: str,
    title: str,
    function: Callable[..., Any],
    equation: Callable[[], Equation],
    code: str,
    rests_on: str,
    letters: tuple[str, ...] = ("W", "A"),
) -> Claim:
    """Return the claim that a prover's function is the derived equation, at random matrices of few binary digits."""
    return Claim(
        id=f"certified.{name}",
        title=rf"At random matrices for $d = 1, 2, 3, 4$ and $A = \operatorname{{diag}}(a)$, {title}, exactly.",
        source="new",
        method=ExactTwin(function, letters),
        equations=lambda: [equation()],
        code=(f"numerics.{code}",),
        depends_on=(rests_on,),
    )


BALL_FIELD = _twin(
    "ball_field",
    "the field that is enclosed is $V(W)$",
    _in_balls(field.field),
    two_layer.printed_field,
    "enclosure.field.field",
    "two_layer.congruence_form",
)

BALL_TANGENT = _twin(
    "ball_tangent",
    "its derivative in balls is $DV(W) E$",
    _in_balls(lambda W, E, A: field.tangent(W, E, A)),
    field_parts.slope_of_field,
    "enclosure.field.tangent",
    "two_layer.second_order",
    ("W", "E", "A"),
)

BALL_QUADRATIC = _twin(
    "ball_quadratic",
    r"its quadratic part in balls is $-\tfrac12 (A E^2 + E^2 A + 2 E A E)$",
    _in_balls(field.quadratic),
    field_parts.curvature_of_field,
    "enclosure.field.quadratic",
    "two_layer.second_order",
    ("E", "A"),
)

BALL_FIRST = _twin(
    "ball_first_coefficient",
    "the first Taylor coefficient in balls is $V(W)$",
    _in_balls(_first_in_balls),
    two_layer.printed_field,
    "enclosure.series.flow_series",
    "two_layer.congruence_form",
)

BALL_SECOND = _twin(
    "ball_second_coefficient",
    r"twice the second Taylor coefficient in balls is $W'' = DV(W) V(W)$",
    _in_balls(_second_in_balls),
    _acceleration,
    "enclosure.series.flow_series",
    "two_layer.second_order",
)

BALL_RECURRENCE = _twin(
    "ball_recurrence_step",
    r"a step of the recurrence in balls is $W + \eta V(W)$",
    _in_balls(recurrence.recurrence_step),
    steps.recurrence_step,
    "enclosure.recurrence.recurrence_step",
    "two_layer.recurrence_step",
    ("W", "A", "eta"),
)

BALL_DESCENT = _twin(
    "ball_descent_step",
    r"a step of gradient descent in balls is $(I + \eta X) W (I + \eta X)$ with $W = U U^T$",
    _in_balls(_descent),
    steps.descent_congruence,
    "enclosure.recurrence.descent_step",
    "two_layer.descent_keeps_semidefinite",
    ("U", "A", "eta"),
)

INTEGER_FIRST = _twin(
    "integer_first_coefficient",
    "the first Taylor coefficient in integers is $V(W)$",
    _coefficient(flow, 1, Fraction(1)),
    two_layer.printed_field,
    "integers.flow.series",
    "two_layer.congruence_form",
)

INTEGER_SECOND = _twin(
    "integer_second_coefficient",
    r"twice the second Taylor coefficient in integers is $W'' = DV(W) V(W)$",
    _coefficient(flow, 2, Fraction(2)),
    _acceleration,
    "integers.flow.series",
    "two_layer.second_order",
)

INTEGER_ONE_LAYER = _twin(
    "integer_one_layer_coefficient",
    "the first Taylor coefficient of one layer in integers is $-(W - I) A$",
    _coefficient(linear, 1, Fraction(1)),
    one_layer.flow,
    "integers.linear.series",
    "one_layer.flow",
)
