"""Entries of matrix expressions of symbolic dimension, by indices: an argument for every d.

    (P Q)_ij = sum_k P_ik Q_kj,     sum_k delta_ki f(k) = f(i)

A sum over k = 1..d is kept as one polynomial summand; a Kronecker delta in it takes a term out of the sum. Two entries are
the same when what stands outside the sum agrees and the summands agree, once for i = j and once for i != j; where a number is
an index as well, w_i1, once for each way in which i, j and the number can be equal.

Source: elementary.

Legend: i, j row and column, between 1 and d; k the index summed over
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from itertools import combinations

from sympy import Add, Expr, Indexed, IndexedBase, KroneckerDelta, Mul, S, Sum, Symbol, default_sort_key, expand, symbols
from sympy.matrices.expressions import MatrixExpr, MatrixSymbol

from theory.algebra.symbols import d, i, j, k
from theory.algebra.words import words

#: (row, column) to the entry there.
Entries = Callable[[Expr, Expr], Expr]
#: Names for indices summed over, in the order they are taken.
SUMMED = (k, *symbols("l m n p q", integer=True, positive=True))


def symmetric(letter: IndexedBase) -> Entries:
    """Return the entries of a symmetric letter: w[i, j] and w[j, i] are one symbol."""
    return lambda row, column: letter[tuple(sorted((row, column), key=default_sort_key))]


def diagonal(letter: IndexedBase) -> Entries:
    """Return the entries of a diagonal letter: a[i] delta_ij."""
    return lambda row, column: letter[row] * KroneckerDelta(row, column)


def entries(side: MatrixExpr, letters: Mapping[MatrixSymbol, Entries]) -> Entries:
    """Return the entries of a matrix polynomial whose letters have the given entries.

    Raises
    ------
    ValueError : if the expression is not a polynomial in the letters, their transposes and the identity
    """
    known = {symbol.name: entry for symbol, entry in letters.items()}
    known |= {f"{symbol.name}^T": _transposed(entry) for symbol, entry in letters.items()}
    terms: list[tuple[Expr, Entries]] = []
    for word, coefficient in words(side).items():
        if any(str(letter) not in known for letter in word):
            raise ValueError(f"side must be a polynomial in the matrices {', '.join(map(str, letters))}, but has {side}")
        terms.append((coefficient, reduce(product, [known[str(letter)] for letter in word] or [KroneckerDelta])))
    return lambda row, column: Add(*[coefficient * entry(row, column) for coefficient, entry in terms])


def product(left: Entries, right: Entries) -> Entries:
    """Return the entries of a product, sum_k left_ik right_kj."""

    def multiplied(row: Expr, column: Expr) -> Expr:
        used = left(row, column).atoms(Symbol) | right(row, column).atoms(Symbol) | {row, column}
        index = next(name for name in SUMMED if name not in used)
        return total(left(row, index) * right(index, column), index)

    return multiplied


def total(term: Expr, index: Symbol) -> Expr:
    """Return the sum of a term over an index from 1 to d, with every delta in that index carried out."""
    free, summand = carried_out(term, index)
    summed = []
    for part in Add.make_args(summand):
        outside = Mul(*[factor for factor in Mul.make_args(part) if not factor.has(index)])
        summed.append(outside * Sum(part / outside, (index, 1, d)) if part != 0 else S.Zero)
    return Add(free, *summed)


def carried_out(term: Expr, index: Symbol) -> tuple[Expr, Expr]:
    """Return the sum over an index of the terms with a delta in it, which picks one value, and the terms without one."""
    picked, rest = [], []
    for part in Add.make_args(expand(term)):
        deltas = [factor for factor in Mul.make_args(part) if isinstance(factor, KroneckerDelta) and index in factor.args]
        if deltas:
            other = next(argument for argument in deltas[0].args if argument != index)
            picked.append(expand(part.subs(index, other)))  # the delta becomes 1
        else:
            rest.append(part)
    return Add(*picked), Add(*rest)


def same(left: Expr, right: Expr) -> bool:
    """Return whether two entries agree for every d, in every case of `cases`."""
    return unequal(left, right) is None


def unequal(left: Expr, right: Expr) -> str | None:
    """Return the first case in which two entries are not shown to agree for every d, such as `i = j`; None if there is none."""
    difference = left - right
    for name, equal, apart in cases(difference):
        if normal(difference.subs(equal)).subs(apart) != 0:
            return name
    return None


def cases(expression: Expr) -> Iterator[tuple[str, dict[Expr, Expr], dict[Expr, Expr]]]:
    """Return the ways in which the free indices of an expression, and its fixed ones, can be equal or not.

    Each is a name, what replaces an index that is equal to another, and the deltas that are zero.
    """
    fixed = {index for item in expression.atoms(Indexed, KroneckerDelta) for index in item.args if index.is_Integer}
    free = sorted(expression.free_symbols & {i, j}, key=str)
    for blocks in _partitions([*sorted(fixed, key=int), *free]):
        equal = {index: block[0] for block in blocks for index in block[1:]}
        apart = {KroneckerDelta(one[0], other[0]): S.Zero for one, other in combinations(blocks, 2)}
        names = [" = ".join(map(str, block)) for block in blocks if len(block) > 1]
        yield ", ".join(names) or " != ".join(str(block[0]) for block in blocks), equal, apart


def _partitions(items: list[Expr]) -> Iterator[list[list[Expr]]]:
    """Return the partitions of indices into equal ones; two numbers are never equal, and stand first."""
    if not items:
        yield []
        return
    *others, last = items
    for blocks in _partitions(others):
        for number, block in enumerate(blocks):
            if not last.is_Integer:
                yield [*blocks[:number], [*block, last], *blocks[number + 1 :]]
        yield [*blocks, [last]]


def normal(entry: Expr) -> Expr:
    """Return an entry as what stands outside any sum plus one sum over k, both expanded; products of sums are refused."""
    outside, summand = [], []
    for term in Add.make_args(expand(entry)):
        sums = [factor for factor in Mul.make_args(term) if isinstance(factor, Sum)]
        if len(sums) > 1:
            raise ValueError(f"entry must be linear in sums, but has {term}")
        if not sums:
            outside.append(term)
            continue
        (bound, low, high) = sums[0].limits[0]
        if len(sums[0].limits) != 1 or low != 1 or high != d:
            raise ValueError(f"sums must run over one index from 1 to d, got {sums[0]}")
        summand.append((term / sums[0]) * sums[0].function.xreplace({bound: k}))
    picked, rest = carried_out(Add(*summand), k)
    free, inside = _canonical(rest).as_independent(k, as_Add=True)
    return _canonical(Add(*outside, picked, d * free)) + (Sum(inside, (k, 1, d)) if inside != 0 else S.Zero)


def _transposed(entry: Entries) -> Entries:
    return lambda row, column: entry(column, row)


def _canonical(term: Expr) -> Expr:
    """Return an expression, multiplied out, with the two indices of every symmetric entry in one order."""

    def ordered(item: Indexed) -> Expr:
        return item.base[tuple(sorted(item.indices, key=default_sort_key))]

    return expand(term.replace(lambda node: isinstance(node, Indexed) and len(node.indices) == 2, ordered))
