"""Proposition: a slope that is above 0 at the point refutes, with its value; one that is not, or has another value, does not."""

import pytest
from numpy.random import default_rng
from sympy import Rational

from verify.claim import Evidence, Outcome
from verify.methods import refuted_at


def method(value):
    return refuted_at(
        lambda x, y: x - y, "The slope is evaluated.", (("x less", {"x": 0}),), value, x=Rational(1, 2), y=Rational(1, 3)
    )


@pytest.mark.parametrize(("value", "outcome"), [("1/6", Outcome.REFUTED), ("1/7", Outcome.ERROR)])
def test_the_value_decides(value, outcome):
    result = method(value).run([], default_rng(0))
    assert result.outcome is outcome
    if outcome is Outcome.REFUTED:
        assert result.counterexample == {"x": "1/2", "y": "1/3", "slope": "1/6"}


def test_its_corrections_are_verified_and_its_misstatement_an_error():
    mutants = list(method("1/6").mutants([]))
    assert [mutant.expected for mutant in mutants] == [Outcome.VERIFIED, Outcome.ERROR]
    assert all(mutant.check(default_rng(0)).outcome is mutant.expected for mutant in mutants)
    assert method("1/6").evidence is Evidence.EXACT
