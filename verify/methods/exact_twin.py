"""Exact twins: a function of a prover, at exact matrices, held against the equation derived in `theory`.

Enclosures and integers prove theorems about a flow; that the flow is the theory's is for these to say. Matrices and numbers have
entries of few binary digits, so that sums and products in ball arithmetic or over 2^P are exact, and are compared as such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import islice
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from sympy import ImmutableMatrix, MatrixSymbol, Rational

from theory.algebra.domain import SYMMETRIC_KINDS, Matrices
from theory.algebra.equation import Equation, explicit
from verify.algebra.mutate import changed_equations
from verify.claim import Evidence, Mutant, Outcome, Result
from verify.methods.identity import inexact

#: Entries are k/UNIT, |k| <= UNIT, a power of two.
UNIT = 16
#: What a function is made wrong by, in its first entry.
SLIP = Fraction(1, 1 << 40)
#: Exact rows of a matrix; a diagonal one is the list of its diagonal.
Rows = list[list[Fraction]]


@dataclass(frozen=True)
class ExactTwin:
    """Compare a function with both sides of each equation, exactly.

    Parameters
    ----------
    function : called with the values of `letters`, rows of fractions or numbers, in their order; returns rows of fractions
    letters : names of the symbols of the equation
    diagonal : letters that are drawn diagonal and positive, and handed over as lists
    sizes : dimensions of the matrices
    draws : random arguments at each dimension
    """

    function: Callable[..., Rows]
    letters: tuple[str, ...]
    diagonal: tuple[str, ...] = ("A",)
    sizes: tuple[int, ...] = (1, 2, 3, 4)
    draws: int = 3
    slip: Fraction = Fraction(0)
    evidence: ClassVar[Evidence] = Evidence.EXACT

    def describe(self) -> str:
        """Return what is done."""
        return (
            f"The prover's function and both sides of the equation are evaluated at {self.draws} random matrices for each of "
            f"$d = {', '.join(map(str, self.sizes))}$, with entries that are multiples of 1/{UNIT}, and compared exactly."
        )

    def falsifier(self) -> str:
        """Return what would refute the claim."""
        return "Matrices at which an entry differs."

    def run(self, equations: Sequence[Equation], rng: Generator) -> Result:
        """Return VERIFIED if the function agrees with every equation at every draw."""
        looked_at = 0
        for equation in equations:
            if reason := inexact(equation):
                return Result(Outcome.ERROR, looked_at, reason=reason)
            for size, full, handed in self._arguments(equation, rng):
                looked_at += 1
                left, right = (_rows(explicit(side, full, size)) for side in _sides(equation))
                found = self.function(*[handed[letter] for letter in self.letters])
                found = [[found[0][0] + self.slip, *found[0][1:]], *found[1:]]
                for wrong, value in {"function": found, "left side": left}.items():
                    if value != right:
                        shown = {letter: str(full_letter.tolist()) for letter, full_letter in _named(full).items()}
                        where = {"equation": equation.id, "wrong": wrong, "d": size, "at": shown}
                        return Result(Outcome.REFUTED, looked_at, counterexample=where)
        return Result(Outcome.VERIFIED, looked_at)

    def mutants(self, equations: Sequence[Equation]) -> Iterable[Mutant]:
        """Return a mutant for every change to the last equation, one of each other, and one of a slip in the first entry."""
        for number, equation in enumerate(equations):
            for name, changed in islice(changed_equations(equation), None if number == len(equations) - 1 else 1):
                yield Mutant(name, partial(self.run, [changed]))
        yield Mutant("first entry off by 2^-40", partial(replace(self, slip=SLIP).run, equations))

    def _arguments(self, equation: Equation, rng: Generator) -> Iterator[tuple[int, dict[Any, Any], dict[str, Any]]]:
        """Return dimensions with exact letters, and these as they are handed over."""
        for size in [size for size in self.sizes for _ in range(self.draws)]:
            full: dict[Any, Any] = {}
            handed: dict[str, Any] = {}
            for symbol, kind in equation.domain.sets.items():
                name = str(symbol)
                if not isinstance(symbol, MatrixSymbol):
                    full[symbol] = Rational(int(rng.integers(1, UNIT + 1)), UNIT)
                    handed[name] = Fraction(int(full[symbol].p), int(full[symbol].q))
                    continue
                full[symbol] = _drawn(Matrices.DIAGONAL if name in self.diagonal else kind, size, rng)
                rows = _rows(full[symbol])
                handed[name] = [rows[place][place] for place in range(size)] if name in self.diagonal else rows
            yield size, full, handed


def _sides(equation: Equation) -> tuple[Any, Any]:
    carried_out = equation.carried_out()
    return carried_out.lhs, carried_out.rhs


def _named(full: dict[Any, Any]) -> dict[str, Any]:
    return {str(symbol): value for symbol, value in full.items() if isinstance(symbol, MatrixSymbol)}


def _drawn(kind: Any, size: int, rng: Generator) -> ImmutableMatrix:
    """Return a random matrix of a kind, entries multiples of 1/UNIT."""
    numbers = rng.integers(-UNIT, UNIT + 1, (size, size))
    if kind is Matrices.DIAGONAL:
        return ImmutableMatrix.diag(*[Rational(int(abs(numbers[place, place])) + 1, UNIT) for place in range(size)])
    if kind in SYMMETRIC_KINDS:
        numbers = np.triu(numbers) + np.triu(numbers, 1).T
    return ImmutableMatrix(size, size, [Rational(int(number), UNIT) for number in numbers.ravel()])


def _rows(matrix: Any) -> Rows:
    return [[Fraction(int(item.p), int(item.q)) for item in row] for row in matrix.tolist()]
