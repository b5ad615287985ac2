"""Errors of a call: one line naming argument, rule and value, exit status 2."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from numerics.files import check_writable

PICTURES = (".svg", ".pdf", ".png")


class CallError(click.ClickException):
    """A wrong call or a wrong file."""

    exit_code = 2


@contextmanager
def wrong_call() -> Iterator[None]:
    """Turn a ValueError, whose words name argument, rule and value, into a CallError."""
    try:
        yield
    except ValueError as failure:
        raise CallError(str(failure)) from failure


def writable(option: str, path: Path | None) -> None:
    """Raise a CallError now if a file asked for could not be written at the end."""
    try:
        if path is not None:
            check_writable(path)
    except OSError as failure:
        reason = failure.strerror or str(failure)
        raise CallError(f"{option} must be a writable path, got {path}: {reason}") from failure


def made_folder(option: str, path: Path, parents: bool = True) -> None:
    """Make a folder now, or raise a CallError if it cannot be made or written into: before the work, not after."""
    try:
        path.mkdir(parents=parents, exist_ok=True)
        check_writable(path / "any")
    except OSError as failure:
        raise CallError(f"{option} must be a writable folder, got {path}: {failure.strerror or failure}") from failure


def distinct(outputs: Mapping[str, Path | None], inputs: Mapping[str, Iterable[Path]] | None = None) -> None:
    """Raise a CallError if two of the files asked for are one, or one is read as well, by whatever path."""
    taken = {os.path.realpath(path): option for option, paths in (inputs or {}).items() for path in paths}
    for option, path in outputs.items():
        if path is None:
            continue
        before = taken.setdefault(os.path.realpath(path), option)
        if before != option:
            raise CallError(f"{option} must be a file of its own, got {path}, which is that of {before} as well")


def drawable(path: Path | None) -> None:
    """Raise a CallError now if a picture asked for could not be drawn or written at the end."""
    if path is not None and path.suffix.lower() not in PICTURES:
        raise CallError(f"--plot must end in {', '.join(PICTURES[:-1])} or {PICTURES[-1]}, got {path}")
    writable("--plot", path)
