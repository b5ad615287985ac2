"""The value of a letter: a symbol, an entry, a matrix, the identity, a unit vector, or what its definition says."""

from __future__ import annotations

from typing import Any

from sympy import Identity, ImmutableMatrix, Integer, S

from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.grammar.tree import Function, Name, Range
from verify.manuscript.reading.lookup import lookup
from verify.manuscript.reading.places import Evaluate, element, entry_of
from verify.manuscript.reading.scope import Definition, Scope

#: A definition inside a definition, and so on: not deeper than this.
DEPTH = 24


def letter(node: Name, here: Scope, depth: int, value: Evaluate) -> Any:
    """Return the value of a letter with its indices."""
    if any(isinstance(index, Range) for index in node.indices):
        return element(value(Name(node.key, (), node.at), here, depth), node.indices, here, depth, value)
    places = tuple(value(index, here, depth) for index in node.indices)
    if not node.at and (found := _constant(node.key, places, here)) is not None:
        return found
    known = lookup(node, places, here)
    return _defined(known, node, places, here, depth + 1, value) if isinstance(known, Definition) else known


def called(node: Function, here: Scope, depth: int, value: Evaluate) -> Any:
    """Return the value of a defined function, such as V(M)."""
    found = here.special.get(node.name) or here.common.get(node.name)
    if found is None or len(found.parameters) != len(node.arguments) or depth > DEPTH:
        raise NotReadError(f"the function {node.name} is not defined here")
    names = [parameter.key for parameter in found.parameters if isinstance(parameter, Name)]
    values = [value(argument, here, depth) for argument in node.arguments]
    return value(found.body, here.within().bind(dict(zip(names, values, strict=True))), depth + 1)


def _constant(key: str, places: tuple[Any, ...], here: Scope) -> Any:
    if key == "I" and not places and "I" not in here.symbols:
        from theory.algebra.symbols import d

        return ImmutableMatrix.eye(here.size) if here.size else Identity(d)
    if key == r"\delta" and len(places) == 2 and key not in here.symbols:
        return S.One if places[0] == places[1] else S.Zero
    if key == "e" and len(places) == 1 and here.size and "e" not in here.families:
        return ImmutableMatrix(here.size, 1, lambda row, _: Integer(1 if row + 1 == places[0] else 0))
    return None


def _defined(found: Definition, node: Name, places: tuple[Any, ...], here: Scope, depth: int, value: Evaluate) -> Any:
    if depth > DEPTH:
        raise NotReadError(f"the definition of {node.key} leads back to itself")
    inside = here.within()
    if len(places) == len(found.parameters):
        given: dict[str, Any] = {}
        for parameter, place in zip(found.parameters, places, strict=True):
            if isinstance(parameter, Name) and given.setdefault(parameter.key, place) != place:
                raise NotReadError(f"{node.key} is defined for equal indices only")
        return value(found.body, inside.bind(given), depth)
    if places and not found.parameters:
        return entry_of(value(found.body, inside, depth), list(places))
    names = [parameter.key for parameter in found.parameters if isinstance(parameter, Name)]
    rows, columns = range(1, here.size + 1), range(1, here.columns + 1)
    if not places and len(names) == len(found.parameters) == 1 and here.size:
        return ImmutableMatrix([value(found.body, inside.bind({names[0]: Integer(row)}), depth) for row in rows])
    if not places and len(names) == len(found.parameters) == 2 and here.rows and here.columns:
        rows = range(1, here.rows + 1)
        bindings = [dict(zip(names, (Integer(row), Integer(column)), strict=True)) for row in rows for column in columns]
        return ImmutableMatrix(here.rows, here.columns, [value(found.body, inside.bind(given), depth) for given in bindings])
    raise NotReadError(f"{node.key} with {len(places)} indices is not defined")
