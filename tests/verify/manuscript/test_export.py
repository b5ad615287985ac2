"""Proposition: what is exported of an equation is cut between terms only, and two ids have two macros."""

from __future__ import annotations

from verify.ledger import ledger
from verify.manuscript.equations import finder
from verify.manuscript.export import fragment, macro, pieces


def test_names_of_macros_have_letters_only() -> None:
    assert macro("two_layer.entry_form") == r"\SwingbyTwoLayerEntryForm"
    assert macro("figure5.x") == r"\SwingbyFigureFiveX"


def test_every_claim_has_a_macro_of_its_own() -> None:
    names = [macro(name) for name in ledger()]
    assert len(set(names)) == len(names)
    assert all(name[1:].isalpha() for name in names)


def test_pieces_are_cut_outside_of_brackets_only() -> None:
    assert pieces(r"- a (b + c) + e^{x - y} = \left[ d - e \right] - f") == [
        "- a (b + c)", "+ e^{x - y}", r"= \left[ d - e \right]", "- f",
    ]  # fmt: skip


def test_a_fragment_is_the_equation_and_nothing_else() -> None:
    entry = finder(ledger())("two_layer.entry_form")
    assert entry is not None
    assert fragment(entry).endswith("%\n")
    assert fragment(entry).removesuffix("%\n").split() == entry.first.latex.split()
