"""A verdict says outcome, evidence and what was expected, and is the same from a run as from the JSON of that run."""

import json

import pytest

from tests.verify.render.nasty import METHOD, RUN
from verify.claim import Claim, Evidence, Outcome
from verify.ledger import ledger
from verify.render.document import document
from verify.run import run
from verify.verdicts import Verdict, of_file, of_reports

CLAIMS = {report.claim.id: report.claim for report in RUN}


@pytest.mark.parametrize(
    ("outcome", "expected", "evidence", "words"),
    [
        (Outcome.VERIFIED, Outcome.VERIFIED, Evidence.EXACT, "verified (exact)"),
        (Outcome.REFUTED, Outcome.REFUTED, Evidence.ENCLOSED, "refuted (enclosed)"),
        (Outcome.REFUTED, Outcome.VERIFIED, Evidence.NUMERICAL, "refuted (numerical), expected verified"),
        (Outcome.ERROR, Outcome.REFUTED, Evidence.STATISTICAL, "error (statistical), expected refuted"),
    ],
)
def test_words(outcome, expected, evidence, words):
    verdict = Verdict(outcome, expected, evidence)
    assert str(verdict) == words
    assert verdict.as_expected is ("expected" not in words)


def test_a_run_and_its_file_say_the_same(tmp_path):
    path = tmp_path / "results.json"
    path.write_text(document(RUN, "quick"), encoding="utf-8")
    assert of_file(path, CLAIMS) == of_reports(RUN)
    assert {name: (verdict.outcome, verdict.as_expected) for name, verdict in of_reports(RUN).items()} == {
        "nasty.good": (Outcome.VERIFIED, True),
        "nasty.refuted": (Outcome.REFUTED, False),
        "nasty.crashed": (Outcome.ERROR, False),
        "nasty.survived": (Outcome.VERIFIED, True),
        "nasty.known": (Outcome.REFUTED, True),
    }


def test_a_run_of_the_ledger_and_its_file_say_the_same(tmp_path):
    claims = ledger()
    reports = run(claims, [claims["clocks.code_step"], claims["clocks.tied_as_printed"]])
    (tmp_path / "r.json").write_text(document(reports, "quick"), encoding="utf-8")
    assert of_file(tmp_path / "r.json", claims) == of_reports(reports)
    assert str(of_reports(reports)["clocks.tied_as_printed"]) == "refuted (exact)"


def test_what_is_expected_is_what_the_claims_say_now(tmp_path):
    path = tmp_path / "results.json"
    path.write_text(document(RUN, "quick"), encoding="utf-8")
    now = {"nasty.known": Claim("nasty.known", "Now so.", "new", METHOD)}
    assert of_file(path, now) == {"nasty.known": Verdict(Outcome.REFUTED, Outcome.VERIFIED, Evidence.NUMERICAL)}


def test_claims_that_are_gone_have_no_verdict(tmp_path):
    path = tmp_path / "results.json"
    path.write_text(document(RUN, "quick"), encoding="utf-8")
    assert of_file(path, {}) == {}


ITEM = {"id": "nasty.good", "outcome": "VERIFIED", "evidence": "numerical"}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "3",
        "null",
        "{}",
        '{"claims": 3}',
        '{"claims": [3]}',
        json.dumps({"claims": [{}]}),
        json.dumps({"claims": [{**ITEM, "outcome": "TRUE"}]}),
        json.dumps({"claims": [{**ITEM, "evidence": "hearsay"}]}),
        json.dumps({"claims": [{"id": "nasty.good", "outcome": "VERIFIED"}]}),
        json.dumps({"claims": [{**ITEM, "id": []}]}),
    ],
)
def test_another_file_is_refused_by_its_name(tmp_path, content):
    path = tmp_path / "results.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"--from must be a file of swingby verify --json, got .*results\.json, which is none"):
        of_file(path, CLAIMS)


def test_bytes_that_are_no_text_are_refused_too(tmp_path):
    (tmp_path / "r.json").write_bytes(b"\xff\xfe{")
    with pytest.raises(ValueError, match="which is none"):
        of_file(tmp_path / "r.json", CLAIMS)


@pytest.mark.parametrize(("place", "reason"), [("nowhere.json", "No such file or directory"), ("", "Is a directory")])
def test_a_file_that_cannot_be_read_is_named(tmp_path, place, reason):
    with pytest.raises(ValueError, match=rf"--from must be a readable file, got .*: {reason}"):
        of_file(tmp_path / place, CLAIMS)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_file_with_a_byte_order_mark_is_read(tmp_path, encoding):
    path = tmp_path / "results.json"
    path.write_text(json.dumps({"claims": [{"id": "a.b", "outcome": "VERIFIED", "evidence": "exact"}]}), encoding=encoding)
    claims = {"a.b": Claim("a.b", "t", "s", METHOD)}
    assert of_file(path, claims) == {"a.b": Verdict(Outcome.VERIFIED, Outcome.VERIFIED, Evidence.EXACT)}


def test_a_file_nested_without_end_is_refused(tmp_path):
    path = tmp_path / "results.json"
    path.write_text("[" * 200_000)
    with pytest.raises(ValueError, match=r"--from must be a file of swingby verify --json, got .*, which is none$"):
        of_file(path, {})
