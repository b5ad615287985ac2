r"""What the letters of an equation stand for: its symbols, the matrices and vectors they are the entries of, definitions.

A letter is looked up among the indices that are bound, the definitions of the equation, its own symbols, and the
abbreviations used throughout. ``W`` is the matrix of the ``w_{ij}``, ``A`` that of the ``a_{ij}`` or of ``a_i`` on the
diagonal, and a vector is the column of its components.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sympy import Basic, ImmutableMatrix, Integer, MatrixSymbol, S, Symbol, latex

from theory.equation import Equation
from verify.manuscript.tokens import NotReadError
from verify.manuscript.tree import Function, Name, Node, Number, Relation

_ENTRY = re.compile(r"([A-Za-z]+)_(\d+)(?: (\d+))?")
#: The entries of one letter, by their indices.
Family = dict[tuple[int, ...], Symbol]


@dataclass(frozen=True)
class Definition:
    """What a name stands for: its parameters (index letters or one matrix letter) and its tree."""

    parameters: tuple[Node, ...]
    body: Node


@dataclass(frozen=True)
class Scope:
    """The meaning of every letter in one equation.

    Parameters
    ----------
    size : number of rows of explicit matrices, 0 where they are symbols of any dimension
    rows : number of rows of the right side, where that is an explicit matrix
    symbols : letters with their symbols
    families : letters with their entries
    special : definitions of this equation, before its symbols
    common : definitions used throughout, after its symbols
    bound : indices and arguments with their values
    starts : whether letters are values at time 0, written W(0)
    """

    size: int
    rows: int
    symbols: Mapping[str, Any]
    families: Mapping[str, Family]
    special: Mapping[str, Definition] = field(default_factory=dict)
    common: Mapping[str, Definition] = field(default_factory=dict)
    bound: Mapping[str, Any] = field(default_factory=dict)
    starts: bool = False

    def bind(self, values: Mapping[str, Any]) -> Scope:
        """Return the scope with further letters bound to values."""
        return replace(self, bound={**self.bound, **values})

    def defining(self, relations: tuple[Relation, ...]) -> Scope:
        """Return the scope with further definitions of its own."""
        return replace(self, special={**self.special, **definitions(relations)})


def definitions(relations: tuple[Relation, ...]) -> dict[str, Definition]:
    """Return definitions, each ``NAME = body`` or ``NAME_{indices} = body`` or ``V(M) = body``, by name.

    Raises
    ------
    NotReadError
        If a left side is no name.
    """
    found = {}
    for relation in relations:
        if len(relation.sides) != 2:
            raise NotReadError("a definition must have two sides", relation.sides[0][1])
        (left, place), (body, _) = relation.sides
        if isinstance(left, Name):
            fixed = [str(index.value) for index in left.indices if isinstance(index, Number)]
            whole = len(fixed) == len(left.indices)
            found[key(left, fixed if whole else ())] = Definition(() if whole else left.indices, body)
        elif isinstance(left, Function):
            found[left.name] = Definition(left.arguments, body)
        else:
            raise NotReadError("only a name can be defined", place)
    return found


def key(name: Name, numbers: Sequence[str] = ()) -> str:
    """Return the text a name is looked up by: letter, time, and indices that are numbers."""
    text = f"{name.key}({name.at})" if name.at else name.key
    return f"{text}_{''.join(numbers)}" if numbers else text


def scope(equation: Equation, common: Mapping[str, Definition], special: Mapping[str, Definition], starts: bool = False) -> Scope:
    """Return what the letters of an equation stand for; `starts` if they are values at time 0."""
    found: set[Basic] = set(equation.domain.sets)
    for side in (equation.lhs, equation.rhs):
        found |= side.free_symbols
    plain = {_plain(symbol): symbol for symbol in sorted(found, key=str)}
    families: dict[str, Family] = {}
    for symbol in sorted(found, key=str):
        match = _ENTRY.fullmatch(str(symbol))
        if match and isinstance(symbol, Symbol):
            letter, first, second = match.groups()
            places = (int(first), int(second)) if second else tuple(int(digit) for digit in first)
            families.setdefault(_latex(Symbol(letter)), {})[places] = symbol
    symbolic = any(isinstance(symbol, MatrixSymbol) for symbol in found)
    rows = getattr(equation.rhs, "rows", 0) if not symbolic else 0
    reach = [
        place for letter, family in families.items() for places in family for place in (places[-1:] if letter == "x" else places)
    ]
    size = 0 if symbolic else max([int(rows), *reach, 1])
    return Scope(size, int(rows), plain, families, special, common, starts=starts)


def lookup(name: Name, places: tuple[Any, ...], here: Scope) -> Any:
    """Return the value of a name at places: a symbol, an entry, a vector or a matrix; a Definition where it has one.

    Raises
    ------
    NotReadError
        If the name stands for nothing.
    """
    text, exact = key(name), key(name, [str(place) for place in places])
    if text in here.bound and not places:
        return here.bound[text]
    if places and exact in here.special:
        return Definition(places, here.special[exact].body)
    if text in here.special:
        return here.special[text]
    if name.at and name.at != "0":
        if here.starts and name.key not in here.special and name.key not in here.common:
            raise NotReadError(f"{_shown(name)} where the equation is about the value at time 0")
        return lookup(Name(name.key, name.indices), places, here)
    if name.at and not here.starts:
        raise NotReadError(f"{_shown(name)} where the equation is not about values at time 0")
    found = _own(name.key, places, here)
    if found is None and places == (0,):
        return lookup(Name(name.key, (), "0"), (), here)
    if found is None and text in here.common:
        return here.common[text]
    if found is None and not name.at:
        found = _constant(name.key, here)
    if found is None:
        raise NotReadError(f"{_shown(name)} stands for nothing known here")
    return found


def _own(letter: str, places: tuple[Any, ...], here: Scope) -> Any:
    numbers = tuple(int(place) for place in places if getattr(place, "is_Integer", False))
    if len(numbers) != len(places):
        return None
    if letter in here.symbols and not places:
        return here.symbols[letter]
    family = here.families.get(letter)
    if family is not None and places and (0 not in numbers or numbers in family):
        return entry(family, numbers)
    if family is not None and not places and here.size:
        if letter.isupper() and {len(numbers) for numbers in family} == {2}:
            return _matrix(family, here.size)
        return _column(family, here.size)
    if not places and here.size and letter.lower() in here.families and letter != letter.lower():
        return _matrix(here.families[letter.lower()], here.size)
    return None


def entry(family: Family, places: tuple[int, ...]) -> Any:
    """Return an entry of a letter: w_ji is w_ij where only that is there, an entry that is not there is 0.

    One index into a letter with two is a row, as a column.
    """
    order = {len(places_) for places_ in family}
    if len(places) == 1 and order == {2}:
        columns = max(column for _, column in family)
        return ImmutableMatrix([entry(family, (places[0], column)) for column in range(1, columns + 1)])
    if len(places) not in order:
        raise NotReadError(f"the number of indices in {places}")
    return family.get(places, family.get(places[::-1], S.Zero))


def _column(family: Family, size: int) -> Any:
    if {len(places) for places in family} != {1}:
        return None
    return ImmutableMatrix([entry(family, (row,)) for row in range(1, size + 1)])


def _matrix(family: Family, size: int) -> Any:
    if {len(places) for places in family} == {1}:
        return ImmutableMatrix.diag(*[entry(family, (row,)) for row in range(1, size + 1)])
    return ImmutableMatrix(size, size, lambda row, column: entry(family, (row + 1, column + 1)))


def _constant(letter: str, here: Scope) -> Any:
    if letter == "s":
        counted = here.families.get(r"\mu") or here.families.get("a") or {}
        return Integer(len(counted)) if counted else None
    if letter == "N" and "x" in here.families:
        return Integer(max(row for row, *_ in here.families["x"]))
    if letter == "d":
        return Integer(here.size) if here.size else None
    return None


def _plain(symbol: Basic) -> str:
    """Return a symbol as it is looked up: y_M for y_{M}."""
    return re.sub(r"_\{([A-Za-z]+)\}$", r"_\1", _latex(symbol))


def _latex(symbol: Basic) -> str:
    return str(latex(symbol))


def _shown(name: Name) -> str:
    return name.key + (f"({name.at})" if name.at else "") + ("" if not name.indices else f" with {len(name.indices)} indices")
