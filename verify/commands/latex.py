"""`swingby latex`: the equations for a paper."""

from __future__ import annotations

from pathlib import Path

import click

from verify.commands.errors import CallError, made_folder
from verify.commands.running import FILES, FROM, one_thread, read_claims, refuse, verdicts_of


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@FROM
@FILES
def latex(directory: Path, results: Path | None, files: tuple[Path, ...]) -> None:
    r"""Write the equations as LaTeX into DIR: fragments, swingby.sty, and theory.tex with all of them.

    equations/ID.tex is the bare mathematics of one equation, for \input. swingby.sty gives \claim{ID} (the equation),
    \claim[narrow]{ID} (broken to the column; \claim[6cm]{ID} to that width), \claimref{ID} (its id) and \claimstatus{ID} (its
    verdict), and one macro for each equation. theory.tex is a complete document, in one column or two: the results derived from
    the loss with proofs, what the reader has to believe, every claim with its number and verdict. Without --from, the quick
    claims are run for the verdicts. Exit status: 0 if all outcomes are as expected, 1 if one is not (the files are written all
    the same), 2 if the call is wrong.
    """
    one_thread()
    from numerics.files import write
    from verify.claim import SLUG
    from verify.manuscript.equations import fragment, stated
    from verify.render.theory import document, style

    loaded = read_claims(files)
    claims = loaded.claims
    made_folder("DIR", directory)
    made_folder("DIR", directory / "equations")
    verdicts = verdicts_of(results, loaded, claims, files)
    equations = stated(claims.values())
    wrong = [name for name in equations if not SLUG.fullmatch(name)]
    if wrong:
        raise CallError(f"the id of an equation must be lower-case words joined by dots, got {wrong[0]!r}")
    for entry in equations.values():
        write(directory / "equations" / f"{entry.id}.tex", fragment(entry))
    write(directory / "swingby.sty", style(equations.values(), claims, verdicts))
    write(directory / "theory.tex", document(equations, list(claims.values()), verdicts))
    click.echo(f"{len(equations)} equations, swingby.sty and theory.tex in {directory}")
    refuse(loaded.unloaded)
    if not all(verdict.as_expected for verdict in verdicts.values()):
        raise click.exceptions.Exit(1)
