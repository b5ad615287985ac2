"""`swingby verify`: check the claims."""

from __future__ import annotations

import os
import time
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verify.commands.errors import CallError, writable
from verify.commands.train import executor_for

if TYPE_CHECKING:
    from verify.claim import Claim, Level
    from verify.run import Report

LEVELS = ("quick", "standard", "full")
PATTERNS = click.argument("patterns", nargs=-1, metavar="[PATTERN]...")
LEVEL = click.option(
    "--level", type=click.Choice(LEVELS), default="quick", show_default=True, help="Run the claims up to this level."
)
JOBS = click.option("--jobs", type=click.IntRange(min=1), default=None, help="Processes to use.  [default: the number of cores]")
FILES = click.option(
    "--claims", "files", type=click.Path(path_type=Path), multiple=True, help="A file of your own claims; repeatable."
)


@click.command()
@PATTERNS
@LEVEL
@JOBS
@click.option("--mutants", is_flag=True, help="Also run every claim's mutants: faults that its check must notice.")
@FILES
@click.option("--scheduler", help="Address of a Dask scheduler to run them on, such as tcp://127.0.0.1:8786.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the results to this file as JSON.")
@click.option("--junit", "junit_file", type=click.Path(path_type=Path), help="Write them as JUnit XML, each claim a test case.")
@click.option("--markdown", "markdown_file", type=click.Path(path_type=Path), help="Write them as a summary for a CI job.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Compare with this file of `swingby baseline`; drift is red.")
def verify(
    patterns: tuple[str, ...],
    level: str,
    jobs: int | None,
    mutants: bool,
    files: tuple[Path, ...],
    scheduler: str | None,
    json_file: Path | None,
    junit_file: Path | None,
    markdown_file: Path | None,
    baseline: Path | None,
) -> None:
    """Check the claims and say what holds, with what evidence, and what does not.

    PATTERN is an id, the first words of ids, or a shell pattern: two_layer, "*.gradient". Without one, all claims of the level
    run. Exit status: 0 if all outcomes are as expected and none drifted, 1 otherwise, 2 if the call is wrong.
    """
    writable("--json", json_file)
    writable("--junit", junit_file)
    writable("--markdown", markdown_file)
    known = None
    if baseline is not None:
        from verify.commands.baseline import read

        known = read(baseline)
    checked = run_claims(patterns, level, jobs, files, mutants, scheduler)
    from numerics.files import write
    from verify.baseline import compare
    from verify.render.document import document, text
    from verify.render.junit import junit
    from verify.render.markdown import markdown

    drifts = [] if known is None else compare(known, checked.everything, checked.reports, checked.skipped)
    print_checked(checked)
    if baseline is not None:
        from verify.commands.baseline import print_drift

        print_drift(drifts, baseline)
    if json_file is not None:
        write(json_file, text(document(checked.reports, checked.skipped, checked.level)))
    if junit_file is not None:
        write(junit_file, junit(checked.reports, checked.skipped, drifts))
    if markdown_file is not None:
        write(markdown_file, markdown(checked.reports, checked.skipped, drifts))
    if not checked.as_expected or any(drift.counts for drift in drifts):
        raise click.exceptions.Exit(1)


@dataclass(frozen=True)
class Checked:
    """A run: the ledger, the reports, what could not run, the level, seconds."""

    everything: dict[str, Claim]
    reports: list[Report]
    skipped: list[tuple[str, str]]
    level: Level
    seconds: float

    @property
    def as_expected(self) -> bool:
        """Return whether all reports are as expected."""
        return all(report.as_expected for report in self.reports)


def run_claims(
    patterns: tuple[str, ...],
    level: str,
    jobs: int | None,
    files: tuple[Path, ...],
    mutants: bool = False,
    scheduler: str | None = None,
) -> Checked:
    """Run the claims a call asks for, with a bar of progress on a terminal.

    Raises
    ------
    CallError : if a pattern matches nothing or a file of claims cannot be used
    """
    started = time.perf_counter()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small matrices: threads cost more than they bring, and forbid forking
    from verify.claim import Level
    from verify.ledger import LedgerError, ledger, runnable, select

    try:
        everything = ledger(files)
        chosen, skipped = runnable(select(everything.values(), patterns, Level(level)))
    except LedgerError as failure:
        raise CallError(str(failure)) from failure
    with executor_for(scheduler, jobs) if scheduler else nullcontext() as executor:
        reports = _run(everything, chosen, jobs or _cores(), mutants, files, executor)
    return Checked(everything, reports, skipped, Level(level), time.perf_counter() - started)


def print_checked(checked: Checked) -> None:
    """Print a run on the terminal."""
    from verify.render.console import console
    from verify.render.terminal import print_run

    print_run(console(), checked.reports, checked.skipped, checked.seconds)


def _run(everything: Any, chosen: Any, jobs: int, mutants: bool, files: tuple[Path, ...], executor: Any) -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from verify.run import run

    console = Console(stderr=True)
    columns = (TextColumn("verifying"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    # Without a refreshing thread, so that processes can be forked.
    with Progress(*columns, console=console, transient=True, auto_refresh=False, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=len(chosen))
        progress.refresh()

        def advance(report: Any) -> None:
            progress.update(task, advance=1, description=report.claim.id, refresh=True)

        return run(everything, chosen, jobs=jobs, mutants=mutants, files=files, executor=executor, on_report=advance)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
