"""`swingby baseline`: keep what a green run found, for later runs to be compared with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verify.commands.errors import CallError, writable
from verify.commands.running import FILES, JOBS, LEVEL, PATTERNS, check_claims

if TYPE_CHECKING:
    from verify.baseline import Drift, Entries


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@PATTERNS
@LEVEL
@JOBS
@FILES
def baseline(file: Path, patterns: tuple[str, ...], level: str, jobs: int | None, files: tuple[Path, ...]) -> None:
    """Run the claims and keep statements, outcomes, evidence and figures in FILE, for `swingby verify --baseline FILE`.

    If FILE is a baseline already, figures that still hold stay as they are, with tolerances set by hand. Nothing is
    written unless all outcomes are as expected (else exit status 1).

    With --baseline, red are: a claim that vanished or was renamed; a changed statement, level, outcome or evidence; a figure
    that is gone or out of its tolerance; a claim that could not run. A new claim or figure is reported and is not red.
    """
    writable("FILE", file)
    before = read(file) if file.exists() else {}
    checked = check_claims(patterns, level, jobs, files)
    if not checked.reports.as_expected:
        checked.show()
        click.echo(f"{file} is not written: a baseline is taken of a run in which all is as expected.")
        raise click.exceptions.Exit(1)
    from numerics.files import write
    from verify.baseline import compare, entries, text

    drifts = compare(before, checked.everything, checked.reports) if before else []
    write(file, text(entries(checked.reports, before)))
    for identifier, reason in checked.reports.skipped:
        click.echo(f"left out {identifier}: {reason}")
    for drift in drifts:
        click.echo(f"{drift.kind.value} {drift.id}: {drift.text}")
    click.echo(f"{len(checked.reports)} claims are kept in {file}.")


def read(file: Path) -> Entries:
    """Return the baseline in a file.

    Raises
    ------
    CallError : naming the file, if it is not there or is no baseline
    """
    from verify.baseline import parse

    try:
        return parse(file.read_text(encoding="utf-8"))
    except OSError as failure:
        raise CallError(f"baseline {file} cannot be read: {failure.strerror or failure}") from failure
    except ValueError as failure:
        raise CallError(f"baseline {file} is no baseline: {failure}") from failure


def print_drift(drifts: Sequence[Drift], file: Path) -> None:
    """Print how a run differs from a baseline, and how many differences are drift."""
    from verify.render.wording import counted

    for drift in drifts:
        mark = click.style("DRIFT", fg="red", bold=True) if drift.counts else "new"
        click.echo(f"{mark} {click.style(drift.id, bold=True)}: {drift.kind.value}, {drift.text}")
    red = sum(drift.counts for drift in drifts)
    new = len({drift.id for drift in drifts if not drift.counts})
    added = f"; {new} claims with something new, kept by `swingby baseline {file}`" if new else ""
    click.echo(f"{counted(red, 'difference')} from {file}{added}." if red else f"No drift from {file}{added}.")
