r"""The value of a tree of LaTeX mathematics in a scope: a SymPy scalar, an explicit matrix or a matrix expression."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

from sympy import Integer, S

from verify.manuscript.grammar.names import APPLIED
from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.grammar.tree import (
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
    Repeated,
    Sum,
    Transposed,
    speaks_of,
)
from verify.manuscript.reading.letters import called, letter
from verify.manuscript.reading.operations import SIMPLE, added, inverse, multiplied, raised, signed, stacked, transposed
from verify.manuscript.reading.places import diagonal, element, table, tabulates
from verify.manuscript.reading.scope import Scope

_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    r"\ne": lambda left, right: bool(left != right),
    "=": lambda left, right: bool(left == right),
    r"\le": lambda left, right: bool(left <= right),
    r"\ge": lambda left, right: bool(left >= right),
    "<": lambda left, right: bool(left < right),
    ">": lambda left, right: bool(left > right),
}


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
        return letter(node, here, depth, value)
    if isinstance(node, Sum):
        return reduce(added, [signed(sign, value(term, here, depth)) for sign, term, _ in node.terms])
    if isinstance(node, Product):
        return reduce(multiplied, [value(factor, here, depth) for factor in node.factors])
    if isinstance(node, Quotient):
        return multiplied(value(node.numerator, here, depth), inverse(value(node.denominator, here, depth)))
    if isinstance(node, Power):
        return raised(value(node.base, here, depth), value(node.exponent, here, depth))
    if isinstance(node, Transposed):
        return transposed(value(node.base, here, depth))
    if isinstance(node, Element) and tabulates(node, here):
        return table(node, here, depth, value)
    if isinstance(node, Element):
        return element(value(node.base, here, depth), node.indices, here, depth, value)
    if isinstance(node, Function):
        return _function(node, here, depth)
    if isinstance(node, Indicator):
        return S.One if _holds(node.condition, here, depth) else S.Zero
    if isinstance(node, Repeated):
        return _repeated(node, here, depth)
    raise NotReadError("a range outside of indices")


def _function(node: Function, here: Scope, depth: int) -> Any:
    if node.name in APPLIED:
        return called(node, here, depth, value)
    if node.name == "diag":
        return diagonal(node.arguments[0], here, depth, value)
    arguments = [value(argument, here, depth) for argument in node.arguments]
    return stacked(arguments, here.rows) if node.name == "stack" else SIMPLE[node.name](*arguments)


def _holds(condition: Condition, here: Scope, depth: int) -> bool:
    for left, relation, right in condition.relations:
        if relation not in _HOLDS:
            raise NotReadError("a condition without a relation")
        sides = [value(left, here, depth), value(right, here, depth)]
        if not all(getattr(side, "is_number", False) for side in sides):
            raise NotReadError("a condition on something that is no index")
        if not _HOLDS[relation](*sides):
            return False
    return True


def _repeated(node: Repeated, here: Scope, depth: int) -> Any:
    lower = 1 if node.lower is None else int(value(node.lower, here, depth))
    upper = here.size if node.upper is None else int(value(node.upper, here, depth))
    if node.upper is None and "x" in here.families and speaks_of(node.body, "x"):
        raise NotReadError("a sum over samples without its bounds")
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
