r"""What an equation itself means by a letter: a symbol, an entry, or the vector or matrix of its entries.

``W`` is the matrix of the ``w_{ij}``, ``A`` that of the ``a_{ij}`` or of ``a_i`` on the diagonal, and a vector is the column of
its components. What the equation does not speak of stands for nothing: an entry is never taken for zero, but for the rates,
signals and deviations beyond the relevant ones.

Source: elementary.
"""

from __future__ import annotations

import re
from typing import Any

from sympy import ImmutableMatrix, S, Symbol

from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.reading.scope import Family, Scope

#: Letters that are zero beyond the relevant directions.
_RELEVANT = frozenset({"a", r"\mu", r"\sigma"})
#: Capitals that are the matrix of the entries written in lower case.
_MATRICES = frozenset("AEW")


class Absent(Symbol):
    """An entry that the equation does not speak of; what depends on it cannot be compared."""

    __slots__ = ()


def own(letter: str, places: tuple[Any, ...], here: Scope) -> Any:
    """Return what the equation itself means by a letter at places, or None."""
    numbers = tuple(int(place) for place in places if getattr(place, "is_Integer", False))
    if len(numbers) != len(places):
        return None
    if letter in here.symbols and not places:
        return here.symbols[letter]
    family = here.families.get(letter)
    if family is not None and places and (0 not in numbers or numbers in family):
        return _entry(letter, family, numbers, here)
    if places or not here.size or (here.size == 1 and not _is_shown_bare(letter, here)):
        return None
    if family is not None:
        pairs = {len(numbers) for numbers in family} == {2}
        return _matrix(letter, family, here) if pairs and letter.isupper() else None if pairs else _column(letter, family, here)
    lower = here.families.get(letter.lower())
    return _matrix(letter.lower(), lower, here) if lower is not None and letter in _MATRICES else None


def _is_shown_bare(letter: str, here: Scope) -> bool:
    """Return whether the equation has a letter without an index: at size 1 a vector looks like its only component."""
    return re.search(rf"(?<![A-Za-z\\]){re.escape(letter)}(?:(?![A-Za-z_])|_0|_\{{0)", here.shown) is not None


def _entry(letter: str, family: Family, places: tuple[int, ...], here: Scope) -> Any:
    """Return an entry of a letter; w_ji is w_ij where only those above the diagonal are there; one index of x is a column."""
    order = {len(places_) for places_ in family}
    if len(places) == 1 and order == {2} and letter == "x":
        columns = max(column for _, column in family)
        return ImmutableMatrix([_entry(letter, family, (places[0], column), here) for column in range(1, columns + 1)])
    if len(places) not in order:
        raise NotReadError(f"{letter} with {len(places)} indices")
    found = _stored(family, places)
    if found is None and letter in _RELEVANT and len(places) == 1 and 1 <= places[0] <= here.size:
        return S.Zero
    if found is None:
        raise NotReadError(f"{letter}_{{{','.join(map(str, places))}}} does not occur in the equation")
    return found


def _stored(family: Family, places: tuple[int, ...]) -> Any:
    symmetric = all(list(stored) == sorted(stored) for stored in family)
    return family.get(places, family.get(places[::-1]) if symmetric else None)


def _column(letter: str, family: Family, here: Scope) -> Any:
    if {len(places) for places in family} != {1}:
        return None
    numbers = sorted(number for (number,) in family)
    size = len(numbers) if numbers == list(range(1, len(numbers) + 1)) else here.size
    return ImmutableMatrix([family.get((row,), Absent(f"{letter}_{row}")) for row in range(1, size + 1)])


def _matrix(letter: str, family: Family, here: Scope) -> Any:
    if {len(places) for places in family} == {1}:
        if letter not in _RELEVANT:
            return None
        return ImmutableMatrix.diag(*[_entry(letter, family, (row,), here) for row in range(1, here.size + 1)])
    rows, columns = max(row for row, _ in family), max(column for _, column in family)
    if not (columns > rows and len(family) == rows * columns):
        rows = columns = here.size

    def found(row: int, column: int) -> Any:
        stored = _stored(family, (row + 1, column + 1))
        return Absent(f"{letter}_{row + 1}{column + 1}") if stored is None else stored

    return ImmutableMatrix(rows, columns, found)
