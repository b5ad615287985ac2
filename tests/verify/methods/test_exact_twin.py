"""A prover's function is the equation's right side at every exact matrix drawn, or it is refuted; no rounding is forgiven."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from sympy import Float, Interval

from theory import one_layer, two_layer
from theory.algebra.domain import Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.symbols import A, U, W, eta
from verify.claim import Outcome
from verify.claims.certified import fields
from verify.methods import ExactTwin
from verify.run import generator


def one_layer_field(W, a):
    return [[-(entry - (row == column)) * a[column] for column, entry in enumerate(rows)] for row, rows in enumerate(W)]


RIGHT = ExactTwin(one_layer_field, ("W", "A"))


def outcome(method, *equations):
    return method.run(equations, np.random.default_rng(0)).outcome


def test_the_right_function_is_verified_and_looked_at_in_every_dimension():
    result = RIGHT.run([one_layer.flow()], np.random.default_rng(0))
    assert (result.outcome, result.points) == (Outcome.VERIFIED, 12)


def test_the_least_difference_is_refuted():
    def slipped(W, a):
        rows = one_layer_field(W, a)
        rows[-1][-1] += Fraction(1, 10**40)
        return rows

    result = ExactTwin(slipped, ("W", "A")).run([one_layer.flow()], np.random.default_rng(0))
    assert result.outcome is Outcome.REFUTED
    assert result.counterexample["wrong"] == "function"


@pytest.mark.parametrize("side", ["lhs", "rhs"])
def test_a_wrong_side_is_refuted(side):
    equation = one_layer.flow()
    assert outcome(RIGHT, replace(equation, **{side: -3 * getattr(equation, side)})) is Outcome.REFUTED


def test_the_second_of_two_equations_is_looked_at():
    equation = one_layer.flow()
    assert outcome(RIGHT, equation, replace(equation, rhs=2 * equation.rhs)) is Outcome.REFUTED


def test_a_float_is_an_error():
    equation = Equation("x.y", Float(0.5) * W, W / 2, Domain({W: Matrices.GENERAL}))
    assert outcome(ExactTwin(lambda rows: rows, ("W",)), equation) is Outcome.ERROR


def test_letters_are_of_their_kinds():
    equation = replace(
        two_layer.congruence_form(),
        domain=Domain({A: Matrices.SYMMETRIC, W: Matrices.SYMMETRIC, U: Matrices.GENERAL, eta: Interval.Lopen(0, 1)}),
    )
    arguments = list(RIGHT._arguments(equation, np.random.default_rng(0)))
    for size, full, handed in arguments:
        assert full[W] == full[W].T
        assert full[A].is_diagonal()
        assert min(handed["A"]) > 0
        assert len(handed["A"]) == len(handed["W"]) == size
        assert 0 < handed["eta"] <= 1
    assert any(full[U] != full[U].T for _, full, _ in arguments)


def test_a_ball_with_a_radius_is_no_exact_value():
    with pytest.raises(ArithmeticError, match="balls must be exact"):
        fields._in_balls(lambda W: W / 3)([[Fraction(1)]])


@pytest.mark.parametrize("claim", [fields.BALL_FIELD, fields.INTEGER_FIRST, fields.INTEGER_ONE_LAYER], ids=lambda claim: claim.id)
def test_the_field_of_another_clock_is_refuted(claim):
    doubled = replace(
        claim.method, function=lambda *values: [[2 * entry for entry in row] for row in claim.method.function(*values)]
    )
    assert doubled.run(claim.equations(), generator(claim.id)).outcome is Outcome.REFUTED
