"""`swingby paper`: a manuscript against the claims."""

from __future__ import annotations

from pathlib import Path

import click

from verify.commands.errors import CallError, distinct, writable
from verify.commands.running import FILES, FROM, one_thread, read_claims, refuse, verdicts_of


@click.command()
@click.argument("manuscript", metavar="FILE.tex", type=click.Path(path_type=Path))
@FROM
@FILES
@click.option("--allow-unchecked", is_flag=True, help="Exit 0 even if something could not be checked; it is still reported.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write what was found to this file as JSON.")
@click.option("--junit", "junit_file", type=click.Path(path_type=Path), help="Write it as JUnit XML, each remark a test case.")
def paper(
    manuscript: Path,
    results: Path | None,
    files: tuple[Path, ...],
    allow_unchecked: bool,
    json_file: Path | None,
    junit_file: Path | None,
) -> None:
    r"""Check a manuscript: its claims exist and hold, and its displays say what is verified.

    Checked are every \claim{ID}, \claimref{ID} and \claimstatus{ID}, and the mathematics, captions and inline mathematics too,
    between a line "% swingby: ID" and a line "% swingby: end", compared with the equation of that ID up to algebra. A line
    "% swingby: symbols M = W, b = a" says that the manuscript writes M for W and b for a. Derivatives may be written \dot W,
    W', \partial_t W, \frac{d}{dt} W or \nabla_U L; closed forms such as W(t) = ... are compared with those of the equation;
    a formula on the other clock of tied networks is named as that. Branches that TeX skips are skipped; a macro that may be
    changed by what is not followed is not read.

    Between a line "% swingby: derive" and a line "% swingby: end" every equality sign is checked as an identity by itself.
    Its letters are declared before, by lines such as "% swingby: let x, y real": real, positive, nonnegative, integer, or, for
    square matrices of any dimension, matrix, symmetric.

    The files of \input, \include and
    \subfile are read too, and a fragment equations/ID.tex must be what the equation is now. The claims spoken of are run unless
    --from is given. Exit status: 0 if all holds, 1 if something is wrong or could not be checked, 2 if the call is wrong.
    """
    outputs = {"--json": json_file, "--junit": junit_file}
    distinct(outputs, {"FILE.tex": [manuscript], "--from": [results] if results else [], "--claims": files})
    for option, path in outputs.items():
        writable(option, path)
    one_thread()
    from numerics.files import write
    from verify.manuscript.equations import finder
    from verify.manuscript.paper import check, owners
    from verify.manuscript.source.inputs import joined
    from verify.manuscript.source.source import read
    from verify.render.annotations import is_wanted, of_paper
    from verify.render.paper import document, junit, words

    try:
        source = read(joined(manuscript))
    except OSError as failure:
        raise CallError(f"FILE.tex must be a readable file, got {manuscript}: {failure.strerror}") from failure
    except UnicodeDecodeError as failure:
        raise CallError(f"FILE.tex must be UTF-8 text, got {manuscript}") from failure

    loaded = read_claims(files)
    claims = loaded.claims
    known = finder(claims)
    held = owners(source, claims, known).values()
    verdicts = verdicts_of(results, loaded, dict.fromkeys(held), files)
    checked = check(source, claims, known, verdicts)
    for remark in checked.remarks:
        click.echo(str(remark))
    if checked.is_empty:
        click.echo(f"{manuscript}: not checked: no \\claim{{ID}} and no line '% swingby: ID' is in it")
    click.echo(words(checked))
    if json_file is not None:
        write(json_file, document(str(manuscript), checked, verdicts))
    if junit_file is not None:
        write(junit_file, junit(str(manuscript), checked, allow_unchecked=allow_unchecked))
    for line in of_paper(checked.remarks) if is_wanted() else ():
        click.echo(line, err=True)
    if checked.errors or (checked.unchecked and not allow_unchecked):
        for fault in loaded.unloaded:
            click.echo(f"swingby: {fault}", err=True)
        raise click.exceptions.Exit(1)
    refuse(loaded.unloaded)
