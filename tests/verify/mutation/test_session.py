"""Proposition: each fault has the verdict that it deserves, a run goes on where it stopped, and nothing is left behind."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.verify.mutation import example

pytestmark = pytest.mark.slow

DECLARED = """
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
    (root / "declared.toml").write_text(DECLARED)
    return root


@pytest.fixture(scope="module")
def whole(folder):
    """Return the result of a whole run."""
    return example.run(folder, folder / "out.json", "--tests", "--declared", folder / "declared.toml")


def found(document, function, kind, after=None):
    entries = [entry for entry in document["faults"] if entry["function"] == function and entry["kind"] == kind]
    entries = [entry for entry in entries if after in (None, entry["after"])]
    assert len(entries) == 1, entries
    return entries[0]


def verdicts(document):
    return {entry["key"]: entry["verdict"] for entry in document["faults"]}


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
        ("down", "sign", "n += 1", "timeout", "shapes.looks"),
        ("square", "dropped", "(a * a)", "equivalent", ""),
    ],
)
def test_verdicts(whole, function, kind, after, verdict, by):
    entry = found(whole, function, kind, after)
    assert (entry["verdict"], entry["by"]) == (verdict, by)


def test_a_result_says_what_it_is_of(whole):
    assert whole["complete"]
    assert whole["status"] == 1  # `unheld` is not declared
    assert (whole["level"], whole["tests"], whole["seed"], whole["sample"]) == ("quick", True, 0, None)
    assert set(whole["by_file"]) == {"numerics/shapes.py"}
    counts = whole["summary"]
    assert counts["faults"] == len(whole["faults"]) == sum(counts[name] for name in set(verdicts(whole).values()))
    assert found(whole, "unreached", "sign")["reason"] == "Nothing calls it."
    assert found(whole, "unreached", "sign")["detail"] == "nothing executes it"


def test_a_red_claim_notices_nothing(whole):
    assert "shapes.red" not in {entry["by"] for entry in whole["faults"]}
    assert "left out, red without any fault: shapes.red: killed REFUTED" in whole["said"]


def test_a_sample_is_of_the_whole_and_without_tests_what_they_hold_is_missed(folder, whole, tmp_path):
    document = example.run(folder, tmp_path / "out.json", "--sample", 8, "--reach", folder / "out.reach.json")
    same = verdicts(whole)
    pairs = [(same[entry["key"]], entry["verdict"]) for entry in document["faults"]]
    assert len(pairs) == 8
    assert set(pairs) == {("claim", "claim"), ("test", "missed"), ("equivalent", "missed")}
    assert not [step for step in document["steps"] if not step.startswith("faults")]


def test_a_finished_run_runs_nothing_again(folder, whole):
    before = (folder / "out.json").read_bytes()
    again = example.run(folder, folder / "out.json", "--tests", "--declared", folder / "declared.toml")
    assert again["steps"] == ["faults 0 0"]
    assert (folder / "out.json").read_bytes() == before


def test_only_the_missed_are_tried_again_and_what_noticed_is_asked_first(folder, whole, tmp_path):
    words = ("--declared", folder / "declared.toml", "--reach", tmp_path / "reach.json", "--tests")
    document = example.run(
        folder, tmp_path / "again.json", "--again", folder / "out.json", *words, "--known", folder / "out.json"
    )
    assert set(verdicts(document)) == {key for key, verdict in verdicts(whole).items() if verdict == "missed"}
    held = example.run(folder, tmp_path / "known.json", "--known", folder / "out.json", "--sample", 3, *words)
    assert [entry["verdict"] for entry in held["faults"]] == ["equivalent", "claim", "claim"]
    assert [entry["ran"] for entry in held["faults"]] == [0, 1, 1]
    assert held["steps"] == ["faults 0 2", "faults 1 2", "faults 2 2"]  # nothing is measured


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--level", "standard"), "--output must be a new file or one of --level standard, got one of quick"),
        (("--files", "nothing/*"), "--files must match a file of theory or numerics, got nothing/*"),
        (("--limit", "7"), "--output must be a new file or one of --limit 7.0, got one of 60.0"),
        (("--known", "nothing.json"), "result nothing.json cannot be read"),
        (("--declared", "README.md"), "declared faults README.md must be TOML"),
    ],
)
def test_another_question_is_refused_in_one_line(folder, whole, words, said):
    before = (folder / "out.json").read_bytes()
    done = example.call(folder, "--tests", "--output", folder / "out.json", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert (folder / "out.json").read_bytes() == before


def test_other_sources_are_refused(folder, whole, tmp_path):
    other = example.checkout(tmp_path / "other")
    (other / "numerics/shapes.py").write_text(example.FILES["numerics/shapes.py"].replace("SIDES = 4", "SIDES = 5"))
    done = example.call(other, "--tests", "--output", folder / "out.json")
    assert done.returncode == 2
    assert "--output must be a new file or one of the same sources" in done.stderr


def test_a_false_equivalence_is_refused(folder, tmp_path):
    wrong = DECLARED.replace('after = "(a * a)"', 'after = "(a / a)"').replace('"abs(a * a)"', '"a * a"')
    (tmp_path / "wrong.toml").write_text(wrong.replace('kind = "dropped"', 'kind = "factor"'))
    done = example.call(folder, "--declared", tmp_path / "wrong.toml")
    assert done.returncode == 2
    assert "is declared equivalent and is not: at draw 0" in done.stderr.splitlines()[-1]


def test_an_interruption_leaves_a_file_to_go_on_with_and_nothing_else(folder, whole, tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    output = tmp_path / "out.json"
    words = ("--sample", 6, "--reach", folder / "out.reach.json")
    process = subprocess.Popen(
        example.command(folder, "--output", output, *words),
        cwd=example.ROOT,
        env=os.environ | {"TMPDIR": str(scratch)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    while not output.exists() and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert said.endswith(b"swingby: interrupted\n")
    kept = json.loads(output.read_text())
    assert 0 < len(kept["faults"]) < 6
    assert not kept["complete"]
    assert not list(scratch.glob("swingby-*"))
    assert not [path for path in Path("/proc").glob("[0-9]*/cwd") if str(scratch) in _where(path)]
    document = example.run(folder, output, *words)
    assert document["complete"]
    assert len(document["faults"]) == 6
    assert document["steps"][0] == f"faults 0 {6 - len(kept['faults'])}"


def _where(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""
