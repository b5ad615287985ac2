"""Proposition: every equation is found by its id and by a claim about it, at the dimensions it is compared at."""

from __future__ import annotations

from functools import cache

from verify.claim import Claim
from verify.ledger import ledger
from verify.manuscript.equations import finder, stated


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
    assert all([item.rhs.shape for item in entry.instances] == [(2, 2), (3, 3)] for entry in entries)
