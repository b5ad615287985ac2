"""A sweep as a table: columns as arrays, one row a setting; a CSV of it that grows as rows come, and from which it goes on.

A CSV has a header and one line a setting, in the order of the sweep, numbers with all their digits; nothing where a number is
unknown, `inf` for what never happens. It is written whole or not at all, again and again as rows come. Rows of the same sweep
that it holds already are kept: an interrupted sweep goes on, and one that is made larger computes only what is new. A last
line without an end, cut off by whatever, is computed again.

Source: new.
"""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from numerics.ensemble import sweep as mapped
from numerics.files import check_writable, write
from numerics.sweep.plan import NUMBERS, WORDS, Plan
from numerics.sweep.rows import TEXTS, Task, columns, work
from numerics.task.arrays import Array
from numerics.task.exact_numbers import exact_number, quoted

#: Settings that are worked on together: the bar moves, and their flows are integrated side by side.
TOGETHER = 100
#: Rows are written at most so often, in seconds, and for at most one part in so many of the time.
PAUSE, PARTS = 2.0, 20
#: Columns of whole numbers.
WHOLE = tuple(name for name in NUMBERS if name not in ("init_scale", "horizon"))
#: Said of a file that holds something else.
OTHER = "csv must be a new file or one of this sweep"


@dataclass(frozen=True, eq=False)
class Sweep:
    """What came of a sweep.

    Parameters
    ----------
    columns : arrays by name, inputs first, one entry a setting; they cannot be changed
    inputs : the names of those that are inputs
    swept : the names of those that differ between settings, slowest first
    """

    columns: Mapping[str, Array]
    inputs: tuple[str, ...]
    swept: tuple[str, ...]

    def __post_init__(self) -> None:
        for column in self.columns.values():
            column.flags.writeable = False
        object.__setattr__(self, "columns", MappingProxyType(dict(self.columns)))

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __getitem__(self, name: str) -> Array:
        if name not in self.columns:
            raise KeyError(f"column must be one of {', '.join(self.columns)}, got {name}")
        return self.columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __repr__(self) -> str:
        return f"<Sweep over {', '.join(self.swept) or 'nothing'}: {len(self)} settings, {len(self.columns)} columns>"

    def __reduce__(self) -> Any:
        return Sweep, ({name: np.array(column) for name, column in self.columns.items()}, self.inputs, self.swept)

    def keys(self) -> list[str]:
        """Return the names of the columns, so that `dict(sweep)` and `pandas.DataFrame(dict(sweep))` work."""
        return list(self.columns)

    def as_dict(self) -> dict[str, list[Any]]:
        """Return the columns as lists, with None for what is unknown or never happens, as JSON has it."""
        return {name: [None if _is_open(value) else value for value in held.tolist()] for name, held in self.columns.items()}

    def text(self) -> str:
        """Return the table as CSV."""
        return _written(list(self), zip(*(map(_cell, held.tolist()) for held in self.columns.values()), strict=True))

    def to_csv(self, path: str | Path) -> None:
        """Write the table as CSV, whole or not at all."""
        write(Path(path), self.text())


@dataclass(frozen=True)
class Table:
    """The rows of a sweep in a CSV as they come, by their inputs; in memory alone where there is no path."""

    plan: Plan
    path: Path | None = None

    @cached_property
    def inputs(self) -> list[str]:
        """Return the columns of the inputs."""
        return [*self.plan.values, *self.plan.digests]

    @cached_property
    def header(self) -> list[str]:
        """Return all columns."""
        return [*self.inputs, *columns(self.plan.dimension), "version"]

    @cached_property
    def order(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """Return the cells of the inputs of each setting, in order, and the texts they come from."""
        same = tuple(self.plan.digests.values())
        kinds = [WORDS if name in WORDS else name for name in self.plan.values]
        return {
            (*(text if kind is WORDS else _number(str(kind), text) for kind, text in zip(kinds, row, strict=True)), *same): row
            for row in self.plan.rows()
        }

    def held(self) -> dict[tuple[str, ...], list[str]]:
        """Return the rows that the file holds already.

        Raises
        ------
        ValueError : if it is none of this sweep
        """
        if self.path is None or not self.path.exists():
            return {}
        try:
            text = self.path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as failure:
            raise ValueError(f"{OTHER}, got {self.path}: {failure}") from None
        found = list(csv.reader(io.StringIO(text, newline=""), strict=False))
        if text and not text.endswith("\n") and len(found) > 1:
            found.pop()
        if not found:
            return {}
        if found[0] != self.header:
            raise ValueError(f"{OTHER}, got {self.path}, whose columns are {quoted(', '.join(found[0]))}")
        rows: dict[tuple[str, ...], list[str]] = {}
        for number, row in enumerate(found[1:], 2):
            place = tuple(row[: len(self.inputs)])
            if len(row) != len(self.header) or place not in self.order:
                raise ValueError(f"{OTHER}, got {self.path}, whose line {number} is no row of it")
            if row[-1] != own_version():
                raise ValueError(f"{OTHER} and version {own_version()}, got {self.path} with rows of version {quoted(row[-1])}")
            rows[place] = row
        return rows

    def write(self, rows: Mapping[tuple[str, ...], Sequence[str]]) -> None:
        """Write the rows in order, whole or not at all."""
        if self.path is not None:
            write(self.path, _written(self.header, (rows[place] for place in self.order if place in rows)))

    def columns(self, rows: Mapping[tuple[str, ...], Sequence[str]]) -> Sweep:
        """Return the rows as columns."""
        cells = zip(*(rows[place] for place in self.order), strict=True)
        found = {name: _column(name, column) for name, column in zip(self.header, cells, strict=True)}
        return Sweep(found, tuple(self.inputs), tuple(self.plan.swept))


def run(
    plan: Plan,
    path: Path | None = None,
    executor: Executor | None = None,
    on_done: Callable[[int, int], None] | None = None,
) -> Sweep:
    """Return the table of a sweep, computed where it is not in the file already.

    Parameters
    ----------
    path : the CSV in which rows are kept as they come
    executor : where to compute; None computes here
    on_done : called with the number of finished settings and of all, at first and as they come

    Raises
    ------
    ValueError : naming the argument, the rule and the value
    OSError : if the file cannot be written
    """
    table = Table(plan, path)
    order = table.order
    if path is not None:
        check_writable(path)
    rows = table.held()
    missing = [place for place in order if place not in rows]
    parts = [missing[k : k + TOGETHER] for k in range(0, len(missing), TOGETHER)]
    fixed = tuple((name, value) for name, value in plan.fixed.items() if value is not None)
    tasks = [Task(tuple(plan.options(order[place]) for place in part), fixed) for part in parts]
    keeper = Keeper(table, rows, dict(zip(map(id, tasks), parts, strict=True)), on_done or (lambda done, total: None))
    keeper.on_done(len(rows), len(order))
    try:
        mapped(work, tasks, executor, keeper)
    finally:  # an interruption as well
        table.write(rows)
    return table.columns(rows)


class Keeper:
    """Takes the results of tasks as they come, and keeps their rows."""

    def __init__(
        self,
        table: Table,
        rows: dict[tuple[str, ...], list[str]],
        places: Mapping[int, list[tuple[str, ...]]],
        on_done: Callable[[int, int], None],
    ) -> None:
        self.table, self.rows, self.places, self.on_done = table, rows, places, on_done
        self.due = time.monotonic() + PAUSE

    def load(self, name: str, task: object) -> None:
        """Return nothing: what is there already is no task."""

    def save(self, name: str, task: object, result: Mapping[str, Any]) -> None:
        """Keep the rows of a task, and write all there are if it is time."""
        names = self.table.header[len(self.table.inputs) : -1]
        none = [""] * len(self.places[id(task)])
        cells = [[_cell(value) for value in result[name].tolist()] if name in result else none for name in names]
        for place, *row in zip(self.places[id(task)], *cells, strict=True):
            self.rows[place] = [*place, *row, own_version()]
        self.on_done(len(self.rows), len(self.table.order))
        begun = time.monotonic()
        if begun >= self.due:
            self.table.write(self.rows)
            self.due = time.monotonic() + max(PAUSE, PARTS * (time.monotonic() - begun))


@cache
def own_version() -> str:
    """Return the version of this package."""
    try:
        return version("swingby")
    except PackageNotFoundError:
        return "unknown"


def _number(name: str, text: str) -> str:
    """Return a number as it stands in a table."""
    try:
        value = exact_number(text)
    except ValueError:
        raise ValueError(
            f"{name.replace('_', '-')} must be finite numbers, decimals or fractions such as 1/50, got {quoted(text)}"
        ) from None
    if name in WHOLE and value.denominator == 1:
        return str(int(value))
    try:
        return repr(float(value))
    except OverflowError:
        raise ValueError(f"{name.replace('_', '-')} must be at most 1e+308 in size, got {quoted(text)}") from None


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "" if np.isnan(value) else repr(value)
    return str(value)


def _column(name: str, cells: Sequence[str]) -> Array:
    """Return the cells of a column as numbers, or as the words that they are."""
    if name in (*WORDS, *TEXTS, "version", "w0", "second_moment"):
        return np.array(cells)
    if name in WHOLE:
        return np.array([int(cell) for cell in cells])
    return np.array([float(cell) if cell else np.nan for cell in cells])


def _is_open(value: Any) -> bool:
    return isinstance(value, float) and not np.isfinite(value)


def _written(header: Sequence[str], rows: Any) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
