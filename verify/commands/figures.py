"""`swingby figures`: draw the figures of the closed forms, those of the paper, and those of the diffusion model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from verify.commands.errors import CallError, made_folder
from verify.commands.running import JOBS, counted, executor_for, one_thread


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("patterns", nargs=-1, metavar="[PATTERN]...")
@click.option("--seeds", type=click.IntRange(min=1), default=10, show_default=True, help="Seeds per run of the paper's figures.")
@JOBS
@click.option("--png", is_flag=True, help="Also write PNG, to look at.")
def figures(directory: Path, patterns: tuple[str, ...], seeds: int, jobs: int | None, png: bool) -> None:
    """Draw figures into DIR, as SVG and PDF; PATTERN is a name or a shell pattern. Drawn twice, the files are the same.

    Of the closed forms: findings, timescales, error-orders, phase-diagram, area-law, delay-budget, untied-tied, depth,
    correlation.

    Of the paper, by number, as printed and as coded: figure2a, figure2b, figure2c, figure3, figure4, figure5-plain,
    figure5-squared, figure7, figure8, figure9, figure10, figure11, figure12, figure13, figure14, figure15, figure16, figure17,
    figure18. Their networks are trained first, a minute for all on two cores, and kept in DIR/work: after an interruption the
    same command goes on where it stopped.

    Of diffusion models (extra `diffusion`, minutes each), figures 6 and 19, drawn when a PATTERN matches them: diffusion-paths,
    diffusion-error, diffusion-control, diffusion-times, diffusion-samples.
    """
    one_thread()
    from verify.render.figure import save
    from verify.render.figures import FIGURES
    from verify.render.paper.names import PAPER_FIGURES
    from verify.render.trained_figures import TRAINED_FIGURES

    known = [*FIGURES, *PAPER_FIGURES, *TRAINED_FIGURES]
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in known):
            raise CallError(f"no figure matches {pattern!r}; there are {', '.join(known)}")
    chosen = [name for name in known if (_any(name, patterns) if patterns else name not in TRAINED_FIGURES)]
    if missing := [name for name in ("jax", "optax") if set(chosen) & set(TRAINED_FIGURES) and not find_spec(name)]:
        raise CallError(f"figures of trained networks need {missing[0]}: pip install 'swingby[diffusion]'")
    made_folder("DIR", directory)
    drawing = {
        **FIGURES,
        **of_the_paper(directory, [name for name in chosen if name in PAPER_FIGURES], seeds, jobs),
        **TRAINED_FIGURES,
    }
    for name in chosen:
        if name in TRAINED_FIGURES:
            click.echo(f"{name}: networks are trained, which takes some minutes", err=True)
        picture = drawing[name]()
        for kind in ("svg", "pdf", *(("png",) if png else ())):
            save(picture, directory / f"{name}.{kind}")
        click.echo(f"{directory / name}.svg, .pdf")
    if not patterns:
        click.echo(f"not drawn, since networks are trained for them: {', '.join(TRAINED_FIGURES)} (name them, or 'diffusion-*')")


def _any(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def of_the_paper(directory: Path, names: Sequence[str], seeds: int, jobs: int | None) -> dict[str, Callable[[], Any]]:
    """Return what draws each figure, after the training of all the networks that they show, which is kept in `directory`/work."""
    from numerics.ensemble import Store
    from verify.render.paper.names import drawers

    if not names:
        return {}
    with executor_for(None, jobs) as executor, counted("training", is_long=True) as show:
        return drawers(names, seeds, executor, Store(directory / "work"), show)
