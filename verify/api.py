"""The functions behind `swingby.claims` and `swingby.verify`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from verify.claim import Claim, Level
from verify.ledger import ledger, select
from verify.run import Reports, run


class Claims(dict[str, Claim]):
    """Claims by id, in the order of the ledger."""


def claims(files: Sequence[Path | str] = ()) -> Claims:
    """Return every claim by its id, with those of the user's files and of installed packages.

    Raises
    ------
    ValueError : if a file cannot be used, or an id is used twice
    """
    return Claims(ledger([Path(file) for file in files]))


def verify(
    *patterns: str, level: str | Level = Level.QUICK, jobs: int = 1, mutants: bool = False, files: Sequence[Path | str] = ()
) -> Reports:
    """Check claims and return a report for each, in the order of the ledger; what could not run is in `.skipped`.

    Parameters
    ----------
    patterns : ids, first words of ids or shell patterns; all claims by default
    level : "quick", "standard" or "full"
    jobs : processes, >= 1
    mutants : whether to run the mutants as well
    files : files of the user's own claims

    Raises
    ------
    ValueError : if a pattern matches nothing, or an argument is out of range
    """
    paths = [Path(file) for file in files]
    everything = ledger(paths)
    return run(everything, select(everything.values(), patterns, Level(level)), jobs=jobs, mutants=mutants, files=paths)
