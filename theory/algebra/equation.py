"""An equation: left and right apart, where it holds, where it is from, and what its letters stand for.

The left side is what is derived, the right side what is stated. Sides are scalars, explicit matrices, or matrix
expressions of symbolic dimension d; `at` makes the last explicit. Derivatives, integrals and limits stay as they are written
(`theory.algebra.calculus`) until a check carries them out.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any, TypeAlias

from sympy import Add, Basic, Expr, ImmutableMatrix, Indexed, Integer, MatrixBase, Mul, S, Symbol, sympify
from sympy.core.sympify import SympifyError
from sympy.matrices.expressions import Identity, MatAdd, MatMul, MatPow, MatrixExpr, MatrixSymbol, ZeroMatrix

from theory.algebra import symbols
from theory.algebra.calculus import evaluated
from theory.algebra.domain import Domain
from theory.algebra.letters import sentence
from theory.algebra.notation import latex

#: One side of an equation.
Side: TypeAlias = Expr | MatrixExpr | MatrixBase


@dataclass(frozen=True, eq=False)
class Printed:
    """A formula that authors print beside a verified equation, which follows from it: a closed form, a time, a rate.

    Parameters
    ----------
    left : LaTeX of its left side, such as `W(t)`
    value : its right side
    laws : the verified equation with a value in its place, as left and right sides, and what else makes it the one, its start
    shown : the right side as LaTeX, where that is shorter
    """

    left: str
    value: Side
    laws: Callable[[Any], Sequence[tuple[Any, Any]]]
    shown: str = ""

    def follows(self, equation: Equation) -> list[Equation]:
        """Return what must hold for the formula to be one of the equation's."""
        sides = self.laws(self.value)
        return [replace(equation, lhs=left, rhs=right, left="", shown="", printed=()) for left, right in sides]

    def stated(self, equation: Equation) -> Equation:
        """Return the formula as an equation with the letters of the verified one."""
        letters = {name: formula for name, formula in equation.letters.items() if name.split("(")[0] != self.left.split("(")[0]}
        made = replace(equation, lhs=self.value, rhs=self.value, left=self.left, shown=self.shown)
        return replace(made, letters=letters, printed=())


@dataclass(frozen=True, eq=False)
class Equation:
    r"""The statement lhs = rhs on a domain.

    Parameters
    ----------
    id : permanent slug, such as `two_layer.entry_form`
    lhs, rhs : SymPy expressions of equal shape, or numbers; 0 beside a matrix is the matrix of zeros
    domain : the set of each symbol
    source : the equation, theorem or lemma it is from
    left : LaTeX of what the left side is, for instance `\dot W`; by default the left side itself
    steps : the equations it follows from, in order
    shown : the right side as it is to be read, where that is shorter than `rhs`
    letters : what letters of `left` and `shown` stand for: each as LaTeX, with its indices or arguments, and a formula
        as LaTeX; a formula that is only a letter of the domain names that letter
    at_start : letters of the domain that are values at time 0: with `W`, `W(0)` is meant by its entries `w_{ij}`,
        with `w`, these are printed as `w_{ij}(0)`
    remark : LaTeX text of a few words on what is not plain and no formula; it follows the letters after a comma, or, where
        it begins with "and", as the last of them
    believed : LaTeX text on what the way from its steps to it takes that no check carries out, such as terms left out
    printed : formulas that authors print beside it; that each follows from it is checked with it

    Raises
    ------
    ValueError : if a side is no scalar and no matrix
    """

    id: str
    lhs: Side
    rhs: Side
    domain: Domain = field(default_factory=Domain)
    source: str = "new"
    left: str = ""
    steps: tuple[Equation, ...] = ()
    shown: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)
    at_start: tuple[str, ...] = ()
    remark: str = ""
    believed: str = ""
    printed: tuple[Printed, ...] = ()

    def __post_init__(self) -> None:
        lhs, rhs = _side("lhs", self.lhs), _side("rhs", self.rhs)
        object.__setattr__(self, "lhs", _zeros_like(rhs) if lhs == 0 else lhs)
        object.__setattr__(self, "rhs", _zeros_like(lhs) if rhs == 0 else rhs)

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
        """Return `left = right` as LaTeX mathematics, without an environment."""
        return f"{self.left_latex} = {self.right_latex}"

    @property
    def where(self) -> str:
        """Return what the letters stand for, as LaTeX text: those printed, the remark, those of the domain."""
        return sentence(self.latex, self.domain, self.letters, self.at_start, self.remark)

    @property
    def in_matrices(self) -> bool:
        """Return whether a side speaks of matrices of symbolic dimension."""
        return is_matrix_expression(self.lhs) or is_matrix_expression(self.rhs)

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.latex}$"

    def __str__(self) -> str:
        return f"{self.lhs} = {self.rhs}"

    def with_rhs(self, rhs: Side) -> Equation:
        """Return the same statement with another right side."""
        return replace(self, rhs=rhs, shown="")

    def carried_out(self) -> Equation:
        """Return the same statement with derivatives, integrals, limits and sums carried out on both sides."""
        return replace(self, lhs=evaluated(self.lhs), rhs=evaluated(self.rhs))

    def at(self, size: int) -> Equation:
        """Return the equation with dimension `size` and explicit matrices of free entries, those of its domain."""
        matrices = self.domain.matrices(size)
        sides = [explicit(evaluated(side), matrices, size) for side in (self.lhs, self.rhs)]
        return replace(self, lhs=sides[0], rhs=sides[1], domain=self.domain.explicit(size), shown="", left="")


def _side(name: str, side: Any) -> Side:
    """Return a side as SymPy has it."""
    try:
        made = sympify(side, strict=True)
    except SympifyError:
        made = side
    if isinstance(made, MatrixBase):
        return ImmutableMatrix(made)
    if not isinstance(made, Expr | MatrixExpr):
        raise ValueError(f"{name} must be a SymPy expression, a matrix or a number, got {side!r}")
    return made


def _zeros_like(side: Side) -> Side:
    """Return 0 in the shape of a side."""
    if isinstance(side, MatrixExpr):
        return ZeroMatrix(*side.shape)
    return ImmutableMatrix.zeros(*side.shape) if isinstance(side, MatrixBase) else S.Zero


def is_matrix_expression(side: Any) -> bool:
    """Return whether a side speaks of matrices of symbolic dimension."""
    if isinstance(side, MatrixBase):
        return False
    return isinstance(side, MatrixExpr) or (isinstance(side, Expr) and bool(side.atoms(MatrixSymbol)))


def explicit(side: Any, values: Mapping[Basic, Any], size: int) -> Any:
    """Return a side with dimension d = `size` and its letters replaced by explicit matrices (and scalars, where given)."""
    if isinstance(side, MatrixSymbol | Symbol):
        return Integer(symbols.length(side, size)) if side in symbols.LENGTHS else values.get(side, side)
    if isinstance(side, Identity | ZeroMatrix):
        rows, columns = (symbols.length(number, size) for number in side.shape)
        return ImmutableMatrix.eye(rows) if isinstance(side, Identity) else ImmutableMatrix.zeros(rows, columns)
    if isinstance(side, MatrixBase) or not side.args:
        return side
    parts = [explicit(argument, values, size) for argument in side.args]
    if isinstance(side, MatAdd | Add):
        return reduce(operator.add, parts)
    if isinstance(side, MatMul | Mul):
        return reduce(operator.mul, parts)
    if isinstance(side, MatPow):
        return parts[0] ** parts[1]
    return side.func(*parts).doit() if any(isinstance(part, MatrixBase) for part in parts) else side.func(*parts)


def explicit_indices(expression: Expr) -> Expr:
    """Return an expression with w[1, 2] and a[1] replaced by the symbols w_12 and a_1 (w symmetric)."""

    def look_up(item: Indexed) -> Expr:
        numbers = sorted(int(index) for index in item.indices)
        if len(numbers) == 1 and str(item.base) != "a":
            return Symbol(f"{item.base}_{numbers[0]}", real=True)
        return symbols.rate(numbers[0]) if len(numbers) == 1 else symbols.entry(str(item.base), *numbers)

    return expression.replace(lambda node: isinstance(node, Indexed), look_up)
