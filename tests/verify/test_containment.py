"""Whatever foreign code raises comes back as one line and nothing that it does ends the process; an interruption goes on."""

import os
import signal
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest

from verify.containment import EscapeError, can_fork, contained, death, said

ROOT = Path(__file__).parents[2]


class UnsayableError(Exception):
    """One whose text leaves as well."""

    def __str__(self):
        raise SystemExit(0)


def throw(failure):
    raise failure


def swallow(passed):
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        passed.append("swallowed")


def recurse():
    recurse()


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (partial(throw, ValueError("no\nluck")), "ValueError: no luck"),
        (partial(sys.exit, 0), "SystemExit: 0"),
        (sys.exit, "SystemExit"),
        (partial(throw, KeyboardInterrupt()), "KeyboardInterrupt"),
        (partial(throw, GeneratorExit()), "GeneratorExit"),
        (partial(throw, StopIteration(1)), "StopIteration: 1"),
        (partial(throw, BaseException("b")), "BaseException: b"),
        (partial(throw, MemoryError()), "MemoryError"),
        (partial(throw, UnsayableError()), "UnsayableError: its text cannot be had"),
        (partial(throw, OSError("caf\udce9")), "OSError: caf\udce9"),
        (lambda: os._exit(0), "SystemExit: os._exit(0)"),
        (recurse, "RecursionError: maximum recursion depth exceeded"),
    ],
)
def test_what_is_raised_is_one_line(action, words):
    with pytest.raises(EscapeError) as caught, contained():
        action()
    assert str(caught.value).startswith(words)
    assert "\n" not in str(caught.value)


def test_a_long_text_is_cut():
    assert len(said(ValueError("x" * 10**6))) < 2000


def test_all_is_as_before_afterwards():
    before = os._exit, signal.getsignal(signal.SIGINT)
    with contained(), contained():
        assert os._exit is not before[0]
    with pytest.raises(EscapeError), contained():
        throw(SystemExit())
    assert (os._exit, signal.getsignal(signal.SIGINT)) == before


def test_a_signal_goes_on_even_where_it_is_swallowed():
    with pytest.raises(KeyboardInterrupt), contained():
        signal.raise_signal(signal.SIGINT)
    passed = []
    with pytest.raises(KeyboardInterrupt), contained(), contained():
        swallow(passed)
    assert passed == ["swallowed"]


def test_threads_are_contained_as_well():
    found = []

    def work():
        try:
            with contained():
                throw(KeyboardInterrupt())
        except EscapeError as failure:
            found.append(str(failure))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == ["KeyboardInterrupt"]


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="processes are not forked here")
@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("lambda: print('heard')", ""),
        ("sys.exit", ""),
        ("lambda: 1/0", ""),
        ("lambda: os.kill(os.getpid(), 9)", "signal 9"),
        ("lambda: posix._exit(0)", "exit 0"),
        ("lambda: os.execv('/bin/true', ['true'])", "exit 0"),
    ],
)
def test_a_process_that_dies_of_an_action_is_noticed(action, words):
    code = f"import os, posix, sys; from verify.containment import death; sys.stdout.write(death({action}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (words, "")


def test_a_process_with_threads_is_not_forked():
    event = threading.Event()
    thread = threading.Thread(target=event.wait)
    thread.start()
    try:
        assert not can_fork()
        assert death(lambda: os.kill(os.getpid(), signal.SIGKILL)) == ""
    finally:
        event.set()
        thread.join()


def test_a_child_that_is_forked_within_leaves_as_it_says():
    code = "import os, sys; from verify.containment import contained\nwith contained():\n"
    code += "    pid = os.fork()\n    pid or os._exit(7)\n"
    code += "    sys.stdout.write(str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "7"


@pytest.mark.parametrize("ending", ["os._exit, 0", "posix._exit, 0", "sys.exit, 0"])
def test_nothing_registered_for_the_end_changes_the_status(ending):
    code = (
        f"import atexit, os, posix, sys; from verify.containment import leave; atexit.register({ending}); print('said'); leave(3)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "said\n")
