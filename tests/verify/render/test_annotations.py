"""Annotations of GitHub Actions name file, line and what is wrong, each on a line of its own."""

from dataclasses import replace

import pytest

from tests.verify.render.nasty import REPORTS, RUN, SHAKEN
from verify.baseline import Drift, Kind
from verify.manuscript.paper import Remark
from verify.render.annotations import is_wanted, of_paper, of_run
from verify.run import Reports


@pytest.mark.parametrize(("value", "wanted"), [("true", True), ("false", False), (None, False)])
def test_they_are_wanted_where_github_says_so(monkeypatch, value, wanted):
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    if value is not None:
        monkeypatch.setenv("GITHUB_ACTIONS", value)
    assert is_wanted() is wanted


def test_a_line_for_each_claim_that_is_not_as_expected_and_each_drift():
    plain = Reports([replace(report, claim=replace(report.claim, title="T.")) for report in REPORTS])
    lines = of_run(plain, [Drift("nasty.good", Kind.CHANGED, "a: b, c"), Drift("nasty.new", Kind.NEW, "not in it")])
    assert [line.partition(",title=")[2].partition("::")[0] for line in lines] == [
        "nasty.refuted",
        "nasty.crashed",
        "nasty.survived",
        "nasty.good",
    ]
    file, line = "tests/verify/render/nasty.py", REPORTS[1].claim.written_at[1]
    assert lines[0].startswith(
        f"::error file={file},line={line},title=nasty.refuted::T.%0Aexpected VERIFIED, came out REFUTED%0A"
    )
    assert lines[-1].endswith("title=nasty.good::changed: a: b, c")


def test_nothing_that_is_said_ends_a_line_or_begins_another():
    for run in (RUN, SHAKEN):
        for line in of_run(run):
            assert "\n" not in line
            assert "\r" not in line
            head = line.removeprefix("::error ").partition("::")[0]
            assert {part.partition("=")[0] for part in head.split(",")} <= {"file", "line", "title"}
    assert any("title=claims file" in line for line in of_run(SHAKEN))


def test_a_manuscript_has_errors_and_warnings(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert of_paper([Remark("a,b.tex", 3, True, "100% wrong\nhere"), Remark("c.tex", 4, False, "not read")]) == [
        "::error file=a%2Cb.tex,line=3,title=swingby paper::100%25 wrong%0Ahere",
        "::warning file=c.tex,line=4,title=swingby paper::not read",
    ]
