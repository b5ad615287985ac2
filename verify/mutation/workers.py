"""Forked processes that have SymPy, NumPy and the like already, and load the project anew from a tree of their own.

A child answers by messages, which its parent reads as they come; whatever becomes of it, its group of processes is ended by its
parent. The parent must have one thread.
"""

from __future__ import annotations

import importlib
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from numerics.processes import end_with, undisturbed
from verify.mutation.subject import scratch_of

#: Modules of others that every child needs: loaded once.
WARM = (
    *("sympy", "numpy", "scipy.integrate", "scipy.linalg", "scipy.optimize", "scipy.stats", "scipy.special", "mpmath", "flint"),
    *("pytest", "hypothesis", "click", "click.testing", "rich.console", "rich.progress", "matplotlib.figure"),
)
#: What is ours, and is loaded from the tree.
OURS = ("theory", "numerics", "verify", "swingby", "tests", "benchmarks")
#: Modules that were replaced, kept since functions of theirs still run.
_REPLACED: list[object] = []

Message = tuple[Any, ...]
#: Sends a message to the parent.
Send = Callable[[Message], None]
#: The last message of a child that came to its end.
END: Message = ("end",)
#: How last messages begin.
LAST = ("end", "broken")
#: What a child may take: a fault can ask for any amount of memory, or fill a disk.
BOUNDS = ((resource.RLIMIT_AS, 6 << 30), (resource.RLIMIT_FSIZE, 1 << 30), (resource.RLIMIT_CORE, 0))
#: How long the parent waits before it looks after children that say nothing.
PATIENCE = 0.1


def warm() -> None:
    """Load what children need; what is not installed is left to those who miss it."""
    for name in WARM:
        with suppress(ImportError):
            importlib.import_module(name)


@dataclass
class Child:
    """A process under way.

    Parameters
    ----------
    pid : its id, and that of its group
    messages : what it says
    """

    pid: int
    messages: Connection
    status: int | None = field(default=None)

    def is_dead(self) -> bool:
        """Return whether it has ended by itself, and remember how."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def death(self) -> int | None:
        """Return how it ended, given a moment: its messages end a little before it does."""
        until = time.monotonic() + PATIENCE
        while not self.is_dead() and time.monotonic() < until:
            time.sleep(PATIENCE / 20)
        return self.status

    def stop(self) -> None:
        """End it and whatever it started."""
        for kill in (os.killpg, os.kill):
            with suppress(ProcessLookupError, PermissionError):
                if kill is os.killpg or self.status is None:
                    kill(self.pid, signal.SIGKILL)
        if self.status is None:
            with suppress(ChildProcessError):
                self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        self.messages.close()


def start(tree: Path, work: Callable[..., None], *arguments: object) -> Child:
    """Start a child that calls `work(send, *arguments)` with the project of a tree; to be called undisturbed."""
    reader, writer = Pipe(duplex=False)
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if pid:
        writer.close()
        return Child(pid, reader)
    try:
        os.setsid()
        end_with(parent)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        reader.close()
        _settle(tree)
        work(writer.send, *arguments)
        writer.send(END)
    except BaseException:  # noqa: BLE001 (whatever it is, the parent is told)
        with suppress(BaseException):
            writer.send(("broken", traceback.format_exc()))
    finally:
        os._exit(0)


def _settle(tree: Path) -> None:
    """Have this process find the project in a tree, say nothing anywhere else, and leave nothing but beside the tree."""
    for bound, most in BOUNDS:
        hard = resource.getrlimit(bound)[1]
        resource.setrlimit(bound, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    scratch = scratch_of(tree)
    scratch.mkdir(exist_ok=True)
    tempfile.tempdir = None
    null = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(null, stream)
    sys.stdout, sys.stderr = (os.fdopen(os.dup(stream), "w") for stream in (1, 2))
    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
        _REPLACED.append(sys.modules.pop(name))
    sys.path[:] = [str(tree), *(place for place in sys.path if place and not (Path(place) / "swingby.py").exists())]
    sys.argv = ["swingby"]
    sys.dont_write_bytecode = True
    os.chdir(tree)
    os.environ |= {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(scratch)}
    importlib.invalidate_caches()


def listen(children: Sequence[Child]) -> Iterator[tuple[Child, Message]]:
    """Yield what children say next, with `("died", status)` for one that ended without a word, after a short while at most."""
    ready = wait([child.messages for child in children], PATIENCE)
    for child in children:
        if child.messages in ready:
            try:
                while True:
                    yield child, (message := child.messages.recv())
                    if message[0] in LAST or child.messages.closed or not child.messages.poll():
                        break
            except (EOFError, OSError):
                yield child, ("died", child.death())
        elif child.is_dead() and not child.messages.poll():
            yield child, ("died", child.status)


def gather(
    tree: Path, works: Sequence[tuple[Any, ...]], jobs: int, on_message: Callable[[Message], None], limit: float
) -> list[tuple[Any, ...]]:
    """Run each of `(work, *arguments)` in a child, pass on what they say, and return those that came to no end.

    Parameters
    ----------
    limit : seconds that one may take
    """
    waiting, failed = list(works), []
    active: dict[int, tuple[Child, tuple[Any, ...], float]] = {}
    try:
        while waiting or active:
            while waiting and len(active) < jobs:
                work = waiting.pop(0)
                with undisturbed():
                    child = start(tree, *work)
                    active[child.pid] = (child, work, time.monotonic())
            ended = []
            for child, message in listen([child for child, _, _ in active.values()]):
                if message == END or message[0] in ("died", "broken"):
                    ended.append(child)
                    if message != END:
                        failed.append((*active[child.pid][1], message))
                else:
                    on_message(message)
            now = time.monotonic()
            late = [(child, work) for child, work, began in active.values() if now - began > limit and child not in ended]
            failed += [(*work, ("late",)) for _, work in late]
            for child in {id(child): child for child in [*ended, *(child for child, _ in late)]}.values():
                child.stop()
                del active[child.pid]
    finally:
        for child, _, _ in active.values():
            child.stop()
    return failed
