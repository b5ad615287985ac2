"""Values of an option that is swept: numbers, ranges, and lists of both.

    lo:hi:n          n values from lo to hi, both included, in even steps; of an option that is a scale in even ratios
    lin:lo:hi:n      in even steps
    log:lo:hi:n      in even ratios
    a:b              the whole numbers from a to b, both included
    x,y,lo:hi:n      all of these, of an option that takes one number; of one that takes several, such as mu, the comma
                     separates its entries, and each of them may be a range

Values of a range in even steps are exact before they are rounded to floats; those in even ratios have 15 digits.

Source: new.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from numerics.task.exact_numbers import exact_number, quoted

#: A range of more values is refused: nobody waits for them.
MOST_VALUES = 1_000_000


def listed(name: str, given: Any, in_ratios: bool = False) -> list[str]:
    """Return the values of an option that takes one value, as texts, in order, each once.

    Parameters
    ----------
    name : of the option, for errors
    given : a number, a text such as "0.1", "1e-3:0.3:20" or "0:3,7", or a sequence of these
    in_ratios : whether lo:hi:n is spaced evenly in the logarithm

    Raises
    ------
    ValueError : naming the option, the rule and the value
    """
    parts = given.split(",") if isinstance(given, str) else _entries(given)
    values = [value for part in parts for value in _values(name, part, in_ratios)]
    if not values:
        raise ValueError(f"{name} must have a value, got none")
    return list(dict.fromkeys(values))


def entries(name: str, given: Any) -> list[list[str]]:
    """Return the values of each entry of an option that takes several numbers, such as mu.

    Parameters
    ----------
    given : a text such as "1,0.5:1.5:3", or a sequence of numbers, texts and sequences of values

    Raises
    ------
    ValueError : naming the option, the rule and the value
    """
    parts = given.split(",") if isinstance(given, str) else _entries(given)
    return [listed(name, part) for part in parts]


def _entries(given: Any) -> list[Any]:
    """Return a sequence or an array as a list, and anything else as the only one."""
    held = given.tolist() if hasattr(given, "tolist") else given
    return list(held) if isinstance(held, Sequence | range) and not isinstance(held, str | bytes) else [held]


def _values(name: str, part: Any, in_ratios: bool) -> list[str]:
    """Return the values of one part, as texts: a range spelled out, anything else as it is."""
    if not isinstance(part, str):
        return [str(part)]
    words = [word.strip() for word in part.split(":")]
    if len(words) == 1:
        return words
    is_log = words[0] == "log" if words[0] in ("lin", "log") else in_ratios
    ends = words[1:] if words[0] in ("lin", "log") else words
    rule = f"{name} must have ranges such as 0.5:1.5:3 (from, to, how many), log:1e-3:1:4 or whole numbers such as 0:9"
    try:
        numbers = [exact_number(word) for word in ends]
    except ValueError:
        raise ValueError(f"{rule}, got {quoted(part)}") from None
    if len(numbers) not in (2, 3) or (len(numbers) == 2 and words != ends) or numbers[-1].denominator != 1:
        raise ValueError(f"{rule}, got {quoted(part)}")
    low, high = numbers[:2]
    if len(numbers) == 2:
        if low.denominator != 1 or not low <= high:
            raise ValueError(f"{rule}, the first not above the last, got {quoted(part)}")
        return [str(k) for k in range(int(low), _bounded(name, int(high) - int(low) + 1) + int(low))]
    count = _bounded(name, int(numbers[2]))
    if count < 2:
        raise ValueError(f"{name} must have ranges of at least 2 values, got {quoted(part)}")
    if is_log and not (low > 0 and high > 0):
        raise ValueError(f"{name} must have ranges in even ratios from and to numbers above 0, got {quoted(part)}")
    return _ratios(low, high, count) if is_log else _steps(low, high, count)


def _steps(low: Fraction, high: Fraction, count: int) -> list[str]:
    return [repr(float(low + (high - low) * Fraction(k, count - 1))) for k in range(count)]


def _ratios(low: Fraction, high: Fraction, count: int) -> list[str]:
    inner = np.exp(np.linspace(np.log(float(low)), np.log(float(high)), count))[1:-1].tolist()
    return [repr(value) for value in (float(low), *(float(f"{value:.15g}") for value in inner), float(high))]


def _bounded(name: str, count: int) -> int:
    if count > MOST_VALUES:
        raise ValueError(f"{name} must have at most {MOST_VALUES:,} values, got {count:,}")
    return count
