r"""The value of a tree of LaTeX mathematics in a scope: a SymPy scalar, an explicit matrix or a matrix expression."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from sympy import Identity, ImmutableMatrix, Integer, MatrixBase, S

from theory.algebra.symbols import d
from verify.manuscript.grammar.names import APPLIED
from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.grammar.tree import Condition, Element, Function, Name, Node, Number, Range, Repeated, Sum, speaks_of
from verify.manuscript.reading.lookup import lookup
from verify.manuscript.reading.operations import SIMPLE, added, multiplied, stacked
from verify.manuscript.reading.scope import Definition, Scope, common

#: A definition inside a definition, and so on: not deeper than this.
DEPTH = 24
_HOLDS: dict[str, Callable[[Any, Any], Any]] = {r"\ne": ne, "=": eq, r"\le": le, r"\ge": ge, "<": lt, ">": gt}


def value(node: Node, here: Scope) -> Any:
    """Return the value of a tree.

    Raises
    ------
    NotReadError : if a letter stands for nothing, or an operation has no meaning for its operands
    """
    try:
        return _value(node, here)
    except NotReadError:
        raise
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError, NotImplementedError) as failure:
        reason = " ".join(str(failure).split()) or type(failure).__name__
        raise NotReadError(f"an operation that has no meaning here ({reason})") from failure


def _value(node: Node, here: Scope) -> Any:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name):
        return _letter(node, here)
    if isinstance(node, Sum):
        terms = [(sign, value(term, here)) for sign, term, _ in node.terms]
        return reduce(added, [term if sign > 0 else -term for sign, term in terms])
    if isinstance(node, Element):
        return _element(node, here)
    if isinstance(node, Function):
        return _function(node, here)
    if isinstance(node, Condition):
        return S.One if _holds(node, here) else S.Zero
    if isinstance(node, Repeated):
        return _repeated(node, here)
    raise NotReadError("a range outside of indices")


def values(node: Node, here: Scope, letters: Sequence[str], *lengths: int) -> list[Any]:
    """Return the values of a tree at all values of its index letters, the last one running first."""
    return [value(node, inside) for inside in here.over(letters, *[range(1, length + 1) for length in lengths])]


def _letter(node: Name, here: Scope) -> Any:
    """Return the value of a letter with its indices: a symbol, an entry, a matrix, or what its definition says."""
    if any(isinstance(index, Range) for index in node.indices):
        return _block(value(Name(node.key, (), node.at), here), node.indices, here)
    places = tuple(value(index, here) for index in node.indices)
    if not node.at and (found := _constant(node.key, places, here)) is not None:
        return found
    known = lookup(node, places, here)
    return _defined(known, node, places, here.within()) if isinstance(known, Definition) else known


def _constant(key: str, places: tuple[Any, ...], here: Scope) -> Any:
    """Return the identity, a Kronecker delta or a unit vector, or None."""
    if key == "I" and not places and "I" not in here.symbols:
        return ImmutableMatrix.eye(here.size) if here.size else Identity(d)
    if key == r"\delta" and len(places) == 2 and key not in here.symbols:
        return S.One if places[0] == places[1] else S.Zero
    if key == "e" and len(places) == 1 and here.size and "e" not in here.families:
        return ImmutableMatrix(here.size, 1, lambda row, _: Integer(1 if row + 1 == places[0] else 0))
    return None


def _defined(found: Definition, node: Name, places: tuple[Any, ...], inside: Scope) -> Any:
    """Return what a definition says at places, or the vector or matrix of what it says at all of them."""
    if inside.depth > DEPTH:
        raise NotReadError(f"the definition of {node.key} leads back to itself")
    if len(places) == len(found.parameters):
        given: dict[str, Any] = {}
        for parameter, place in zip(found.parameters, places, strict=True):
            if isinstance(parameter, Number) and parameter.value != place:
                raise NotReadError(f"{node.key} is defined for another index")
            if isinstance(parameter, Name) and given.setdefault(parameter.key, place) != place:
                raise NotReadError(f"{node.key} is defined for equal indices only")
        return value(found.body, inside.bind(given))
    if places and not found.parameters:
        return _entry(value(found.body, inside), list(places))
    names = [parameter.key for parameter in found.parameters if isinstance(parameter, Name)]
    if not places and len(names) == len(found.parameters) == 1 and inside.size:
        return ImmutableMatrix(values(found.body, inside, names, inside.size))
    if not places and len(names) == len(found.parameters) == 2 and inside.rows and inside.columns:
        shape = (inside.rows, inside.columns)
        return ImmutableMatrix(*shape, values(found.body, inside, names, *shape))
    raise NotReadError(f"{node.key} with {len(places)} indices is not defined")


def _element(node: Element, here: Scope) -> Any:
    """Return an entry or a block of a value, or, of [f_ij]_ij, the matrix of the entries f_ij."""
    letters = [index.key for index in node.indices if isinstance(index, Name) and index.key not in here.bound]
    if len(letters) == 2 == len(node.indices) and set(letters) <= set(here.free(node.base)):
        length = here.rows or here.size
        return ImmutableMatrix(length, length, values(node.base, here, letters, length, length))
    base = value(node.base, here)
    if any(isinstance(index, Range) for index in node.indices):
        return _block(base, node.indices, here)
    return _entry(base, [value(index, here) for index in node.indices])


def _entry(base: Any, places: list[Any]) -> Any:
    """Return the entry of a vector or explicit matrix at places that count from 1."""
    numbers = [int(place) for place in places]
    shape = getattr(base, "shape", ())
    order = [length for length in shape if length != 1] if len(numbers) == 1 else list(shape)
    if len(numbers) != len(order) or not all(1 <= number <= int(length) for number, length in zip(numbers, order, strict=True)):
        raise NotReadError(f"the entry {', '.join(map(str, numbers))} of something that has none there")
    return base[tuple(number - 1 for number in numbers)] if len(numbers) > 1 else base[numbers[0] - 1]


def _block(base: Any, indices: tuple[Node, ...], here: Scope) -> Any:
    """Return the block of a matrix between two ranges of indices."""
    cuts = [(index.first, index.last) for index in indices if isinstance(index, Range)]
    if len(cuts) != len(indices):
        raise NotReadError("a range beside an index")
    rows, columns = (slice(int(value(first, here)) - 1, int(value(last, here))) for first, last in cuts)
    return base[rows, columns]


def _function(node: Function, here: Scope) -> Any:
    if node.name in APPLIED:
        return _called(node, here)
    if node.name == "diag":
        return _diagonal(node.arguments[0], here)
    arguments = [value(argument, here) for argument in node.arguments]
    return stacked(arguments, here.rows) if node.name == "stack" else SIMPLE[node.name](*arguments)


def _called(node: Function, here: Scope) -> Any:
    """Return the value of a defined function, such as V(M)."""
    known = [said[node.name] for said in (here.special, common()) if node.name in said]
    found = next((item for item in known if len(item.parameters) == len(node.arguments)), None)
    if found is None or here.depth > DEPTH:
        raise NotReadError(f"the function {node.name} is not defined here")
    names = [parameter.key for parameter in found.parameters if isinstance(parameter, Name)]
    given = [value(argument, here) for argument in node.arguments]
    return value(found.body, here.within().bind(dict(zip(names, given, strict=True))))


def _diagonal(argument: Node, here: Scope) -> Any:
    """Return the diagonal matrix of a vector, or of f_i over its one free index."""
    free = here.free(argument)
    if not free:
        column = value(argument, here)
        if not isinstance(column, MatrixBase):
            raise NotReadError("a diagonal matrix of one number")
        return ImmutableMatrix.diag(*column)
    if len(free) > 1 or not here.size:
        raise NotReadError("a diagonal matrix with several indices")
    return ImmutableMatrix.diag(*values(argument, here, free, here.size))


def _holds(condition: Condition, here: Scope) -> bool:
    for left, relation, right in condition.relations:
        if relation not in _HOLDS:
            raise NotReadError("a condition without a relation")
        sides = [value(left, here), value(right, here)]
        if not all(getattr(side, "is_number", False) for side in sides):
            raise NotReadError("a condition on something that is no index")
        if not _HOLDS[relation](*sides):
            return False
    return True


def _repeated(node: Repeated, here: Scope) -> Any:
    lower = 1 if node.lower is None else int(value(node.lower, here))
    upper = here.size if node.upper is None else int(value(node.upper, here))
    if node.upper is None and "x" in here.families and speaks_of(node.body, "x"):
        raise NotReadError("a sum over samples without its bounds")
    if not here.size:
        raise NotReadError("a sum in a formula of matrices of every dimension")
    places = here.over([node.index], range(lower, upper + 1))
    terms = [value(node.body, inside) for inside in places if _holds(node.condition, inside)]
    if node.kind == "prod":
        return reduce(multiplied, terms, S.One)
    return reduce(added, terms) if terms else S.Zero
