"""`swingby figures`: draw the figures of the closed forms."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import click

from verify.commands.errors import CallError, made_folder
from verify.commands.running import one_thread


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("patterns", nargs=-1, metavar="[PATTERN]...")
@click.option("--png", is_flag=True, help="Also write PNG, to look at.")
def figures(directory: Path, patterns: tuple[str, ...], png: bool) -> None:
    """Draw figures into DIR, as SVG and PDF; PATTERN is a name or a shell pattern. Drawn twice, the files are the same.

    Names: findings, figure5-plain, figure5-squared, timescales, error-orders, phase-diagram, area-law.
    """
    one_thread()
    from verify.render.figure import save
    from verify.render.figures import FIGURES

    chosen = [name for name in FIGURES if not patterns or any(fnmatchcase(name, pattern) for pattern in patterns)]
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in FIGURES):
            raise CallError(f"no figure matches {pattern!r}; there are {', '.join(FIGURES)}")
    made_folder("DIR", directory)
    for name in chosen:
        picture = FIGURES[name]()
        for kind in ("svg", "pdf", *(("png",) if png else ())):
            save(picture, directory / f"{name}.{kind}")
        click.echo(f"{directory / name}.svg, .pdf")
