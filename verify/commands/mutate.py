"""`swingby mutate`: single faults in the code itself, and whether claims and tests notice them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verify.commands.errors import CallError, distinct, writable, wrong_call
from verify.commands.running import LEVEL, counted, one_thread, read_claims

if TYPE_CHECKING:
    from verify.mutation.reach import Reach
    from verify.mutation.report import Run


@click.command()
@click.option(
    "--files", "patterns", multiple=True, metavar="GLOB", help="Files of theory or numerics; repeatable.  [default: all]"
)
@LEVEL
@click.option(
    "--tests",
    "with_tests",
    is_flag=True,
    help="Run the tests that execute a fault as well: those of its own file before slow claims, others last.",
)
@click.option("--tests-in", multiple=True, metavar="GLOB", help="With --tests, of these files alone; repeatable.  [default: all]")
@click.option("--sample", type=click.IntRange(min=1), help="Try only so many, drawn at random.  [default: all]")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="What they are drawn by.")
@click.option(
    "--output", type=click.Path(path_type=Path), help="Keep the result in this file, as it comes; a second run goes on."
)
@click.option("--jobs", type=click.IntRange(min=1), default=None, help="Processes to use.  [default: the number of cores]")
@click.option("--limit", type=click.FloatRange(min=1), default=60.0, show_default=True, help="Seconds for one fault.")
@click.option(
    "--reach",
    "reach_file",
    type=click.Path(path_type=Path),
    help="Keep what claims and tests execute here.  [default: by the output]",
)
@click.option("--known", type=click.Path(path_type=Path), help="An earlier result: what noticed a fault there is tried first.")
@click.option("--again", type=click.Path(path_type=Path), help="Try only the faults that this earlier result lists as missed.")
@click.option(
    "--declared", "declared_file", type=click.Path(path_type=Path), help="File of equivalent faults and known survivors."
)
def mutate(
    patterns: tuple[str, ...],
    level: str,
    with_tests: bool,
    tests_in: tuple[str, ...],
    sample: int | None,
    seed: int,
    output: Path | None,
    jobs: int | None,
    limit: float,
    reach_file: Path | None,
    known: Path | None,
    again: Path | None,
    declared_file: Path | None,
) -> None:
    """Put single faults into theory and numerics and see whether the claims that execute them turn red.

    Each fault is tried on the claims up to the level that execute the line, as measured, and with --tests on the tests that do. A
    fault is noticed when a claim is not as expected or an assertion of a test fails; crashes and timeouts are counted apart.
    Exit status 1 if a fault survives that tests/mutation/declared.toml does not name with its reason.

    Works in a checkout of the sources. The result file is kept as the run goes; after an interruption the same command goes on.
    """
    one_thread()
    import verify
    from numerics.ensemble import cores
    from verify.mutation import session

    outputs = {"--output": output, "--reach": reach_file}
    inputs = {"--known": known, "--again": again, "--declared": declared_file}
    for option, path in outputs.items():
        writable(option, path)
    distinct(outputs, {option: [path] for option, path in inputs.items() if path is not None})
    if tests_in and not with_tests:
        raise CallError(f"--tests-in needs --tests, got {tests_in[0]} without it")
    if declared_file is not None and not declared_file.is_file():
        raise CallError(f"declared faults {declared_file} cannot be read: there is no such file")
    if output is not None and reach_file is None:
        reach_file = output.with_suffix(".reach.json")
    started = time.perf_counter()
    asked = session.Asked(
        Path(verify.__file__).resolve().parent.parent,
        *(patterns, level, with_tests, tests_in, sample, seed, output, jobs or cores(), limit, reach_file),
        *(known, again, declared_file),
    )
    with wrong_call(), counted("trying") as show_progress:
        run, reach = session.run(asked, read_claims(()).claims, lambda what, done, total: show_progress(done, total, what))
    show(run, reach, time.perf_counter() - started)
    if run.undeclared:
        raise click.exceptions.Exit(1)


def show(run: Run, reach: Reach, seconds: float) -> None:
    """Print what survived, what was left out, and the table by file."""
    from verify.mutation.report import in_words, table

    for name, why in reach.red.items():
        click.echo(f"left out, red without any fault: {name}: {why}")
    for fault in run.survivors:
        click.echo(f"MISSED {in_words(fault, run.verdicts[fault.key], run.reasons.get(fault.key, ''))}")
    for line in table(run.document()):
        click.echo(line)
    click.echo(
        f"{len(run.faults)} faults in {seconds:.0f} s; {len(run.survivors)} missed, {len(run.undeclared)} of them undeclared."
    )
