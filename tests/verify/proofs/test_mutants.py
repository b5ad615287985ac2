"""Proposition: mutants are statements of their own, of every claim in turn, and differ from what is true."""

from sympy import symbols

from theory.algebra.domain import REAL, Domain
from theory.algebra.equation import Equation
from verify.claim import Claim
from verify.methods import Identity
from verify.proofs.export import exported
from verify.proofs.mutants import mutants, statements

x, y = symbols("x y", real=True)


def made(identifier):
    equation = Equation(identifier, (x + y) ** 2, x**2 + 2 * x * y + y**2, Domain({x: REAL, y: REAL}))
    return exported(Claim(identifier, "A title.", "new", Identity(), lambda: [equation]))


def test_mutants_come_in_turn_and_differ():
    found = list(mutants([made("a.b"), made("a.c")], 10))
    assert [wrong.claim for wrong in found[:4]] == ["a.b", "a.c", "a.b", "a.c"]
    texts = {wrong.text for wrong in found}
    assert len(texts) == len(found) == 10
    assert not any(made("a.b").theorems[0].statement in text for text in texts)


def test_their_statements_stand_alone():
    found = list(mutants([made("a.b")], 2))
    text = statements(found)
    assert text.count("\nGoal forall (x y : R),") == text.count("Abort.") == 2
    assert "Proof" not in text
    assert "Theorem" not in text
