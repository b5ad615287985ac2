"""Twins: a function written by hand in `numerics`, held against the equation derived in `theory`.

The right side of the equation is evaluated on random matrices of the declared kinds (or at points of the domain), and the
hand-written function on the same ones; they share no code, so an error in either shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from sympy import MatrixSymbol

from theory.algebra.domain import Matrices
from theory.algebra.equation import Equation, is_matrix_expression
from verify.algebra.compile import exact, matrix_value
from verify.algebra.mutate import changes
from verify.algebra.points import EmptyDomainError, points
from verify.claim import Evidence, Mutant, Outcome, Result

Values = dict[str, Any]


@dataclass(frozen=True)
class Twin:
    """Compare a hand-written function with the right side of each equation.

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
                arguments = list(self._arguments(equation, rng))
            except EmptyDomainError as empty:
                return Result(Outcome.VACUOUS, looked_at, reason=str(empty))
            for values, expected in arguments:
                looked_at += 1
                found = np.asarray(self.function(*[values[letter] for letter in self.letters]), dtype=float)
                error = self._error(found, np.asarray(expected, dtype=float))
                if not error <= self.tolerance:
                    shown = {letter: np.asarray(values[letter]).tolist() for letter in self.letters}
                    figures = {"equation": equation.id, "error": float(error) if np.isfinite(error) else "not a number"}
                    return Result(Outcome.REFUTED, looked_at, counterexample={**figures, "at": shown})
                worst = max(worst, error)
        return Result(Outcome.VERIFIED, looked_at, {"largest_error": worst})

    def mutants(self, equations: Sequence[Equation]) -> Iterable[Mutant]:
        """Return a mutant for every change to the right side, and one off by ten times the tolerance."""
        equation = equations[-1]
        for name, changed in changes(equation.rhs, equation.domain.symmetric()):
            mutated = equation.with_rhs(changed)
            yield Mutant(name, partial(self.run, [mutated]))
        shifted = replace(self, shift=10 * self.tolerance)
        yield Mutant("off by ten times the tolerance", partial(shifted.run, equations))

    def _error(self, found: Any, expected: Any) -> float:
        if found.shape != expected.shape:
            raise ValueError(f"{self.function.__name__} must return shape {expected.shape}, got {found.shape}")
        scale = max(1.0, float(np.max(np.abs(expected), initial=0.0)))
        return float(np.max(np.abs(found - expected), initial=0.0)) / scale + self.shift

    def _arguments(self, equation: Equation, rng: Generator) -> Iterator[tuple[Values, Any]]:
        if is_matrix_expression(equation.rhs):
            for size in self.sizes:
                for _ in range(self.draws):
                    yield self._matrices(equation, size, rng)
        else:
            for point in points(equation.domain, self.draws * len(self.sizes), rng):
                values = {symbol.name: float(value) for symbol, value in point.items()}
                yield values, float(exact(equation.rhs, point))

    def _matrices(self, equation: Equation, size: int, rng: Generator) -> tuple[Values, Any]:
        full: Values = {}
        handed: Values = {}
        for symbol, kind in equation.domain.sets.items():
            name = str(symbol)
            if not isinstance(symbol, MatrixSymbol):
                full[name] = handed[name] = float(rng.uniform(0.1, 1.0))
                continue
            columns = size if symbol.cols == symbol.rows else int(symbol.cols)
            full[name] = draw_matrix(Matrices.DIAGONAL if name in self.diagonal else kind, size, columns, rng)
            handed[name] = np.diag(full[name]) if name in self.diagonal else full[name]
            if columns == 1 and symbol.cols == 1:
                handed[name] = full[name][:, 0]
        value = matrix_value(equation.rhs, full, size)
        return handed, value[:, 0] if np.ndim(value) == 2 and equation.rhs.shape[1] == 1 else value


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
