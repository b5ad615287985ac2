r"""The trees that LaTeX mathematics is read into: no meaning yet, only what stands where; what is in a tree, its free indices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from typing import Any, TypeAlias

from sympy import Rational


@dataclass(frozen=True)
class Number:
    """A number, exact."""

    value: Rational


@dataclass(frozen=True)
class Name:
    r"""A letter with its accent and label, its indices, and the time it is taken at: `\dot w`, `(i, j)`, `0`."""

    key: str
    indices: tuple[Node, ...] = ()
    at: str = ""


@dataclass(frozen=True)
class Sum:
    """Signed terms, each with its offset in the text."""

    terms: tuple[tuple[int, Node, int], ...]


@dataclass(frozen=True)
class Element:
    """An entry of a bracketed vector or matrix, `(X v)_2`."""

    base: Node
    indices: tuple[Node, ...]


@dataclass(frozen=True)
class Range:
    """The indices from one to another, `1..k`."""

    first: Node
    last: Node


@dataclass(frozen=True)
class Function:
    """An operation on its arguments: product, quotient, power, transpose, group, exp, tr, norm, ..., or a letter such as V."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Condition:
    r"""Relations between indices, `k \ne i` as (left, relation, right); as a factor, one if all hold, else zero."""

    relations: tuple[tuple[Node, str, Node], ...]


@dataclass(frozen=True)
class Repeated:
    """A sum or product over an index between bounds, where a condition holds."""

    kind: str
    index: str
    lower: Node | None
    upper: Node | None
    condition: Condition
    body: Node


Node: TypeAlias = Number | Name | Sum | Element | Range | Function | Condition | Repeated


@dataclass(frozen=True)
class Relation:
    """Sides that are said to be equal, each with its offset, and definitions that follow after a comma."""

    sides: tuple[tuple[Node, int], ...]
    where: tuple[Relation, ...] = ()


def children(part: Any) -> Iterator[Any]:
    """Return the trees that stand directly in a tree, in their order."""
    for item in part if isinstance(part, tuple) else vars(part).values():
        if isinstance(item, tuple):
            yield from children(item)
        elif is_dataclass(item):
            yield item


def parts(tree: Any) -> Iterator[Any]:
    """Return a tree and all trees in it, each before those in it."""
    yield tree
    for child in children(tree):
        yield from parts(child)


def operands(tree: Any, *names: str) -> tuple[Node, ...]:
    """Return what an operation of one of the names is applied to; nothing of another tree."""
    return tree.arguments if isinstance(tree, Function) and tree.name in names else ()


def speaks_of(tree: Any, letter: str) -> bool:
    """Return whether a letter occurs in a tree."""
    return any(isinstance(part, Name) and part.key == letter for part in parts(tree))


def free_indices(tree: Any, bound: frozenset[str] = frozenset()) -> Iterator[str]:
    """Return the letters that are used as indices and bound by no sum, diagonal or table, as often as they come."""
    if isinstance(tree, Repeated):
        bound |= {tree.index}
    elif argument := operands(tree, "diag"):
        within = set(free_indices(argument[0], bound))
        bound |= within if len(within) == 1 else set()
    elif isinstance(tree, Element):
        letters = [index.key for index in tree.indices if isinstance(index, Name)]
        bound |= set(letters) if len(letters) == 2 and set(letters) <= set(free_indices(tree.base, bound)) else set()
    if isinstance(tree, Name | Element):
        for index in tree.indices:
            yield from _letters(index, bound)
    for child in children(tree):
        yield from free_indices(child, bound)


def _letters(index: Any, bound: frozenset[str]) -> Iterator[str]:
    if isinstance(index, Name) and index.key not in bound:
        yield index.key
    elif isinstance(index, Sum | Range) or operands(index, "product"):
        for part in children(index):
            yield from _letters(part, bound)
