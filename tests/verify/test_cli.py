"""The command line: exit 0 as expected, 1 not as expected, 2 a wrong call said in one line; the JSON keeps its contract."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from verify.cli import main

ROOT = Path(__file__).parents[3]
EXAMPLES = Path(__file__).parent.parent / "example_claims.py"


def call(capsys, *arguments):
    status = main(list(arguments))
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "nothing_like_it"],
        ["verify", "--level", "hard"],
        ["verify", "--jobs", "0"],
        ["verify", "--jobs", "nan"],
        ["verify", "--json", "/nonexistent/results.json"],
        ["verify", "--json", "/"],
        ["verify", "--claims", "/nonexistent.py"],
        ["verify", "--leval", "quick"],
        ["show"],
        ["show", "two_layer"],
        ["show", "two_layer.entry"],
        ["list", "nothing_like_it"],
        ["nothing"],
    ],
    ids=" ".join,
)
def test_wrong_calls_are_said_in_one_line(capsys, arguments):
    status, out, err = call(capsys, *arguments)
    assert status == 2
    assert out == ""
    assert err.startswith("swingby: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err


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


def test_a_red_run_names_the_claim(capsys, tmp_path):
    file = tmp_path / "results.json"
    status, out, _ = call(capsys, "verify", "example.*", "--claims", str(EXAMPLES), "--jobs", "2", "--json", str(file))
    assert status == 1
    for identifier in ("example.crash", "example.raises", "example.empty", "example.infinite"):
        assert f"NOT AS EXPECTED {identifier}" in out
    assert "NOT AS EXPECTED example.false" not in out
    assert json.loads(file.read_text())["summary"]["unexpected"] == 6


def test_mutants_are_counted(capsys, tmp_path):
    file = tmp_path / "results.json"
    status, out, _ = call(capsys, "verify", "two_layer.symmetry", "--mutants", "--jobs", "1", "--json", str(file))
    assert status == 0
    (claim,) = json.loads(file.read_text())["claims"]
    assert claim["mutants"]["total"] == claim["mutants"]["killed"] > 20
    assert "mutants killed" in out


def test_show_tells_all(capsys):
    status, out, _ = call(capsys, "show", "two_layer.entry_form")
    assert status == 0
    text = " ".join(out.split())
    for part in ("For d = 2 … 6", "Eq. (4.4)", "theory/two_layer.py:", "exact", "falsified by", r"w_{ij} (a_i + a_j)"):
        assert part in text


def test_list_names_every_claim(capsys):
    from verify.ledger import ledger

    status, out, _ = call(capsys, "list")
    assert status == 0
    for identifier in ledger():
        assert identifier in out


def test_no_command_is_a_call_for_help(capsys):
    status, out, _ = call(capsys)
    assert status == 0
    assert out.startswith("Usage: swingby")


def test_letters_that_the_encoding_lacks_are_shown_by_their_numbers():
    call = [sys.executable, "-m", "swingby", "list", "clocks.code_step"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "COLUMNS": "200"}
    done = subprocess.run(call, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert r"at rate \u03b7 is 2 \u03b7/d units of loss time" in done.stdout
