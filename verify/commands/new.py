"""`swingby new`: begin a file of one's own claims."""

from __future__ import annotations

from pathlib import Path

import click

from verify.commands.errors import CallError, writable


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--example", type=click.Choice(("decay", "deep")), default="decay", show_default=True, help="Which theory.")
def new(file: Path, example: str) -> None:
    """Write a commented file of claims to begin an own theory with, and say how to run it.

    It is green as it stands, and its mutants are killed: the decay of one quantity, with many comments, or a deep diagonal
    linear network in 50 lines. An existing file is left alone.
    """
    if file.suffix != ".py":
        raise CallError(f"FILE must be a Python file, ending in .py, got {file}")
    if file.exists():
        raise CallError(f"FILE must not exist yet, got {file}")
    writable("FILE", file)
    from importlib.resources import files

    from numerics.files import write

    name, subject = {"decay": ("claims.py", "decay"), "deep": ("deep.py", "layered")}[example]
    write(file, files("verify").joinpath("skeleton", name).read_text(encoding="utf-8"))
    click.echo(f"swingby verify {subject} --claims {file} --mutants")
