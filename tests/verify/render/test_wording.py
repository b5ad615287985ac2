"""What is said of results is short, complete and in one order: complaints, points, figures and facts."""

from dataclasses import replace

import pytest

from tests.verify.render.nasty import METHOD, REPORTS
from verify.claim import Claim, Evidence, Level, Outcome, Result
from verify.ledger import ledger
from verify.render.wording import FIGURES, brief, complaint, counted, facts, figures, objections, resting_on, result_facts, show
from verify.run import MutantReport, Report


def report(outcome, expected=Outcome.VERIFIED, mutants=None, **more):
    reason = "Known." if expected is not Outcome.VERIFIED else ""
    claim = Claim("my.one", r"Here $w_{ij} \ge 0$.", "new", METHOD, expected=expected, reason=reason)
    return Report(claim, Result(outcome, 1, **more), mutants)


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        (report(Outcome.VERIFIED), []),
        (report(Outcome.REFUTED, Outcome.REFUTED), []),
        (
            report(Outcome.REFUTED, counterexample={"x": 1}),
            ["expected VERIFIED, came out REFUTED", "counterexample: x: 1"],
        ),
        (
            report(Outcome.ERROR, Outcome.REFUTED, reason="ValueError: no"),
            ["expected REFUTED, came out ERROR", "reason: ValueError: no"],
        ),
        (report(Outcome.VERIFIED, mutants=MutantReport(9, ())), []),
        (report(Outcome.VERIFIED, mutants=MutantReport(9, tuple("abcdefg"))), ["mutants that survived: a; b; c; d; e"]),
    ],
)
def test_what_is_not_as_expected_is_said_line_by_line(given, lines):
    assert objections(given) == lines
    here = [f"claimed in tests/verify/render/test_wording.py:{given.claim.written_at[1]}"]
    assert complaint(given).split("\n") == ["Here w_ij ≥ 0.", *lines, *here]


def test_every_report_that_is_not_as_expected_has_an_objection():
    for given in REPORTS:
        assert given.as_expected or objections(given)


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ({"x": 1, "left": "1/4"}, "x: 1, left: 1/4"),
        ({"at": {"a_1": "1", "a_2": "0", "a_3": 0, "w": "1/2"}}, "at: (a_1 = 1, w = 1/2, all others 0)"),
        ({"at": {"a_1": "1"}}, "at: (a_1 = 1)"),
        ({"at": {"a": 0}}, "at: (all others 0)"),
        ({"x": 0, "y": 0.0}, "x: 0, y: 0.0"),
        (3, "3"),
        ([1, 2], "[1, 2]"),
        ({}, ""),
    ],
)
def test_points_are_one_line_without_their_zeros(value, line):
    assert show(value) == line


@pytest.mark.parametrize(("length", "limit", "cut"), [(400, 400, False), (401, 400, True), (5, 4, True), (0, 0, False)])
def test_long_texts_are_cut_at_the_limit(length, limit, cut):
    text = ("abcdefghij" * 41)[:length]
    assert brief(text, limit) == (text[:limit] + " ..." if cut else text)


def test_a_long_counterexample_is_cut_in_each_part():
    line = show({"first": "x" * 1000, "at": {"y": "z" * 1000}})
    assert line.startswith("first: " + "x" * 400 + " ..., at: (y = z")
    assert len(line) < 850


@pytest.mark.parametrize(
    ("measures", "line"),
    [
        ({}, ""),
        ({"largest_error": 1.23456e-9}, "largest error 1.235e-09"),
        ({"n": 3, "slope": 0.5}, "n 3, slope 0.5"),
        ({name: k for k, name in enumerate("abcd")}, "a 0, b 1, c 2, d 3"),
        ({name: k for k, name in enumerate("abcde")}, "a 0, b 1, c 2, d 3, ..."),
    ],
)
def test_the_first_figures_to_four_digits(measures, line):
    assert figures(measures) == line
    assert line.count(", ") <= FIGURES


@pytest.mark.parametrize(("number", "words"), [(0, "0 claims"), (1, "1 claim"), (2, "2 claims")])
def test_things_are_counted(number, words):
    assert counted(number, "claim") == words


def test_facts_of_a_claim():
    claim = ledger()["clocks.tied_as_printed"]
    known = facts(claim)
    assert known["source"] == claim.source
    assert (known["expected"], known["evidence"], known["why"]) == ("REFUTED", "exact, kernel-checked", claim.reason)
    assert known["theorem"].startswith("Theorem tied_as_printed : ~ (forall (d m : nat)")
    assert "`swingby proofs DIR clocks.tied_as_printed --check`" in known["theorem"]
    assert known["corrected by"] == claim.corrected_by
    assert known["corrects"] == ""
    plain = Claim("my.one", "One.", "new", METHOD, level=Level.FULL, depends_on=("a.b", "c.d"), needs=("torch", "dask"))
    assert {name: value for name, value in facts(plain).items() if value} == {
        "source": "new",
        "evidence": Evidence.NUMERICAL.value,
        "check": METHOD.what,
        "falsified by": METHOD.refuted_by,
        "expected": "VERIFIED",
        "level": "full",
        "rests on": "a.b, c.d",
        "needs": "torch, dask",
    }


def test_facts_of_a_result():
    found = result_facts(Result(Outcome.REFUTED, 7, {"gap": 0.25}, {"at": {"x": 1, "y": 0}}, "Too large."))
    assert found == {
        "outcome": "REFUTED",
        "points": "7",
        "figures": "gap 0.25",
        "counterexample": "at: (x = 1, all others 0)",
        "reason": "Too large.",
    }
    assert result_facts(Result(Outcome.VERIFIED, 1))["counterexample"] == ""


def test_what_rests_on_a_claim_is_named():
    shaken = [replace(REPORTS[0], rests_on_red=("nasty.crashed",)), replace(REPORTS[1], rests_on_red=("nasty.crashed", "x.y"))]
    assert resting_on(shaken, "nasty.crashed") == "2 claims rest on it: nasty.good, nasty.refuted"
    assert resting_on(shaken, "x.y") == "1 claim rests on it: nasty.refuted"
    assert resting_on(shaken, "nasty.good") == ""
