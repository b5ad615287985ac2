"""`swingby figures`: draw the figures of the closed forms."""

from __future__ import annotations

from fnmatch import fnmatchcase
from importlib.util import find_spec
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

    Names: findings, figure5-plain, figure5-squared, timescales, error-orders, phase-diagram, area-law. Of trained diffusion
    models (extra `diffusion`, minutes each), drawn when a PATTERN matches them: diffusion-paths, diffusion-error,
    diffusion-control, diffusion-times, diffusion-samples.
    """
    one_thread()
    from verify.render.figure import save
    from verify.render.figures import FIGURES
    from verify.render.trained_figures import TRAINED_FIGURES

    known = {**FIGURES, **TRAINED_FIGURES}
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in known):
            raise CallError(f"no figure matches {pattern!r}; there are {', '.join(known)}")
    chosen = [name for name in known if any(fnmatchcase(name, pattern) for pattern in patterns)] if patterns else list(FIGURES)
    if missing := [name for name in ("jax", "optax") if set(chosen) & set(TRAINED_FIGURES) and not find_spec(name)]:
        raise CallError(f"figures of trained networks need {missing[0]}: pip install 'swingby[diffusion]'")
    made_folder("DIR", directory)
    for name in chosen:
        if name in TRAINED_FIGURES:
            click.echo(f"{name}: networks are trained, which takes some minutes", err=True)
        picture = known[name]()
        for kind in ("svg", "pdf", *(("png",) if png else ())):
            save(picture, directory / f"{name}.{kind}")
        click.echo(f"{directory / name}.svg, .pdf")
    if not patterns:
        click.echo(f"not drawn, since networks are trained for them: {', '.join(TRAINED_FIGURES)} (name them, or 'diffusion-*')")
