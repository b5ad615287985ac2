"""What the commands share that run claims or train: options, processes, progress, the ledger and what came of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Protocol, TypeVar

import click

from verify.commands.errors import CallError, wrong_call

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from verify.claim import Claim, Level
    from verify.ledger import Loaded, Unloaded
    from verify.run import Report, Reports
    from verify.verdicts import Verdict

Value = TypeVar("Value")

PATTERNS = click.argument("patterns", nargs=-1, metavar="[PATTERN]...")
LEVEL = click.option(
    "--level",
    type=click.Choice(("quick", "standard", "full")),
    default="quick",
    show_default=True,
    help="Run the claims up to this level.",
)
JOBS = click.option("--jobs", type=click.IntRange(min=1), default=None, help="Processes to use.  [default: the number of cores]")
FILES = click.option(
    "--claims", "files", type=click.Path(path_type=Path), multiple=True, help="A file of your own claims; repeatable."
)
FROM = click.option(
    "--from", "results", type=click.Path(path_type=Path), help="Take the verdicts from this file of swingby verify --json."
)
#: How long a scheduler may take to answer.
CONNECT_SECONDS = 10.0


def one_thread() -> None:
    """Have BLAS use one thread unless told otherwise; to be called before NumPy is loaded.

    For small matrices threads cost more than they bring, and a process with threads cannot be forked.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def executor_for(scheduler: str | None, jobs: int | None) -> AbstractContextManager[Executor]:
    """Give an executor: processes here, or the cluster of a Dask scheduler."""
    from numerics.ensemble import processes

    return dask(scheduler) if scheduler else processes(jobs)


@contextmanager
def dask(address: str) -> Iterator[Executor]:
    """Give the executor of a running Dask cluster (extra `distributed`), and leave the cluster when done.

    Raises
    ------
    CallError : if the extra is not installed, or no scheduler answers at the address
    """
    import socket
    from urllib.parse import urlsplit

    try:
        from distributed import Client

        # A client that finds nobody takes its time, and starts threads that outlive the failure: knock first.
        parts = urlsplit(address)
        if not parts.hostname or not parts.port:
            raise ValueError(f"address must have a host and a port, such as tcp://127.0.0.1:8786, got {address}")
        socket.create_connection((parts.hostname, parts.port), CONNECT_SECONDS).close()
        client = Client(address, set_as_default=False, timeout=CONNECT_SECONDS)
    except ModuleNotFoundError as failure:
        raise CallError("--scheduler needs the extra distributed: pip install 'swingby[distributed]'") from failure
    except (OSError, ValueError) as failure:
        raise CallError(f"--scheduler must be the address of a running Dask scheduler, got {address}") from failure
    with client:
        yield client.get_executor(pure=False)


class Shown(Protocol):
    """Shows how many are done of all, and a word on them."""

    def __call__(self, done: int, total: int, said: str = "") -> None:
        """Show it."""


@contextmanager
def counted(what: str, *, is_long: bool = False) -> Iterator[Shown]:
    """Yield what shows on a terminal, beside what is done, how many are done of all, and, if it is long, the time left."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    time_left = [TimeRemainingColumn()] if is_long else []
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), *time_left, TextColumn("{task.description}"))
    # Without a refreshing thread, so that processes can be forked.
    with Progress(*columns, console=console, transient=True, auto_refresh=False, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def show(done: int, total: int, said: str = "") -> None:
            bar.update(task, completed=done, total=total, description=said, refresh=True)

        yield show


def heard(work: Callable[[Callable[..., None]], Value], hear: Callable[..., None]) -> Value:
    """Return `work(tell)`, done in a thread of its own; what it tells is heard in this one, which can be interrupted meanwhile.

    What is compiled, such as a step of JAX, takes no notice of an interruption, for as long as it takes.
    """
    said: SimpleQueue[tuple[object, ...] | None] = SimpleQueue()
    future: Future[Value] = Future()

    def run() -> None:
        try:
            future.set_result(work(lambda *words: said.put(words)))
        except BaseException as failure:  # noqa: BLE001 (raised in the other thread)
            future.set_exception(failure)
        said.put(None)

    Thread(target=run, daemon=True).start()
    while (words := said.get()) is not None:
        hear(*words)
    return future.result()


def read_claims(files: Sequence[Path]) -> Loaded:
    """Return the ledger with the claims of the user's files, and what cannot be used; one that is not there is a wrong call."""
    one_thread()
    from verify.ledger import read

    with wrong_call():
        return read(files)


def chosen_claims(loaded: Loaded, patterns: Sequence[str], level: Level) -> list[Claim]:
    """Return the claims that patterns choose; one that matches nothing is a wrong call, unless a file could not be read."""
    from verify.ledger import select

    with wrong_call():
        return select(loaded.claims.values(), patterns, level, lenient=bool(loaded.unloaded))


def refuse(unloaded: Iterable[Unloaded]) -> None:
    """Raise a CallError if files of claims could not be used; called when all else is done."""
    if said := "; ".join(map(str, unloaded)):
        raise CallError(said)


@dataclass(frozen=True)
class Checked:
    """A run: the whole ledger, the reports, seconds."""

    everything: dict[str, Claim]
    reports: Reports
    seconds: float

    def show(self, *, quiet: bool = False) -> None:
        """Print the run on the terminal, or of it no more than what is not as expected and the counts."""
        from verify.render.terminal import print_run

        print_run(self.reports, self.seconds, quiet=quiet)


def check_claims(
    patterns: Sequence[str],
    level: str,
    jobs: int | None,
    files: Sequence[Path],
    mutants: bool = False,
    scheduler: str | None = None,
) -> Checked:
    """Run the claims a call asks for."""
    started = time.perf_counter()
    one_thread()
    from verify.claim import Level
    from verify.ledger import resting

    loaded = read_claims(files)
    reports = run_claims(loaded, chosen_claims(loaded, patterns, Level(level)), files, jobs, mutants, scheduler)
    if not patterns:
        reports.skipped += resting(loaded.claims.values(), Level(level))
    return Checked(loaded.claims, reports, time.perf_counter() - started)


def run_claims(
    loaded: Loaded,
    chosen: Sequence[Claim],
    files: Sequence[Path],
    jobs: int | None = None,
    mutants: bool = False,
    scheduler: str | None = None,
) -> Reports:
    """Run claims on as many processes as there are cores, or on a cluster, with a bar of progress on a terminal."""
    from numerics.ensemble import cores
    from verify.ledger import missing_modules, name_of
    from verify.run import run

    total, numbers = sum(not missing_modules(claim) for claim in chosen), count(1)
    with dask(scheduler) if scheduler else nullcontext() as executor, counted("verifying") as show:
        show(0, total)

        def advance(report: Report) -> None:
            show(next(numbers), total, report.claim.id)

        lost = {fault.name for fault in loaded.unloaded}
        good = [path for path in files if name_of(path) not in lost]
        how = partial(run, jobs=jobs or cores(), mutants=mutants, executor=executor, on_report=advance, apart=True)
        reports = how(loaded.claims, chosen, files=good)
    reports.unloaded = loaded.unloaded
    return reports


def verdicts_of(results: Path | None, loaded: Loaded, names: Iterable[str], files: Sequence[Path]) -> Mapping[str, Verdict]:
    """Return the verdicts of a file of results, or without one those of the named claims that are quick, run now."""
    from verify.claim import Level
    from verify.verdicts import of_file, of_reports

    if results is None:
        quick = [loaded.claims[name] for name in names if loaded.claims[name].level is Level.QUICK]
        return of_reports(run_claims(loaded, quick, files))
    with wrong_call():
        return of_file(results, loaded.claims)
