"""The free indices of a tree: letters that are used as indices and bound by no sum, diagonal or table."""

from __future__ import annotations

from typing import Any

from verify.manuscript.grammar.tree import Element, Function, Name, Product, Range, Repeated, Sum
from verify.manuscript.reading.scope import Scope


def free_indices(node: Any, here: Scope) -> list[str]:
    """Return the letters that are used as indices and bound by nothing, in the order they come."""
    found: list[str] = []
    _gather(node, frozenset(here.bound), found)
    known = {letter for letter in found if letter in here.symbols}
    return [letter for letter in dict.fromkeys(found) if letter not in known]


def _gather(node: Any, bound: frozenset[str], found: list[str]) -> None:
    if isinstance(node, Repeated):
        bound = bound | {node.index}
    if isinstance(node, Function) and node.name == "diag":
        within: list[str] = []
        _gather(node.arguments[0], bound, within)
        bound = bound | set(within) if len(set(within)) == 1 else bound
    if isinstance(node, Element):
        inside: list[str] = []
        _gather(node.base, bound, inside)
        letters = [index.key for index in node.indices if isinstance(index, Name)]
        if len(letters) == 2 and set(letters) <= set(inside):
            bound = bound | set(letters)
    if isinstance(node, Name | Element):
        for index in node.indices:
            _gather_index(index, bound, found)
    for part in vars(node).values() if hasattr(node, "__dataclass_fields__") else ():
        _gather_inside(part, bound, found)


def _gather_index(index: Any, bound: frozenset[str], found: list[str]) -> None:
    for part in (index.first, index.last) if isinstance(index, Range) else (index,):
        if isinstance(part, Name) and part.key not in bound:
            found.append(part.key)
        elif isinstance(part, Sum | Product):
            for inside in part.terms if isinstance(part, Sum) else part.factors:
                _gather_index(inside[1] if isinstance(inside, tuple) else inside, bound, found)


def _gather_inside(part: Any, bound: frozenset[str], found: list[str]) -> None:
    if isinstance(part, tuple):
        for item in part:
            _gather_inside(item, bound, found)
    elif hasattr(part, "__dataclass_fields__"):
        _gather(part, bound, found)
