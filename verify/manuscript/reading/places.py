r"""Entries of values: ``(X v)_2``, ``W_{1..k, 1..k}``, the table ``[f_{ij}]_{ij}``, ``\operatorname{diag}(f_i)``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from sympy import ImmutableMatrix, Integer, MatrixBase

from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.grammar.tree import Element, Name, Node, Range, free_indices
from verify.manuscript.reading.scope import Scope

#: Returns the value of a tree in a scope, at a depth of definitions.
Evaluate: TypeAlias = Callable[[Node, Scope, int], Any]


def element(base: Any, indices: tuple[Node, ...], here: Scope, depth: int, value: Evaluate) -> Any:
    """Return an entry, or a block, of a value."""
    if any(isinstance(index, Range) for index in indices):
        cuts = [_cut(index, here, depth, value) for index in indices]
        return base[cuts[0], cuts[1]]
    return entry_of(base, [value(index, here, depth) for index in indices])


def entry_of(base: Any, places: list[Any]) -> Any:
    """Return the entry of a vector or explicit matrix at places that count from 1."""
    numbers = [int(place) for place in places]
    shape = getattr(base, "shape", ())
    order = [length for length in shape if length != 1] if len(numbers) == 1 else list(shape)
    if len(numbers) != len(order) or not all(1 <= number <= int(length) for number, length in zip(numbers, order, strict=True)):
        raise NotReadError(f"the entry {', '.join(map(str, numbers))} of something that has none there")
    return base[tuple(number - 1 for number in numbers)] if len(numbers) > 1 else base[numbers[0] - 1]


def tabulates(node: Element, here: Scope) -> bool:
    """Return whether [f_ij]_ij is meant, the matrix of the entries f_ij."""
    letters = [index.key for index in node.indices if isinstance(index, Name) and index.key not in here.bound]
    return len(letters) == 2 == len(node.indices) and set(letters) <= set(free_indices(node.base, here))


def table(node: Element, here: Scope, depth: int, value: Evaluate) -> Any:
    """Return the matrix of the entries f_ij."""
    row, column = [index.key for index in node.indices if isinstance(index, Name)]
    numbers = [Integer(number) for number in range(1, (here.rows or here.size) + 1)]
    entries = [value(node.base, here.bind({row: first, column: second}), depth) for first in numbers for second in numbers]
    return ImmutableMatrix(len(numbers), len(numbers), entries)


def diagonal(argument: Node, here: Scope, depth: int, value: Evaluate) -> Any:
    """Return the diagonal matrix of a vector, or of f_i over its one free index."""
    free = free_indices(argument, here)
    if not free:
        column = value(argument, here, depth)
        if not isinstance(column, MatrixBase):
            raise NotReadError("a diagonal matrix of one number")
        return ImmutableMatrix.diag(*column)
    if len(free) > 1 or not here.size:
        raise NotReadError("a diagonal matrix with several indices")
    return ImmutableMatrix.diag(*[value(argument, here.bind({free[0]: Integer(row)}), depth) for row in range(1, here.size + 1)])


def _cut(index: Node, here: Scope, depth: int, value: Evaluate) -> slice:
    if not isinstance(index, Range):
        raise NotReadError("a range beside an index")
    return slice(int(value(index.first, here, depth)) - 1, int(value(index.last, here, depth)))
