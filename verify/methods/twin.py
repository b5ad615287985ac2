"""Twins: a function written by hand in `numerics`, held against the equation derived in `theory`.

The equation is evaluated on random matrices of the declared kinds (or at points of the domain), and the hand-written function
on the same ones; they share no code, so an error in either shows. The left side is held to the right one there as well: that
they are equal everywhere is for an `Identity` to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from sympy import MatrixSymbol

from theory.algebra import symbols
from theory.algebra.domain import Matrices
from theory.algebra.equation import Equation, is_matrix_expression
from verify.algebra.compile import exact, matrix_value
from verify.algebra.mutate import changed_equations
from verify.algebra.points import EmptyDomainError, points
from verify.claim import Evidence, Mutant, Outcome, Result

Values = dict[str, Any]


@dataclass(frozen=True)
class Twin:
    """Compare a hand-written function with both sides of each equation.

    Parameters
    ----------
    function : called with the values of `letters`, in their order
    letters : names of the symbols of the equation
    diagonal : letters that are drawn diagonal and handed over as vectors
    sizes : dimensions of the matrices
    draws : random arguments at each dimension
    tolerance : largest error, relative to the largest entry or 1
    """

    function: Callable[..., Any]
    letters: tuple[str, ...]
    diagonal: tuple[str, ...] = ()
    sizes: tuple[int, ...] = (1, 2, 3, 5)
    draws: int = 4
    tolerance: float = 1e-12
    shift: float = 0.0
    evidence: ClassVar[Evidence] = Evidence.NUMERICAL

    def describe(self) -> str:
        """Return what is done."""
        return (
            f"The NumPy function `{self.function.__module__}.{self.function.__name__}` is compared with the derived equation on "
            f"random arguments, to {self.tolerance:g} of the largest entry (rounding of a few hundred operations)."
        )

    def falsifier(self) -> str:
        """Return what would refute the claim."""
        return f"Arguments at which the two differ by more than {self.tolerance:g} of the largest entry."

    def run(self, equations: Sequence[Equation], rng: Generator) -> Result:
        """Return VERIFIED if the function agrees with every equation at every draw."""
        worst, looked_at = 0.0, 0
        for equation in equations:
            try:
                arguments = list(self._arguments(equation.carried_out(), rng))
            except EmptyDomainError as empty:
                return Result(Outcome.VACUOUS, looked_at, reason=str(empty))
            for values, left, right in arguments:
                looked_at += 1
                found = np.asarray(self.function(*[values[letter] for letter in self.letters]), dtype=float)
                errors = {"function": self._error(found, right), "left side": self._error(left, right)}
                for wrong, error in errors.items():
                    if error <= self.tolerance:
                        continue
                    shown = {letter: np.asarray(values[letter]).tolist() for letter in self.letters}
                    figures = {"equation": equation.id, "wrong": wrong, "error": error if np.isfinite(error) else "not a number"}
                    return Result(Outcome.REFUTED, looked_at, counterexample={**figures, "at": shown})
                worst = max(worst, errors["function"])
        return Result(Outcome.VERIFIED, looked_at, {"largest_error": worst})

    def mutants(self, equations: Sequence[Equation]) -> Iterable[Mutant]:
        """Return a mutant for every change to the last equation, one of each other, and one off by ten times the tolerance."""
        for number, equation in enumerate(equations):
            for name, changed in islice(changed_equations(equation), None if number == len(equations) - 1 else 1):
                yield Mutant(name, partial(self.run, [changed]))
        shifted = replace(self, shift=10 * self.tolerance)
        yield Mutant("off by ten times the tolerance", partial(shifted.run, equations))

    def _error(self, found: Any, expected: Any) -> float:
        if found.shape != expected.shape:
            raise ValueError(f"{self.function.__name__} must return shape {expected.shape}, got {found.shape}")
        scale = max(1.0, float(np.max(np.abs(expected), initial=0.0)))
        return float(np.max(np.abs(found - expected), initial=0.0)) / scale + self.shift

    def _arguments(self, equation: Equation, rng: Generator) -> Iterator[tuple[Values, Any, Any]]:
        """Return arguments of the function, with the left and the right side there."""
        if is_matrix_expression(equation.rhs):
            for size in self.sizes:
                for _ in range(self.draws):
                    yield self._matrices(equation, size, rng)
        else:
            for point in points(equation.domain, self.draws * len(self.sizes), rng):
                values = {symbol.name: float(value) for symbol, value in point.items()}
                left, right = (np.asarray(float(exact(side, point))) for side in (equation.lhs, equation.rhs))
                yield values, left, right

    def _matrices(self, equation: Equation, size: int, rng: Generator) -> tuple[Values, Any, Any]:
        full: Values = {}
        handed: Values = {}
        for symbol, kind in equation.domain.sets.items():
            name = str(symbol)
            if not isinstance(symbol, MatrixSymbol):
                full[name] = handed[name] = float(rng.uniform(0.1, 1.0))
                continue
            rows, columns = (symbols.length(number, size) for number in symbol.shape)
            full[name] = draw_matrix(Matrices.DIAGONAL if name in self.diagonal else kind, rows, columns, rng)
            handed[name] = np.diag(full[name]) if name in self.diagonal else full[name]
            if columns == 1 and symbol.cols == 1:
                handed[name] = full[name][:, 0]
        sides = [np.asarray(matrix_value(side, full, size), dtype=float) for side in (equation.lhs, equation.rhs)]
        left, right = (side[:, 0] if side.ndim == 2 and equation.rhs.shape[1] == 1 else side for side in sides)
        return handed, left, right


def draw_matrix(kind: Any, size: int, columns: int, rng: Generator) -> Any:
    """Return a random matrix of a kind, entries of order 1, shape (size, columns)."""
    plain = rng.standard_normal((size, columns))
    if kind is Matrices.DIAGONAL:
        return np.diag(rng.uniform(0.1, 2.0, size))
    if kind is Matrices.SYMMETRIC:
        return (plain + plain.T) / 2
    if kind in (Matrices.SEMIDEFINITE, Matrices.DEFINITE):
        ridge = 0.1 * np.eye(size) if kind is Matrices.DEFINITE else 0.0
        return plain @ plain.T / size + ridge
    return plain
