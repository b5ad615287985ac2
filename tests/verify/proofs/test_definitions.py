"""Proposition: the page of definitions is what Coq reads, all of it, and every theorem speaks of nothing else of ours."""

import re

import pytest

from verify.ledger import ledger
from verify.proofs import definitions as module
from verify.proofs.definitions import HEADINGS, NOTATIONS, definitions, used
from verify.proofs.export import contents, exported
from verify.proofs.pairs import PAIRS, proved
from verify.prose import is_closed

#: Words of Coq and of its library, the end of `A ^T`, and the scope of matrices.
LIBRARY = frozenset(
    (
        "Theorem",
        "forall",
        "exists",
        "let",
        "in",
        "fun",
        "match",
        "with",
        "end",
        "nat",
        "R",
        "Fin",
        "t",
        "F1",
        "FS",
        "exp",
        "ln",
        "sqrt",
        "is_derive",
        "is_RInt",
        "INR",
        "T",
        "M",
    )
)
#: Names that a statement gives.
BOUND = re.compile(r"(?:\(|\bfun |\bforall |\bexists |\blet )([\w ]+?)(?: :|,| =>)")
KNOWN = {one.name: one for one in definitions()}


def test_each_stands_in_its_file_as_it_is_shown():
    files = contents([exported(ledger()["clocks.tied_factor"])])
    for one in definitions():
        assert one.text in files[one.file]
        assert is_closed(one.words)
    assert {one.file for one in definitions()} == set(HEADINGS)


def test_all_of_the_prelude_and_of_the_task_are_there():
    files = contents([exported(ledger()["clocks.tied_factor"])])
    for file in ("prelude.v", "theorems/definitions.v"):
        names = set(re.findall(r"^(?:Definition|Fixpoint) (\w+)", files[file], re.MULTILINE))
        assert names == {one.name for one in definitions() if one.file == file} - {NOTATIONS}
    written = [line for line in files["prelude.v"].splitlines() if line.startswith("Notation ")]
    assert KNOWN[NOTATIONS].text.splitlines() == written


def test_what_a_theorem_names_is_followed_to_the_ground():
    names = [one.name for one in used(proved("clocks.tied_factor")[0].statement)]
    assert {"mat", "trace", "symmetric", "is_gradient", "loss", "tied_loss", "descends", "V", NOTATIONS, "mmul"} <= set(names)
    assert "X" not in names, "the letter of a point is not the generator"
    assert names == [one.name for one in definitions() if one.name in names]
    assert used("forall x : R, x = x") == []


@pytest.mark.parametrize("name", PAIRS)
def test_a_theorem_speaks_of_these_and_of_the_library_alone(name):
    """Every name of a statement is defined on the page, bound in the statement, or one of the library's."""
    for one in proved(name):
        words = set(re.findall(r"[A-Za-z]\w*", one.statement)) - {one.name, *LIBRARY, *KNOWN}
        bound = {word for group in BOUND.findall(one.statement) for word in group.split()}
        assert words - bound == set()


@pytest.mark.parametrize("change", [{"loss": None}, {"no_such": "Words."}])
def test_a_definition_without_words_and_words_without_one_are_wrong(monkeypatch, change):
    told = {**module.WORDS, **change}
    monkeypatch.setattr(module, "WORDS", {name: words for name, words in told.items() if words})
    definitions.cache_clear()
    with pytest.raises(ValueError, match=f"and no other name, got {next(iter(change))}"):
        definitions()
    monkeypatch.undo()
    definitions.cache_clear()
