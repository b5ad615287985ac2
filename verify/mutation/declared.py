"""What is said beforehand of faults: equivalent ones, and survivors with the reason why nothing notices them.

A TOML file of two lists of tables, `equivalent` and `survivor`, each with

    file, function, kind, before, after     as a result names the fault; `number` where several agree in all of these
    reason                                  one sentence: for an equivalent one the proof, where there is no check
    check                                   of an equivalent one: an expression in the names of the file, `np`, a generator `rng`

A check is evaluated with and without the fault on 1,000 generators; the fault is equivalent only if the values are equal.
"""

from __future__ import annotations

import importlib
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from verify.mutation.faults import Fault, flat
from verify.mutation.workers import Send

#: Where it is, from the root of the checkout.
FILE = "tests/mutation/declared.toml"
#: How many random inputs a check is evaluated on.
DRAWS = 1000
EQUIVALENT, SURVIVOR = "equivalent", "survivor"
_WORDS = ("file", "function", "kind", "before", "after")


@dataclass(frozen=True)
class Declared:
    """What is said of one fault, or of those that differ in nothing but their place.

    Parameters
    ----------
    sort : "equivalent" or "survivor"
    """

    sort: str
    file: str
    function: str
    kind: str
    before: str
    after: str
    reason: str
    number: int | None = None
    check: str = ""

    def speaks_of(self, fault: Fault) -> bool:
        """Return whether this is about a fault."""
        said = (self.file, self.function, self.kind, flat(self.before), flat(self.after))
        is_same = said == (fault.file, fault.function, fault.kind, flat(fault.before), flat(fault.after))
        return is_same and self.number in (None, fault.number)


def read(path: Path) -> list[Declared]:
    """Return what a file declares, nothing if there is no file.

    Raises
    ------
    ValueError : naming the file, if it is not as it must be
    """
    if not path.exists():
        return []
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as failure:
        raise ValueError(f"declared faults {path} must be TOML: {failure}") from failure
    found = []
    for sort, entries in tables.items():
        if (
            sort not in (EQUIVALENT, SURVIVOR)
            or not isinstance(entries, list)
            or not all(isinstance(one, dict) for one in entries)
        ):
            raise ValueError(f"declared faults {path} must be lists [[equivalent]] and [[survivor]], got {sort}")
        for place, entry in enumerate(entries, start=1):
            if wrong := [*_wrong(entry)]:
                raise ValueError(f"declared faults {path} must have {wrong[0]} right in {sort} {place}")
            found.append(Declared(sort, **entry))
    return found


def _wrong(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of what is missing, unknown or of a wrong kind in an entry."""
    yield from (name for name in _WORDS if not isinstance(entry.get(name), str))
    yield from (name for name in entry if name not in (*_WORDS, "reason", "number", "check"))
    if not str(entry.get("reason", "")).strip():
        yield "reason"
    if not isinstance(entry.get("number", 0), int):
        yield "number"
    try:
        compile(entry.get("check") or "0", "check", "eval")
    except (SyntaxError, TypeError, ValueError):
        yield "check"


def declaration(fault: Fault, declared: Sequence[Declared]) -> Declared | None:
    """Return what is declared of a fault, if anything is."""
    return next((entry for entry in declared if entry.speaks_of(fault)), None)


def report(send: Send, entry: Declared, fault: Fault, source: bytes) -> None:
    """Send a fault's key, and where the check of an entry tells it from the original."""
    send((fault.key, difference(entry, fault, source)))


def difference(entry: Declared, fault: Fault, source: bytes) -> str:
    """Return where the check of an equivalent fault tells it from the original, "" if nowhere."""
    import numpy as np

    name = ".".join(Path(fault.file).with_suffix("").parts).removesuffix(".__init__")
    original = importlib.import_module(name)
    changed = ModuleType(f"{name}__changed")
    changed.__package__ = name.rpartition(".")[0]
    sys.modules[changed.__name__] = changed
    try:
        exec(compile(fault.put_in(source), fault.file, "exec", dont_inherit=True), vars(changed))  # noqa: S102 (the fault is to be run)
        check = compile(entry.check, "check", "eval")
        for draw in range(DRAWS):
            values = []
            for module in (original, changed):
                names = {**vars(module), "np": np, "rng": np.random.default_rng([DRAWS, draw])}
                values.append(eval(check, names))  # noqa: S307 (the check is part of the project)
            if not _equal(*values):
                return f"at draw {draw} {values[0]!r} becomes {values[1]!r}"[:300]
    except Exception as failure:  # noqa: BLE001 (whatever it is, the two are not seen to be equal)
        return f"{type(failure).__name__}: {failure}"
    finally:
        del sys.modules[changed.__name__]
    return ""


def _equal(one: Any, other: Any) -> bool:
    import numpy as np

    if isinstance(one, tuple | list):
        return type(one) is type(other) and len(one) == len(other) and all(map(_equal, one, other))
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, other, equal_nan=one.dtype.kind in "fc"))
    return bool(one == other) or (one != one and other != other)
