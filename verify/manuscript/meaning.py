r"""The value of a tree of LaTeX mathematics in a scope: a SymPy scalar, an explicit matrix or a matrix expression."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

from sympy import Add, Determinant, Identity, ImmutableMatrix, Integer, MatrixBase, MatrixExpr, Pow, S, Trace, exp, log, sqrt

from verify.manuscript.scope import Definition, Scope, lookup
from verify.manuscript.tokens import NotReadError
from verify.manuscript.tree import (
    Condition,
    Element,
    Function,
    Indicator,
    Name,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Range,
    Repeated,
    Sum,
    Transposed,
)

_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    r"\ne": lambda left, right: bool(left != right),
    "=": lambda left, right: bool(left == right),
    r"\le": lambda left, right: bool(left <= right),
    r"\ge": lambda left, right: bool(left >= right),
    "<": lambda left, right: bool(left < right),
    ">": lambda left, right: bool(left > right),
}
#: An exponent beyond this is left alone: its expansion could fill the memory.
LARGEST_EXPONENT = 64
#: A definition inside a definition, and so on: not deeper than this.
DEPTH = 24


def value(node: Node, here: Scope, depth: int = 0) -> Any:
    """Return the value of a tree.

    Raises
    ------
    NotReadError
        If a letter stands for nothing, or an operation has no meaning for its operands.
    """
    try:
        return _value(node, here, depth)
    except NotReadError:
        raise
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError, NotImplementedError) as failure:
        reason = " ".join(str(failure).split()) or type(failure).__name__
        raise NotReadError(f"an operation that has no meaning here ({reason})") from failure


def _value(node: Node, here: Scope, depth: int) -> Any:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name):
        return _name(node, here, depth)
    if isinstance(node, Sum):
        return reduce(added, [_signed(sign, value(term, here, depth)) for sign, term, _ in node.terms])
    if isinstance(node, Product):
        return reduce(multiplied, [value(factor, here, depth) for factor in node.factors])
    if isinstance(node, Quotient):
        return multiplied(value(node.numerator, here, depth), _inverse(value(node.denominator, here, depth)))
    if isinstance(node, Power):
        return _power(node, here, depth)
    if isinstance(node, Transposed):
        base = value(node.base, here, depth)
        return base.T if _is_matrix(base) else base
    if isinstance(node, Element) and _tabulates(node, here):
        return _table(node, here, depth)
    if isinstance(node, Element):
        return _element(value(node.base, here, depth), node.indices, here, depth)
    if isinstance(node, Function):
        return _function(node, here, depth)
    if isinstance(node, Indicator):
        return S.One if _holds(node.condition, here, depth) else S.Zero
    if isinstance(node, Repeated):
        return _repeated(node, here, depth)
    raise NotReadError("a range outside of indices")


def _name(node: Name, here: Scope, depth: int) -> Any:
    if any(isinstance(index, Range) for index in node.indices):
        return _element(value(Name(node.key, (), node.at), here, depth), node.indices, here, depth)
    places = tuple(value(index, here, depth) for index in node.indices)
    if node.key == "I" and not places and "I" not in here.symbols:
        return _identity(here)
    if node.key == r"\delta" and len(places) == 2:
        return S.One if places[0] == places[1] else S.Zero
    if node.key == "e" and len(places) == 1 and here.size:
        return ImmutableMatrix(here.size, 1, lambda row, _: Integer(1 if row + 1 == places[0] else 0))
    found = lookup(node, places, here)
    return _defined(found, node, places, here, depth + 1) if isinstance(found, Definition) else found


def _defined(found: Definition, node: Name, places: tuple[Any, ...], here: Scope, depth: int) -> Any:
    if depth > DEPTH:
        raise NotReadError(f"the definition of {node.key} leads back to itself")
    if len(places) == len(found.parameters):
        given: dict[str, Any] = {}
        for parameter, place in zip(found.parameters, places, strict=True):
            if isinstance(parameter, Name) and given.setdefault(parameter.key, place) != place:
                raise NotReadError(f"{node.key} is defined for equal indices only")
        return value(found.body, here.bind(given), depth)
    if places and not found.parameters:
        inside = value(found.body, here, depth)
        return inside[tuple(int(place) - 1 for place in places)] if len(places) == 2 else inside[int(places[0]) - 1]
    if not places and len(found.parameters) == 1 and here.size:
        letter = found.parameters[0].key if isinstance(found.parameters[0], Name) else ""
        rows = range(1, here.size + 1)
        return ImmutableMatrix([value(found.body, here.bind({letter: Integer(row)}), depth) for row in rows])
    raise NotReadError(f"{node.key} with {len(places)} indices is not defined")


def _identity(here: Scope) -> Any:
    from theory.symbols import d

    return ImmutableMatrix.eye(here.size) if here.size else Identity(d)


def added(left: Any, right: Any) -> Any:
    """Return a sum; a scalar and a 1 x 1 matrix are added as scalars."""
    if _is_matrix(left) is not _is_matrix(right):
        left, right = _scalar(left), _scalar(right)
    return left + right


def multiplied(left: Any, right: Any) -> Any:
    """Return a product in its order; a row times a column is a scalar."""
    if isinstance(left, MatrixBase) and left.shape == (1, 1) and getattr(right, "shape", (1,))[:1] != (1,):
        left = left[0, 0]
    if isinstance(right, MatrixBase) and right.shape == (1, 1) and getattr(left, "shape", (1, 1))[1:] != (1,):
        right = right[0, 0]
    product = left * right
    is_scalar = isinstance(product, MatrixBase) and product.shape == (1, 1) and getattr(left, "shape", (1, 1)) != (1, 1)
    return product[0, 0] if is_scalar else product


def _signed(sign: int, term: Any) -> Any:
    return term if sign > 0 else -term


def _is_matrix(item: Any) -> bool:
    return isinstance(item, MatrixBase | MatrixExpr)


def _scalar(item: Any) -> Any:
    if isinstance(item, MatrixBase) and item.shape == (1, 1):
        return item[0, 0]
    if isinstance(item, MatrixExpr) and item.shape == (1, 1):
        return Trace(item)
    if _is_matrix(item):
        raise NotReadError("the sum of a scalar and a matrix")
    return item


def _inverse(item: Any) -> Any:
    if _is_matrix(item):
        raise NotReadError("a quotient by a matrix")
    return Pow(item, -1)


def _power(node: Power, here: Scope, depth: int) -> Any:
    base, exponent = value(node.base, here, depth), value(node.exponent, here, depth)
    if getattr(exponent, "is_number", False) and abs(exponent) > LARGEST_EXPONENT:
        raise NotReadError(f"an exponent beyond {LARGEST_EXPONENT}")
    if not _is_matrix(base):
        return base**exponent
    if exponent == -1:
        return base.inv()
    if getattr(exponent, "is_Integer", False) and exponent >= 0:
        return base**exponent
    raise NotReadError("this power of a matrix")


def _element(base: Any, indices: tuple[Node, ...], here: Scope, depth: int) -> Any:
    if any(isinstance(index, Range) for index in indices):
        cuts = [_cut(index, here, depth) for index in indices]
        return base[cuts[0], cuts[1]]
    places = [int(value(index, here, depth)) - 1 for index in indices]
    return base[places[0], places[1]] if len(places) == 2 else base[places[0]]


def _tabulates(node: Element, here: Scope) -> bool:
    """Return whether [f_ij]_ij is meant, the matrix of the entries f_ij."""
    letters = [index.key for index in node.indices if isinstance(index, Name) and index.key not in here.bound]
    return len(letters) == 2 == len(node.indices) and set(letters) <= set(free_indices(node.base, here))


def _table(node: Element, here: Scope, depth: int) -> Any:
    row, column = [index.key for index in node.indices if isinstance(index, Name)]
    numbers = [Integer(number) for number in range(1, (here.rows or here.size) + 1)]
    entries = [value(node.base, here.bind({row: first, column: second}), depth) for first in numbers for second in numbers]
    return ImmutableMatrix(len(numbers), len(numbers), entries)


def _cut(index: Node, here: Scope, depth: int) -> slice:
    if not isinstance(index, Range):
        raise NotReadError("a range beside an index")
    return slice(int(value(index.first, here, depth)) - 1, int(value(index.last, here, depth)))


def _function(node: Function, here: Scope, depth: int) -> Any:
    if node.name in ("V", "f", "g"):
        return _called(node, here, depth)
    if node.name == "diag":
        return _diagonal(node.arguments[0], here, depth)
    arguments = [value(argument, here, depth) for argument in node.arguments]
    if node.name == "commutator":
        return added(multiplied(arguments[0], arguments[1]), -multiplied(arguments[1], arguments[0]))
    return _SIMPLE[node.name](arguments[0])


def _called(node: Function, here: Scope, depth: int) -> Any:
    found = here.special.get(node.name) or here.common.get(node.name)
    if found is None or len(found.parameters) != len(node.arguments) or depth > DEPTH:
        raise NotReadError(f"the function {node.name} is not defined here")
    names = [parameter.key for parameter in found.parameters if isinstance(parameter, Name)]
    values = [value(argument, here, depth) for argument in node.arguments]
    return value(found.body, here.bind(dict(zip(names, values, strict=True))), depth + 1)


def _diagonal(argument: Node, here: Scope, depth: int) -> Any:
    free = free_indices(argument, here)
    if not free:
        column = value(argument, here, depth)
        if not isinstance(column, MatrixBase):
            raise NotReadError("a diagonal matrix of one number")
        return ImmutableMatrix.diag(*column)
    if len(free) > 1 or not here.size:
        raise NotReadError("a diagonal matrix with several indices")
    return ImmutableMatrix.diag(*[value(argument, here.bind({free[0]: Integer(row)}), depth) for row in range(1, here.size + 1)])


def _norm(item: Any) -> Any:
    if isinstance(item, MatrixBase):
        return sqrt(Add(*[entry**2 for entry in item]))
    return sqrt(Trace(item.T * item)) if isinstance(item, MatrixExpr) else abs(item)


def _trace(item: Any) -> Any:
    if not _is_matrix(item):
        raise NotReadError("the trace of a scalar")
    return item.trace() if isinstance(item, MatrixBase) else Trace(item)


def _exponential(item: Any) -> Any:
    if isinstance(item, MatrixBase):
        if not item.is_diagonal():
            raise NotReadError("the exponential of a matrix that is not diagonal")
        return ImmutableMatrix.diag(*[exp(entry) for entry in item.diagonal()])
    return exp(item)


def _determinant(item: Any) -> Any:
    return item.det() if isinstance(item, MatrixBase) else Determinant(item)


_SIMPLE: dict[str, Callable[[Any], Any]] = {
    "group": lambda item: item,
    "norm": _norm,
    "abs": lambda item: abs(item),
    "tr": _trace,
    "det": _determinant,
    "exp": lambda item: _exponential(item),
    "ln": lambda item: log(item),
    "sqrt": lambda item: sqrt(item),
}


def _holds(condition: Condition, here: Scope, depth: int) -> bool:
    for left, relation, right in condition.relations:
        if relation not in _HOLDS:
            raise NotReadError("a condition without a relation")
        if not _HOLDS[relation](value(left, here, depth), value(right, here, depth)):
            return False
    return True


def _repeated(node: Repeated, here: Scope, depth: int) -> Any:
    lower = 1 if node.lower is None else int(value(node.lower, here, depth))
    upper = here.size if node.upper is None else int(value(node.upper, here, depth))
    if not here.size:
        raise NotReadError("a sum in a formula of matrices of every dimension")
    terms = []
    for number in range(lower, upper + 1):
        inside = here.bind({node.index: Integer(number)})
        if _holds(node.condition, inside, depth):
            terms.append(value(node.body, inside, depth))
    if node.kind == "prod":
        return reduce(multiplied, terms, S.One)
    return reduce(added, terms) if terms else S.Zero


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
