"""Processes that leave with the one that started them: they see no interruption, are not waited for after one, and end with it.

A terminal interrupts all of them at once; what is to be done is for the one that gives the work.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing.context import BaseContext
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Value = TypeVar("Value")

#: What prctl of Linux calls the signal that a process is sent when the thread that started it ends.
PR_SET_PDEATHSIG = 1


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold an interruption back until the end; a process started within never sees one.

    A KeyboardInterrupt that is raised while a process forks is ignored by Python, and the interruption lost.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_with(parent: int) -> None:
    """Have this process, started by `parent`, killed when that ends, however it ends (on Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before it was asked
            os._exit(1)


class Processes(ProcessPoolExecutor):
    """A pool of processes that does not wait for what is under way when it is left by an exception.

    Parameters
    ----------
    workers : how many, >= 1
    context : of multiprocessing: how they are started
    begin, given : called in each of them at first
    """

    def __init__(self, workers: int, context: BaseContext, begin: Callable[..., object], *given: object) -> None:
        super().__init__(workers, context, partial(_begin, os.getpid(), begin, *given))

    def submit(self, function: Callable[Given, Value], /, *args: Given.args, **more: Given.kwargs) -> Future[Value]:
        """Submit a call; processes are started here."""
        with undisturbed():
            return super().submit(function, *args, **more)

    def __exit__(self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None) -> None:
        processes: dict[int, Any] = getattr(self, "_processes", None) or {}
        for process in list(processes.values()) if kind else ():
            process.kill()
        self.shutdown(wait=kind is None, cancel_futures=kind is not None)


def _begin(parent: int, begin: Callable[..., object], *given: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with(parent)
    begin(*given)
