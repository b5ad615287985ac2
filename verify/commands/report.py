"""`swingby report`: one page of a run, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verify.commands.errors import CallError, made_folder
from verify.commands.running import FILES, FROM, check_claims, one_thread, read_claims, refuse

if TYPE_CHECKING:
    from verify.claim import Claim
    from verify.ledger import Unloaded
    from verify.results import Results

#: What the extra `report` brings, by the names of its modules.
MODULES = ("fontTools", "jinja2", "math_core", "ziamath")

#: The file of the part on Appendix D, beside the page.
MARKDOWN = "appendix_d.md"


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@FROM
@FILES
def report(directory: Path, results: Path | None, files: tuple[Path, ...]) -> None:
    """Write DIR/index.html, one page of a run that needs nothing else: what is false, proved, measured, covered and not.

    Its part on Appendix D of the paper, statement by statement, is written as Markdown too: DIR/appendix_d.md.

    Without --from, the quick claims are run. The same results give the same page. Exit status: 0 if all outcomes are as expected,
    1 if one is not (the page is written all the same), 2 if the call is wrong. It needs the extra report.
    """
    one_thread()
    ready(directory)
    claims, unloaded, told = _run(files) if results is None else (*read_claims(files), _read(results))
    is_green = write_page(directory, claims, told)
    click.echo(f"{directory / 'index.html'}")
    refuse(unloaded)
    if not is_green:
        raise click.exceptions.Exit(1)


def ready(directory: Path, option: str = "DIR") -> None:
    """Make the folder of a page before the work.

    Raises
    ------
    CallError : if it cannot be made, or the extra `report` is not installed
    """
    if missing := [name for name in MODULES if find_spec(name) is None]:
        raise CallError(f"a report needs {missing[0]}: pip install 'swingby[report]'")
    made_folder(option, directory)


def write_page(directory: Path, claims: Mapping[str, Claim], told: Results) -> bool:
    """Write the page of a run, and return whether all that it tells of is as expected."""
    from numerics.files import write
    from verify.render.appendix.markdown import appendix_page
    from verify.render.appendix.page import is_of_appendix
    from verify.render.report.page import page
    from verify.verdicts import of_results

    write(directory / "index.html", page(claims, told))
    if is_of_appendix(claims):
        write(directory / MARKDOWN, appendix_page(claims, of_results(told, claims)))
    return not told.unloaded and all(it.is_as_expected(claims[name]) for name, it in told.found.items() if name in claims)


def _run(files: Sequence[Path]) -> tuple[dict[str, Claim], list[Unloaded], Results]:
    from verify.render.document import document
    from verify.results import parse

    checked = check_claims((), "quick", None, files)
    return checked.everything, checked.reports.unloaded, parse(document(checked.reports, "quick"))


def _read(results: Path) -> Results:
    from verify.results import read

    try:
        return read(results)
    except ValueError as failure:
        raise CallError(str(failure)) from failure
