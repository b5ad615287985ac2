"""What a training log holds: a step or a time, and by row any of the figures that the theory speaks of.

    step or time                     ascending
    test_loss, train_loss            at x_hat; over the training data
    out_1, ..., out_d                outputs at x_hat
    out_10_1, ...                    outputs at x_hat(v), v written as its zeros and ones
    w_11, w_12, ... (or w_1_12)      entries of the linear map W

Source: new.

Legend: n rows, m columns; z (d,) a test point; i, j count from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.task.arrays import Array

UNITS = ("step", "time")
LOSSES = ("test_loss", "train_loss")
#: Fewer rows are no curve.
FEWEST = 3
#: So many rows are compared: of a longer log half of them evenly, half by even ratios of their numbers, since what is learned
#: may be learned in the first rows of millions; the last row is kept.
MOST = 1024
#: So many rows are kept between any number and its double, 2 to this power.
OCTAVE = 9
#: A column by its name.
OUTPUT = re.compile(r"out_(?:([01]+)_)?([1-9]\d*)")
ENTRY = re.compile(r"w_(?:([1-9])([1-9])|([1-9]\d*)_([1-9]\d*))")
WANTED = "test_loss, train_loss, out_1, out_10_1, w_11"


@dataclass(frozen=True)
class Column:
    """One figure: its kind "test_loss", "train_loss", "out" or "w", its place in vector or matrix, and v of an output.

    Parameters
    ----------
    name : as in the log
    kind : what it is of
    place : (k,) of an output, (i, j) of an entry, from 0
    probe : v, or None for x_hat
    """

    name: str
    kind: str
    place: tuple[int, ...] = ()
    probe: tuple[int, ...] | None = None


def column(name: str) -> Column | None:
    """Return the column of a name, or None if it is none of these."""
    if name in LOSSES:
        return Column(name, name)
    if found := OUTPUT.fullmatch(name):
        probe = None if found[1] is None else tuple(map(int, found[1]))
        return Column(name, "out", (int(found[2]) - 1,), probe)
    if found := ENTRY.fullmatch(name):
        i, j = (int(part) - 1 for part in found.groups() if part is not None)
        return Column(name, "w", (i, j))
    return None


@dataclass(frozen=True, eq=False)
class Log:
    """A training log: `unit` "step" or "time", when (n,), its columns and their values (n, m); how many rows it had."""

    unit: str
    when: Array
    columns: tuple[Column, ...]
    values: Array
    rows: int

    def of(self, name: str) -> Array | None:
        """Return the values of a column, shape (n,), or None."""
        names = [item.name for item in self.columns]
        return self.values[:, names.index(name)] if name in names else None


def named(names: Iterable[str]) -> tuple[str, list[str]]:
    """Return the unit of a log and its figures, from the names of its columns; others are left alone.

    Raises
    ------
    ValueError : if a step or time is missing, or every figure
    """
    names = list(names)
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"log must name every column once, got {doubled[0]!r} twice")
    units = [unit for unit in UNITS if unit in names]
    if not units:
        raise ValueError(f"log must have a column step or time, got {_some(names)}")
    figures = [name for name in names if column(name) is not None]
    if not figures:
        raise ValueError(f"log must have one of the columns {WANTED} and the like, got {_some(names)}")
    return units[0], figures


def _some(names: list[str]) -> str:
    return ", ".join(name[:40] for name in names[:8]) + (", ..." if len(names) > 8 else "") if any(names) else "none"


class Rows:
    """Rows that come block by block: checked, thinned as they come, and a log at the end.

    Parameters
    ----------
    unit, figures : as `named` returns them
    """

    def __init__(self, unit: str, figures: list[str]) -> None:
        self.unit, self.figures = unit, figures
        self.count, self.stride = 0, 1
        self.kept, self.numbers = np.empty((0, 1 + len(figures))), np.empty(0, dtype=int)
        self.last: Array | None = None

    def add(self, block: Array) -> None:
        """Add a block of rows, the step or time first.

        Raises
        ------
        ValueError : naming the first row with a figure that is not finite, or out of order
        """
        if not len(block):
            return
        bad = ~np.isfinite(block)
        if bad.any():
            row, place = (int(part[0]) for part in np.nonzero(bad))
            name = [self.unit, *self.figures][place]
            raise ValueError(f"log must have finite numbers, got {block[row, place]} for {name} in row {self.count + row + 1}")
        before = block[:1, 0] - 1 if self.last is None else self.last[:1]
        steps = np.append(before, block[:, 0])
        late = np.flatnonzero(np.diff(steps) <= 0)
        if late.size:
            at = int(late[0])
            said = f"got {steps[at + 1]:.12g} after {steps[at]:.12g} in row {self.count + at + 1}"
            raise ValueError(f"log must have ascending values of {self.unit}, {said}")
        if self.last is None and block[0, 0] < 0:
            raise ValueError(f"log must have values of {self.unit} of at least 0, got {block[0, 0]:.12g} in row 1")
        numbers = np.arange(self.count, self.count + len(block))
        taken = (numbers % self.stride == 0) | _early(numbers)
        self.kept, self.numbers = np.concatenate([self.kept, block[taken]]), np.concatenate([self.numbers, numbers[taken]])
        self.count, self.last = self.count + len(block), block[-1].copy()
        while self.count > 2 * MOST * self.stride:
            self.stride *= 2
            taken = (self.numbers % self.stride == 0) | _early(self.numbers)
            self.kept, self.numbers = self.kept[taken], self.numbers[taken]

    def log(self) -> Log:
        """Return the log.

        Raises
        ------
        ValueError : if there are too few rows, or steps that are no whole numbers
        """
        if self.count < FEWEST or self.last is None:
            raise ValueError(f"log must have at least {FEWEST} rows, got {self.count}")
        kept = self.kept
        if self.count > MOST:
            wanted = np.concatenate([np.linspace(0, self.count - 1, MOST // 2), np.geomspace(1, self.count - 1, MOST // 2 - 1)])
            kept = kept[np.unique(np.searchsorted(self.numbers, np.floor(wanted), side="right") - 1)]
        if kept[-1, 0] != self.last[0]:
            kept = np.vstack([kept, self.last])
        when = kept[:, 0]
        if self.unit == "step" and (whole := np.flatnonzero(when != np.round(when))).size:
            raise ValueError(f"log must have whole numbers of steps, got {when[whole[0]]:.12g}")
        columns = tuple(found for name in self.figures if (found := column(name)) is not None)
        return Log(self.unit, when, columns, kept[:, 1:], self.count)


def _early(numbers: NDArray[np.int_]) -> NDArray[np.bool_]:
    """Return which rows, by their numbers from 0, are kept however long a log grows: the first ones, then ever fewer."""
    powers = np.frexp(np.maximum(numbers, 1))[1] - 1 - OCTAVE
    return np.asarray(numbers % 2 ** np.maximum(powers, 0) == 0)


def log_of(arrays: Mapping[str, Any]) -> Log:
    """Return the log of arrays (n,) by name.

    Raises
    ------
    ValueError : naming the array and what is wrong with it
    """
    unit, figures = named(list(map(str, arrays)))
    taken: list[Array] = []
    for name in (unit, *figures):
        array = np.asarray(arrays[name])
        if array.dtype.kind not in "iuf" or array.ndim != 1:
            raise ValueError(f"log must have a row of numbers for {name}, got {array.dtype} of shape {array.shape}")
        if taken and len(array) != len(taken[0]):
            raise ValueError(f"log must have as many values of {name} as of {unit}, {len(taken[0])}, got {len(array)}")
        taken.append(array)
    rows = Rows(unit, figures)
    for start in range(0, len(taken[0]), BLOCK):
        rows.add(np.stack([array[start : start + BLOCK].astype(float) for array in taken], axis=1))
    return rows.log()


#: Rows at a time.
BLOCK = 1 << 16
