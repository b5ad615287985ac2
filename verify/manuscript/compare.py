r"""Whether mathematics read from LaTeX is what an equation's verified right side says, up to algebra.

Matrices of any dimension are compared word by word. Everything else is compared at exact points of the equation's domain,
and quotients of polynomials symbolically as well.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np
from sympy import Expr, ImmutableMatrix, Integer, MatrixBase, MatrixExpr, S, Trace, cancel, expand

from theory.algebra.equation import Equation
from theory.algebra.words import same_in_every_dimension
from verify.algebra.compile import DIGITS, entries, exact
from verify.algebra.points import Point, points
from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.grammar.tree import Node
from verify.manuscript.reading.lookup import Absent
from verify.manuscript.reading.meaning import value, values
from verify.manuscript.reading.operations import is_matrix
from verify.manuscript.reading.scope import Scope
from verify.methods.identity import first_difference

#: Random points, beside the edges of the domain, at which values are compared.
SPOTS = 3
#: Dimensions at which equations in matrices are compared at points, where words cannot be.
SIZES = (2, 3)
#: Quotients of polynomials with more operations than this are compared at points only: their expansion takes minutes.
LONG = 150
_SEED = 20250424


def read(node: Node, equation: Equation, here: Scope, order: list[str] | None = None) -> Any:
    """Return the value of a tree in the shape of the equation's right side.

    With free indices, in the given order, it is an entry: of every row and column, or of every row, or of the diagonal.

    Raises
    ------
    NotReadError : if it has no value of that shape
    """
    free = order or here.free(node)
    side = equation.rhs
    if free and isinstance(side, MatrixBase):
        return _entries(node, free, side, here)
    if len(free) > 1:
        raise NotReadError(f"the indices {', '.join(free)}, where one is meant")
    if free:
        return value(node, here.bind({letter: _first(here) for letter in free}))
    return _shaped(value(node, here), side)


def same(found: Any, equation: Equation) -> bool:
    """Return whether a value is the equation's right side.

    Raises
    ------
    NotReadError : if the shapes differ, or values are not finite
    """
    if absent := sorted(str(letter) for letter in found.free_symbols if isinstance(letter, Absent)):
        raise NotReadError(f"{absent[0]} does not occur in the equation")
    compared = replace(equation, lhs=found)
    if compared.in_matrices:
        with suppress(ValueError, TypeError, AttributeError):
            return same_in_every_dimension(found, equation.rhs, *equation.domain.rules())
    elif len(entries(found)) != len(entries(equation.rhs)):
        raise NotReadError("mathematics of another shape")
    try:
        if not _same_at_points(compared):
            return False
    except (ArithmeticError, TypeError, ValueError) as failure:
        raise NotReadError(f"mathematics without a value on the domain ({failure})") from failure
    pairs = zip(entries(found), entries(equation.rhs), strict=True)
    return compared.in_matrices or all(_zero(left - right) for left, right in pairs)


def _same_at_points(compared: Equation) -> bool:
    rng = np.random.default_rng(_SEED)
    if compared.in_matrices:
        sized = [(size, point) for size in SIZES for point in points(compared.domain.explicit(size), SPOTS, rng)]
        return all(first_difference(compared, size, point) is None for size, point in sized)
    drawn = [(point, _at(compared.lhs, point)) for point in points(compared.domain, SPOTS, rng)]
    drawn = [(point, here) for point, here in drawn if all(bool(item.is_finite) for item in entries(here))]
    if not drawn:
        raise NotReadError("mathematics without a value on the domain")
    return all(first_difference(replace(compared, lhs=here), 0, point) is None for point, here in drawn)


def _at(found: Any, point: Point) -> Any:
    """Return a value at a point: exact where it is rational, else to DIGITS digits, as exact roots can take minutes."""
    if isinstance(found, MatrixBase):
        return found.applyfunc(lambda item: _at(item, point))
    return exact(found, point) if found.is_rational_function() else found.evalf(DIGITS, subs=point)


def _zero(difference: Expr) -> bool:
    """Return whether a short quotient of polynomials is zero; other expressions have been compared at points."""
    if not difference.is_rational_function() or difference.count_ops() > LONG:
        return True
    return bool(expand(difference) == 0 or cancel(difference) == 0)


def _entries(node: Node, free: list[str], side: Any, here: Scope) -> Any:
    rows, columns = side.shape
    is_table = len(free) == 2 and (columns > 1 or rows == 1)
    if len(free) != 1 and not is_table:
        raise NotReadError(f"{len(free)} free indices ({', '.join(free)})")
    found = values(node, here, free, *([rows, columns] if is_table else [rows]))
    if any(isinstance(item, MatrixBase) for item in found):
        raise NotReadError("a matrix, where an entry is meant")
    return ImmutableMatrix(rows, columns, found) if is_table or columns == 1 else ImmutableMatrix.diag(*found)


def _shaped(found: Any, side: Any) -> Any:
    if getattr(found, "shape", ()) == (1, 1) and not isinstance(side, MatrixExpr):
        return found[0, 0] if isinstance(found, MatrixBase) else Trace(found)
    is_other = is_matrix(found) is not is_matrix(side) and found != S.Zero
    if is_other or (isinstance(side, MatrixBase) and getattr(found, "shape", side.shape) != side.shape):
        raise NotReadError("mathematics of another shape")
    return found


def _first(here: Scope) -> Integer:
    """Return the index a formula about one index is stated for: the first of its rates or of another letter."""
    families = [here.families["a"]] if "a" in here.families else list(here.families.values())
    numbers = [place for family in families for places in family for place in places]
    return Integer(min(numbers, default=1))
