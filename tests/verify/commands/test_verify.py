"""A run that no longer is what its baseline says is red, and the baseline is written of green runs only, and whole."""

import json
from pathlib import Path

import pytest

from verify.cli import main

EXAMPLES = Path(__file__).parent.parent / "example_claims.py"

THEORY = """
from swingby import Claim, Computation, Evidence, Outcome, Result

def claim(name, value):
    check = lambda rng: Result(Outcome.VERIFIED, 1, {"size": value})
    return Claim(f"my.{name}", f"The {name} one.", "new", Computation(check, Evidence.NUMERICAL, "Given.", "Anything."))

FIRST = claim("first", 1.0)
SECOND = claim("second", 2.0)
"""


@pytest.fixture
def call(capsys, tmp_path, monkeypatch):
    """Return a function that writes the theory with some words replaced, runs a command, and returns status and output."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, changes=()):
        text = THEORY
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "mine.py").write_text(text)
        status = main([*arguments, "--claims", "mine.py", "--jobs", "1"])
        captured = capsys.readouterr()
        return status, " ".join(captured.out.split()), captured.err

    return run


def test_nothing_changed(call, tmp_path):
    status, out, _ = call("baseline", "b.json", "my")
    assert (status, out) == (0, "2 claims are kept in b.json.")
    first = (tmp_path / "b.json").read_bytes()
    assert call("verify", "my", "--baseline", "b.json")[:1] == (0,)
    assert call("baseline", "b.json", "my")[0] == 0
    assert (tmp_path / "b.json").read_bytes() == first
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["b.json", "mine.py"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("2.0", "2.1")], "DRIFT my.second: changed, size was 2 within 0.002, is 2.1"),
        ([('"second"', '"third"')], "DRIFT my.second: vanished, was: The second one."),
        (
            [("The {name} one.", "Every {name} one.")],
            "DRIFT my.first: changed, statement was 'The first one.', is 'Every first one.'",
        ),
        ([("NUMERICAL", "STATISTICAL")], "DRIFT my.first: changed, evidence was numerical, is statistical"),
        ([('"size"', '"length"')], "DRIFT my.first: changed, size is gone"),
    ],
)
def test_drift_is_red(call, tmp_path, changes, words):
    call("baseline", "b.json", "my")
    status, out, _ = call("verify", "my", "--baseline", "b.json", "--junit", "j.xml", "--markdown", "m.md", changes=changes)
    assert status == 1
    assert words in out
    assert "<failure " in (tmp_path / "j.xml").read_text()
    assert "### Drift" in (tmp_path / "m.md").read_text()


def test_a_new_claim_is_reported_and_green(call):
    call("baseline", "b.json", "my.first")
    status, out, _ = call("verify", "my", "--baseline", "b.json")
    assert status == 0
    assert "new my.second: new, not in the baseline" in out
    assert "No drift from b.json; 1 claim with something new, kept by `swingby baseline b.json`." in out


def test_claims_that_were_not_asked_for_are_not_missed(call):
    call("baseline", "b.json", "my")
    assert call("verify", "my.first", "--baseline", "b.json")[0] == 0


def test_drift_is_taken_over_on_demand(call, tmp_path):
    call("baseline", "b.json", "my")
    status, out, _ = call("baseline", "b.json", "my", changes=[("2.0", "2.1")])
    assert status == 0
    assert "changed my.second: size was 2 within 0.002, is 2.1" in out
    assert json.loads((tmp_path / "b.json").read_text())["claims"]["my.second"]["figures"]["size"]["value"] == 2.1


def test_a_red_run_is_no_baseline(call, tmp_path):
    status, out, _ = call("baseline", "b.json", "my", changes=[("Result(Outcome.VERIFIED, 1,", "Result(Outcome.UNDECIDED, 1,")])
    assert status == 1
    assert "b.json is not written" in out
    assert not (tmp_path / "b.json").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["verify", "my", "--baseline", "nothing.json"], "baseline nothing.json cannot be read"),
        (["verify", "my", "--baseline", "mine.py"], "baseline mine.py is no baseline"),
        (["verify", "my", "--junit", "/nonexistent/j.xml"], "--junit must be a writable path"),
        (["verify", "my", "--markdown", "/"], "--markdown must be a writable path"),
        (["baseline", "/nonexistent/b.json", "my"], "FILE must be a writable path"),
        (["baseline", "mine.py", "my"], "FILE must be a file of its own, got mine.py, which is that of --claims as well"),
    ],
)
def test_wrong_calls_are_one_line(call, arguments, words):
    status, out, err = call(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith(f"swingby: {words}")
    assert err.count("\n") == 1


def test_a_red_run_names_the_claim(capsys, tmp_path):
    file = tmp_path / "results.json"
    status = main(["verify", "example.*", "--claims", str(EXAMPLES), "--jobs", "2", "--json", str(file)])
    out = capsys.readouterr().out
    assert status == 1
    for identifier in ("example.crash", "example.raises", "example.empty", "example.infinite"):
        assert f"NOT AS EXPECTED {identifier}" in out
    assert "NOT AS EXPECTED example.false" not in out
    assert json.loads(file.read_text())["summary"]["unexpected"] == 6


def test_mutants_are_counted(capsys, tmp_path):
    file = tmp_path / "results.json"
    status = main(["verify", "two_layer.symmetry", "--mutants", "--jobs", "1", "--json", str(file)])
    out = capsys.readouterr().out
    assert status == 0
    (claim,) = json.loads(file.read_text())["claims"]
    assert claim["mutants"]["total"] == claim["mutants"]["killed"] > 20
    assert "mutants killed" in out
