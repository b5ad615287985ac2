"""What a sweep is over: every combination of the values of its options, the last option changing fastest.

    mu_1, mu_2, ...; sigma_1, ...; probe_1, ...        entries of vectors
    model, rates; init_scale, seed, dim, hidden, depth, horizon
    w0, second_moment                                  the same in every setting, told by the beginning of their SHA-256

Source: new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import Any

from numerics.setting import ExactSetting, exact_setting
from numerics.sweep.ranges import entries, listed
from numerics.task.exact_numbers import exact_number

#: Options that take several numbers, words, and one number, in the order in which they change, slowest first.
VECTORS, WORDS = ("mu", "sigma", "probe"), ("model", "rates")
NUMBERS = ("dim", "hidden", "depth", "init_scale", "seed", "horizon")
#: Options whose ranges are in even ratios unless told otherwise.
SCALES = ("init_scale",)
#: Options that are the same in every setting.
FIXED = ("W0", "second_moment")
#: A table of more rows is more than anybody reads, and than memory holds.
MOST_SETTINGS = 1_000_000
#: Of more values than this not every one is read beforehand.
FEW = 8
#: Letters of a digest.
DIGITS = 12

#: The options of one setting, by the names of `numerics.setting.exact_setting`, in texts; vectors as tuples.
Options = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Plan:
    """A sweep.

    Parameters
    ----------
    values : the values of each column of the inputs, in texts, slowest first
    fixed : W0 and second_moment, as `exact_setting` takes them
    """

    values: Mapping[str, list[str]]
    fixed: Mapping[str, Any]

    def __len__(self) -> int:
        return prod(len(values) for values in self.values.values())

    @property
    def swept(self) -> list[str]:
        """Return the columns with more than one value."""
        return [name for name, values in self.values.items() if len(values) > 1]

    @cached_property
    def digests(self) -> dict[str, str]:
        """Return the columns of what is the same in every setting: the beginning of its SHA-256."""
        said = {name.lower(): repr(value) for name, value in self.fixed.items() if value is not None}
        return {name: hashlib.sha256(text.encode()).hexdigest()[:DIGITS] for name, text in said.items()}

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the inputs of every setting, as texts by column."""
        return product(*self.values.values())

    def options(self, row: tuple[str, ...]) -> Options:
        """Return the options of one row of inputs."""
        found: dict[str, Any] = {}
        for column, text in zip(self.values, row, strict=True):
            name = column.rpartition("_")[0]
            if name in VECTORS:
                found[name] = (*found.get(name, ()), text)
            else:
                found[column] = text
        return tuple(found.items())

    def question(self, row: tuple[str, ...]) -> ExactSetting:
        """Return the setting of one row.

        Raises
        ------
        ValueError : naming the argument, the rule and the value
        """
        return read(self.options(row), self.fixed)

    @cached_property
    def dimension(self) -> int:
        """Return the largest dimension, having read some values of each column beside the first of all others: the outermost.

        Raises
        ------
        ValueError : naming the argument, the rule and the value, where one does not fit
        """
        first = tuple(values[0] for values in self.values.values())
        looked = [first]
        for k, values in enumerate(self.values.values()):
            looked += [(*first[:k], value, *first[k + 1 :]) for value in _outermost(values)]
        return max(len(self.question(row).a) for row in looked)


def _outermost(values: list[str]) -> set[str]:
    """Return the values that are most likely wrong: all of a few, else the least and the greatest, the second and the last."""
    if len(values) <= FEW:
        return {*values[1:]}
    return {values[1], values[-1], *(end(values, key=exact_number) for end in (min, max))}


def read(options: Options, fixed: Mapping[str, Any]) -> ExactSetting:
    """Return the setting of some options, beside what is the same in every one."""
    given: dict[str, Any] = {"mu": None, "sigma": None, **fixed, **dict(options)}
    return exact_setting(given.pop("mu"), given.pop("sigma"), given.pop("W0", None), **given)


def plan(**given: Any) -> Plan:
    """Return the sweep over options of a setting, each a value, a range, or several.

    Parameters
    ----------
    given : by the names of `exact_setting`; what is None is left out

    Raises
    ------
    ValueError : naming the argument, the rule and the value
    """
    values: dict[str, list[str]] = {}
    for name in (*WORDS, *VECTORS, *NUMBERS):
        value = given.get(name)
        if value is None:
            continue
        if name in VECTORS:
            values |= {f"{name}_{k}": part for k, part in enumerate(entries(name, value), 1)}
        else:
            values[name] = listed(name.replace("_", "-"), value, name in SCALES)
    for name, texts in values.items():
        if name not in WORDS:
            values[name] = list(dict.fromkeys(_shortest(text) for text in texts))
    found = Plan(values, {name: _plain(given.get(name)) for name in FIXED})
    if len(found) > MOST_SETTINGS:
        raise ValueError(f"a sweep must have at most {MOST_SETTINGS:,} settings, got {len(found):,}")
    return found


def _plain(value: Any) -> Any:
    """Return arrays as the lists of numbers that they hold, so that what is printed tells all of them."""
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if hasattr(value, "tolist"):
        return value.tolist()
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


def _shortest(text: str) -> str:
    """Return a number without blanks; what is wrong with one that is none is said when the setting is read."""
    try:
        exact_number(text)
    except ValueError:
        return text
    return text.strip()
