"""An equation: left and right apart, where it holds, and where it is from.

The left side is what is derived, the right side what is stated. Sides are scalars, explicit matrices, or matrix
expressions of symbolic dimension d; `at` makes the last explicit.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any, TypeAlias

from sympy import (
    Add,
    Basic,
    Determinant,
    Expr,
    Identity,
    ImmutableMatrix,
    Indexed,
    Integer,
    Interval,
    Inverse,
    MatAdd,
    MatMul,
    MatPow,
    MatrixBase,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
)

from theory.algebra import symbols
from theory.algebra.domain import POSITIVE, REAL, SYMMETRIC_KINDS, Domain, Matrices
from theory.algebra.notation import latex

#: One side of an equation.
Side: TypeAlias = Expr | MatrixExpr | MatrixBase


@dataclass(frozen=True, eq=False)
class Equation:
    r"""The statement lhs = rhs on a domain.

    Parameters
    ----------
    id : permanent slug, such as ``two_layer.entry_form``
    lhs, rhs : SymPy expressions of equal shape
    domain : the set of each symbol
    source : the equation, theorem or lemma it is from
    left : LaTeX of what the left side is, for instance ``\dot W``; by default the left side itself
    steps : the equations it follows from, in order
    shown : the right side as it is to be read, where that is shorter than `rhs`
    where : what the letters of `left` and `shown` mean, as LaTeX text of a few words, where that is not plain
    """

    id: str
    lhs: Side
    rhs: Side
    domain: Domain = field(default_factory=Domain)
    source: str = "new"
    left: str = ""
    steps: tuple[Equation, ...] = ()
    shown: str = ""
    where: str = ""

    @property
    def left_latex(self) -> str:
        """Return the left side as it is read, as LaTeX mathematics."""
        return self.left or latex(self.lhs)

    @property
    def right_latex(self) -> str:
        """Return the right side as it is read, as LaTeX mathematics."""
        return self.shown or latex(self.rhs)

    @property
    def latex(self) -> str:
        """Return ``left = right`` as LaTeX mathematics, without an environment."""
        return f"{self.left_latex} = {self.right_latex}"

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.latex}$"

    def __str__(self) -> str:
        return f"{self.lhs} = {self.rhs}"

    def with_rhs(self, rhs: Side) -> Equation:
        """Return the same statement with another right side."""
        return replace(self, rhs=rhs, shown="")

    def at(self, size: int) -> Equation:
        """Return the equation with dimension `size` and explicit matrices of free entries, see `letters`."""
        letters = self.letters(size)
        sides = [explicit(side, letters, size) for side in (self.lhs, self.rhs)]
        return replace(self, lhs=sides[0], rhs=sides[1], domain=self.explicit_domain(size), shown="", left="")

    def explicit_domain(self, size: int) -> Domain:
        """Return the domain of the free entries of the explicit matrices."""
        letters = self.letters(size)
        sets: dict[Basic, Any] = {}
        for symbol, kind in self.domain.sets.items():
            if kind is Matrices.DEFINITE:
                sets |= dominant_entries(letters[symbol])
            elif symbol in letters:
                positive = kind is Matrices.DIAGONAL
                entries = sorted(letters[symbol].free_symbols, key=str)
                sets |= {item: POSITIVE if positive and item.is_positive else REAL for item in entries}
            else:
                sets[symbol] = kind
        return Domain(sets, self.domain.conditions)

    def letters(self, size: int) -> dict[Basic, ImmutableMatrix]:
        """Return the explicit matrix of free entries for each matrix symbol.

        A diagonal A is diag(a_1, ..., a_d), symmetric letters share w_ij = w_ji, others are free.
        """
        found = {symbol: kind for symbol, kind in self.domain.sets.items() if isinstance(symbol, MatrixSymbol)}
        return {symbol: explicit_letter(symbol, kind, size) for symbol, kind in found.items()}


def explicit_letter(symbol: MatrixSymbol, kind: Any, size: int) -> ImmutableMatrix:
    """Return the explicit matrix of free entries that stands for a matrix symbol at dimension `size`."""
    letter = symbol.name.lower().replace("_", "")
    if kind is Matrices.DIAGONAL:
        return symbols.rates(size) if letter == "a" else _diagonal(letter, size)
    if kind in SYMMETRIC_KINDS:
        return symbols.symmetric(letter, size)
    if symbol.cols == 1:
        return symbols.vector(letter, size)
    return symbols.full(letter, size, size if symbol.cols == symbols.d else int(symbol.cols))


def dominant_entries(matrix: ImmutableMatrix) -> dict[Basic, Interval]:
    """Return sets of the entries of a symmetric matrix in which the diagonal dominates: definite, and easy to draw from."""
    size = matrix.rows
    beside = {matrix[row, column]: Interval(-1, 1) for row in range(size) for column in range(row)}
    return beside | {matrix[row, row]: Interval(size, size + 2) for row in range(size)}


def _diagonal(letter: str, size: int) -> ImmutableMatrix:
    return ImmutableMatrix(size, size, lambda row, column: symbols.entry(letter, row + 1, row + 1) if row == column else 0)


def explicit(side: Any, values: Mapping[Basic, Any], size: int) -> Any:
    """Return a side with dimension d = `size` and its letters replaced by explicit matrices (and scalars, where given)."""
    if isinstance(side, MatrixSymbol | Symbol):
        return Integer(size) if side == symbols.d else values.get(side, side)
    if isinstance(side, Identity):
        return ImmutableMatrix.eye(size)
    if isinstance(side, ZeroMatrix):
        return ImmutableMatrix.zeros(*[int(length.subs(symbols.d, size)) for length in side.shape])
    if isinstance(side, MatrixBase) or not side.args:
        return side
    parts = [explicit(argument, values, size) for argument in side.args]
    if isinstance(side, MatAdd | Add):
        return reduce(operator.add, parts)
    if isinstance(side, MatMul | Mul):
        return reduce(operator.mul, parts)
    if isinstance(side, Transpose):
        return parts[0].T
    if isinstance(side, Inverse):
        return parts[0].inv()
    if isinstance(side, Trace):
        return parts[0].trace()
    if isinstance(side, Determinant):
        return parts[0].det()
    if isinstance(side, MatPow):
        return parts[0] ** parts[1]
    return side.func(*parts)


def explicit_indices(expression: Expr) -> Expr:
    """Return an expression with w[1, 2] and a[1] replaced by the symbols w_12 and a_1 (w symmetric)."""

    def look_up(item: Indexed) -> Expr:
        numbers = sorted(int(index) for index in item.indices)
        return symbols.rate(numbers[0]) if len(numbers) == 1 else symbols.entry(str(item.base), *numbers)

    return expression.replace(lambda node: isinstance(node, Indexed), look_up)
