r"""Where a letter is looked up: among bound indices, the definitions of the equation, its symbols, common abbreviations.

Of the symbols, `W` is the matrix of the `w_{ij}`, `A` that of the `a_{ij}` or of `a_i` on the diagonal, and a vector
is the column of its components. What the equation does not speak of stands for nothing: an entry is never taken for zero, but
for the rates, signals and deviations beyond the relevant ones.

Source: elementary.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import Any

from sympy import ImmutableMatrix, Integer, S, Symbol

from theory.algebra.letters import MATRICES, MOVING, RELEVANT
from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.grammar.tree import Name, speaks_of
from verify.manuscript.reading.scope import Definition, Family, Scope, common, key


class Absent(Symbol):
    """An entry that the equation does not speak of; what depends on it cannot be compared."""

    __slots__ = ()


def lookup(name: Name, places: tuple[Any, ...], here: Scope) -> Any:
    """Return the value of a name at places: a symbol, an entry, a vector or a matrix; a Definition where it has one.

    Raises
    ------
    NotReadError : if the name stands for nothing
    """
    text = key(name)
    if text in here.bound:
        if places:
            raise NotReadError(f"{shown(name)}, where {text} is an index")
        return here.bound[text]
    if (definition := _definition(name, places, here)) is not None:
        return definition
    _check_time(name, here)
    if name.at and name.at != "0":
        return lookup(Name(name.key, name.indices), places, here)
    found = _own(name.key, places, here)
    if found is None and places == (0,):
        return lookup(Name(name.key, (), "0"), (), here)
    if found is None and text in common():
        if not here.depth and any(speaks_of(common()[text].body, letter) for letter in here.only_start):
            raise NotReadError(f"{shown(name)}, where the equation is about values at time 0")
        return common()[text]
    if found is None and not name.at and not places:
        found = _counted(name.key, here)
    if found is None:
        advice = "; if it is the manuscript's name for a letter of ours, say so: % swingby: symbols THEIRS = OURS"
        is_letter = not here.depth and not name.at and "/" not in name.key
        raise NotReadError(f"{shown(name)} stands for nothing known here{advice if is_letter else ''}")
    return found


def _definition(name: Name, places: tuple[Any, ...], here: Scope) -> Definition | None:
    """Return what the equation says of a name at places; what it says of W(t) holds for W too."""
    for named in (name,) if name.at else (name, replace(name, at="t")):
        exact = key(named, [str(place) for place in places])
        if places and exact in here.special:
            return Definition(places, here.special[exact].body)
        if key(named) in here.special:
            return here.special[key(named)]
    return None


def _check_time(name: Name, here: Scope) -> None:
    """Refuse a letter at a time, or without one, that the equation does not speak of."""
    letter = name.key.split(" ")[-1]
    if name.at and letter not in MOVING:
        raise NotReadError(f"{shown(name)}, where {name.key} does not change with time")
    if name.at == "0" and letter not in here.at_start:
        raise NotReadError(f"{shown(name)}, where the equation is not about {name.key} at time 0")
    if name.at not in ("", "0", "t", r"\tau"):
        raise NotReadError(f"{shown(name)}: the equation is not about that time")
    if here.depth:
        return
    if name.at not in ("", "0") and here.at_start and name.key not in common():
        raise NotReadError(f"{shown(name)}, where the equation is about the value at time 0")
    if not name.at and letter in here.only_start and 0 not in [getattr(index, "value", None) for index in name.indices]:
        raise NotReadError(f"{shown(name)}, where the equation is about {name.key}(0)")
    if not name.at and name.key in here.hidden:
        raise NotReadError(f"{shown(name)} stands for nothing known here")


def _counted(letter: str, here: Scope) -> Any:
    """Return the number d, s or N, where the equation speaks of it."""
    speaks_of_s = re.search(r"(?<![A-Za-z\\])s(?![A-Za-z])", here.shown) is not None
    samples = max((row for row, *_ in here.families.get("x", ())), default=0)
    number = {"d": here.size, "s": here.relevant if speaks_of_s else 0, "N": samples}.get(letter)
    return Integer(number) if number else None


def _own(letter: str, places: tuple[Any, ...], here: Scope) -> Any:
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
    return _matrix(letter.lower(), lower, here) if lower is not None and letter in MATRICES else None


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
    if found is None and letter in RELEVANT and len(places) == 1 and 1 <= places[0] <= here.size:
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
        if letter not in RELEVANT:
            return None
        return ImmutableMatrix.diag(*[_entry(letter, family, (row,), here) for row in range(1, here.size + 1)])
    rows, columns = max(row for row, _ in family), max(column for _, column in family)
    if not (columns > rows and len(family) == rows * columns):
        rows = columns = here.size
    places = product(range(1, rows + 1), range(1, columns + 1))
    return ImmutableMatrix(rows, columns, [_stored(family, at) or Absent(f"{letter}_{at[0]}{at[1]}") for at in places])


def shown(name: Name) -> str:
    """Return a name for a message, as an author writes it."""
    letters = [index.key if isinstance(index, Name) else str(getattr(index, "value", "..")) for index in name.indices]
    script = "" if not letters else f"_{letters[0]}" if len(letters) == 1 == len(letters[0]) else f"_{{{''.join(letters)}}}"
    return f"{name.key}{script}" + (f"({name.at})" if name.at else "")
