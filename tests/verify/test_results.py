"""Proposition: the JSON of a run is read back as what was found; anything else is refused in one sentence."""

import importlib.util
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from verify.claim import Outcome
from verify.render.document import document
from verify.results import parse

spec = importlib.util.spec_from_file_location("nasty", Path(__file__).parent / "render" / "nasty.py")
nasty = importlib.util.module_from_spec(spec)
spec.loader.exec_module(nasty)


def test_what_a_run_wrote_is_read_back():
    told = parse(document(nasty.SHAKEN, "full", datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)))
    assert told.level == "full"
    assert (told.environment["date"], told.environment["time"]) == ("2026-02-03", "04:05:06 UTC")
    assert list(told.unloaded) == [nasty.LOST.name]
    for report in nasty.SHAKEN:
        found = told.found[report.claim.id]
        assert found.result.outcome is report.result.outcome
        assert found.result.counterexample == report.result.counterexample
        assert found.is_as_expected(report.claim) == report.as_expected


def test_what_an_older_run_did_not_tell_is_left_out():
    told = parse(json.dumps({"claims": [{"id": "a.b", "outcome": "VERIFIED", "evidence": "exact"}]}))
    assert told.found["a.b"].result.outcome is Outcome.VERIFIED
    assert told.found["a.b"].mutants is None
    assert told.environment == told.skipped == told.unloaded == {}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        '{"claims": 1}',
        '{"claims": [{"id": "a"}]}',
        '{"claims": [{"id": "a", "outcome": "GOOD"}]}',
        '{"claims": [{"id": "a", "outcome": "VERIFIED"}]}',
        '{"claims": [{"id": "a", "outcome": "VERIFIED", "evidence": "hearsay"}]}',
        '{"claims": [{"id": 3, "outcome": "VERIFIED", "evidence": "exact"}]}',
        '{"claims": [{"id": "a", "outcome": "VERIFIED", "evidence": "exact", "measures": {"x": "much"}}]}',
        '{"claims": [{"id": "a", "outcome": "REFUTED", "evidence": "exact", "counterexample": 3}]}',
        '{"claims": [{"id": "a", "outcome": "VERIFIED", "evidence": "exact", "mutants": {"total": 1}}]}',
        '{"claims": [], "environment": 4}',
        f'{{"claims": [{{"id": "a", "outcome": "VERIFIED", "evidence": "exact", "measures": {{"x": 1{"0" * 400}}}}}]}}',
        b"\xff",
    ],
)
def test_anything_else_is_refused(content):
    with pytest.raises(ValueError, match="it is not the JSON of swingby verify --json"):
        parse(content)
