"""Proposition: what a claim rests on is drawn whole, each below what rests on it, and red colours all that rests on it."""

import pytest

from verify.claim import Claim, Evidence, Outcome, Result
from verify.ledger import ledger, rests_on
from verify.methods import Computation
from verify.render.report.drawing import drawing

METHOD = Computation(lambda rng: Result(Outcome.VERIFIED, 1), Evidence.NUMERICAL, "looked at", "seen")


def claims(**links):
    return {
        f"a.{name}": Claim(f"a.{name}", "x", "new", METHOD, depends_on=tuple(f"a.{it}" for it in its))
        for name, its in links.items()
    }


DIAMOND = claims(top=["left", "right"], left=["low"], right=["low", "left"], low=[], other=["low"])


def test_each_stands_below_what_rests_on_it():
    assert rests_on(DIAMOND["a.top"], DIAMOND) == ["a.right", "a.left", "a.low"]


def test_a_claim_that_rests_on_nothing_is_not_drawn():
    assert drawing(DIAMOND["a.low"], DIAMOND, frozenset()) is None


def test_red_colours_what_rests_on_it_and_nothing_else():
    drawn = drawing(DIAMOND["a.top"], DIAMOND, frozenset({"a.left"}))
    assert [(row.id, row.is_red, row.rests_on_red) for row in drawn.rows] == [
        ("a.top", False, True),
        ("a.right", False, True),
        ("a.left", True, False),
        ("a.low", False, False),
    ]
    assert len(drawn.arcs) == 5
    assert sum(arc.is_red for arc in drawn.arcs) == 3


@pytest.mark.parametrize("name", ["pivots.crossing_times", "certified.rise_exponent"])
def test_of_our_claims_every_link_is_an_arc(name):
    known = ledger()
    drawn = drawing(known[name], known, frozenset())
    names = [row.id for row in drawn.rows]
    assert set(names) - {name} == set(rests_on(known[name], known))
    assert len(drawn.arcs) == sum(len(set(known[it].depends_on)) for it in names)
    for place, it in enumerate(names):
        assert all(names.index(other) > place for other in known[it].depends_on)
