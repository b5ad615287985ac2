"""The README shows what comes out, and its commands exist."""

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from verify.claim import Level

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
SHOWN = re.search(r"```text\n\$ swingby (.*?)\n\n(.*?)\n```", README, re.DOTALL)
COMMANDS = re.findall(r"^swingby ([^#\n]+)", README, re.MULTILINE)


def swingby(arguments: str, folder: Path) -> subprocess.CompletedProcess:
    environment = {**os.environ, "COLUMNS": "120", "PYTHONPATH": str(ROOT)}
    call = [sys.executable, "-m", "swingby", *shlex.split(arguments)]
    return subprocess.run(call, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def plain(text: str) -> str:
    """Return the words of a text, however its lines are broken, with seconds left out, which differ from run to run."""
    return re.sub(r"in [0-9.]+ s", "in N s", " ".join(text.split()))


def test_the_shown_output_is_what_comes_out(tmp_path):
    assert SHOWN is not None
    done = swingby(SHOWN.group(1), tmp_path)
    assert done.returncode == 0
    assert rounded(plain(done.stdout)) == rounded(plain(SHOWN.group(2)))


def rounded(text: str) -> str:
    """Return the text with errors of rounding (1.2e-10) left out, which differ from machine to machine."""
    return re.sub(r"[0-9.]+e-[0-9]+", "tiny", text)


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.split()[0] in ("list", "show")])
def test_the_shown_commands_exist(tmp_path, command):
    assert swingby(command, tmp_path).returncode == 0


def test_every_claim_it_names_exists():
    from verify.ledger import ledger, select

    named = set(re.findall(r"`([a-z0-9_]+\.[a-z0-9_*]+)`", README)) - {"swingby.py"}
    subjects = {identifier.split(".")[0] for identifier in ledger()}
    named = {name for name in named if name.split(".")[0] in subjects}
    assert len(named) > 8
    for name in named:
        assert select(ledger().values(), [name], Level.FULL)


def test_the_shown_python_runs(tmp_path):
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL)[1].replace('"two_layer"', '"clocks"')
    shown = "print(answer['order'], proof['outcome'], len(reports))"
    call = [sys.executable, "-c", f"{code}\n{shown}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(call, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.split("\n")[0] == "[2, 1] VERIFIED 4", done.stderr[-500:]


def test_the_shown_session_is_what_comes_out():
    session = re.search(r"```pycon\n(.*?)```", README, re.DOTALL)[1]
    told = []
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(doctest.DocTestParser().get_doctest(session, {}, "README", None, 0), out=told.append)
    failed, tried = runner.summarize(verbose=False)
    assert failed == 0, "".join(told)
    assert tried > 5
