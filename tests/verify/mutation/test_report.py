"""Proposition: a result counts what it says, reads back as it was, and no other file is taken for one."""

import json

import pytest

from verify.mutation import report
from verify.mutation.faults import faults
from verify.mutation.trial import Verdict

FAULTS = faults("numerics/x.py", b"def f(a):\n    return a + 1\n")
VERDICTS = ["claim", "test", "crash", "timeout", "missed", "equivalent"]


@pytest.fixture
def run():
    verdicts = {
        fault.key: Verdict(name, "by", "detail", 3, ("u",), 1, 0.123) for fault, name in zip(FAULTS, VERDICTS, strict=False)
    }
    return report.Run({"seed": 0}, FAULTS, verdicts)


def test_scores():
    counts = {"claim": 4, "test": 2, "crash": 1, "timeout": 1, "missed": 2, "equivalent": 5}
    found = report.scored(counts)
    assert found["faults"] == 15
    assert found["score"] == 0.6
    assert found["score_without_crashes"] == 0.75
    assert report.scored({"equivalent": 2})["score"] is None
    assert report.scored({"crash": 2})["score"] == 0
    assert report.scored({"crash": 2})["score_without_crashes"] is None


def test_a_result_reads_back(run, tmp_path):
    report.keep(tmp_path / "a.json", run)
    document = report.read(tmp_path / "a.json")
    assert document == json.loads(json.dumps(run.document()))
    assert document["complete"] == (len(FAULTS) <= len(VERDICTS))
    found = report.verdicts_in(document)
    assert {key: verdict.verdict for key, verdict in found.items()} == {key: one.verdict for key, one in run.verdicts.items()}
    assert next(iter(found.values())) == Verdict("claim", "by", "detail", 3, ("u",), 1, 0.12)


def test_sums_by_file_are_the_whole(run):
    document = run.document()
    for name in ("faults", *VERDICTS):
        assert sum(counts[name] for counts in document["by_file"].values()) == document["summary"][name]


def test_an_unfinished_result_says_so(run):
    run.verdicts.popitem()
    assert not run.document()["complete"]
    assert run.document()["faults_chosen"] == len(FAULTS) == len(run.document()["faults"]) + 1


def test_survivors_and_those_of_which_nothing_is_said(run):
    survivor = FAULTS[4]
    assert run.survivors == run.undeclared == [survivor]
    run.reasons[survivor.key] = "why"
    assert run.survivors == [survivor]
    assert run.undeclared == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": 1}', '{"schema": 0, "faults": []}', '{"schema": 1, "faults": 3}'])
def test_what_is_no_result_is_refused(tmp_path, text):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(ValueError, match=r"result .*a\.json") as failure:
        report.read(tmp_path / "a.json")
    assert "\n" not in str(failure.value)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ValueError, match="cannot be read"):
        report.read(tmp_path / "none.json")


def test_the_table_has_a_row_for_each_file_and_the_sum(run):
    lines = list(report.table(run.document()))
    assert [line.split()[0] for line in lines] == ["faults", "numerics/x.py", "all"]
    assert lines[-1].split()[1] == str(len(FAULTS))
    assert len({len(line) for line in lines}) == 1


def test_a_fault_in_one_line():
    fault = FAULTS[0]
    line = report.in_words(fault, Verdict("missed", ran=2, unrun_count=1), "why")
    assert line == f"numerics/x.py:2 {fault.kind}: a + 1  ->  {fault.after}  [2 tried; 1 not come to]  why"
