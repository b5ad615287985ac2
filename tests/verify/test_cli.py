"""The command line: exit 0 as expected, 1 not as expected, 2 a wrong call said in one line, 130 interrupted; help is light."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from verify.cli import COMMANDS, main, swingby

ROOT = Path(__file__).parents[2]
MINE = """
from swingby import Claim, Computation, Evidence, Outcome, Result
def claim(name, outcome):
    method = Computation(lambda rng: Result(outcome, 1, {}, {"x": 1}), Evidence.NUMERICAL, "Given.", "Anything.")
    return Claim(f"mine.{name}", "It holds.", "new", method)
GOOD, BAD = claim("good", Outcome.VERIFIED), claim("bad", Outcome.REFUTED)
"""


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
        ["--nothing"],
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


@pytest.mark.parametrize(("pattern", "status"), [("mine.good", 0), ("mine.bad", 1), ("mine", 1), ("mine.ugly", 2)])
def test_the_exit_status_says_what_came_of_it(capsys, tmp_path, pattern, status):
    (tmp_path / "mine.py").write_text(MINE)
    assert call(capsys, "verify", pattern, "--jobs", "1", "--claims", str(tmp_path / "mine.py"))[0] == status


def _raising(failure):
    @click.command("fails")
    def fails():
        raise failure

    return fails


@pytest.mark.parametrize(
    ("failure", "status", "words"),
    [
        (KeyboardInterrupt(), 130, "swingby: interrupted"),
        (click.Abort(), 130, "swingby: interrupted"),
        (click.ClickException("a must be b,\n  got c"), 2, "swingby: a must be b, got c"),
        (OSError(errno.ENOSPC, "No space left on device"), 2, "swingby: [Errno 28] No space left on device"),
        (PermissionError(errno.EACCES, "Permission denied", "x.json"), 2, "swingby: [Errno 13] Permission denied: 'x.json'"),
    ],
    ids=["interrupted", "aborted", "wrong call", "disk full", "not allowed"],
)
def test_what_a_command_raises_is_one_line(capsys, monkeypatch, failure, status, words):
    monkeypatch.setitem(swingby.commands, "fails", _raising(failure))
    said, out, err = call(capsys, "fails")
    assert (said, out, err.lstrip()) == (status, "", f"{words}\n")


def test_a_fault_of_ours_is_not_hidden(monkeypatch):
    monkeypatch.setitem(swingby.commands, "fails", _raising(RuntimeError("ours")))
    with pytest.raises(RuntimeError, match="ours"):
        main(["fails"])


def test_a_reader_that_leaves_ends_the_run_without_words():
    code = "import sys; from verify.cli import main; sys.exit(main(['list']))"
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (1, "")


def test_the_help_names_every_command(capsys):
    _, out, _ = call(capsys, "--help")
    listed = [line.split()[0] for line in out[out.index("Commands:") :].splitlines()[1:]]
    assert sorted(listed) == sorted(command.name for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_each_command_has_a_help_of_its_own(capsys, command):
    status, out, err = call(capsys, command.name, "-h")
    assert (status, err) == (0, "")
    assert out.startswith(f"Usage: swingby {command.name}")
    assert command.help.split(".")[0].split("\n")[0][:30] in out


def test_help_is_light():
    code = """
import sys
from verify.cli import main
for call in ([], ["--help"], *([name, "--help"] for name in ("verify", "list", "predict", "certify", "figures", "paper"))):
    assert main(call) == 0
sys.exit(", ".join(sorted({"sympy", "numpy", "scipy", "matplotlib", "flint"} & set(sys.modules))) or 0)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("code", "words"), [(0, "0"), (None, ""), ("why", "why")])
def test_nobody_leaves_by_system_exit_unheard(capsys, monkeypatch, code, words):
    monkeypatch.setitem(swingby.commands, "fails", _raising(SystemExit(code)))
    assert call(capsys, "fails")[::2] == (
        1,
        f"swingby: the command was left by SystemExit: {words}\n".replace(": \n", ": None\n"),
    )
