"""Proposition: processes see no interruption, are not waited for after an exception, and end with the one that started them."""

import os
import signal
import subprocess
import sys
import time
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from numerics.processes import Processes, undisturbed

ROOT = Path(__file__).parents[2]
ORPHANS = """
import os, signal, sys, time
from multiprocessing import get_context
from numerics.processes import Processes

if __name__ == "__main__":
    with Processes(1, get_context(sys.argv[1]), int) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        pool.submit(time.sleep, 600)
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_an_interruption_is_held_back_and_comes_after():
    def held_back() -> None:
        with undisturbed():
            passed.append(interrupted())

    passed: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        held_back()
    assert passed == ["gone on"]
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def interrupted() -> str:
    os.kill(os.getpid(), signal.SIGINT)
    return "gone on"


@pytest.mark.parametrize("kind", ["fork", "spawn"])
def test_a_process_sees_no_interruption_and_is_not_waited_for_after_an_exception(kind: str):
    def left_early() -> None:
        with Processes(1, get_context(kind), int) as pool:
            assert pool.submit(interrupted).result() == "gone on"
            pool.submit(time.sleep, 600)
            started.extend(pool._processes.values())
            raise KeyError

    started: list[BaseProcess] = []
    with pytest.raises(KeyError):
        left_early()
    (process,) = started
    process.join(60)
    assert process.exitcode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel sees to it on Linux")
@pytest.mark.parametrize("kind", ["fork", "spawn"])
def test_a_process_ends_with_a_killed_parent(tmp_path: Path, kind: str):
    (tmp_path / "orphans.py").write_text(ORPHANS)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    call = [sys.executable, str(tmp_path / "orphans.py"), kind]
    # Not waited for by its output: an orphan would hold that open.
    process = subprocess.Popen(call, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    child = int(process.stdout.readline())
    assert process.wait(60) == -signal.SIGKILL
    process.stdout.close()
    until = time.monotonic() + 30
    while runs(child) and time.monotonic() < until:
        time.sleep(0.01)
    assert not runs(child)


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
