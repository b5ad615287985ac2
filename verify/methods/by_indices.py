"""Entries with symbolic indices, compared for every d: the attached equation itself, at explicit dimensions and by its sums.

An equation in entries, such as V(W)_ij = G_ij - S_ij - N_ij, has sums over k = 1..d and Kronecker deltas. At explicit d, and at
every place (i, j), both sides are evaluated at exact random letters; then the difference is shown to vanish for every d, by
`theory.algebra.indices`. The first shares nothing with the second but the equation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import product
from math import prod
from typing import Any, ClassVar

from numpy.random import Generator
from sympy import Add, Expr, Function, Indexed, KroneckerDelta, Mul, Pow, Rational, Sum, Symbol

from theory.algebra import indices, symbols
from theory.algebra.equation import Equation
from verify.algebra.mutate import changes
from verify.claim import Evidence, Mutant, Outcome, Result
from verify.methods.identity import inexact

#: Letters are k/DENOMINATOR, k between 1 and REACH, and either sign where they may be negative.
DENOMINATOR, REACH = 24, 96


@dataclass(frozen=True)
class ByIndices:
    """Hold both sides of equations in entries against each other: at explicit dimensions, then for every d.

    Parameters
    ----------
    sizes : dimensions at which every entry is compared first
    """

    sizes: tuple[int, ...] = (1, 2, 3, 4)
    evidence: ClassVar[Evidence] = Evidence.EXACT

    def describe(self) -> str:
        """Return what is done."""
        return (
            "Both sides are sums over an index from 1 to $d$ with Kronecker deltas. Every entry is compared at exact random "
            f"letters for $d = {', '.join(map(str, self.sizes))}$; then the deltas are carried out and what stands outside the "
            "sum and inside it is compared for every $d$, for equal and for different indices apart."
        )

    def falsifier(self) -> str:
        """Return what would refute the claim."""
        return "A dimension, an entry and letters at which the two sides differ."

    def run(self, equations: Sequence[Equation], rng: Generator) -> Result:
        """Return VERIFIED if all equations hold for every d, REFUTED with the first entry at which one fails."""
        if wrong := next(filter(None, map(inexact, equations)), ""):
            return Result(Outcome.ERROR, reason=wrong)
        if equations and all(equation.lhs == equation.rhs for equation in equations):
            return Result(Outcome.VACUOUS, reason="both sides are one and the same expression: nothing is compared")
        looked_at = 0
        for equation in equations:
            for size in self.sizes:
                letters = _Letters(rng)
                for places in _places(equation, size):
                    looked_at += 1
                    left, right = (value(side, size, places, letters) for side in (equation.lhs, equation.rhs))
                    if left != right:
                        entry = {str(index): number for index, number in places.items()}
                        shown = {"d": size, **entry, "left": str(left), "right": str(right), "at": letters.shown()}
                        return Result(Outcome.REFUTED, looked_at, counterexample={"equation": equation.id, **shown})
            case = indices.unequal(equation.lhs, equation.rhs)
            if case is not None:
                reason = f"{equation.id}: no entry tells the sides apart, but for {case} they could not be proved equal"
                return Result(Outcome.UNDECIDED, looked_at, reason=reason)
        return Result(Outcome.VERIFIED, looked_at)

    def mutants(self, equations: Sequence[Equation]) -> Iterable[Mutant]:
        """Return one mutant for every change to the right side of an equation, and to an index in it."""
        for equation in equations:
            for name, changed in changed_sides(equation.rhs):
                yield Mutant(name, partial(self.run, [replace(equation, rhs=changed, shown="")]))


class _Letters:
    """Exact random values of letters, drawn when they are asked for; w[1, 2] and w[2, 1] are one."""

    def __init__(self, rng: Generator) -> None:
        self.rng = rng
        self.found: dict[str, Fraction] = {}

    def __call__(self, name: str, positive: bool) -> Fraction:
        """Return the value of a letter."""
        if name not in self.found:
            sign = 1 if positive or self.rng.integers(2) else -1
            self.found[name] = Fraction(sign * int(self.rng.integers(1, REACH + 1)), DENOMINATOR)
        return self.found[name]

    def shown(self) -> dict[str, str]:
        """Return the letters drawn, with their values."""
        return {name: str(number) for name, number in sorted(self.found.items())}


def value(side: Expr, size: int, places: Mapping[Symbol, int], letters: _Letters) -> Fraction:
    """Return the exact value of an entry at d = `size`, its indices given.

    Raises
    ------
    ValueError : if the side has anything but sums, products, integer powers, rationals, deltas, entries and letters, or an
        index that is neither summed over nor given
    """
    if isinstance(side, Rational):
        return Fraction(int(side.p), int(side.q))
    if isinstance(side, Symbol):
        known = {symbols.d: size, **places}
        if side.is_integer and side not in known:
            raise ValueError(f"side must sum over every index beside i and j, got {side} alone")
        return Fraction(known[side]) if side in known else letters(str(side), bool(side.is_positive))
    if isinstance(side, Sum):
        (index, low, high) = side.limits[0]
        bounds = range(int(low), size + 1 if high == symbols.d else int(high) + 1)
        return sum((value(side.function, size, {**places, index: number}, letters) for number in bounds), Fraction(0))
    if isinstance(side, Pow) and side.exp.is_Integer:
        return value(side.base, size, places, letters) ** int(side.exp)
    if isinstance(side, Indexed):
        numbers = sorted(int(value(index, size, places, letters)) for index in side.indices)
        return letters(f"{side.base}_{''.join(map(str, numbers))}", bool(side.base.is_positive))
    if not isinstance(side, Add | Mul | KroneckerDelta):
        raise ValueError(f"side must be built from sums, products, integer powers, rationals, deltas and entries, got {side}")
    parts = [value(argument, size, places, letters) for argument in side.args]
    if isinstance(side, KroneckerDelta):
        return Fraction(parts[0] == parts[1])
    return sum(parts, Fraction(0)) if isinstance(side, Add) else prod(parts, start=Fraction(1))


def _places(equation: Equation, size: int) -> Iterator[dict[Symbol, int]]:
    """Return every choice of the free indices of an equation."""
    free = [index for index in (symbols.i, symbols.j) if index in equation.lhs.free_symbols | equation.rhs.free_symbols]
    return (dict(zip(free, numbers, strict=True)) for numbers in product(range(1, size + 1), repeat=len(free)))


def changed_sides(side: Expr) -> Iterator[tuple[str, Expr]]:
    """Return the changed sides of an equation in entries: those of `changes`, the whole times -3, and other indices.

    For `changes`, entries are letters, deltas are left as they are, and a sum over an index is a function of its summand.
    """
    plain, back = _plain(side)
    found = [("the right side times -3", -3 * side), *((name, back(changed)) for name, changed in changes(plain))]
    seen = {side}
    for name, changed in [*found, *_other_indices(side)]:
        if changed not in seen and not _loose(changed):
            seen.add(changed)
            yield name, changed


def _loose(side: Expr) -> set[Symbol]:
    """Return the indices that are neither free in the equation nor summed over: the summed one, outside of its sum."""
    letters = {letter for letter in side.free_symbols if isinstance(letter, Symbol) and letter.is_integer}
    return letters - {symbols.i, symbols.j, symbols.d}


def _other_indices(side: Expr) -> Iterator[tuple[str, Expr]]:
    """Return a side with one index of an entry replaced by another."""
    used = sorted({index for item in side.atoms(Indexed) for index in item.indices}, key=str)
    for item in sorted(side.atoms(Indexed), key=str):
        for number, index in enumerate(item.indices):
            others = [(*item.indices[:number], other, *item.indices[number + 1 :]) for other in used if other != index]
            for wrong in (item.base[places] for places in others if set(places) != set(item.indices)):
                yield f"{item} -> {wrong}", side.xreplace({item: wrong})


def _plain(side: Expr) -> tuple[Expr, Any]:
    """Return a side without indices, and what puts them back."""
    known: dict[Expr, Expr] = {}
    sums: dict[Any, tuple[Any, ...]] = {}

    def entry(item: Indexed) -> Expr:
        letter = Symbol(f"{item.base}_{''.join(map(str, item.indices))}", positive=item.base.is_positive, real=True)
        known[letter] = item
        return letter

    def delta(item: KroneckerDelta) -> Expr:
        letter = Function(f"delta_{item.args[0]}{item.args[1]}")()
        known[letter] = item
        return letter

    def summed(item: Sum) -> Expr:
        name = Function(f"sum_{item.limits[0][0]}")
        sums[name] = item.limits[0]
        return name(item.function)

    plain = side.replace(lambda node: isinstance(node, Indexed), entry)
    plain = plain.replace(lambda node: isinstance(node, KroneckerDelta), delta)
    plain = plain.replace(lambda node: isinstance(node, Sum), summed)

    def back(changed: Expr) -> Expr:
        indexed = changed.xreplace(known)
        for name, limits in sums.items():
            indexed = indexed.replace(name, lambda summand, limits=limits: Sum(summand, limits))
        return indexed

    return plain, back
