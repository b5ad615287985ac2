"""Proposition: a counterexample refutes, none leaves undecided, and repairs and faults show that both can be seen."""

import pytest

from verify.claim import Claim, Evidence, Outcome
from verify.methods import Everywhere, search
from verify.run import check, check_mutants

BOX = {"x": (0, 2), "y": (0, 2)}
FALSE = Everywhere(
    counterexample=search(lambda x, y: (x * y, (x + y) / 2), BOX, draws=100),
    repairs=(("squares", lambda x, y: (2 * x * y, x * x + y * y)),),
)
TRUE = Everywhere(
    counterexample=search(lambda x, y: (2 * x * y, x * x + y * y), BOX, draws=100),
    faults=(("three", lambda x, y: (3 * x * y, x * x + y * y)),),
)


def test_a_counterexample_refutes():
    claim = Claim("my.false", "A product is below a mean.", "new", FALSE, expected=Outcome.REFUTED, reason="It is so.")
    found = check(claim)
    assert (found.outcome, found.measures) == (Outcome.REFUTED, {"draws": 100})
    assert found.counterexample == {"at": {"x": "2", "y": "2"}, "left": "4", "right": "2"}
    assert check_mutants(claim).survivors == ()


def test_none_leaves_undecided():
    claim = Claim("my.open", "A product is below the squares.", "new", TRUE, expected=Outcome.UNDECIDED, reason="Searched.")
    found = check(claim)
    assert (found.outcome, found.points) == (Outcome.UNDECIDED, 100)
    assert "one that fails on 3% of the draws would have been seen" in found.reason
    assert check_mutants(claim).survivors == ()


def test_a_repair_that_fails_there_survives():
    wrong = Everywhere(FALSE.counterexample, repairs=(("no better", lambda x, y: (x * y, x)),))
    claim = Claim("my.false", "A product is below a mean.", "new", wrong, expected=Outcome.REFUTED, reason="It is so.")
    assert check_mutants(claim).survivors == ("no better (REFUTED)",)


def test_it_says_what_it_does_and_on_what_it_rests():
    assert FALSE.evidence is Evidence.EXACT
    assert "100 points are drawn" in FALSE.describe()
    assert "rational arithmetic" in FALSE.describe()
    assert "proved to exceed" in FALSE.falsifier()


@pytest.mark.parametrize("wrong", [{}, {"counterexample": {"x": 1}, "faults": (("none", lambda: (0, 0)),)}])
def test_what_it_refuses(wrong):
    with pytest.raises(ValueError, match=r"must (be a search|name sides)"):
        Everywhere(**{"counterexample": FALSE.counterexample, **wrong})
