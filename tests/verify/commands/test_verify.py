"""A run that no longer is what its baseline says is red, and the baseline is written of green runs only, and whole."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from verify.cli import main

ROOT = Path(__file__).parents[3]
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


def test_quiet_and_under_github_each_failure_is_an_annotation(call, monkeypatch):
    assert call("baseline", "b.json", "my")[0] == 0
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert call("verify", "my", "--quiet", "--baseline", "b.json")[2] == ""
    status, out, err = call("verify", "my", "--quiet", "--baseline", "b.json", changes=[('"second", 2.0', '"second", 3.0')])
    assert (status, err.count("\n")) == (1, 1)
    assert err.startswith("::error file=mine.py,line=9,title=my.second::")
    assert out.startswith("2 claims (2 numerical): 2 VERIFIED")
    monkeypatch.delenv("GITHUB_ACTIONS")
    assert call("verify", "my", "--quiet")[2] == ""


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
        (["verify", "my", "--json", "r", "--junit", "./r"], "--junit must be a file of its own, got r, which is that of --json"),
        (
            ["verify", "my", "--markdown", "mine.py"],
            "--markdown must be a file of its own, got mine.py, which is that of --claims",
        ),
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


#: Ways of a file to be of no use, and what is said of them.
BROKEN = {
    "import sys; sys.exit()": "does not run: SystemExit",
    "import os; os._exit(0)": "does not run: SystemExit: os._exit(0)",
    "import posix; posix._exit(0)": "does not run: it ends its process (exit 0)",
    "import os; os.kill(os.getpid(), 9)": "does not run: it ends its process (signal 9)",
    "raise KeyboardInterrupt": "does not run: KeyboardInterrupt",
    "raise OSError('caf\\udce9')": "does not run: OSError: caf\\udce9",
}


def command(folder, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    call = [sys.executable, "-m", "swingby", *arguments]
    return subprocess.run(call, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("text", "reason"), BROKEN.items())
def test_a_file_that_cannot_be_used_is_an_error_and_all_else_is_done(tmp_path, text, reason):
    (tmp_path / "mine.py").write_text(THEORY)
    (tmp_path / "broken.py").write_text(f"{THEORY}\n{text}\n".replace("my.", "broken."))
    outputs = ["--json", "j.json", "--junit", "j.xml", "--markdown", "j.md", "--jobs", "1"]
    done = command(tmp_path, "verify", "my", "broken", "--claims", "broken.py", "--claims", "mine.py", *outputs)
    assert (done.returncode, done.stderr) == (2, f"swingby: claims file broken.py {reason}\n")
    assert "NOT AS EXPECTED claims file broken.py" in done.stdout
    content = json.loads((tmp_path / "j.json").read_text())
    assert [claim["outcome"] for claim in content["claims"]] == ["VERIFIED", "VERIFIED"]
    assert [fault["name"] for fault in content["unloaded"]] == ["claims file broken.py"]
    assert 'errors="1"' in (tmp_path / "j.xml").read_text()
    assert "## ❌" in (tmp_path / "j.md").read_text()


ESCAPING = """
import os, posix, sys
for module in (os, posix):
    atexit.register(module._exit, 0)
atexit.register(lambda: os._exit(0))
"""


def test_what_is_left_for_the_end_of_the_process_changes_nothing(tmp_path):
    red = THEORY.replace("Outcome.VERIFIED, 1,", "Outcome.UNDECIDED, 1,")
    (tmp_path / "mine.py").write_text(f"import atexit{red}{ESCAPING}")
    done = command(tmp_path, "verify", "my", "--claims", "mine.py")
    assert done.returncode == 1
    assert "2 NOT AS EXPECTED." in done.stdout


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_check_that_leaves_is_its_own_error(tmp_path, jobs):
    (tmp_path / "mine.py").write_text(THEORY + LEAVING)
    done = command(tmp_path, "verify", "my", "--claims", "mine.py", "--jobs", jobs, "--json", "j.json", "--markdown", "j.md")
    assert done.returncode == 1, done.stderr
    content = json.loads((tmp_path / "j.json").read_text())
    assert {claim["id"]: claim["reason"] for claim in content["claims"]} == {
        "my.first": None,
        "my.second": None,
        "my.exits": "SystemExit: 0",
        "my.dies": "its process died",
        "my.unsayable": "FileNotFoundError: caf\udce9.npy",
    }
    assert "caf\\udce9\\.npy" in (tmp_path / "j.md").read_text()


LEAVING = """
import posix, sys

def missing(rng):
    raise FileNotFoundError("caf\\udce9.npy")

def leaving(name, check):
    return Claim(f"my.{name}", "It leaves.", "new", Computation(check, Evidence.NUMERICAL, "Given.", "Anything."))

EXITS, DIES = leaving("exits", lambda rng: sys.exit(0)), leaving("dies", lambda rng: posix._exit(0))
UNSAYABLE = leaving("unsayable", missing)
"""
SLOW = """
import time
from swingby import Claim, Computation, Evidence

def slow(rng):
    while True:
        try:
            time.sleep(600)
        except BaseException:
            pass

IT = Claim("slow.claim", "It is slow.", "new", Computation(slow, Evidence.NUMERICAL, "Given.", "Anything."))
open("begun", "w").close()
"""


@pytest.mark.parametrize("text", [SLOW, "import time\nopen('begun', 'w').close()\ntime.sleep(600)"], ids=["check", "file"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interruption_ends_the_run_whatever_is_under_way(tmp_path, text, jobs):
    (tmp_path / "slow.py").write_text(text)
    call = [sys.executable, "-m", "swingby", "verify", "slow", "--claims", "slow.py", "--jobs", jobs]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(call, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
    while not (tmp_path / "begun").exists():
        time.sleep(0.01)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.strip()) == (130, "swingby: interrupted")


def test_a_dry_run_reads_the_file_and_runs_nothing(capsys, tmp_path):
    good = tmp_path / "good.py"
    ran = tmp_path / "ran"
    good.write_text(
        "from pathlib import Path\nfrom swingby import Claim, Computation\n"
        f"def claim(name, **more):\n    check = lambda rng: Path({str(ran)!r}).touch()\n"
        "    return Claim(f'my.{name}', 'T.', 's', Computation(check, 'exact', 'W.', 'R.'), **more)\n"
        "A, B = claim('a'), claim('b')\n"
    )
    assert main(["verify", "--claims", str(good), "--dry-run"]) == 0
    assert capsys.readouterr().out == "well written  my.a\nwell written  my.b\n2 claims well written, none of them run.\n"
    assert not ran.exists()
    good.write_text(good.read_text().replace("claim('b')", "claim('b', code=('no.where',))"))
    assert main(["verify", "my", "--claims", str(good), "--dry-run"]) == 2
    out, err = capsys.readouterr()
    assert "written wrongly  my.b\n  code of my.b must name a function that exists, got no.where\n" in out
    assert err == "swingby: claims must be well written, got my.b, which are not\n"
    good.write_text("x = 1")
    assert main(["verify", "--claims", str(good), "--dry-run"]) == 2
    assert f"swingby: claims file {good} names no Claim\n" in capsys.readouterr().err
