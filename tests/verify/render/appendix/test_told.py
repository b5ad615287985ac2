"""Proposition: what is said of a statement of Appendix D is what the claims that cite it say, and changes with them."""

from types import SimpleNamespace

import pytest

from tests.verify.render.nasty import METHOD
from theory.appendix_d.statements import LEMMAS
from verify.claim import Claim, Evidence, Outcome
from verify.ledger import ledger
from verify.render.appendix.told import counterexample, told
from verify.verdicts import Verdict

PAPER = "arXiv 2410.08309v2, {}, as transcribed"


def claim(source, expected=Outcome.VERIFIED, name="my.claim"):
    return Claim(name, "So it is.", source, METHOD, expected=expected, reason="since")


def found(outcome, expected=None):
    return Verdict(outcome, expected or outcome, Evidence.EXACT)


def of(name, *claims, **verdicts):
    known = {it.id: it for it in claims}
    return next(
        it
        for it in told(known, {it: verdicts[it.split(".")[1]] for it in known if it.split(".")[1] in verdicts})
        if it.statement.name == name
    )


@pytest.mark.parametrize(
    ("source", "verdict", "state"),
    [
        (PAPER.format("Lemma D.6"), found(Outcome.VERIFIED), "holds"),
        (PAPER.format("Lemma D.6"), found(Outcome.REFUTED), "false"),
        (PAPER.format("Lemma D.6"), found(Outcome.UNDECIDED), "open"),
        (PAPER.format("Lemma D.6"), found(Outcome.REFUTED, Outcome.VERIFIED), "red"),
        (PAPER.format("Lemmas D.5 and D.6"), found(Outcome.REFUTED), "false"),
        (PAPER.format("Lemma D.5"), found(Outcome.REFUTED), "silent"),
        (PAPER.format("the proof of Lemma D.6"), found(Outcome.REFUTED), "beside"),
        (PAPER.format("Eq. (D.2) and the proofs of Lemmas D.4 and D.6"), found(Outcome.REFUTED), "beside"),
        ("new; what is true of arXiv 2410.08309v2, Lemma D.6", found(Outcome.VERIFIED), "beside"),
        (PAPER.format("Lemmas D.1 to D.8"), found(Outcome.UNDECIDED), "open"),
    ],
)
def test_the_state_is_that_of_the_claims_that_cite_it(source, verdict, state):
    assert of("Lemma D.6", claim(source, verdict.expected), claim=verdict).state == state


def test_what_did_not_run_is_told_by_what_is_expected_and_as_such():
    item = of("Lemma D.6", claim(PAPER.format("Lemma D.6"), Outcome.REFUTED))
    assert item.state == "false"
    assert item.printed[0].words == "not run here, expected to be refuted"


def test_one_across_many_decides_only_where_no_other_does():
    wide = claim(PAPER.format("Lemmas D.1 to D.8"), Outcome.UNDECIDED, "my.wide")
    one = claim(PAPER.format("Lemma D.6"), name="my.one")
    verdicts = {"wide": found(Outcome.UNDECIDED), "one": found(Outcome.VERIFIED)}
    assert of("Lemma D.6", wide, one, **verdicts).state == "holds"
    assert of("Lemma D.7", wide, one, **verdicts).state == "open"


def test_a_counterexample_is_that_of_the_run_or_the_stated_one():
    known = claim(PAPER.format("Lemma D.6"), Outcome.REFUTED)
    ran = Verdict(Outcome.REFUTED, Outcome.REFUTED, Evidence.EXACT, {"t": "3"})
    assert counterexample(known, {known.id: ran}) == {"t": "3"}
    assert counterexample(known, {}) == {}


@pytest.mark.parametrize(
    ("at", "shown"), [({"t": 3}, {"left": "1", "right": "2", "at": {"t": 3}}), (lambda: None, {}), (None, {})]
)
def test_a_stated_point_is_shown_and_a_way_to_find_one_is_none(at, shown):
    method = SimpleNamespace(counterexample=at, left="1", right="2", evidence=Evidence.EXACT)
    assert counterexample(Claim("my.claim", "So it is.", "new", method, expected=Outcome.REFUTED, reason="since"), {}) == shown


def test_every_statement_is_told_once_in_the_order_of_the_paper():
    assert [item.statement for item in told(ledger(), {})] == list(LEMMAS)
