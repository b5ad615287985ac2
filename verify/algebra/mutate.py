"""Mutants of SymPy expressions: the same formula with one thing wrong.

Every term loses its sign, or is dropped; every coefficient is doubled and halved; every exponent grows by one; every letter
becomes its square, its transpose or another letter of its kind; every index becomes another; two letters of a kind trade places.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from sympy import Add, Basic, Expr, ImmutableMatrix, Integer, MatrixBase, Mul, Pow, Rational, Symbol, expand
from sympy.matrices.expressions import Identity, MatAdd, MatMul, MatPow, MatrixExpr, MatrixSymbol, ZeroMatrix

from theory.algebra.calculus import OPERATIONS, evaluated
from theory.algebra.equation import Equation
from theory.algebra.symbols import LENGTHS
from theory.algebra.words import same_in_every_dimension

#: Exchanges of two letters beyond these repeat them.
MOST_SWAPS = 3

#: One change: what it is, and the changed expression.
Change = tuple[str, Any]


def changes(side: Any, symmetric: Collection[MatrixSymbol] = (), orthonormal: Collection[MatrixSymbol] = ()) -> Iterator[Change]:
    """Return the changed sides of a formula, each different from it, none twice.

    Of an explicit matrix the first entry on the diagonal and the first beside it are changed, for the others repeat them.
    Changes that leave the value as it was (proved by expansion) are left out.
    """
    seen: set[Any] = {side}
    for name, changed in _changes_of_side(side):
        if changed in seen or _equivalent(side, changed, symmetric, orthonormal):
            continue
        seen.add(changed)
        yield name, changed


def changed_equations(equation: Equation) -> Iterator[tuple[str, Equation]]:
    """Return the equation with one thing wrong: on the right, or on the left where there is nothing on the right to change."""
    bare = isinstance(equation.rhs, Symbol)
    right = () if bare else changes(equation.rhs, *equation.domain.rules())
    empty = True
    for name, changed in right:
        empty = False
        yield name, equation.with_rhs(changed)
    if empty:
        for name, changed in changes(equation.lhs, *equation.domain.rules()):
            yield f"left side: {name}", replace(equation, lhs=changed)


def spoilt(equation: Equation) -> Equation:
    """Return an equation with -3 times its right side; where that is 0 with 1 more in every entry of the left (I, in words)."""
    left, right = equation.lhs, equation.rhs
    if not (right == 0 or getattr(right, "is_zero_matrix", False) is True or isinstance(right, ZeroMatrix)):
        return equation.with_rhs(-3 * right)
    if isinstance(left, MatrixBase):
        return replace(equation, lhs=left + ImmutableMatrix.ones(*left.shape))
    return replace(equation, lhs=left + (Identity(left.shape[0]) if isinstance(left, MatrixExpr) else 1))


def _changes_of_side(side: Any) -> Iterator[Change]:
    yield from _swaps(side)
    if not isinstance(side, MatrixBase):
        yield from _changes(side, side)
        return
    for row, column in _entries_to_change(side):
        for name, changed in _changes(side[row, column], side[row, column]):
            mutable = side.as_mutable()
            mutable[row, column] = changed
            yield f"entry {row + 1}{column + 1}: {name}", ImmutableMatrix(mutable)


def _swaps(side: Any) -> Iterator[Change]:
    """Return the side with two letters of a kind exchanged throughout, for the first MOST_SWAPS pairs."""
    letters = sorted((item for item in side.free_symbols if item not in LENGTHS), key=str)
    pairs = [(first, second) for first, second in combinations(letters, 2) if _kind(first) == _kind(second)]
    for first, second in pairs[:MOST_SWAPS]:
        exchanged = side.xreplace({first: second, second: first})
        yield f"{first} and {second} swapped", exchanged.doit() if isinstance(side, MatrixExpr) else exchanged


def _kind(letter: Symbol | MatrixSymbol) -> tuple[Any, ...]:
    """Return what letters must share to be exchanged: the shape of matrices, the name of scalars up to its index."""
    return letter.shape if isinstance(letter, MatrixSymbol) else (letter.name.split("_")[0],)


def _entries_to_change(side: MatrixBase) -> list[tuple[int, int]]:
    rows, columns = side.shape
    places = [(0, 0), (0, 1), (1, 0)]
    inside = [(row, column) for row, column in places if row < rows and column < columns and side[row, column] != 0]
    return inside[:2] or [(row, column) for row in range(rows) for column in range(columns) if side[row, column] != 0][:1]


def _changes(node: Basic, whole: Basic) -> Iterator[Change]:
    """Return the changes at a node and below it."""
    yield from _changes_here(node, whole)
    for position, argument in enumerate(_parts(node)):
        for name, changed in _changes(argument, whole):
            arguments = list(node.args)
            arguments[position] = changed
            yield name, _rebuild(node, arguments)


def _parts(node: Basic) -> Sequence[Any]:
    """Return what of a node can be changed by itself: of a derivative, integral, limit or sum what stands under it."""
    if isinstance(node, MatrixSymbol):
        return ()
    return node.args[:1] if isinstance(node, OPERATIONS) else node.args


def _changes_here(node: Basic, whole: Basic) -> Iterator[Change]:
    if isinstance(node, Add | MatAdd):
        yield from _changes_of_sum(node)
    if isinstance(node, Mul | MatMul):
        yield f"{node} doubled", 2 * node
        yield f"{node} halved", Rational(1, 2) * node
        yield f"sign of {node}", -node
    if isinstance(node, Pow | MatPow) and isinstance(node.exp, Integer):
        yield f"exponent of {node}", node.func(node.base, node.exp + (1 if node.exp > 0 else -1))
    if isinstance(node, MatrixSymbol):
        yield from _changes_of_matrix(node, whole)
    elif isinstance(node, Symbol):
        yield from _changes_of_symbol(node, whole)
    elif isinstance(node, Rational) and node not in (0, 1, -1):
        yield f"coefficient {node} doubled", 2 * node
        yield f"coefficient {node} halved", node / 2


def _changes_of_sum(node: Expr) -> Iterator[Change]:
    terms = list(node.args)
    for position, term in enumerate(terms):
        others = terms[:position] + terms[position + 1 :]
        yield f"sign of {term}", _rebuild(node, [*others, -term])
        yield f"{term} dropped", _rebuild(node, others)
        yield f"{term} doubled", _rebuild(node, [*others, 2 * term])
        yield f"{term} halved", _rebuild(node, [*others, term / 2])


def _changes_of_matrix(node: MatrixSymbol, whole: Basic) -> Iterator[Change]:
    if node.rows == node.cols:
        yield f"{node} -> {node}^2", node * node
        yield f"{node} -> {node}^T", node.T
    for other in sorted(whole.atoms(MatrixSymbol), key=str):
        if other != node and other.shape == node.shape:
            yield f"{node} -> {other}", other


def _changes_of_symbol(node: Symbol, whole: Basic) -> Iterator[Change]:
    if node in LENGTHS:
        return
    yield f"{node} -> {node}^2", node**2
    family = node.name.split("_")[0]
    others = sorted((other for other in whole.free_symbols if isinstance(other, Symbol) and other != node), key=str)
    relatives = [other for other in others if other.name.split("_")[0] == family]
    for other in (relatives or others)[:2]:
        yield f"{node} -> {other}", other


def _rebuild(node: Basic, arguments: Sequence[Any]) -> Any:
    return node.func(*arguments).doit() if isinstance(node, MatrixExpr) else node.func(*arguments)


def _equivalent(side: Any, changed: Any, *rules: Collection[MatrixSymbol]) -> bool:
    """Return whether expansion proves the changed side equal to the original one."""
    side, changed = evaluated(side), evaluated(changed)
    if isinstance(side, MatrixBase):
        return all(expand(before - after) == 0 for before, after in zip(side, changed, strict=True))
    if isinstance(side, MatrixExpr) or side.atoms(MatrixSymbol):
        return same_in_every_dimension(side, changed, *rules)
    return expand(side - changed) == 0
