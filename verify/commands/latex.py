"""`swingby latex`: the equations for a paper."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from verify.commands.errors import CallError

FROM = click.option(
    "--from", "results", type=click.Path(path_type=Path), help="Take the verdicts from this file of swingby verify --json."
)
CLAIMS = click.option("--claims", "files", type=click.Path(path_type=Path), multiple=True, help="A file of your own claims.")


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@FROM
@CLAIMS
def latex(directory: Path, results: Path | None, files: tuple[Path, ...]) -> None:
    r"""Write the equations as LaTeX into DIR: fragments, swingby.sty, and theory.tex with all of them.

    equations/ID.tex is the bare mathematics of one equation, for \input. swingby.sty gives \claim{ID} (the equation),
    \claimref{ID} (its id) and \claimstatus{ID} (its verdict), and one macro for each equation. theory.tex is a complete document:
    claims, derivation steps, verdicts. Without --from, the quick claims are run for the verdicts. Exit status: 0 if all outcomes
    are as expected, 1 if one is not (the files are written all the same), 2 if the call is wrong.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from numerics.files import write
    from verify.claim import SLUG
    from verify.ledger import LedgerError, ledger
    from verify.manuscript.equations import stated
    from verify.manuscript.export import fragment
    from verify.render.style import style
    from verify.render.theory import document

    try:
        claims = ledger(files)
        verdicts = read_verdicts(results, claims)
    except (LedgerError, ValueError) as failure:
        raise CallError(str(failure)) from failure
    if verdicts is None:
        verdicts = run_claims(claims, list(claims), files)
    equations = stated(claims.values())
    wrong = [name for name in equations if not SLUG.fullmatch(name)]
    if wrong:
        raise CallError(f"the id of an equation must be lower-case words joined by dots, got {wrong[0]!r}")
    _folder(directory)
    for entry in equations.values():
        write(directory / "equations" / f"{entry.id}.tex", fragment(entry))
    write(directory / "swingby.sty", style(equations.values(), claims, verdicts))
    write(directory / "theory.tex", document(equations, list(claims.values()), verdicts))
    click.echo(f"{len(equations)} equations, swingby.sty and theory.tex in {directory}")
    if not all(verdict.as_expected for verdict in verdicts.values()):
        raise click.exceptions.Exit(1)


def read_verdicts(results: Path | None, claims: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the verdicts of a file of results, or None without one."""
    from verify.verdicts import of_file

    return None if results is None else of_file(results, claims)


def run_claims(claims: Mapping[str, Any], names: list[str], files: tuple[Path, ...]) -> dict[str, Any]:
    """Run those of the named claims that are quick and return their verdicts."""
    from verify.claim import Level
    from verify.ledger import missing_modules
    from verify.run import run
    from verify.verdicts import of_reports

    chosen = [claims[name] for name in names if claims[name].level is Level.QUICK and not missing_modules(claims[name])]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return of_reports(run(dict(claims), chosen, jobs=max(1, min(cores, len(chosen))), files=files))


def _folder(directory: Path) -> None:
    try:
        (directory / "equations").mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        raise CallError(f"DIR must be a writable folder, got {directory}: {failure.strerror or failure}") from failure
