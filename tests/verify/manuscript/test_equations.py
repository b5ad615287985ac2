r"""Proposition: every equation is found by its id and by a claim about it, at the dimensions it is compared at.

What is exported of it is cut between terms only, and two ids have two macros.
"""

from __future__ import annotations

from functools import cache

from verify.claim import Claim
from verify.ledger import ledger
from verify.manuscript.equations import finder, fragment, macro, pieces, stated


@cache
def some() -> dict[str, Claim]:
    return {name: claim for name, claim in ledger().items() if name.startswith(("one_layer.", "two_layer."))}


def test_what_is_found_is_what_is_stated() -> None:
    find, entries = finder(some()), stated(some().values())
    for name in list(entries)[::7]:
        found = find(name)
        assert found is not None
        assert (found.id, found.first) == (name, entries[name].first)
    assert find("no.such") is None


def test_a_claim_without_an_equation_of_its_id_is_about_the_first_of_its_own() -> None:
    find = finder(some())
    for name, claim in some().items():
        own = claim.equations()
        found = find(name)
        assert (found is None) == (not own)
        assert found is None or name == found.id or name in found.claims


def test_steps_stand_before_what_follows_from_them() -> None:
    order = list(stated(some().values()))
    for entry in stated(some().values()).values():
        assert all(order.index(step.id) < order.index(entry.id) for step in entry.first.steps)


def test_an_equation_by_indices_is_compared_at_two_dimensions() -> None:
    entries = [entry for entry in stated(some().values()).values() if entry.by_indices]
    assert entries
    shapes = {entry.id: [item.rhs.shape for item in entry.instances] for entry in entries}
    assert shapes["two_layer.entry_form_of_indices"] == [(2, 2), (3, 3)]
    assert shapes["finite_steps.noise_is_squares"] == [(2, 1), (3, 1)]
    assert all(found in ([(2, 2), (3, 3)], [(2, 1), (3, 1)]) for found in shapes.values())


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


def test_a_matrix_is_not_cut() -> None:
    matrix = r"\begin{pmatrix} 1 & - a \\ b - c \end{pmatrix}"
    assert pieces(f"{matrix} - x") == [matrix, "- x"]


def test_a_fragment_is_the_equation_and_nothing_else() -> None:
    entry = finder(ledger())("two_layer.entry_form")
    assert entry is not None
    assert fragment(entry).endswith("%\n")
    assert fragment(entry).removesuffix("%\n").split() == entry.first.latex.split()
