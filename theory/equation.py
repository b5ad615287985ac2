"""An equation: left and right apart, where it holds, and where it is from.

The left side is what is derived, the right side what is stated. Sides are scalars, explicit matrices, or matrix
expressions of symbolic dimension d; `at` makes the last explicit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from sympy import Basic, Expr, ImmutableMatrix, Indexed, MatrixBase, MatrixExpr, MatrixSymbol, latex
from sympy.matrices.expressions.matexpr import MatrixElement

from theory import symbols
from theory.domain import POSITIVE, REAL, SYMMETRIC_KINDS, Domain, Matrices

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
    """

    id: str
    lhs: Side
    rhs: Side
    domain: Domain = field(default_factory=Domain)
    source: str = "new"
    left: str = ""
    steps: tuple[Equation, ...] = ()
    shown: str = ""

    @property
    def latex(self) -> str:
        """Return ``left = right`` as LaTeX mathematics, without an environment."""
        return f"{self.left or latex(self.lhs)} = {self.shown or latex(self.rhs)}"

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.latex}$"

    def __str__(self) -> str:
        return f"{self.lhs} = {self.rhs}"

    def with_rhs(self, rhs: Side) -> Equation:
        """Return the same statement with another right side."""
        return replace(self, rhs=rhs, shown="")

    def at(self, size: int) -> Equation:
        """Return the equation with dimension `size` and explicit matrices.

        Diagonal letters become diag(a_1, ..., a_d) for A, symmetric ones share w_ij = w_ji, others are free.
        """
        values: dict[Basic, ImmutableMatrix] = {}
        sets: dict[Basic, Any] = {}
        for symbol, kind in self.domain.sets.items():
            if isinstance(symbol, MatrixSymbol):
                value = explicit_letter(symbol, kind, size)
                values[symbol] = value
                positive = kind is Matrices.DIAGONAL
                sets |= {item: _entry_set(item, positive) for item in sorted(value.free_symbols, key=str)}
            else:
                sets[symbol] = kind
        domain = Domain(sets, self.domain.conditions)
        sides = [explicit(side, values, size) for side in (self.lhs, self.rhs)]
        return replace(self, lhs=sides[0], rhs=sides[1], domain=domain, shown="", left="")


def _entry_set(item: Basic, positive: bool) -> Any:
    return POSITIVE if positive and item.is_positive else REAL


def explicit_letter(symbol: MatrixSymbol, kind: Any, size: int) -> ImmutableMatrix:
    """Return the explicit matrix of free entries that stands for a matrix symbol at dimension `size`."""
    letter = symbol.name.lower().replace("_", "")
    if kind is Matrices.DIAGONAL:
        return symbols.rates(size) if letter == "a" else _diagonal(letter, size)
    if kind in SYMMETRIC_KINDS:
        return symbols.symmetric(letter, size)
    columns = size if symbol.cols == symbols.d else int(symbol.cols)
    return symbols.vector(letter, size) if columns == 1 else symbols.full(letter, size, columns)


def _diagonal(letter: str, size: int) -> ImmutableMatrix:
    return ImmutableMatrix(size, size, lambda row, column: symbols.entry(letter, row + 1, row + 1) if row == column else 0)


def explicit(side: Side, values: Mapping[Basic, MatrixBase], size: int) -> Side:
    """Return a side with dimension d = `size` and its matrix letters replaced by explicit matrices."""
    if isinstance(side, MatrixBase):
        return side.applyfunc(lambda item: explicit(item, values, size))
    sized = side.subs(symbols.d, size)
    if isinstance(sized, MatrixExpr):
        sized = sized.as_explicit()
        return sized.applyfunc(lambda item: explicit(item, values, size))
    if isinstance(sized, MatrixBase):
        return sized.applyfunc(lambda item: explicit(item, values, size))
    sized = sized.doit()
    by_name = {symbol.name: value for symbol, value in values.items()}

    def look_up(element: MatrixElement) -> Expr:
        return by_name[element.parent.name][element.i, element.j]

    return sized.replace(lambda node: isinstance(node, MatrixElement), look_up)


def explicit_indices(expression: Expr) -> Expr:
    """Return an expression with w[1, 2] and a[1] replaced by the symbols w_12 and a_1 (w symmetric)."""

    def look_up(item: Indexed) -> Expr:
        numbers = sorted(int(index) for index in item.indices)
        return symbols.rate(numbers[0]) if len(numbers) == 1 else symbols.entry(str(item.base), *numbers)

    return expression.replace(lambda node: isinstance(node, Indexed), look_up)
