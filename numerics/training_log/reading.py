"""A training log from a file: CSV with a header, JSON lines, or .npz; in bounded memory, however long the file is.

    .csv, .tsv, ...    a header and rows, parted by commas, semicolons or tabs, in UTF-8 or (by its mark) UTF-16
    .jsonl, .json      an object a line
    .npz               an array a column

A last line that was cut off, without its end and with cells missing, is left out: the run was killed as it wrote.

Source: elementary.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np

from numerics.array_files import read_arrays
from numerics.task.arrays import Array
from numerics.training_log.log import Log, Rows, log_of, named

#: Characters read at a time; no line may be longer.
BLOCK = 1 << 22
#: How a text begins, and what it is written in then.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DELIMITERS = (",", ";", "\t")
JSON_LINES = (".jsonl", ".ndjson", ".json")
#: A cell is quoted up to so many characters.
QUOTED = 30


def read_log(path: Path) -> Log:
    """Return the log in a file.

    Raises
    ------
    ValueError : in one sentence, naming the file, the rule and the value
    """
    try:
        if path.suffix.lower() == ".npz":
            return log_of(read_arrays(path, "log must be a .npz with an array for each column"))
        with path.open("rb") as stream:
            start = stream.peek(4)  # of a pipe, which is read once
            encoding = next((name for mark, name in MARKS if start.startswith(mark)), "utf-8")
            with io.TextIOWrapper(stream, encoding=encoding) as text:
                return _objects(text) if path.suffix.lower() in JSON_LINES else _table(text)
    except UnicodeError:
        raise ValueError(f"log must be text in UTF-8 or UTF-16, got other bytes in {path}") from None
    except OSError as failure:
        raise ValueError(f"log must be a file that can be read, got {path}: {failure.strerror or failure}") from None
    except ValueError as failure:
        said = str(failure)
        raise ValueError(said if str(path) in said else f"{said} ({path})") from None


def _blocks(stream: IO[str]) -> Iterator[tuple[list[str], bool]]:
    """Yield lists of lines without blank ones, and whether the last of them has no end."""
    rest = ""
    while read := stream.read(BLOCK):
        *lines, rest = (rest + read).split("\n")
        if len(rest) > BLOCK:
            raise ValueError(f"log must have lines of at most {BLOCK} characters, got a longer one")
        yield [line for line in lines if line.strip()], False
    if rest.strip():
        yield [rest], True


def _table(stream: IO[str]) -> Log:
    """Return the log in a text of rows."""
    rows: Rows | None = None
    for lines, unended in _blocks(stream):
        if rows is None and lines:
            header = lines.pop(0)
            if "\0" in header:
                raise ValueError("log must be text in UTF-8 or UTF-16, got bytes of zero in its first line")
            delimiter = max(DELIMITERS, key=header.count)
            names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter))]
            rows = Rows(*named(names))
            places = [names.index(name) for name in (rows.unit, *rows.figures)]
        if rows is None or not lines:
            continue
        if unended and lines[-1].count(delimiter) < len(names) - 1:
            continue
        _check_length(lines, delimiter, len(names), rows.count)
        rows.add(_numbers(lines, delimiter, places, [rows.unit, *rows.figures], rows.count))
    if rows is None:
        raise ValueError("log must have a header of column names, got an empty file")
    return rows.log()


def _check_length(lines: list[str], delimiter: str, most: int, before: int) -> None:
    """Raise ValueError if a row has cells without a name, as 0,1,5 has where 1,5 is a number: none can be trusted then."""
    for number, line in enumerate(lines, before + 1):
        if line.count(delimiter) >= most:
            cells = next(csv.reader([line], delimiter=delimiter))
            if any(cell.strip() for cell in cells[most:]):
                raise ValueError(f"log must have at most {most} cells a row, as in its header, got {len(cells)} in row {number}")


def _numbers(lines: list[str], delimiter: str, places: list[int], names: list[str], before: int) -> Array:
    """Return the numbers in some columns of rows."""
    try:
        found = np.loadtxt(lines, delimiter=delimiter, usecols=places, ndmin=2, comments=None, quotechar='"')
        if len(found) == len(lines):
            return np.asarray(found)
    except ValueError:
        pass
    table: list[list[float]] = []
    for number, cells in enumerate(csv.reader(lines, delimiter=delimiter), before + 1):  # the first that is no number is named
        row = []
        for place, name in zip(places, names, strict=True):
            cell = cells[place] if place < len(cells) else ""
            try:
                row.append(float(cell))
            except ValueError:
                shown = repr(cell[:QUOTED]) if cell.strip() else "nothing"
                raise ValueError(f"log must have a number for {name} in every row, got {shown} in row {number}") from None
        table.append(row)
    return np.array(table)


def _objects(stream: IO[str]) -> Log:
    """Return the log in lines of JSON objects."""
    rows: Rows | None = None
    for lines, unended in _blocks(stream):
        table: list[list[float]] = []
        for line in lines:
            number = len(table) + 1 + (rows.count if rows is not None else 0)
            try:
                held = json.loads(line)
            except (ValueError, RecursionError):
                if unended and rows is not None:
                    continue
                raise ValueError(f"log must have one JSON object a line, got something else in line {number}") from None
            if not isinstance(held, dict):
                raise ValueError(f"log must have one JSON object a line, got {type(held).__name__} in line {number}")
            if rows is None:
                rows = Rows(*named(held))
            table.append([_number(held.get(name), name, number) for name in (rows.unit, *rows.figures)])
        if rows is not None and table:
            rows.add(np.array(table))
    if rows is None:
        raise ValueError("log must have one JSON object a line, got an empty file")
    return rows.log()


def _number(value: object, name: str, line: int) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"log must have a number for {name} in every line, got {str(value)[:QUOTED]!r} in line {line}")
    try:
        return float(value)
    except OverflowError:
        raise ValueError(f"log must have finite numbers, got {str(value)[:QUOTED]} for {name} in line {line}") from None
