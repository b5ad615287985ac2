"""Proposition: every exact claim is exported with a label that is true, or not exported with a reason."""

import re
from functools import partial

import pytest
from numpy.random import default_rng
from sympy import symbols

from tests.verify.proofs.reader import Reader
from theory.algebra.domain import REAL, Domain
from theory.algebra.equation import Equation
from verify.algebra.points import points
from verify.claim import Claim
from verify.ledger import ledger
from verify.methods import Identity
from verify.proofs.export import (
    FORBIDDEN,
    HEAD,
    UNPROVED,
    Label,
    contents,
    everything,
    exact,
    exported,
    first,
    joined,
    theorem_at,
)
from verify.proofs.terms import name

x, y = symbols("x y", real=True)
PLANE = Domain({x: REAL, y: REAL})
SOME = ("clocks", "task.root_loss", "one_layer.output_as_printed", "pivots.equal_rates", "biased")


@pytest.fixture(scope="module")
def some():
    claims = [claim for claim in ledger().values() if any(claim.id == word or claim.id.startswith(f"{word}.") for word in SOME)]
    return [exported(claim) for claim in exact(claims)]


def claim(*equations, **more):
    return Claim("a.b", "A title.", "new", Identity(), lambda: list(equations), **more)


def test_labels():
    content, nothing = Equation("a.b", (x + y) ** 2, x**2 + 2 * x * y + y**2, PLANE), Equation("a.c", x, x, PLANE)
    assert exported(claim(content, nothing)).label is Label.ALGEBRA
    assert exported(claim(nothing)).label is Label.DEFINITION
    unproved = Equation(next(iter(UNPROVED)), x + y, y + x, PLANE)
    assert exported(claim(content, unproved)).label is Label.INSTANCE
    assert exported(claim(unproved)).label is Label.NOT
    assert exported(claim(unproved)).reason == UNPROVED[unproved.id]


@pytest.mark.slow
def test_what_has_no_proof_is_an_equation_of_an_exact_claim():
    known = {equation.id for one in exact(ledger().values()) for equation in one.made()}
    assert set(UNPROVED) <= known


def test_one_that_is_not_exported_says_why(some):
    assert all(one.reason for one in some if one.label in (Label.NOT, Label.INSTANCE))
    assert {one.claim.id for one in some if one.label is Label.NOT} == {
        "biased.rates",
        "biased.rates_as_unbiased",
    }


def test_a_refuted_claim_is_denied_for_all(some):
    (one,) = [one for one in some if one.claim.id == "one_layer.output_as_printed"]
    assert one.theorems[0].statement.startswith("~ (forall (")


def test_files_hold_each_theorem_once_and_no_word_of_what_is_assumed(some):
    files = contents(some)
    assert list(files)[:3] == ["prelude.v", "words.v", "tactics.v"]
    text = "".join(files.values())
    names = [theorem.name for one in some for theorem in one.theorems]
    assert len(set(names)) == len(names) > 8
    assert all(len(re.findall(rf"^Theorem {name} :$", text, re.MULTILINE)) == 1 for name in names)
    assert not FORBIDDEN.search(text)
    assert all(name in everything(some, files) for name in names)


def test_the_prelude_holds_definitions_and_laws_only():
    text = contents([])["prelude.v"]
    begun = set(re.findall(r"^([A-Z][a-z]+)\b", re.sub(r"\(\*.*?\*\)", "", text, flags=re.DOTALL), re.MULTILINE))
    assert begun == {"From", "Open", "Fixpoint", "Definition", "Declare", "Delimit", "Bind", "Notation", "Lemma", "Proof", "Qed"}


def free(equation):
    """Return the letters of an equation and of its domain."""
    return {*equation.domain.sets, *equation.lhs.free_symbols, *equation.rhs.free_symbols}


def holds(letters, text):
    """Return whether a hypothesis holds at a point."""
    if text.endswith("<> 0"):
        return Reader(text.removesuffix(" <> 0"), letters).scalar().evalf() != 0
    return Reader(text.removeprefix("0 < "), letters).scalar().evalf() > 0


@pytest.mark.slow
def test_what_is_supposed_besides_the_domain_holds_somewhere_in_it():
    """A hypothesis that the domain rules out would make a theorem say nothing."""
    looked_at = 0
    for one in map(exported, exact(ledger().values())):
        for theorem in one.theorems:
            equation = one.claim.made()[int(theorem.name.split("__")[1]) - 1] if theorem.supposed else None
            if equation is None:
                continue
            places = [
                {name(symbol): point.get(symbol, symbol) for symbol in free(equation)}
                for point in points(equation.domain, 2, default_rng(0))
            ]
            assert any(all(map(partial(holds, letters), theorem.supposed)) for letters in places), theorem.name
            looked_at += 1
    assert looked_at > 5


def test_fewer_files_hold_the_same_theorems(some):
    texts = contents(some)
    files = joined(texts, 3)
    assert first(files) == first(texts)
    names = re.findall(r"^Theorem (\w+)", "".join(texts.values()), re.MULTILINE)
    assert sorted(re.findall(r"^Theorem (\w+)", "".join(files.values()), re.MULTILINE)) == sorted(names)
    parts = [text for name, text in files.items() if name.startswith("part_")]
    assert len(parts) == 3
    assert all(text.count(HEAD) == 1 for text in parts)


def test_a_line_of_a_file_is_told_by_its_theorem():
    text = HEAD + "Theorem one :\n  1 = 1.\nProof. reflexivity. Qed.\n\nTheorem two :\n  1 = 2.\nProof. reflexivity. Qed.\n"
    lines = text.splitlines()
    assert theorem_at(text, lines.index("  1 = 1.") + 1) == "one"
    assert theorem_at(text, len(lines)) == "two"
    assert theorem_at(text, 1) == ""
