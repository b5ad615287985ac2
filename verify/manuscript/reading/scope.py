r"""What is known about the letters of one equation: its symbols, the entries they belong to, definitions, what is at time 0.

Source: elementary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from typing import Any

from sympy import Basic, Integer, MatrixSymbol, Symbol, latex

from theory.algebra.equation import Equation
from theory.algebra.letters import COMMON, names
from theory.algebra.symbols import place
from verify.manuscript.grammar.names import APPLIED
from verify.manuscript.grammar.parser import parse_relation
from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.grammar.tree import Function, Name, Node, Number, Relation, free_indices

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
    rows, columns : shape of the right side, where that is an explicit matrix
    symbols : letters with their symbols
    families : letters with their entries
    special : definitions of this equation, before its symbols
    bound : indices and arguments with their values
    at_start : letters that it speaks of at time 0
    only_start : letters that the equation speaks of at time 0 only
    shown : the LaTeX of the equation and of what its letters stand for
    hidden : letters of the domain that are printed otherwise
    depth : how many definitions are being read, one inside the other
    """

    size: int
    rows: int
    symbols: Mapping[str, Any]
    families: Mapping[str, Family]
    special: Mapping[str, Definition] = field(default_factory=dict)
    bound: Mapping[str, Any] = field(default_factory=dict)
    at_start: frozenset[str] = frozenset()
    only_start: frozenset[str] = frozenset()
    shown: str = ""
    hidden: frozenset[str] = frozenset()
    columns: int = 0
    depth: int = 0

    @property
    def relevant(self) -> int:
        """How many rates or signals the equation has."""
        return max(len(self.families.get(letter, ())) for letter in ("a", r"\mu"))

    def free(self, *trees: Node) -> list[str]:
        """Return the letters that are used as indices and have no value here, in the order they come."""
        used = (letter for tree in trees for letter in free_indices(tree, frozenset(self.bound)))
        return [letter for letter in dict.fromkeys(used) if letter not in self.symbols]

    def bind(self, values: Mapping[str, Any]) -> Scope:
        """Return the scope with further letters bound to values."""
        return replace(self, bound={**self.bound, **values})

    def defining(self, relations: tuple[Relation, ...]) -> Scope:
        """Return the scope with further definitions of its own."""
        return replace(self, special={**self.special, **definitions(relations)})

    def over(self, letters: Sequence[str], *ranges: Iterable[int]) -> Iterator[Scope]:
        """Return the scopes with index letters bound to all numbers of their ranges, the last one running first."""
        for places in product(*[map(Integer, numbers) for numbers in ranges]):
            yield self.bind(dict(zip(letters, places, strict=True)))

    def within(self) -> Scope:
        """Return the scope for reading what a definition says."""
        return replace(self, depth=self.depth + 1)


def definitions(relations: tuple[Relation, ...]) -> dict[str, Definition]:
    """Return definitions, each `NAME = body` or `NAME_{indices} = body` or `V(M) = body`, by name.

    Raises
    ------
    NotReadError : if a left side is no name
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
        elif isinstance(left, Function) and left.name in APPLIED:
            found[left.name] = Definition(left.arguments, body)
        else:
            raise NotReadError("only a name can be defined", place)
    return found


def key(name: Name, numbers: Sequence[str] = ()) -> str:
    """Return the text a name is looked up by: letter, time, and indices that are numbers."""
    text = f"{name.key}({name.at})" if name.at else name.key
    return f"{text}_{''.join(numbers)}" if numbers else text


@cache
def scope(equation: Equation) -> Scope:
    """Return what the letters of an equation stand for."""
    found: set[Basic] = {*equation.domain.sets, *equation.lhs.free_symbols, *equation.rhs.free_symbols}
    ordered = sorted(found, key=str)
    families: dict[str, Family] = {}
    for symbol in ordered:
        if (entry := place(symbol)) is not None:
            families.setdefault(_latex(Symbol(entry[0])), {})[entry[1]] = symbol
    symbolic = any(isinstance(symbol, MatrixSymbol) for symbol in found)
    rows, columns = (0, 0) if symbolic else (int(length) for length in getattr(equation.rhs, "shape", (0, 0)))
    reach = [number for letter, family in families.items() for at in family for number in (at[-1:] if letter == "x" else at)]
    symbols = {_latex(symbol): symbol for symbol in ordered}
    return Scope(
        size=0 if symbolic else max([rows, *reach, 1]),
        rows=rows,
        columns=columns,
        symbols=symbols,
        families=families,
        special=_special(equation, symbols, families),
        at_start=frozenset({*equation.at_start, *map(str.lower, equation.at_start)}),
        only_start=frozenset(equation.at_start),
        shown=" ".join([equation.latex, *(f"{name} = {formula}" for name, formula in equation.letters.items())]),
        hidden=frozenset(names(equation.domain, equation.letters)),
    )


@cache
def common() -> dict[str, Definition]:
    """Return the abbreviations that hold throughout, by name."""
    return definitions(tuple(parse_relation(f"{name} = {formula}") for name, formula in COMMON.items()))


def _special(equation: Equation, symbols: Mapping[str, Any], families: Mapping[str, Family]) -> dict[str, Definition]:
    """Return what an equation says of its letters, where that is read; its own symbols stand for themselves."""
    found: dict[str, Definition] = {}
    for name, formula in equation.letters.items():
        with suppress(NotReadError):
            said = parse_relation(f"{name} = {formula}")
            left = said.sides[0][0]
            if not isinstance(left, Name) or left.at or not _is_own(left, equation, symbols, families):
                found |= definitions((said,))
    return found


def _is_own(left: Name, equation: Equation, symbols: Mapping[str, Any], families: Mapping[str, Family]) -> bool:
    """Return whether a letter is a symbol of the equation, and now, not at time 0."""
    numbers = tuple(int(index.value) for index in left.indices if isinstance(index, Number))
    is_entry = left.key in families and (len(numbers) != len(left.indices) or not numbers or numbers in families[left.key])
    return (is_entry or (left.key in symbols and not left.indices)) and left.key not in equation.at_start


def _latex(symbol: Basic) -> str:
    """Return a symbol as it is looked up: y_M for y_{M}."""
    return re.sub(r"_\{([A-Za-z]+)\}$", r"_\1", latex(symbol))
