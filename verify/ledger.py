"""The ledger: every claim, in the order of the theory, claims of installed packages, and claims of the user's own files.

A file of claims is a Python module; the claims are the `Claim` values it names. A package adds its claims by an entry point of
the group `swingby.claims` that names such a module. One that cannot be used is an error of its own: all other claims are read.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import multiprocessing
import pkgutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from verify.claim import Claim, Evidence, Level, Outcome
from verify.claims import CHAPTERS
from verify.containment import EscapeError, contained, death
from verify.told import equations, words

#: Which extra brings a module.
EXTRAS = {"jax": "diffusion", "optax": "diffusion"}
#: The group of entry points by which packages add claims.
GROUP = "swingby.claims"


class LedgerError(ValueError):
    """A call for claims that do not exist, or a file of claims that cannot be used."""


@dataclass(frozen=True)
class Unloaded:
    """A file or a package of claims that cannot be used: what it is, and why."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name} {self.reason}"


class Loaded(NamedTuple):
    """All claims by id, and what could not be used."""

    claims: dict[str, Claim]
    unloaded: list[Unloaded]


def ledger(files: Sequence[Path] = ()) -> dict[str, Claim]:
    """Return all claims by id: those of `verify.claims`, of installed packages, and of the user's files.

    Raises
    ------
    LedgerError : if an id is used twice, a link leads nowhere, or a package or a file has no claims
    """
    loaded = read(files)
    for fault in loaded.unloaded:
        raise LedgerError(str(fault))
    return loaded.claims


def read(files: Sequence[Path] = ()) -> Loaded:
    """Return all claims by id, but those of packages and files that cannot be used, and these.

    Raises
    ------
    LedgerError : if a file is not there
    """
    for path in files:
        if not path.is_file():
            raise LedgerError(f"claims file {path} does not exist")
    claims: dict[str, Claim] = {}
    for module in own_modules():
        for claim in of_module(module):
            if claim.id in claims:
                raise LedgerError(f"claim id {claim.id} is used twice, the second time in {module.__name__}")
            claims[claim.id] = claim
    for claim in claims.values():
        if said := _loose_end(claim, claims):
            raise LedgerError(said)
    sources: list[tuple[str, Callable[[], ModuleType]]] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        sources.append((_place(entry), partial(load_installed, entry)))
    sources += [(name_of(path), partial(load, path)) for path in files]
    return _joined(claims, sources)


def _joined(claims: dict[str, Claim], sources: Iterable[tuple[str, Callable[[], ModuleType]]]) -> Loaded:
    """Return claims with those of further sources, each taken whole or not at all."""
    added: dict[str, list[Claim]] = {}
    unloaded: list[Unloaded] = []
    known = dict(claims)
    for name, load_it in sources:
        try:
            module = _outlived(name, load_it)
            added[name] = _usable(module, known)
        except LedgerError as failure:
            unloaded.append(Unloaded(name, str(failure).removeprefix(f"{name} ")))
            continue
        known |= {claim.id: claim for claim in added[name]}
    broken = True
    while broken:  # what rests on a source that is left out is left out as well
        broken = False
        for name, its in list(added.items()):
            if said := next(filter(None, (_loose_end(claim, known) for claim in its)), ""):
                unloaded.append(Unloaded(name, f"is not used: {said}"))
                known = {identifier: claim for identifier, claim in known.items() if claim not in its}
                del added[name]
                broken = True
    return Loaded(known, unloaded)


def _outlived(name: str, load_it: Callable[[], ModuleType]) -> ModuleType:
    """Return the module of a source that, tried out in a process of its own, does not end it; workers need not try again."""
    if multiprocessing.parent_process() is None and (died := death(load_it)):
        raise LedgerError(f"{name} does not run: it ends its process ({died})")
    return load_it()


def _usable(module: ModuleType, known: dict[str, Claim]) -> list[Claim]:
    """Return the claims of a module that may join those that are known."""
    claims = of_module(module)
    taken = set(known)
    for claim in claims:
        if claim.id in taken:
            raise LedgerError(f"is not used: claim id {claim.id} is used twice, the second time in {module.__name__}")
        taken.add(claim.id)
        try:
            with contained():
                kind = claim.evidence
        except EscapeError as failure:
            raise LedgerError(f"is not used: the evidence of {claim.id} raises {failure}") from failure
        if not isinstance(kind, Evidence):
            raise LedgerError(f"is not used: the evidence of {claim.id} must be a kind of Evidence, got {type(kind).__name__}")
    its = {claim.id: claim for claim in claims}
    for claim in claims:
        if claim.expected is Outcome.REFUTED and not claim.reason:
            raise LedgerError(f'is not used: {claim.id} is expected REFUTED and must say why it fails: add reason="..." to it')
        if (wrong := its.get(claim.corrects or "")) and wrong.corrected_by is None:
            said = f'{claim.id} corrects {wrong.id}, which must say so: add corrected_by="{claim.id}" to it'
            raise LedgerError(f"is not used: {said}")
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
    folder = str(path.resolve().parent)
    if folder not in sys.path:
        sys.path.append(folder)  # what stands beside it can be imported, after everything that is installed
    try:
        with contained():
            exec(compile(path.read_bytes(), path, "exec", dont_inherit=True), vars(module))  # noqa: S102 (running the file is what it is for)
    except EscapeError as failure:
        raise LedgerError(f"claims file {path} does not run: {failure}") from failure
    if not of_module(module):
        raise LedgerError(f"claims file {path} names no Claim")
    return module


def load_installed(entry: EntryPoint) -> ModuleType:
    """Load the module of claims that an installed package names.

    Raises
    ------
    LedgerError : in one line naming the package and the entry point, if it does not load or names no claim
    """
    place = _place(entry)
    try:
        with contained():
            module = entry.load()
    except EscapeError as failure:
        raise LedgerError(f"{place} does not load: {failure}") from failure
    if not isinstance(module, ModuleType) or not of_module(module):
        raise LedgerError(f"{place} must be a module that names a Claim")
    return module


def faults(claim: Claim) -> list[str]:
    """Return what can be said against a claim before it is run: words that raise, code that is not there."""
    said = [("description", words(claim.method.describe)), ("falsifier", words(claim.method.falsifier))]
    said.append(("equations", equations(claim)[1]))
    found = [f"{name} of {claim.id}: {text.removeprefix('ERROR, ')}" for name, text in said if text.startswith("ERROR, ")]
    for name in claim.code:
        try:
            with contained():
                pkgutil.resolve_name(name)
        except EscapeError:
            found.append(f"code of {claim.id} must name a function that exists, got {name}")
    return found


def name_of(path: Path) -> str:
    """Return what a file of claims is called."""
    return f"claims file {path}"


def _place(entry: EntryPoint) -> str:
    return f"entry point {entry.name} = {entry.value} of {entry.dist.name if entry.dist else 'an installed package'}"


def select(
    claims: Iterable[Claim], patterns: Sequence[str] = (), level: Level = Level.QUICK, *, lenient: bool = False
) -> list[Claim]:
    """Return the claims at or below a level whose id matches one of the patterns, without patterns all but those that rest.

    A pattern is an id, the first words of ids, or a shell pattern such as `two_layer.*`. If lenient, it may match nothing, since
    what it means may be in a file that could not be used.

    Raises
    ------
    LedgerError : if a pattern matches no claim, or only claims above the level
    """
    everything = list(claims)
    if not patterns:
        return [claim for claim in everything if level.includes(claim.level) and not rests(claim, level)]
    chosen: dict[str, Claim] = {}
    for pattern in patterns:
        words = f"{pattern.rstrip('.')}."
        matching = [claim for claim in everything if fnmatchcase(claim.id, pattern) or claim.id.startswith(words)]
        if not matching and lenient:
            continue
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


def rests(claim: Claim, level: Level) -> bool:
    """Return whether a claim is left out of a run that names none: at quick, one that needs an extra trains something large."""
    return level is Level.QUICK and bool(claim.needs)


def resting(claims: Iterable[Claim], level: Level) -> list[tuple[str, str]]:
    """Return the ids of claims at or below a level that are left out of a run that names none, with the reason and the way."""
    left_out = [claim for claim in claims if level.includes(claim.level) and rests(claim, level)]
    return [(claim.id, f"trains networks: run it by its name or with --level standard ({_had(claim)})") for claim in left_out]


def _had(claim: Claim) -> str:
    missing = missing_modules(claim)
    return why_missing(missing) if missing else "what it needs is installed"


def missing_modules(claim: Claim) -> list[str]:
    """Return the optional modules a claim needs that are not installed."""
    return [name for name in claim.needs if not _is_installed(name)]


def why_missing(modules: Sequence[str]) -> str:
    """Return in words what a claim needs, and how it is had."""
    extras = sorted({EXTRAS[name] for name in modules if name in EXTRAS})
    return f"needs {', '.join(modules)}" + (f": pip install 'swingby[{','.join(extras)}]'" if extras else "")


def rests_on(claim: Claim, claims: Mapping[str, Claim]) -> list[str]:
    """Return what a claim rests on, itself or through others, each before what it rests on itself."""
    order: list[str] = []
    seen = {claim.id}

    def follow(name: str) -> None:
        seen.add(name)
        for other in claims[name].depends_on:
            if other in claims and other not in seen:
                follow(other)
        order.append(name)

    follow(claim.id)
    return order[-2::-1]


def _is_installed(name: str) -> bool:
    try:
        with contained():  # finding a module within a package runs the package
            return importlib.util.find_spec(name) is not None
    except EscapeError as failure:  # one that is there and fails is for the claim to run into
        return not isinstance(failure.__cause__, ModuleNotFoundError)


def _loose_end(claim: Claim, claims: dict[str, Claim]) -> str:
    """Return which link of a claim leads nowhere or is not answered, in one sentence, or nothing."""
    for other in [*claim.depends_on, *filter(None, (claim.corrects, claim.corrected_by))]:
        if other not in claims:
            return f"claim {claim.id} names {other}, which does not exist"
    if claim.corrected_by and claims[claim.corrected_by].corrects != claim.id:
        return f"claim {claim.id} says {claim.corrected_by} corrects it, which says otherwise"
    if claim.corrected_by and claim.expected is not Outcome.REFUTED:
        return f"claim {claim.id} is corrected by {claim.corrected_by} and must be expected REFUTED"
    return ""
