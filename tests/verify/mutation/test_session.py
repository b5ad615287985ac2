"""Proposition: each fault has the verdict that it deserves, a run goes on where it stopped, and nothing is left behind."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.verify.mutation import example

EQUIVALENT = """
[[equivalent]]
file = "numerics/shapes.py"
function = "square"
kind = "dropped"
before = "abs(a * a)"
after = "(a * a)"
reason = "A square is not negative."
check = "square(rng.standard_normal())"

[[survivor]]
file = "numerics/shapes.py"
function = "unreached"
kind = "sign"
before = "-a"
after = "a"
reason = "Nothing calls it."
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = example.checkout(tmp_path_factory.mktemp("checkout"))
    (root / "declared.toml").write_text(EQUIVALENT)
    return root


@pytest.fixture(scope="module")
def whole(folder):
    """Return the result of a whole run."""
    return example.run(folder, with_tests=True, jobs=2, output=str(folder / "out.json"), declared=str(folder / "declared.toml"))


def found(document, function, kind, after=None):
    entries = [entry for entry in document["faults"] if entry["function"] == function and entry["kind"] == kind]
    entries = [entry for entry in entries if after in (None, entry["after"])]
    assert len(entries) == 1, entries
    return entries[0]


@pytest.mark.parametrize(
    ("function", "kind", "after", "verdict", "by"),
    [
        ("area", "factor", "(a / b)", "claim", "shapes.area"),
        ("area", "dropped", "a", "claim", "shapes.area"),
        ("", "off by one", "5", "claim", "shapes.perimeter"),
        ("longer", "sign", "(a - 1)", "test", "tests/numerics/test_shapes.py::test_longer"),
        ("unheld", "sign", "(a + 1)", "missed", ""),
        ("unreached", "sign", "a", "missed", ""),
        ("first", "off by one", "1", "crash", "shapes.looks"),
        ("down", "sign", "(n + 1)", "timeout", "shapes.looks"),
        ("square", "dropped", "(a * a)", "equivalent", ""),
    ],
)
def test_verdicts(whole, function, kind, after, verdict, by):
    entry = found(whole, function, kind, after)
    assert (entry["verdict"], entry["by"]) == (verdict, by)


def test_a_result_says_what_it_is_of(whole):
    assert whole["complete"]
    assert (whole["level"], whole["tests"], whole["seed"], whole["sample"]) == ("quick", True, 0, None)
    assert set(whole["by_file"]) == {"numerics/shapes.py"}
    counts = whole["summary"]
    assert (
        counts["faults"]
        == len(whole["faults"])
        == sum(counts[verdict] for verdict in ("claim", "test", "crash", "timeout", "missed", "equivalent"))
    )
    assert found(whole, "unreached", "sign")["reason"] == "Nothing calls it."
    assert found(whole, "unreached", "sign")["detail"] == "nothing executes it"


def test_a_red_claim_notices_nothing(whole):
    assert "shapes.red" not in {entry["by"] for entry in whole["faults"]}


def test_without_tests_what_they_hold_is_missed(folder, tmp_path):
    document = example.run(folder, output=str(tmp_path / "out.json"), sample=400, patterns=["numerics/shapes.py"])
    assert found(document, "longer", "sign")["verdict"] == "missed"


def test_a_sample_is_part_of_a_larger_one_and_its_verdicts_are_those_of_the_whole(folder, whole, tmp_path):
    words = {"with_tests": True, "declared": str(folder / "declared.toml"), "seed": 3}
    small = example.run(folder, output=str(tmp_path / "small.json"), sample=3, **words)
    large = example.run(folder, output=str(tmp_path / "large.json"), sample=6, known=str(folder / "out.json"), **words)
    keys = [[entry["key"] for entry in document["faults"]] for document in (small, large)]
    assert len(keys[0]) == 3
    assert keys[1][:3] == keys[0]
    verdicts = {entry["key"]: entry["verdict"] for entry in whole["faults"]}
    for document in (small, large):
        assert all(entry["verdict"] == verdicts[entry["key"]] for entry in document["faults"])


def test_a_finished_run_runs_nothing_again(folder, whole):
    before = (folder / "out.json").read_bytes()
    again = example.run(folder, with_tests=True, output=str(folder / "out.json"), declared=str(folder / "declared.toml"))
    assert set(again["steps"]) <= {"faults"}
    assert len(again["steps"]) == 1
    assert (folder / "out.json").read_bytes() == before


def test_only_the_missed_are_tried_again(folder, whole, tmp_path):
    words = {"with_tests": True, "declared": str(folder / "declared.toml"), "again": str(folder / "out.json")}
    document = example.run(folder, output=str(tmp_path / "again.json"), **words)
    missed = {entry["key"] for entry in whole["faults"] if entry["verdict"] == "missed"}
    assert missed == {entry["key"] for entry in document["faults"]}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"level": "standard"}, "--output must be a new file or one of --level standard, got one of quick"),
        ({"patterns": ["nothing/*"]}, "--files must match a file of theory or numerics, got nothing/*"),
    ],
)
def test_another_question_is_refused(folder, whole, words, said):
    words = {"with_tests": True, "output": str(folder / "out.json"), **words}
    done = subprocess.run(example.command(folder, **words), cwd=example.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert said in done.stderr


def test_a_false_equivalence_is_refused(folder, tmp_path):
    wrong = EQUIVALENT.replace('after = "(a * a)"', 'after = "abs((a / a))"').replace('kind = "dropped"', 'kind = "factor"')
    wrong = wrong.replace('before = "abs(a * a)"', 'before = "a * a"').replace('"abs((a / a))"', '"(a / a)"')
    (tmp_path / "wrong.toml").write_text(wrong)
    words = {"output": str(tmp_path / "out.json"), "declared": str(tmp_path / "wrong.toml")}
    done = subprocess.run(example.command(folder, **words), cwd=example.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "is declared equivalent and is not: at draw 0" in done.stderr


def test_an_interruption_leaves_a_file_to_go_on_with_and_nothing_else(folder, whole, tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    output = tmp_path / "out.json"
    words = {"with_tests": True, "output": str(output), "declared": str(folder / "declared.toml")}
    environment = os.environ | {"TMPDIR": str(scratch)}
    process = subprocess.Popen(
        example.command(folder, **words), cwd=example.ROOT, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    while not output.exists() and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    assert b"KeyboardInterrupt" in process.communicate()[1]
    kept = json.loads(output.read_text())
    assert 0 < len(kept["faults"]) < len(whole["faults"])
    assert not kept["complete"]
    assert not list(scratch.glob("swingby-*"))
    assert not [path for path in Path("/proc").glob("[0-9]*/cwd") if str(scratch) in _where(path)]
    document = example.run(folder, **words)
    assert {entry["key"]: entry["verdict"] for entry in document["faults"]} == {
        entry["key"]: entry["verdict"] for entry in whole["faults"]
    }


def _where(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""
