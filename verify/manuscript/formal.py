r"""Sides as formulas of letters that stand for themselves: a left side is known by its name up to algebra.

`\dot U U^\top + U \dot U^\top` is the left side \dot U U^{T} + U \dot U^{T}, and `\exp(-t A)` is e^{-A t}: sums in any order,
products in their own but for numbers and scalars, transposes of products, exponentials of equal exponents.

Source: elementary.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import mul
from typing import Any

from sympy import Add, Expr, Integer, Mul, Pow, Symbol, exp, expand

from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.grammar.tree import Element, Function, Name, Node, Number, Sum

#: Says whether a name stands for a number.
IsScalar = Callable[[Name], bool]
_NUMBERS = frozenset({"tr", "det", "norm", "frobenius", "abs"})


def formal(node: Node, is_scalar: IsScalar) -> Expr:
    """Return a side as an expression of letters that do not commute, but for those that stand for numbers.

    Raises
    ------
    NotReadError : at what is not written in sums, products, powers, transposes and functions
    """
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name):
        return Symbol(_written(node, is_scalar), commutative=is_scalar(node))
    if isinstance(node, Sum):
        return Add(*[sign * formal(term, is_scalar) for sign, term, _ in node.terms])
    if isinstance(node, Element):
        places = ",".join(_text(index, is_scalar) for index in node.indices)
        return Symbol(f"[{_text(node.base, is_scalar)}]_{places}", commutative=False)
    if isinstance(node, Function):
        return _function(node, is_scalar)
    raise NotReadError("a side that is not compared as it is written")


def same_as_written(left: Node, right: Node, is_scalar: IsScalar) -> bool:
    """Return whether two sides are the same as they are written, up to algebra."""
    try:
        return bool(expand(formal(left, is_scalar) - formal(right, is_scalar)) == 0)
    except (NotReadError, TypeError, ValueError, AttributeError):
        return False


def _written(name: Name, is_scalar: IsScalar) -> str:
    indices = ",".join(_text(index, is_scalar) for index in name.indices)
    return f"{name.key}_{indices}({name.at})"


def _text(node: Node, is_scalar: IsScalar) -> str:
    return str(expand(formal(node, is_scalar)))


def _function(node: Function, is_scalar: IsScalar) -> Expr:
    arguments = [formal(argument, is_scalar) for argument in node.arguments]
    first: Any = arguments[0]
    if node.name == "product":
        return reduce(mul, arguments)
    if node.name == "group":
        return first
    if node.name == "commutator":
        return first * arguments[1] - arguments[1] * first
    if node.name == "quotient" and arguments[1].is_commutative:
        return first / arguments[1]
    if node.name == "power" and (first.is_commutative or isinstance(arguments[1], Integer)):
        return Pow(first, arguments[1])
    if node.name == "transpose":
        return _transposed(expand(first))
    if node.name == "exp" and first.is_commutative:
        return exp(first)
    if node.name in ("quotient", "power"):
        raise NotReadError("a quotient by a matrix")
    is_number = node.name in _NUMBERS or (node.name in ("ln", "sqrt") and bool(first.is_commutative))
    inside = ",".join(str(expand(argument)) for argument in arguments)
    return Symbol(f"{node.name}({inside})", commutative=is_number)


def _transposed(item: Expr) -> Expr:
    """Return the transpose of sums, products and powers of letters; that of a number is itself."""
    if item.is_commutative:
        return item
    if isinstance(item, Add):
        return Add(*[_transposed(term) for term in item.args])
    if isinstance(item, Mul):
        return reduce(mul, [_transposed(factor) for factor in reversed(item.args)])
    if isinstance(item, Pow):
        return Pow(_transposed(item.base), item.exp)
    name = item.name.removesuffix("^T") if item.name.endswith("^T") else f"{item.name}^T"
    return Symbol("I_()" if name == "I_()^T" else name, commutative=False)
