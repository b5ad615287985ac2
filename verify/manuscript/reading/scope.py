r"""What is known about the letters of one equation: its symbols, the entries they belong to, definitions, what is at time 0.

Source: elementary.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sympy import Basic, MatrixSymbol, Symbol, latex

from theory.algebra.equation import Equation
from theory.algebra.notation import latex as side_latex
from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.grammar.tree import Function, Name, Node, Number, Relation

_ENTRY = re.compile(r"([A-Za-z]+)_(\d+)(?: (\d+))?")
_SCRIPT = r"(?:_\{[^{}]*\}|_\w)?"
#: A letter at time 0: W(0), w_{12}(0), W_0.
_AT_START = re.compile(rf"(?<![A-Za-z\\_])([A-Za-z])(?:{_SCRIPT}\(0\)|_0|_\{{0\}})")
#: A letter without a time.
_PLAIN = re.compile(rf"(?<![A-Za-z\\_])([A-Za-z]){_SCRIPT}(?![_\w]|\((?:0|t|\\tau)\))(?<!_0)")
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
    common : definitions used throughout, after its symbols
    bound : indices and arguments with their values
    starts : whether letters are values at time 0, written W(0)
    at_start : letters that it speaks of at time 0
    only_start : letters that the equation speaks of at time 0 only
    shown : the LaTeX of the equation
    hidden : letters that only definitions use
    inner : whether a definition is being read
    """

    size: int
    rows: int
    symbols: Mapping[str, Any]
    families: Mapping[str, Family]
    special: Mapping[str, Definition] = field(default_factory=dict)
    common: Mapping[str, Definition] = field(default_factory=dict)
    bound: Mapping[str, Any] = field(default_factory=dict)
    starts: bool = False
    at_start: frozenset[str] = frozenset()
    only_start: frozenset[str] = frozenset()
    shown: str = ""
    hidden: frozenset[str] = frozenset()
    inner: bool = False
    columns: int = 0

    @property
    def relevant(self) -> int:
        """How many rates or signals the equation has."""
        return max((len(self.families[letter]) for letter in ("a", r"\mu") if letter in self.families), default=0)

    def bind(self, values: Mapping[str, Any]) -> Scope:
        """Return the scope with further letters bound to values."""
        return replace(self, bound={**self.bound, **values})

    def defining(self, relations: tuple[Relation, ...]) -> Scope:
        """Return the scope with further definitions of its own."""
        return replace(self, special={**self.special, **definitions(relations)})

    def within(self) -> Scope:
        """Return the scope for reading what a definition says."""
        return replace(self, inner=True)


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


def scope(equation: Equation, common: Mapping[str, Definition], special: Mapping[str, Definition], said: str = "") -> Scope:
    """Return what the letters of an equation stand for; `said` is what its own definitions say as LaTeX."""
    found: set[Basic] = set(equation.domain.sets)
    for side in (equation.lhs, equation.rhs):
        found |= side.free_symbols
    ordered = sorted(found, key=str)
    families: dict[str, Family] = {}
    for symbol in ordered:
        match = _ENTRY.fullmatch(str(symbol))
        if match and isinstance(symbol, Symbol):
            letter, first, second = match.groups()
            places = (int(first), int(second)) if second else tuple(int(digit) for digit in first)
            families.setdefault(_latex(Symbol(letter)), {})[places] = symbol
    symbolic = any(isinstance(symbol, MatrixSymbol) for symbol in found)
    rows, columns = (0, 0) if symbolic else (int(length) for length in getattr(equation.rhs, "shape", (0, 0)))
    reach = [
        place for letter, family in families.items() for places in family for place in (places[-1:] if letter == "x" else places)
    ]
    plain = {_plain(symbol): symbol for symbol in ordered}
    shown = f"{equation.left or side_latex(equation.lhs)} = {equation.shown or side_latex(equation.rhs)}"
    starting = set(_AT_START.findall(f"{shown} {said}"))
    starting |= {letter.swapcase() for letter in starting}
    return Scope(
        size=0 if symbolic else max([rows, *reach, 1]),
        rows=rows,
        columns=columns,
        symbols=plain,
        families=families,
        special=special,
        common=common,
        starts=bool(starting),
        at_start=frozenset(starting),
        only_start=frozenset(starting - set(_PLAIN.findall(shown))),
        shown=f"{shown} {said}",
        hidden=_hidden(special, shown) & {*plain, *(letter.upper() for letter in families)},
    )


def _hidden(special: Mapping[str, Definition], shown: str) -> frozenset[str]:
    r"""Return letters that stand behind another name, as A behind ``\tilde A``, and are not shown themselves."""
    behind = {item.body.key for item in special.values() if isinstance(item.body, Name) and not item.body.indices}
    return frozenset(
        letter for letter in behind if not re.search(rf"(?<!tilde )(?<![A-Za-z]){re.escape(letter)}(?![A-Za-z])", shown)
    )


def _plain(symbol: Basic) -> str:
    """Return a symbol as it is looked up: y_M for y_{M}."""
    return re.sub(r"_\{([A-Za-z]+)\}$", r"_\1", _latex(symbol))


def _latex(symbol: Basic) -> str:
    return str(latex(symbol))
