"""The indices of a relation: in which order they count rows and columns, and whether numbers stand where letters should."""

from __future__ import annotations

import re
from collections.abc import Iterator

from theory.algebra.equation import Equation
from verify.manuscript.compare import reading
from verify.manuscript.grammar.free import free_indices
from verify.manuscript.grammar.parser import parse
from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.grammar.tree import Condition, Element, Name, Node, Number, Relation, Repeated
from verify.manuscript.reading.scope import Scope


def free_order(relation: Relation, equation: Equation, here: Scope, is_named: bool) -> list[str]:
    """Return the free indices of a relation, row first.

    Raises
    ------
    NotReadError
        If a side has an index that the left side has not.
    """
    used = list(dict.fromkeys(letter for node, _ in relation.sides for letter in free_indices(node, here)))
    left = equation.left_latex
    known = list(dict.fromkeys("".join(re.findall(r"_\{?([a-z]+)", left))))
    if is_named:
        unknown = [letter for letter in used if letter not in known]
        if unknown:
            raise NotReadError(f"the index {unknown[0]} is not on the left side {left}", relation.sides[0][1])
        try:
            return _letters(parse(left)) or [letter for letter in known if letter in used]
        except NotReadError:
            return [letter for letter in known if letter in used]
    if used and not hasattr(equation.rhs, "shape") and not free_indices(parse(equation.right_latex), here):
        raise NotReadError(f"the index {used[0]}, where the equation has none", relation.sides[0][1])
    first = next((letters for node, _ in relation.sides if (letters := _letters(node))), [])
    return [letter for letter in first if letter in used] + [letter for letter in used if letter not in first]


def check_numbers(relation: Relation, instances: list[Equation]) -> None:
    """Refuse indices and bounds that are numbers where the equation is about every index but was compared at one size."""
    shown = " ".join(f"{item.left_latex} {item.right_latex}" for item in instances[:1])
    scopes = [reading(item) for item in instances]
    counts = {scope.relevant for scope in scopes}
    if len(counts) == 1 and re.search(r"(?<![A-Za-z\\])s(?![A-Za-z])", shown):
        bounds = {number for node, _ in relation.sides for number in _bounds(node)} & counts
        if bounds:
            raise NotReadError(f"the bound {bounds.pop()}, which may be s or not", relation.sides[0][1])
    sizes = {scope.size for scope in scopes}
    if len(sizes) > 1 or re.search(r"_\{?\d", shown):
        return
    numbers = [number for node, _ in relation.sides for number in _numbers(node) if number > 0]
    if numbers:
        raise NotReadError(f"the index {numbers[0]}, where the equation is about all of them", relation.sides[0][1])


def _numbers(part: object) -> Iterator[int]:
    """Return the numbers that are indices or upper bounds."""
    if isinstance(part, Name | Element):
        yield from (int(index.value) for index in part.indices if isinstance(index, Number))
    if isinstance(part, Repeated) and isinstance(part.upper, Number):
        yield int(part.upper.value)
    for item in part if isinstance(part, tuple) else vars(part).values() if hasattr(part, "__dataclass_fields__") else ():
        yield from _numbers(item)


def _bounds(part: object) -> Iterator[int]:
    """Return the numbers that indices are compared with."""
    if isinstance(part, Condition):
        yield from (int(side.value) for left, _, right in part.relations for side in (left, right) if isinstance(side, Number))
    if isinstance(part, Repeated) and isinstance(part.upper, Number):
        yield int(part.upper.value)
    for item in part if isinstance(part, tuple) else vars(part).values() if hasattr(part, "__dataclass_fields__") else ():
        yield from _bounds(item)


def _letters(node: Node) -> list[str] | None:
    if isinstance(node, Name | Element) and node.indices and all(isinstance(index, Name) for index in node.indices):
        return list(dict.fromkeys(index.key for index in node.indices if isinstance(index, Name)))
    return None
