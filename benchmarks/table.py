"""The words of a benchmark: rows of a table, and the best of several timings.

A subject is a module of this package with a function `rows()`; each row says what was done, how fast, beside what, and how
exactly.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Parameters
    ----------
    what : the work
    ours, theirs : seconds, of this project and of what it replaces (None where nothing is)
    beside : what it replaces
    note : errors, sizes
    """

    what: str
    ours: float
    theirs: float | None = None
    beside: str = ""
    note: str = ""


def best(action: Callable[[], Any], repeats: int = 5) -> float:
    """Return the least of several wall times, in seconds: what the machine can do when others leave it alone."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        action()
        times.append(time.perf_counter() - started)
    return min(times)


def markdown(rows: Iterable[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = ["| What | Here | Beside | Ratio | Errors and remarks |", "|---|--:|---|--:|---|"]
    for row in rows:
        beside = f"{duration(row.theirs)}, {row.beside}" if row.theirs is not None else "-"
        ratio = f"{row.theirs / row.ours:.3g}x" if row.theirs is not None else "-"
        lines.append(f"| {row.what} | {duration(row.ours)} | {beside} | {ratio} | {row.note} |")
    return "\n".join(lines)


def duration(seconds: float) -> str:
    """Return a time with its unit, to three digits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} us"
