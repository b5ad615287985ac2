"""Foreign code kept from leaving: whatever a check or a file of claims raises comes back as one line, and the process goes on.

Only an interruption by the user is passed on: a signal that came, not a KeyboardInterrupt that the code raised itself.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn

#: How much of the text of an exception is kept.
LONGEST = 1000
_leave = os._exit
_home = os.getpid()
_lock = threading.Lock()
_depth = 0


class EscapeError(Exception):
    """What foreign code raised, in one line: the name of its class and its text."""


def said(failure: BaseException) -> str:
    """Return an exception as one line, whatever its text is."""
    try:
        words = " ".join(str(failure).split())[:LONGEST]
    except BaseException:  # noqa: BLE001 (an exception whose text cannot be had still has a name)
        words = "its text cannot be had"
    return f"{type(failure).__name__}: {words}" if words else type(failure).__name__


@contextlib.contextmanager
def contained() -> Iterator[None]:
    """Turn whatever is raised within into an EscapeError, `os._exit` included.

    Raises
    ------
    EscapeError : in place of what was raised
    KeyboardInterrupt : if the user interrupts, even where the code within takes no notice
    """
    with _staying(), _signalled() as signals:
        try:
            yield
        except BaseException as failure:
            if signals:
                raise KeyboardInterrupt from failure
            raise EscapeError(said(failure)) from failure
        if signals:
            raise KeyboardInterrupt


def death(action: Callable[[], object]) -> str:
    """Return how a forked process died of an action, or nothing: it came through, or cannot be forked.

    What the action raises, and what it prints, is of no account: it is done again here.
    """
    if not can_fork():
        return ""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        _alone(action, write)
    os.close(write)
    try:
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.set_blocking(read, False)
        came_through = _read(read) != b""
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.close(read)
    return "" if came_through else f"signal {-status}" if status < 0 else f"exit {status}"


def can_fork() -> bool:
    """Return whether this process can be forked safely: on Linux, with a single thread."""
    tasks = Path("/proc/self/task")
    return tasks.is_dir() and len(list(tasks.iterdir())) == 1


def leave(status: int) -> NoReturn:
    """End the process with a status that nothing registered for its end can change."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, RuntimeError):  # the last: a signal came while it was being flushed
            stream.flush()
    _leave(status)


@contextlib.contextmanager
def _staying() -> Iterator[None]:
    """Have `os._exit` raise SystemExit, in this process; in one forked from it, it does what it says."""
    global _depth, _home
    with _lock:
        _depth += 1
        _home, os._exit = os.getpid(), _stay
    try:
        yield
    finally:
        with _lock:
            _depth -= 1
            if _depth == 0:
                os._exit = _leave


def _stay(status: int = 0) -> NoReturn:
    if os.getpid() != _home:
        _leave(status)
    raise SystemExit(f"os._exit({status})")


@contextlib.contextmanager
def _signalled() -> Iterator[list[int]]:
    """Give a list that the numbers of the SIGINT that come are put into, besides what happens of them anyway.

    What happens may be nothing: a KeyboardInterrupt raised while a process forks, or an object is collected, is ignored.
    """
    signals: list[int] = []
    before = signal.getsignal(signal.SIGINT)
    if not callable(before) or threading.current_thread() is not threading.main_thread():
        yield signals
        return

    def note(number: int, frame: FrameType | None) -> None:
        signals.append(number)
        before(number, frame)

    signal.signal(signal.SIGINT, note)
    try:
        yield signals
    finally:
        signal.signal(signal.SIGINT, before)


def _alone(action: Callable[[], object], write: int) -> NoReturn:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    try:
        action()
    finally:
        os.write(write, b".")
        _leave(0)


def _read(end: int) -> bytes:
    try:
        return os.read(end, 1)
    except BlockingIOError:
        return b""
