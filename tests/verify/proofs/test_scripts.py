"""Proposition: scripts prove what they use from the domain, and what they cannot is supposed, openly."""

import pytest
from sympy import Derivative, Interval, log, symbols

from theory.algebra.domain import POSITIVE, REAL, Domain
from theory.algebra.equation import Equation
from verify.proofs.scripts import refutation, script
from verify.proofs.statement import stated
from verify.proofs.terms import NotExportedError

x, y = symbols("x y", real=True)


def test_a_denominator_that_the_domain_keeps_from_0_is_not_supposed():
    statement = stated(Equation("a.b", (x**2 - 1) / (x + 1), x - 1, Domain({x: POSITIVE})))
    lines = script(statement)
    assert statement.added == 0
    assert any("(x + 1) <> 0" in line and "positive" in line for line in lines)


def test_one_that_it_does_not_is_a_hypothesis():
    statement = stated(Equation("a.b", (x**2 - 1) / (x + 1), x - 1, Domain({x: REAL})))
    script(statement)
    assert statement.added == 1
    assert "(x + 1) <> 0" in [text for _, text in statement.hypotheses]


def test_a_logarithm_of_what_is_negative_is_refused():
    with pytest.raises(NotExportedError, match="must be positive"):
        script(stated(Equation("a.b", log(x), log(x), Domain({x: Interval(-2, -1)}))))


def test_a_derivative_is_proved_by_auto_derive():
    lines = script(stated(Equation("a.b", Derivative(x**2, x), 2 * x, Domain({x: REAL}))))
    assert lines[-1].startswith("auto_derive")


def test_a_refutation_is_at_a_point_where_the_sides_differ():
    statement = stated(Equation("a.b", x + y, x - y, Domain({x: REAL, y: POSITIVE})))
    assert refutation(statement, {"y": x * 0 + 1})[1] == "specialize (all (0) (1))."
    with pytest.raises(NotExportedError, match="no rational values"):
        refutation(statement, {"x": x * 0 + 1})
