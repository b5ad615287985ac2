"""Proposition: one interruption ends a command with 130 even if it is ignored, a second one at once, and no process is left."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAD = """
import multiprocessing, os, signal, sys, time
from verify import leaving

def forever():
    while True:
        try:
            time.sleep(600)
        except BaseException:
            pass

def child():
    while True:
        try:
            time.sleep(0.2)  # until the process that started it is where it hears nothing
            print(os.getpid(), flush=True)
            time.sleep(600)
        except BaseException:
            pass

leaving.GRACE = float(sys.argv[1])
leaving.heed()
"""
#: It takes no notice of an interruption, nor does a process of its own.
DEAF = "multiprocessing.Process(target=child).start(); forever()"
#: It cleans up, which takes its time.
SLOW = """
try:
    print(os.getpid(), flush=True)
    time.sleep(600)
finally:
    print("cleaning", flush=True)
    time.sleep(600)
"""


def begun(code: str, grace: float) -> subprocess.Popen[str]:
    call = [sys.executable, "-c", HEAD + code, str(grace)]
    return subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


@pytest.mark.parametrize("whole_group", [True, False])
def test_an_interruption_that_is_ignored_ends_the_process_and_its_own(whole_group: bool) -> None:
    process = begun(DEAF, 0.1)
    process.stdout.readline()
    (os.killpg if whole_group else os.kill)(process.pid, signal.SIGINT)
    # Both have ended when nobody holds the pipes any more.
    assert process.communicate(timeout=60)[1] == "swingby: interrupted\n"
    assert process.returncode == 130


def test_a_second_interruption_does_not_wait_for_cleaning() -> None:
    process = begun(SLOW, 100)
    process.stdout.readline()
    os.kill(process.pid, signal.SIGINT)
    assert process.stdout.readline() == "cleaning\n"
    os.kill(process.pid, signal.SIGINT)
    assert process.communicate(timeout=60)[1] == "swingby: interrupted\n"
    assert process.returncode == 130


def test_before_there_is_a_command_it_is_130_as_well() -> None:
    code = "import swingby, verify.leaving\ndef heed(): raise KeyboardInterrupt\nverify.leaving.heed = heed\nswingby.main()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "swingby: interrupted\n")
