"""The ledger: every claim, in the order of the theory, claims of installed packages, and claims of the user's own files.

A file of claims is a Python module; the claims are the `Claim` values it names. A package adds its claims by an entry point of
the group `swingby.claims` that names such a module.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import sys
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from importlib.metadata import EntryPoint, entry_points
from itertools import chain
from pathlib import Path
from types import ModuleType

from verify.claim import Claim, Level, Outcome
from verify.claims import CHAPTERS

#: The group of entry points by which packages add claims.
GROUP = "swingby.claims"


class LedgerError(ValueError):
    """A call for claims that do not exist, or a file of claims that cannot be used."""


def ledger(files: Sequence[Path] = ()) -> dict[str, Claim]:
    """Return all claims by id: those of `verify.claims`, of installed packages, and of the user's files.

    Raises
    ------
    LedgerError : if an id is used twice, a link leads nowhere, or a package or a file has no claims
    """
    modules = own_modules()
    modules += [load_installed(entry) for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name)]
    modules += [load(path) for path in files]
    claims: dict[str, Claim] = {}
    for module in modules:
        for claim in of_module(module):
            if claim.id in claims:
                raise LedgerError(f"claim id {claim.id} is used twice, the second time in {module.__name__}")
            claims[claim.id] = claim
    _check_links(claims)
    return claims


def own_modules() -> list[ModuleType]:
    """Return the modules of our claims, chapter by chapter, a folder file by file."""
    found = []
    for subject in chain.from_iterable(CHAPTERS.values()):
        home = importlib.import_module(f"verify.claims.{subject}")
        found += [importlib.import_module(f"{home.__name__}.{name}") for name in getattr(home, "FILES", ())] or [home]
    return found


def of_module(module: ModuleType) -> list[Claim]:
    """Return the claims a module names, in the order of their definition."""
    return [value for value in vars(module).values() if isinstance(value, Claim)]


def load(path: Path) -> ModuleType:
    """Load a user's file of claims as a module of its own.

    It is compiled as it stands: byte code, which may be that of a moment ago, is neither read nor left beside it.

    Raises
    ------
    LedgerError : if it is not there, does not run, or names no claim
    """
    if not path.is_file():
        raise LedgerError(f"claims file {path} does not exist")
    module = ModuleType(f"swingby_claims_{path.stem}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module
    try:
        exec(compile(path.read_bytes(), path, "exec", dont_inherit=True), vars(module))  # noqa: S102 (running the file is what it is for)
    except Exception as failure:
        raise LedgerError(f"claims file {path} does not run: {type(failure).__name__}: {failure}") from failure
    if not of_module(module):
        raise LedgerError(f"claims file {path} names no Claim")
    return module


def load_installed(entry: EntryPoint) -> ModuleType:
    """Load the module of claims that an installed package names.

    Raises
    ------
    LedgerError : in one line naming the package and the entry point, if it does not load or names no claim
    """
    place = f"entry point {entry.name} = {entry.value} of {entry.dist.name if entry.dist else 'an installed package'}"
    try:
        module = entry.load()
    except Exception as failure:
        reason = " ".join(str(failure).split())
        raise LedgerError(f"{place} does not load: {type(failure).__name__}: {reason}") from failure
    if not isinstance(module, ModuleType) or not of_module(module):
        raise LedgerError(f"{place} must be a module that names a Claim")
    return module


def select(claims: Iterable[Claim], patterns: Sequence[str] = (), level: Level = Level.QUICK) -> list[Claim]:
    """Return the claims at or below a level whose id matches one of the patterns, all without patterns.

    A pattern is an id, the first words of ids, or a shell pattern such as `two_layer.*`.

    Raises
    ------
    LedgerError : if a pattern matches no claim, or only claims above the level
    """
    everything = list(claims)
    chosen: dict[str, Claim] = {}
    for pattern in patterns or ["*"]:
        words = f"{pattern.rstrip('.')}."
        matching = [claim for claim in everything if fnmatchcase(claim.id, pattern) or claim.id.startswith(words)]
        if not matching:
            subjects = [] if "." in pattern else dict.fromkeys(claim.id.split(".")[0] for claim in everything)
            close = difflib.get_close_matches(pattern, [*subjects, *(claim.id for claim in everything)], n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise LedgerError(f"no claim matches {pattern!r}{hint}")
        runnable = [claim for claim in matching if level.includes(claim.level)]
        if not runnable:
            lowest = min((claim.level for claim in matching), key=list(Level).index)
            raise LedgerError(f"claims matching {pattern!r} run from --level {lowest.value} on, got {level.value}")
        chosen |= {claim.id: claim for claim in runnable}
    return [claim for claim in everything if claim.id in chosen]


def missing_modules(claim: Claim) -> list[str]:
    """Return the optional modules a claim needs that are not installed."""
    return [name for name in claim.needs if importlib.util.find_spec(name) is None]


def _check_links(claims: dict[str, Claim]) -> None:
    for claim in claims.values():
        linked = [*claim.depends_on, *filter(None, (claim.corrects, claim.corrected_by))]
        for other in linked:
            if other not in claims:
                raise LedgerError(f"claim {claim.id} names {other}, which does not exist")
        if claim.corrected_by and claims[claim.corrected_by].corrects != claim.id:
            raise LedgerError(f"claim {claim.id} says {claim.corrected_by} corrects it, which says otherwise")
        if claim.corrected_by and claim.expected is not Outcome.REFUTED:
            raise LedgerError(f"claim {claim.id} is corrected by {claim.corrected_by} and must be expected REFUTED")
