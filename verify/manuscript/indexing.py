"""The indices of a relation: in which order they count rows and columns, and whether numbers stand where letters should."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from theory.algebra.equation import Equation
from verify.manuscript.grammar.parser import parse
from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.grammar.tree import Condition, Element, Name, Node, Number, Relation, Repeated, parts
from verify.manuscript.reading.scope import Scope, scope


def free_order(relation: Relation, equation: Equation, here: Scope, is_named: bool) -> list[str]:
    """Return the free indices of a relation, row first.

    Raises
    ------
    NotReadError : if a side has an index that the left side has not
    """
    used = here.free(*[node for node, _ in relation.sides])
    left = equation.left_latex
    known = list(dict.fromkeys("".join(re.findall(r"_\{?([a-z]+)", left))))
    if is_named:
        if unknown := [letter for letter in used if letter not in known]:
            raise NotReadError(f"the index {unknown[0]} is not on the left side {left}", relation.sides[0][1])
        with suppress(NotReadError):
            if letters := _letters(parse(left)):
                return letters
        return [letter for letter in known if letter in used]
    if used and not hasattr(equation.rhs, "shape") and not here.free(parse(equation.right_latex)):
        raise NotReadError(f"the index {used[0]}, where the equation has none", relation.sides[0][1])
    first = next(filter(None, [_letters(node) for node, _ in relation.sides]), [])
    return [letter for letter in first if letter in used] + [letter for letter in used if letter not in first]


def check_numbers(relation: Relation, instances: list[Equation]) -> None:
    """Refuse indices and bounds that are numbers where the equation is about every index but was compared at one size."""
    shown = " ".join(item.latex for item in instances[:1])
    counts = {scope(item).relevant for item in instances}
    may_be_s = len(counts) == 1 and re.search(r"(?<![A-Za-z\\])s(?![A-Za-z])", shown)
    if may_be_s and (bounds := counts.intersection(_numbers(relation, in_conditions=True))):
        raise NotReadError(f"the bound {bounds.pop()}, which may be s or not", relation.sides[0][1])
    if len({scope(item).size for item in instances}) > 1 or re.search(r"_\{?\d", shown):
        return
    if numbers := [number for number in _numbers(relation) if number > 0]:
        raise NotReadError(f"the index {numbers[0]}, where the equation is about all of them", relation.sides[0][1])


def _numbers(relation: Relation, *, in_conditions: bool = False) -> Iterator[int]:
    """Return the numbers that are upper bounds, and those that are indices, or that indices are compared with."""
    for part in parts(tuple(node for node, _ in relation.sides)):
        found: list[Node | None] = []
        if isinstance(part, Repeated):
            found = [part.upper]
        elif in_conditions and isinstance(part, Condition):
            found = [side for left, _, right in part.relations for side in (left, right)]
        elif not in_conditions and isinstance(part, Name | Element):
            found = [*part.indices]
        yield from (int(item.value) for item in found if isinstance(item, Number))


def _letters(node: Node) -> list[str]:
    """Return the indices of a name or an entry, where all of them are letters."""
    indices = node.indices if isinstance(node, Name | Element) else ()
    letters = [index.key for index in indices if isinstance(index, Name)]
    return list(dict.fromkeys(letters)) if len(letters) == len(indices) else []
