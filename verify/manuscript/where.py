"""What a manuscript defines beside a formula: a known name must be what the theory says, a new one must be used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from sympy import Integer

from theory.algebra.equation import Equation
from verify.manuscript.compare import same
from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.grammar.tree import Element, Name, Node, Relation, Repeated, free_indices, speaks_of
from verify.manuscript.reading.lookup import shown
from verify.manuscript.reading.meaning import value
from verify.manuscript.reading.scope import Scope


def with_definitions(here: Scope, relation: Relation, equation: Equation) -> Scope:
    """Return the scope with what a manuscript defines after a comma.

    Raises
    ------
    NotReadError
        If it defines a known name otherwise, one that is not used, or restricts an index.
    """
    for definition in relation.where:
        (left, place), *others = definition.sides
        if not isinstance(left, Name) or len(others) != 1:
            raise NotReadError("what follows the comma is no definition of a letter", place)
        if not left.indices and any(_counts(node, left.key) for node, _ in relation.sides):
            raise NotReadError(f"the formula is restricted to one {left.key}", place)
        if is_known(left, here):
            if not agrees(left, others[0][0], equation, here):
                raise NotReadError(f"{shown(left)} is defined otherwise here than in the theory", place)
        elif not any(speaks_of(node, left.key) for node, _ in relation.sides):
            raise NotReadError(f"{shown(left)} is defined and not used", place)
        else:
            here = here.defining((definition,))
    return here


def _counts(part: object, letter: str) -> bool:
    """Return whether a letter is an index somewhere."""
    if isinstance(part, Repeated) and part.index == letter:
        return True
    if isinstance(part, Name | Element) and any(speaks_of(index, letter) for index in part.indices):
        return True
    inside = part if isinstance(part, tuple) else vars(part).values() if hasattr(part, "__dataclass_fields__") else ()
    return any(_counts(item, letter) for item in inside)


def is_known(left: Name, here: Scope) -> bool:
    """Return whether a letter has a value in an equation."""
    try:
        value(left, next(_bindings([left], here)))
    except NotReadError:
        return False
    return True


def agrees(left: Node, right: Node, equation: Equation, here: Scope) -> bool:
    """Return whether two sides have the same value, at all values of their indices."""
    return all(
        same(value(right, inside), replace(equation, rhs=value(left, inside))) for inside in _bindings([left, right], here)
    )


def _bindings(nodes: list[Node], here: Scope) -> Iterator[Scope]:
    letters = list(dict.fromkeys(letter for node in nodes for letter in free_indices(node, here)))
    families = [{place for (place,) in here.families[letter]} for letter in ("a", "c") if _is_column(letter, here)]
    numbers = sorted(set.intersection(*families)) if families else range(1, max(here.size, 1) + 1)
    for places in product(map(Integer, numbers), repeat=len(letters)):
        yield here.bind(dict(zip(letters, places, strict=True)))


def _is_column(letter: str, here: Scope) -> bool:
    return all(len(places) == 1 for places in here.families.get(letter, [()]))
