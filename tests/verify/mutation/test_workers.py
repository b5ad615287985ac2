"""Proposition: whatever a child does, its parent hears of it, and nothing of it is left."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.verify.mutation import example

ROOT = Path(__file__).parents[3]
WORKS = {
    "says": "send(('said', 1)); send(('said', 2))",
    "raises": "raise ValueError('no')",
    "exits": "raise SystemExit(0)",
    "leaves": "os._exit(3)",
    "killed": "os.kill(os.getpid(), 9)",
    "hangs": "time.sleep(100)",
    "forks": "subprocess.Popen(['sleep', '100']); time.sleep(100)",
    "prints": "print('x'); os.write(1, b'x'); os.write(2, b'x'); send(('said', 'printed'))",
    "where": "import theory; send(('said', os.getcwd(), theory.__file__, os.environ['TMPDIR'], sys.dont_write_bytecode))",
    "eats": "send(('said', len(bytearray(7 << 30))))",
}
PROGRAM = """
import json, os, subprocess, sys, time
from pathlib import Path
from verify.mutation.workers import gather

def work(send, code):
    exec(code, globals() | {"send": send})

tree, codes = Path(sys.argv[1]), json.loads(sys.argv[2])
heard = []
failed = gather(tree, [(work, code) for code in codes.values()], 2, lambda message: heard.append(message), 3.0)
names = {code: name for name, code in codes.items()}
print(json.dumps([heard, {names[code]: last for _, code, last in failed}]))
"""


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    tree = example.checkout(tmp_path_factory.mktemp("checkout") / "tree")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tree), json.dumps(WORKS)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return tree, done, *json.loads(done.stdout)


def test_what_is_said_is_heard_in_order(outcome):
    heard = outcome[2]
    numbers = [message[1] for message in heard if message[1] in (1, 2)]
    assert numbers == [1, 2]
    assert ["said", "printed"] in heard


def test_how_each_ends_is_known(outcome):
    failed = outcome[3]
    assert set(failed) == {"raises", "exits", "leaves", "killed", "hangs", "forks", "eats"}
    assert failed["raises"][0] == failed["exits"][0] == failed["eats"][0] == "broken"
    assert failed["raises"][1].rstrip().endswith("ValueError: no")
    assert "MemoryError" in failed["eats"][1]
    assert failed["leaves"] == ["died", 3]
    assert failed["killed"] == ["died", -9]
    assert failed["hangs"] == failed["forks"] == ["late"]


def test_a_child_is_in_its_tree_and_silent(outcome):
    tree, done, heard, _ = outcome
    where = next(message for message in heard if len(message) == 5)
    assert where[1:] == [str(tree), str(tree / "theory/__init__.py"), str(tree.parent / "tree-scratch"), True]
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1


def test_nothing_is_left_running(outcome):
    tree = outcome[0]
    assert not [path for path in Path("/proc").glob("[0-9]*/cwd") if _where(path).startswith(str(tree))]


def _where(link):
    try:
        return os.readlink(link)  # noqa: PTH115 (a process may be gone)
    except OSError:
        return ""


SWALLOWED = """
import os, signal, sys, time
from pathlib import Path
from verify.mutation.workers import gather

def interrupt():
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.01)

os.register_at_fork(after_in_parent=interrupt)
try:
    gather(Path(sys.argv[1]), [(lambda send: time.sleep(100),)], 1, print, 100.0)
except KeyboardInterrupt:
    print("interrupted")
"""


def test_an_interruption_during_a_fork_is_not_lost(outcome):
    done = subprocess.run(
        [sys.executable, "-c", SWALLOWED, str(outcome[0])], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("interrupted\n", "")
