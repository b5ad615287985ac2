r"""Proposition: every formula that the theory gives for a letter is read, and an equation's own symbols stand for themselves."""

from __future__ import annotations

from theory.algebra.equation import Equation
from theory.algebra.letters import COMMON
from theory.algebra.symbols import A, W
from verify.ledger import ledger
from verify.manuscript.equations import stated
from verify.manuscript.grammar.parser import parse, parse_relation
from verify.manuscript.reading.meaning import value
from verify.manuscript.reading.scope import Scope, common, scope


def test_every_letter_of_the_theory_is_read() -> None:
    assert {"V", "X", "Y", "L", r"\phi", r"\theta"} == set(common())
    assert len(COMMON) == len(common())
    said = [(entry.id, *item) for entry in stated(ledger().values()).values() for item in entry.first.letters.items()]
    assert len(said) > 100
    for _, name, formula in said:
        assert len(parse_relation(f"{name} = {formula}").sides) == 2


def test_indices_are_free_unless_they_have_a_value_or_are_letters_of_the_equation() -> None:
    here = Scope(size=2, rows=2, symbols={"p": None}, families={}, bound={"n": 1})
    assert here.free(parse("w_{ni} b_p"), parse("w_{ji}")) == ["i", "j"]


def test_what_is_not_read_stands_for_nothing_and_a_symbol_for_itself() -> None:
    here = scope(Equation("x.y", W * A, A * W, letters={"W": "A^2", "B": r"\unknown", "C": "A^2"}))
    assert set(here.special) == {"C"}
    assert value(parse("W C"), here) == W * A**2
