"""The JSON document keeps its contract: fields, counts, nothing that JSON lacks, and the words of claims as they are."""

import importlib.util
import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest

from verify.claim import Outcome
from verify.cli import main
from verify.render.document import document, summary
from verify.run import Reports

spec = importlib.util.spec_from_file_location("nasty", Path(__file__).with_name("nasty.py"))
nasty = importlib.util.module_from_spec(spec)
spec.loader.exec_module(nasty)
NOW = datetime.now(UTC)
CONTENT = json.loads(document(nasty.RUN, "full"))
BY_ID = {claim["id"]: claim for claim in CONTENT["claims"]}


def call(capsys, *arguments):
    status = main(list(arguments))
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_a_green_run(capsys, tmp_path):
    file = tmp_path / "results.json"
    status, out, _ = call(capsys, "verify", "clocks", "--jobs", "1", "--json", str(file))
    assert status == 0
    assert "0 UNDECIDED, 0 VACUOUS" in " ".join(out.split())
    assert "all as expected" in " ".join(out.split())
    content = json.loads(file.read_text(), parse_constant=pytest.fail)
    assert content["schema"] == 1
    assert content["level"] == "quick"
    assert set(content["summary"]) == {"VERIFIED", "REFUTED", "UNDECIDED", "VACUOUS", "ERROR", "unexpected"}
    refuted = next(claim for claim in content["claims"] if claim["id"] == "clocks.tied_as_printed")
    assert refuted["outcome"] == refuted["expected"] == "REFUTED"
    assert refuted["counterexample"]["at"] == {"a_11": "1", "u_11": "1/2"}
    wanted = {"id", "title", "source", "level", "outcome", "expected", "evidence", "points", "measures", "counterexample"}
    wanted |= {"depends_on", "corrects", "seconds", "mutants"}
    for claim in content["claims"]:
        assert wanted <= set(claim)
        assert claim["mutants"] is None
        assert claim["points"] >= 1
    assert [path.name for path in tmp_path.iterdir()] == ["results.json"]


def test_counts():
    assert summary(nasty.RUN) == {"VERIFIED": 2, "REFUTED": 2, "UNDECIDED": 0, "VACUOUS": 0, "ERROR": 1, "unexpected": 3}
    assert CONTENT["summary"] == summary(nasty.RUN)
    assert Counter(claim["outcome"] for claim in CONTENT["claims"]) == {"VERIFIED": 2, "REFUTED": 2, "ERROR": 1}
    assert set(summary([])) == {outcome.value for outcome in Outcome} | {"unexpected"}
    assert sum(summary([]).values()) == 0


def test_words_are_as_they_are():
    assert BY_ID["nasty.good"]["title"] == nasty.WORDS
    assert BY_ID["nasty.good"]["source"] == nasty.NASTY
    assert BY_ID["nasty.refuted"]["counterexample"] == {"where": nasty.NASTY}
    assert CONTENT["skipped"] == [{"id": "nasty.skipped", "reason": f"needs {nasty.NASTY}"}]
    assert "\u2264" in document(Reports([nasty.report("sign", Outcome.VERIFIED, title="x \u2264 y")]), "quick")


def test_the_reason_of_the_result_comes_before_that_of_the_claim():
    assert BY_ID["nasty.crashed"]["reason"] == nasty.NASTY
    assert BY_ID["nasty.known"]["reason"] == nasty.WORDS
    assert BY_ID["nasty.good"]["reason"] is None


def test_mutants_and_figures_of_each_claim():
    assert BY_ID["nasty.survived"]["mutants"] == {"total": 2, "killed": 1, "survivors": [f"{nasty.NASTY} (VERIFIED)"]}
    assert BY_ID["nasty.good"]["mutants"] is None
    assert BY_ID["nasty.good"]["measures"] == {"largest_error": 1e-9}
    assert BY_ID["nasty.good"]["seconds"] == 1.235
    assert (CONTENT["schema"], CONTENT["level"]) == (1, "full")


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_lacks_is_refused(value):
    report = nasty.REPORTS[0]
    result = replace(report.result, measures={"largest_error": value})
    with pytest.raises(ValueError, match="not JSON compliant"):
        document(Reports([replace(report, result=result)]), "quick")


def test_the_versions_a_result_may_depend_on_are_named():
    environment = CONTENT["environment"]
    assert environment["numpy"] == version("numpy")
    assert environment["python-flint"] == version("python-flint")
    packages = {"python", "swingby", "sympy", "numpy", "scipy", "mpmath", "python-flint"}
    assert set(environment) == packages | {"version", "commit", "date", "time"}
    assert environment["version"] == environment["swingby"]


def test_the_moment_of_the_run_is_named_in_universal_time():
    at = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    environment = json.loads(document(nasty.RUN, "full", at))["environment"]
    assert (environment["date"], environment["time"]) == ("2026-02-03", "04:05:06 UTC")
    assert abs(
        datetime.fromisoformat(f"{CONTENT['environment']['date']}T{CONTENT['environment']['time'][:8]}Z") - NOW
    ) < timedelta(hours=1)


def test_a_file_that_cannot_be_used_is_an_error_and_what_rests_on_red_says_so():
    content = json.loads(document(nasty.SHAKEN, "quick"))
    assert content["unloaded"] == [{"name": nasty.LOST.name, "outcome": "ERROR", "reason": nasty.LOST.reason}]
    assert content["summary"]["ERROR"] == CONTENT["summary"]["ERROR"] + 1
    assert content["summary"]["unexpected"] == CONTENT["summary"]["unexpected"] + 1
    assert content["claims"][0]["rests_on_red"] == ["nasty.crashed", "nasty.refuted"]
    assert content["claims"][1]["rests_on_red"] == CONTENT["claims"][0]["rests_on_red"] == []
    assert CONTENT["unloaded"] == []
