"""One interruption ends a command within two seconds, a second one at once, whatever is under way and whoever ignores it."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import sys
from functools import partial
from types import FrameType
from typing import NoReturn

from verify.containment import leave

#: The exit status of a command that was interrupted.
INTERRUPTED = 130
#: Seconds in which a command that hears the interruption puts away what it has begun.
GRACE = 1.5
#: What shows the cursor again that a bar of progress has hidden.
CURSOR = "\x1b[?25h"


def heed() -> None:
    """Have an interruption raise KeyboardInterrupt, and the process leave if it is not gone soon, or interrupted again.

    A KeyboardInterrupt may come to nothing: Python ignores it where an object is collected, and some code takes what is raised.
    """
    if hasattr(signal, "setitimer") and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        interrupted = partial(_interrupted, os.getpid())
        signal.signal(signal.SIGALRM, interrupted)
        signal.signal(signal.SIGINT, interrupted)


def left() -> NoReturn:
    """Say that the command was interrupted and end the process at once, and those that it has started."""
    with contextlib.suppress(OSError):  # past sys.stderr, which may be in the middle of a line
        os.write(2, f"{CURSOR if os.isatty(2) else ''}swingby: interrupted\n".encode())
    _end_others()
    leave(INTERRUPTED)


def end(status: int) -> NoReturn:
    """End the process, and those that it has started, with a status that nothing registered for its end can change."""
    if _end_others():
        importlib.import_module("multiprocessing.util")._run_finalizers(0)  # else their semaphores are reported as leaked
    leave(status)


def _end_others() -> bool:
    multiprocessing = sys.modules.get("multiprocessing")
    for process in multiprocessing.active_children() if multiprocessing is not None else ():
        process.kill()
    return multiprocessing is not None


def _interrupted(heeding: int, number: int, frame: FrameType | None) -> None:
    if number == signal.SIGALRM or signal.getitimer(signal.ITIMER_REAL)[0]:
        if os.getpid() != heeding:  # a process that was forked says nothing
            leave(INTERRUPTED)
        left()
    signal.setitimer(signal.ITIMER_REAL, GRACE)
    raise KeyboardInterrupt
