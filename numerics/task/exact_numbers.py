"""Numbers as they are given, read exactly.

    "1/50", "0.02"     the fraction 1/50: texts from the shell, from files and from Python alike
    0.02, np.float32   the binary fraction that the float is
    arrays, tables     of NumPy, pandas and whatever turns into an array: their entries; complex or of records, none

Whoever needs floats rounds these fractions, once. The standard library does all of it, so that nothing is loaded for it.

Source: new.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from operator import index
from typing import Any

#: A matrix, exactly.
Rows = tuple[tuple[Fraction, ...], ...]
#: A decimal or a fraction of at most 400 digits, or an exponent of three: longer ones take for ever to work with.
NUMBER = re.compile(
    r"[-+]?(?=[0-9.])[0-9]{0,400}(\.[0-9]{0,400}([eE][-+]?[0-9]{1,3})?|[eE][-+]?[0-9]{1,3}|/[0-9]{1,400})?", re.ASCII
)
#: The largest exponent of a decimal, as in a text.
LARGEST_EXPONENT = 1400
#: An entry is quoted up to so many characters.
QUOTED = 40
#: A number is shown as it is up to so many characters, and so many bits (Python refuses to write very long ones).
SHOWN, SHORT = 12, 100
#: The least positive number that is not 0 in floating point.
LEAST = Fraction(5e-324)
#: Kinds of arrays that hold no numbers, though they turn into some: complex numbers, records, spans and points of time.
NO_NUMBERS = ("c", "V", "m", "M")
#: What reading a wrong number raises.
WRONG = (ValueError, TypeError, ZeroDivisionError, OverflowError, AttributeError)


def exact_number(value: Any) -> Fraction:
    """Return a number exactly: of Python, NumPy, SymPy or flint, or a text such as "1/50" or "0.02".

    Raises
    ------
    ValueError : if it is no number, not finite, or too long to work with
    """
    if isinstance(value, Fraction):
        return value
    try:
        if isinstance(value, str):
            return _of_text(value.strip())
        if getattr(value, "shape", None) == () and not hasattr(value, "as_integer_ratio"):
            value = _listed(value)  # an array of no dimensions is the number in it
        if type(value).__name__ in ("bool", "bool_"):  # the latter is NumPy's
            raise TypeError("a truth value is no number")
        if isinstance(value, Decimal) and abs(value.adjusted()) > LARGEST_EXPONENT:
            raise ValueError("too long")
        if hasattr(value, "as_integer_ratio"):
            p, q = value.as_integer_ratio()
        elif hasattr(value, "__index__"):
            p, q = index(value), 1
        else:
            p, q = value.p, value.q
        return Fraction(int(p), int(q))
    except WRONG:
        raise ValueError(f"number must be finite, a decimal or a fraction of at most 400 digits, got {quoted(value)}") from None


@lru_cache
def _of_text(text: str) -> Fraction:
    """Return the number in a text; sweeps read the same ones again and again."""
    if not NUMBER.fullmatch(text):
        raise ValueError("no number")
    return Fraction(text)


def exact_vector(name: str, values: Any) -> tuple[Fraction, ...]:
    """Return numbers exactly.

    Raises
    ------
    ValueError : naming the entry that is no number
    """
    held = _listed(values)
    rule = f"{name} must be finite numbers, decimals or fractions such as 1/50"
    if isinstance(held, (str, bytes, dict, set, frozenset)) or not hasattr(held, "__iter__"):
        raise ValueError(f"{rule}, got {quoted(held)}")
    return tuple(_read(rule, entry) for entry in held)


def exact_matrix(name: str, rows: Any, most: int) -> Rows:
    """Return the rows of a square matrix of at most `most` rows exactly.

    Raises
    ------
    ValueError : naming the row or the entry that does not fit
    """
    held = _rows(name, rows, most)
    d = len(held)
    for i, row in enumerate(held, 1):
        if not isinstance(row, (list, tuple)):
            raise ValueError(f"{name} must be {d} rows of {d} numbers, got row {i} with {quoted(row)}")
        if len(row) != d:
            raise ValueError(f"{name} must have shape ({d}, {d}), got row {i} with {len(row)} entries")
    return _table(name, held)


def exact_table(name: str, rows: Any, most: int) -> Rows:
    """Return the rows of a matrix of at most `most` rows and columns exactly.

    Raises
    ------
    ValueError : naming the row or the entry that does not fit
    """
    held = _rows(name, rows, most)
    for i, row in enumerate(held, 1):
        if not isinstance(row, (list, tuple)) or not row:
            raise ValueError(f"{name} must be rows of numbers, got row {i} with {quoted(row)}")
        if len(row) != len(held[0]):
            raise ValueError(f"{name} must have rows of {len(held[0])} entries, got row {i} with {len(row)} entries")
        if len(row) > most:
            raise ValueError(f"{name} must have at most {most} columns, got {len(row)}")
    return _table(name, held)


def _rows(name: str, rows: Any, most: int) -> list[Any]:
    """Return the rows of a matrix as lists, at most `most` of them."""
    held = _listed(rows)
    if not isinstance(held, (list, tuple)) or not held:
        raise ValueError(f"{name} must be rows of numbers, got {quoted(held)}")
    if len(held) > most:
        raise ValueError(f"{name} must have at most {most} rows, got {len(held)}")
    return [_listed(row) for row in held]


def _table(name: str, rows: list[Any]) -> Rows:
    """Return rows of numbers exactly."""
    rule = f"{name} must hold finite numbers or strings such as 1/50"
    return tuple(
        tuple(_read(rule, entry, f" at entry ({i}, {j})") for j, entry in enumerate(row, 1)) for i, row in enumerate(rows, 1)
    )


def _listed(values: Any) -> Any:
    """Return an array or a table as lists, in which what is masked is None; one of no numbers in words; else what it is."""
    array = values.__array__() if hasattr(values, "__array__") and not hasattr(values, "tolist") else values
    if getattr(getattr(array, "dtype", None), "kind", "") in NO_NUMBERS:
        return f"{array if array.shape == () else 'an array'} of {array.dtype}"
    return array.tolist() if hasattr(array, "tolist") else array


def _read(rule: str, entry: Any, place: str = "") -> Fraction:
    try:
        return exact_number(entry)
    except ValueError:
        raise ValueError(f"{rule}, got {'a masked or missing number' if entry is None else quoted(entry)}{place}") from None


def fitting_number(name: str, value: Any, fits: Callable[[Fraction], bool], rule: str) -> Fraction:
    """Return a number exactly that fits; ValueError with the rule otherwise."""
    try:
        number = exact_number(value)
    except ValueError:
        number = None
    if number is None or not fits(number):
        raise ValueError(f"{name} must be {rule}, got {shown(value)}")
    return number


def whole_number(name: str, value: Any, fits: Callable[[Fraction], bool], rule: str) -> int:
    """Return a whole number that fits; ValueError with the rule otherwise."""
    return int(fitting_number(name, value, lambda number: number.denominator == 1 and fits(number), f"a whole number {rule}"))


def rounded(number: Fraction) -> float:
    """Return the nearest float, infinite if it is larger than any."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def shown(value: Any) -> str:
    """Return a number for a message: as it is if it is short, else in a few digits; what is none, quoted."""
    try:
        number = exact_number(value)
    except ValueError:
        return quoted(value)
    bits = number.numerator.bit_length(), number.denominator.bit_length()
    if sum(bits) < SHORT and len(str(number)) <= SHOWN:
        return str(number)
    near = rounded(number)
    if 0 < abs(near) < math.inf:
        return f"{near:.6g}"
    return f"about {'-' if number < 0 else ''}10^{round((bits[0] - bits[1]) * math.log10(2))}"


def quoted(value: Any) -> str:
    """Return what is no number as text, cut if it is long."""
    return repr(str(value)[:QUOTED])


def log(number: Fraction) -> float:
    """Return the natural logarithm of a positive number of any size."""
    return math.log(number.numerator) - math.log(number.denominator)
