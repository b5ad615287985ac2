"""`swingby verify`: check the claims."""

from __future__ import annotations

import os
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from verify.commands.errors import CallError, writable
from verify.commands.train import executor_for

LEVELS = ("quick", "standard", "full")


@click.command()
@click.argument("patterns", nargs=-1, metavar="[PATTERN]...")
@click.option("--level", type=click.Choice(LEVELS), default="quick", show_default=True, help="Run the claims up to this level.")
@click.option("--jobs", type=click.IntRange(min=1), default=None, help="Processes to use.  [default: the number of cores]")
@click.option("--mutants", is_flag=True, help="Also run every claim's mutants: faults that its check must notice.")
@click.option("--claims", "files", type=click.Path(path_type=Path), multiple=True, help="A file of your own claims; repeatable.")
@click.option("--scheduler", help="Address of a Dask scheduler to run them on, such as tcp://127.0.0.1:8786.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the results to this file as JSON.")
def verify(
    patterns: tuple[str, ...],
    level: str,
    jobs: int | None,
    mutants: bool,
    files: tuple[Path, ...],
    scheduler: str | None,
    json_file: Path | None,
) -> None:
    """Check the claims and say what holds, with what evidence, and what does not.

    PATTERN is an id, the first words of ids, or a shell pattern: two_layer, "*.gradient". Without one, all claims of the level
    run. Exit status: 0 if all outcomes are as expected, 1 if one is not, 2 if the call is wrong.
    """
    writable("--json", json_file)
    started = time.perf_counter()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small matrices: threads cost more than they bring, and forbid forking
    from verify.claim import Level
    from verify.ledger import LedgerError, ledger, missing_modules, select

    try:
        everything = ledger(files)
        chosen = select(everything.values(), patterns, Level(level))
    except LedgerError as failure:
        raise CallError(str(failure)) from failure
    skipped = [(claim.id, f"needs {', '.join(missing_modules(claim))}") for claim in chosen if missing_modules(claim)]
    runnable = [claim for claim in chosen if not missing_modules(claim)]
    with executor_for(scheduler, jobs) if scheduler else nullcontext() as executor:
        reports = _run(everything, runnable, jobs or _cores(), mutants, files, executor)
    _finish(reports, skipped, Level(level), json_file, time.perf_counter() - started)


def _run(everything: Any, runnable: Any, jobs: int, mutants: bool, files: tuple[Path, ...], executor: Any) -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from verify.run import run

    console = Console(stderr=True)
    columns = (TextColumn("verifying"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    # Without a refreshing thread, so that processes can be forked.
    with Progress(*columns, console=console, transient=True, auto_refresh=False, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=len(runnable))
        progress.refresh()

        def advance(report: Any) -> None:
            progress.update(task, advance=1, description=report.claim.id, refresh=True)

        return run(everything, runnable, jobs=jobs, mutants=mutants, files=files, executor=executor, on_report=advance)


def _finish(reports: Any, skipped: Any, level: Any, json_file: Path | None, seconds: float) -> None:
    from rich.console import Console

    from verify.files import write
    from verify.render.document import document, text
    from verify.render.terminal import print_run

    print_run(Console(), reports, skipped, seconds)
    if json_file is not None:
        write(json_file, text(document(reports, skipped, level)))
    if not all(report.as_expected for report in reports):
        raise click.exceptions.Exit(1)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
