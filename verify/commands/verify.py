"""`swingby verify`: check the claims."""

from __future__ import annotations

from pathlib import Path

import click

from verify.commands.baseline import print_drift, read
from verify.commands.errors import writable
from verify.commands.running import FILES, JOBS, LEVEL, PATTERNS, check_claims


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
    known = None if baseline is None else read(baseline)
    checked = check_claims(patterns, level, jobs, files, mutants, scheduler)
    from numerics.files import write
    from verify.baseline import compare
    from verify.render.document import document
    from verify.render.junit import junit
    from verify.render.markdown import markdown

    drifts = [] if known is None else compare(known, checked.everything, checked.reports)
    checked.show()
    if baseline is not None:
        print_drift(drifts, baseline)
    if json_file is not None:
        write(json_file, document(checked.reports, level))
    if junit_file is not None:
        write(junit_file, junit(checked.reports, drifts))
    if markdown_file is not None:
        write(markdown_file, markdown(checked.reports, drifts))
    if not checked.reports.as_expected or any(drift.counts for drift in drifts):
        raise click.exceptions.Exit(1)
