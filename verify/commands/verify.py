"""`swingby verify` and `swingby baseline`: check the claims, and keep what a green run found to compare later runs with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verify.commands.errors import CallError, distinct, writable
from verify.commands.report import MARKDOWN, ready, write_page
from verify.commands.running import FILES, JOBS, LEVEL, PATTERNS, check_claims, chosen_claims, read_claims, refuse

if TYPE_CHECKING:
    from verify.baseline import Drift, Entries


@click.command()
@PATTERNS
@LEVEL
@JOBS
@click.option("--mutants", is_flag=True, help="Also run every claim's mutants: faults that its check must notice.")
@FILES
@click.option("--dry-run", is_flag=True, help="Only read the claims and say what is wrong with how they are written; run none.")
@click.option("--quiet", is_flag=True, help="Say only what is not as expected, and the counts.")
@click.option("--scheduler", help="Address of a Dask scheduler to run them on, such as tcp://127.0.0.1:8786.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the results to this file as JSON.")
@click.option("--junit", "junit_file", type=click.Path(path_type=Path), help="Write them as JUnit XML, each claim a test case.")
@click.option("--markdown", "markdown_file", type=click.Path(path_type=Path), help="Write them as a summary for a CI job.")
@click.option("--report", "folder", type=click.Path(path_type=Path), help="Write the page of `swingby report` into this folder.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Compare with this file of `swingby baseline`; drift is red.")
def verify(
    patterns: tuple[str, ...],
    level: str,
    jobs: int | None,
    mutants: bool,
    files: tuple[Path, ...],
    dry_run: bool,
    quiet: bool,
    scheduler: str | None,
    json_file: Path | None,
    junit_file: Path | None,
    markdown_file: Path | None,
    folder: Path | None,
    baseline: Path | None,
) -> None:
    """Check the claims and say what holds, with what evidence, and what does not.

    PATTERN is an id, the first words of ids, or a shell pattern: two_layer, "*.gradient". Without one, all claims of the level
    run. Exit status: 0 if all outcomes are as expected and none drifted, 1 otherwise, 2 if the call is wrong or a file of claims
    cannot be used (all other claims are run, and every file is written).
    """
    outputs = {"--json": json_file, "--junit": junit_file, "--markdown": markdown_file}
    page = {} if folder is None else {"--report": folder / "index.html", "--report, in Markdown,": folder / MARKDOWN}
    distinct({**outputs, **page}, {"--baseline": [baseline] if baseline else [], "--claims": files})
    for option, path in outputs.items():
        writable(option, path)
    if folder is not None:
        ready(folder, "--report")
    known = None if baseline is None else read(baseline)
    if dry_run:
        dry(patterns, level, files)
        return
    checked = check_claims(patterns, level, jobs, files, mutants, scheduler)
    from numerics.files import write
    from verify.baseline import compare
    from verify.render.annotations import is_wanted, of_run
    from verify.render.document import document
    from verify.render.junit import junit
    from verify.render.markdown import markdown
    from verify.results import parse

    drifts = [] if known is None else compare(known, checked.everything, checked.reports)
    checked.show(quiet=quiet)
    if baseline is not None:
        print_drift([drift for drift in drifts if drift.counts or not quiet], baseline)
    if json_file is not None:
        write(json_file, document(checked.reports, level))
    if junit_file is not None:
        write(junit_file, junit(checked.reports, drifts))
    if markdown_file is not None:
        write(markdown_file, markdown(checked.reports, drifts))
    if folder is not None:
        write_page(folder, checked.everything, parse(document(checked.reports, level)))
    for line in of_run(checked.reports, drifts) if is_wanted() else ():
        click.echo(line, err=True)
    refuse(checked.reports.unloaded)
    if not checked.reports.as_expected or any(drift.counts for drift in drifts):
        raise click.exceptions.Exit(1)


def dry(patterns: Sequence[str], level: str, files: Sequence[Path]) -> None:
    """Say of the chosen claims, of the user's files alone if there are some, how they are written, and run none.

    Raises
    ------
    CallError : if one is written wrongly, or a file cannot be used
    """
    from verify.claim import Level
    from verify.ledger import faults, of_module, own_modules
    from verify.render.wording import counted

    loaded = read_claims(files)
    own = {claim.id for module in own_modules() for claim in of_module(module)} if files else set()
    chosen = [claim for claim in chosen_claims(loaded, patterns, Level(level)) if claim.id not in own]
    for claim in chosen:
        said = faults(claim)
        click.echo(f"{'written wrongly' if said else 'well written'}  {claim.id}")
        for fault in said:
            click.echo(f"  {fault}")
    refuse(loaded.unloaded)
    if wrong := [claim.id for claim in chosen if faults(claim)]:
        raise CallError(f"claims must be well written, got {', '.join(wrong)}, which are not")
    click.echo(f"{counted(len(chosen), 'claim')} well written, none of them run.")


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
    distinct({"FILE": file}, {"--claims": files})
    writable("FILE", file)
    before = read(file) if file.exists() else {}
    checked = check_claims(patterns, level, jobs, files)
    if not checked.reports.as_expected:
        checked.show()
        click.echo(f"{file} is not written: a baseline is taken of a run in which all is as expected.")
        refuse(checked.reports.unloaded)
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
        return parse(file.read_bytes())
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
    added = f"; {counted(new, 'claim')} with something new, kept by `swingby baseline {file}`" if new else ""
    click.echo(f"{counted(red, 'difference')} from {file}{added}." if red else f"No drift from {file}{added}.")
