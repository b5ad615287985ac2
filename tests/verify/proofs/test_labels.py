"""Proposition: what the kernel knows of a claim is said in one place, is what is exported, and costs nothing for the mark."""

import sys

import pytest
from sympy import symbols

from theory.algebra.domain import REAL, Domain
from theory.algebra.equation import Equation
from verify.claim import Claim, Outcome
from verify.ledger import ledger
from verify.methods import Identity
from verify.proofs import labels
from verify.proofs.export import Label, exported
from verify.proofs.labels import evidence, known, mark
from verify.proofs.pairs import PAIRS

CLAIMS = ledger()
x = symbols("x", real=True)
SQUARE = Equation("my.square", (x + 1) ** 2, x**2 + 2 * x + 1, Domain({x: REAL}))


def claim(make, **more):
    return Claim("my.own", "A title.", "new", Identity(), make, **more)


def test_the_mark_is_that_of_the_pairs():
    assert {name for name, one in CLAIMS.items() if mark(one)} == set(PAIRS)
    assert evidence(CLAIMS["clocks.tied_factor"]) == "exact, kernel-checked"
    assert evidence(CLAIMS["clocks.code_step"]) == "exact"
    assert evidence(CLAIMS["clocks.conversion"]) == "numerical"


@pytest.mark.parametrize("name", ["clocks.tied_factor", "clocks.code_step", "biased.rates", "one_layer.output_as_printed"])
def test_a_label_is_what_is_exported(name):
    said, one = known(CLAIMS[name]), exported(CLAIMS[name])
    assert (said.label, said.reason) == (one.label, one.reason)
    assert said == known(CLAIMS[name], CLAIMS[name].made())
    assert str(said).startswith(f"{one.label}: ")


def test_words():
    assert str(known(CLAIMS["clocks.tied_as_printed"])) == "kernel-checked: that the claim is false is a theorem from definitions"
    assert str(known(CLAIMS["biased.rates"])) == "not exported: a computation without an equation"
    assert str(known(claim(lambda: [SQUARE]))).startswith("algebra re-checked: every equation of it is a theorem")
    false = claim(lambda: [Equation("my.false", x + 1, x, Domain({x: REAL}))], expected=Outcome.REFUTED, reason="No.")
    assert known(false).label is Label.NOT
    assert set(labels.MEANING) == set(Label)


def test_only_exact_claims_have_one_and_equations_that_are_made_are_not_made_again(monkeypatch):
    assert known(CLAIMS["clocks.conversion"]) is None
    assert known(claim(lambda: 1 / 0), [SQUARE]).label is Label.ALGEBRA
    monkeypatch.setattr(labels, "exported", lambda claim: pytest.fail("the mark needs no export"))
    assert known(CLAIMS["clocks.tied_factor"]).label is Label.KERNEL


@pytest.mark.parametrize("make", [lambda: 1 / 0, lambda: sys.exit(3), lambda: [1]])
def test_equations_that_cannot_be_made_are_said_and_do_no_harm(make):
    said = known(claim(make))
    assert said.label is Label.NOT
    assert said.reason.startswith("ERROR, ")
