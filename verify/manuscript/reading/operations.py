"""Operations on values, scalars, explicit matrices and matrix expressions: sums, products, inverses, powers, norms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from sympy import Add, Determinant, Expr, ImmutableMatrix, MatrixBase, MatrixExpr, Pow, S, Trace, exp, log, sqrt

from verify.manuscript.grammar.tokens import NotReadError

#: An exponent beyond this is left alone: its expansion could fill the memory.
LARGEST_EXPONENT = 64


def is_matrix(item: Any) -> bool:
    """Return whether a value is a matrix, explicit or symbolic."""
    return isinstance(item, MatrixBase | MatrixExpr)


def added(left: Any, right: Any) -> Any:
    """Return a sum; a scalar and a 1 x 1 matrix are added as scalars."""
    if is_matrix(left) is not is_matrix(right):
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


def transposed(item: Any) -> Any:
    """Return a transpose; a 1 x 1 product is its own."""
    if is_matrix(item):
        return item.T
    if isinstance(item, Expr) and not item.is_Atom:
        return item
    raise NotReadError("the transpose of a number")


def divided(numerator: Any, denominator: Any) -> Any:
    """Return a quotient by a scalar."""
    if is_matrix(denominator):
        raise NotReadError("a quotient by a matrix")
    return multiplied(numerator, Pow(denominator, -1))


def raised(base: Any, exponent: Any) -> Any:
    """Return a power; of a matrix, a whole one or the inverse."""
    if getattr(exponent, "is_number", False) and abs(exponent) > LARGEST_EXPONENT:
        raise NotReadError(f"an exponent beyond {LARGEST_EXPONENT}")
    if not is_matrix(base):
        return base**exponent
    if exponent == -1:
        return base.inv()
    if getattr(exponent, "is_Integer", False) and exponent >= 0:
        return base**exponent
    raise NotReadError("this power of a matrix")


def commutator(left: Any, right: Any) -> Any:
    """Return [B, C] = B C - C B of matrices, or the matrix [v, w] of two columns."""
    if isinstance(left, MatrixBase) and isinstance(right, MatrixBase) and left.cols == right.cols == 1 < left.rows:
        return left.row_join(right)
    if not (is_matrix(left) and is_matrix(right)):
        raise NotReadError("a commutator of numbers")
    return added(multiplied(left, right), -multiplied(right, left))


def stacked(parts: Sequence[Any], rows: int) -> Any:
    """Return the column of the entries of columns and numbers; one zero is a zero vector where `rows` entries are meant."""
    if any(is_matrix(part) and not (isinstance(part, MatrixBase) and part.cols == 1) for part in parts):
        raise NotReadError("a vector of matrices")
    columns = [list(part) if isinstance(part, MatrixBase) else [part] for part in parts]
    missing = rows - sum(map(len, columns))
    zeros = [number for number, column in enumerate(columns) if column == [S.Zero]]
    if missing > 0 and len(zeros) == 1:
        columns[zeros[0]] = [S.Zero] * (missing + 1)
    return ImmutableMatrix([entry for column in columns for entry in column])


def _scalar(item: Any) -> Any:
    if isinstance(item, MatrixBase) and item.shape == (1, 1):
        return item[0, 0]
    if isinstance(item, MatrixExpr) and item.shape == (1, 1):
        return Trace(item)
    if is_matrix(item):
        raise NotReadError("the sum of a scalar and a matrix")
    return item


def _frobenius(item: Any) -> Any:
    if isinstance(item, MatrixBase):
        return sqrt(Add(*[entry**2 for entry in item]))
    return sqrt(Trace(item.T * item)) if isinstance(item, MatrixExpr) else abs(item)


def _norm(item: Any) -> Any:
    if is_matrix(item) and item.shape[1] != 1:
        raise NotReadError("the norm of a matrix, which may be the spectral norm; write \\lVert M \\rVert_F")
    return _frobenius(item)


def _absolute(item: Any) -> Any:
    if is_matrix(item):
        raise NotReadError("bars around a matrix")
    return abs(item)


def _trace(item: Any) -> Any:
    if not is_matrix(item):
        raise NotReadError("the trace of a scalar")
    return item.trace() if isinstance(item, MatrixBase) else Trace(item)


def _exponential(item: Any) -> Any:
    if isinstance(item, MatrixBase):
        if not item.is_diagonal():
            raise NotReadError("the exponential of a matrix that is not diagonal")
        return ImmutableMatrix.diag(*[exp(entry) for entry in item.diagonal()])
    return exp(item)


#: The functions of values by their names in the tree.
SIMPLE: dict[str, Callable[..., Any]] = {
    "product": lambda *factors: reduce(multiplied, factors),
    "quotient": divided,
    "power": raised,
    "transpose": transposed,
    "group": lambda item: item,
    "norm": _norm,
    "frobenius": _frobenius,
    "abs": _absolute,
    "tr": _trace,
    "det": lambda item: item.det() if isinstance(item, MatrixBase) else Determinant(item),
    "exp": _exponential,
    "ln": lambda item: log(item),
    "sqrt": lambda item: sqrt(item),
    "commutator": commutator,
}
