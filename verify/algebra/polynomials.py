"""A second engine for identities: python-flint's polynomials over the rationals, beside SymPy's algebra.

A side is evaluated by walking its expression with quotients of polynomials in place of numbers; SymPy multiplies nothing
out here. Equations in matrices of symbolic dimension are evaluated at one dimension, with free entries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add, matmul, mul
from typing import Any

import numpy as np
from sympy import Add, Basic, MatrixBase, Mul, Pow, Rational, Symbol
from sympy.matrices.expressions import Determinant, Identity, MatAdd, MatMul, MatPow, MatrixSymbol, Trace, Transpose, ZeroMatrix

from theory.algebra import symbols
from theory.algebra.equation import Equation
from verify.algebra.compile import entries

#: Equations in matrices are compared at this dimension.
SIZE = 2
#: An exponent beyond this is left alone: its expansion could fill the memory.
LARGEST_EXPONENT = 64


class NotRationalError(ValueError):
    """A side that is no quotient of polynomials with rational coefficients."""


@dataclass(frozen=True, eq=False)
class Quotient:
    """A quotient of two flint polynomials, never reduced: enough for sums, products, powers and comparison with zero."""

    numerator: Any
    denominator: Any

    def __add__(self, other: Quotient) -> Quotient:
        """Return the sum, over the common denominator where there is one."""
        if not isinstance(other, Quotient):  # an array: it adds entry by entry
            return NotImplemented
        if self.denominator == other.denominator:
            return Quotient(self.numerator + other.numerator, self.denominator)
        crossed = self.numerator * other.denominator + other.numerator * self.denominator
        return Quotient(crossed, self.denominator * other.denominator)

    def __mul__(self, other: Quotient) -> Quotient:
        """Return the product."""
        if not isinstance(other, Quotient):
            return NotImplemented
        return Quotient(self.numerator * other.numerator, self.denominator * other.denominator)

    def __neg__(self) -> Quotient:
        """Return the negative."""
        return Quotient(-self.numerator, self.denominator)

    def power(self, exponent: int) -> Quotient:
        """Return a power, also a negative one."""
        if abs(exponent) > LARGEST_EXPONENT:
            raise NotRationalError(f"exponent {exponent} is too large to expand")
        if exponent < 0:
            return Quotient(self.denominator ** (-exponent), self.numerator ** (-exponent))
        return Quotient(self.numerator**exponent, self.denominator**exponent)

    def vanishes(self) -> bool:
        """Return whether it is zero."""
        return bool(self.numerator == 0)


def agrees(equation: Equation) -> bool | None:
    """Return whether flint finds both sides equal, or None where they are no quotients of polynomials.

    For an equation in matrices this is equality of all entries at dimension SIZE: necessary for the identity, not sufficient.
    """
    matrices = equation.domain.matrices(SIZE) if equation.in_matrices else {}
    try:
        walk = _Walk(_symbols(equation, matrices), matrices)
        left, right = walk(equation.lhs), walk(equation.rhs)
    except NotRationalError:
        return None
    if np.shape(left) != np.shape(right):  # a scalar 0 beside a matrix of zeros
        return None
    return all(item.vanishes() for item in np.ravel(np.asarray(left) + -np.asarray(right)))


class _Walk:
    """The value of a side: a Quotient, or an array of them."""

    def __init__(self, letters: list[Symbol], matrices: Mapping[Basic, MatrixBase]) -> None:
        from flint import Ordering, fmpq_mpoly_ctx

        names = [f"v{number}" for number in range(max(len(letters), 1))]
        self.context = fmpq_mpoly_ctx.get(names, Ordering.lex)
        self.one = self.context.constant(1)
        self.values = {symbol: Quotient(self.context.gen(number), self.one) for number, symbol in enumerate(letters)}
        self.matrices = matrices

    def __call__(self, side: Any) -> Any:
        if isinstance(side, MatrixBase):
            return np.array([self(item) for item in entries(side)]).reshape(side.shape)
        if isinstance(side, MatrixSymbol):
            return self(self.matrices[side])
        if isinstance(side, Identity | ZeroMatrix):
            rows, columns = (symbols.length(number, SIZE) for number in side.shape)
            return np.vectorize(self.constant)(np.eye(rows, columns) * isinstance(side, Identity))
        if isinstance(side, Symbol):
            return self.values[side] if side in self.values else self.constant(symbols.length(side, SIZE))
        if isinstance(side, Rational):
            return self.constant(side)
        return self.compound(side)

    def constant(self, value: Rational | float) -> Quotient:
        """Return a rational number as a quotient."""
        from flint import fmpq

        number = Rational(value)
        return Quotient(self.context.constant(fmpq(int(number.p), int(number.q))), self.one)

    def compound(self, side: Basic) -> Any:
        """Return the value of a sum, product, power or function of matrices."""
        if isinstance(side, Pow | MatPow):  # an inverse is one
            return _power(self(side.base), side.exp)
        parts: list[Any] = [self(argument) for argument in side.args]
        if isinstance(side, Add | MatAdd):
            return reduce(add, parts)
        if isinstance(side, MatMul):  # before Mul, of which it is a kind
            return reduce(_multiply, parts)
        if isinstance(side, Mul):
            return reduce(mul, parts)
        if isinstance(side, Transpose):
            return parts[0].T
        if isinstance(side, Trace):
            return reduce(add, np.diagonal(parts[0]))
        if isinstance(side, Determinant):
            return _determinant(parts[0])
        raise NotRationalError(f"{side.func} is not rational")


def _symbols(equation: Equation, matrices: Mapping[Basic, MatrixBase]) -> list[Symbol]:
    found: set[Basic] = set()
    for side in (equation.lhs, equation.rhs, *matrices.values()):
        found |= {item for item in side.free_symbols if isinstance(item, Symbol)}
    return sorted((item for item in found if not (matrices and item in symbols.LENGTHS)), key=str)


def _multiply(left: Any, right: Any) -> Any:
    return matmul(left, right) if np.ndim(left) and np.ndim(right) else left * right


def _power(base: Any, exponent: Any) -> Any:
    if not exponent.is_Integer:
        raise NotRationalError(f"exponent {exponent} is not an integer")
    if not np.ndim(base):
        return base.power(int(exponent))
    if int(exponent) < 0:
        return _power(_inverse(base), -exponent)
    return reduce(matmul, [base] * int(exponent))


def _determinant(matrix: Any) -> Quotient:
    """Return the determinant by the first column."""
    if len(matrix) == 1:
        return matrix[0, 0]
    terms = [matrix[row, 0] * _minor(matrix, row, 0) for row in range(len(matrix))]
    return reduce(add, [-term if row % 2 else term for row, term in enumerate(terms)])


def _inverse(matrix: Any) -> Any:
    whole = _determinant(matrix).power(-1)
    inverse = np.empty_like(matrix)
    for row, column in np.ndindex(matrix.shape):
        if len(matrix) == 1:
            inverse[row, column] = whole
            continue
        cofactor = _minor(matrix, column, row) * whole
        inverse[row, column] = -cofactor if (row + column) % 2 else cofactor
    return inverse


def _minor(matrix: Any, row: int, column: int) -> Quotient:
    return _determinant(np.delete(np.delete(matrix, row, axis=0), column, axis=1))
