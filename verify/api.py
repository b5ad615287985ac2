"""The functions behind `swingby.claims` and `swingby.verify`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from verify.claim import Claim, Level
from verify.ledger import ledger, missing_modules, select
from verify.run import Report, run


def claims(files: Sequence[Path] = ()) -> dict[str, Claim]:
    """Return every claim by its id, with those of the user's files.

    Raises
    ------
    ValueError
        If a file cannot be used, or an id is used twice.
    """
    return ledger(files)


def verify(
    *patterns: str, level: str | Level = Level.QUICK, jobs: int = 1, mutants: bool = False, files: Sequence[Path] = ()
) -> list[Report]:
    """Check claims and return a report for each, in the order of the ledger.

    Parameters
    ----------
    patterns : ids, first words of ids or shell patterns; all claims by default
    level : "quick", "standard" or "full"
    jobs : processes, >= 1
    mutants : whether to run the mutants as well
    files : files of the user's own claims

    Raises
    ------
    ValueError
        If a pattern matches nothing, or an argument is out of range.
    """
    everything = ledger(files)
    chosen = [claim for claim in select(everything.values(), patterns, Level(level)) if not missing_modules(claim)]
    return run(everything, chosen, jobs=jobs, mutants=mutants, files=files)
