"""`swingby new`: begin a file of one's own claims."""

from __future__ import annotations

from pathlib import Path

import click

from verify.commands.errors import CallError, writable


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def new(file: Path) -> None:
    """Write a commented file of claims to begin an own theory with, and say how to run it.

    It is green as it stands, and its mutants are killed. An existing file is left alone.
    """
    if file.suffix != ".py":
        raise CallError(f"FILE must be a Python file, ending in .py, got {file}")
    if file.exists():
        raise CallError(f"FILE must not exist yet, got {file}")
    writable("FILE", file)
    from importlib.resources import files

    from numerics.files import write

    write(file, files("verify").joinpath("skeleton", "claims.py").read_text(encoding="utf-8"))
    click.echo(f"swingby verify decay --claims {file} --mutants")
