"""Where an equation is claimed to hold: a set for every symbol, and conditions between them.

One declared domain is printed, draws the test points and guards the formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from sympy import Basic, Interval, MatrixSymbol, S, Set, latex, oo
from sympy.logic.boolalg import Boolean

#: The open half line of rates, times and positive entries.
POSITIVE = Interval.open(0, oo)
#: Signals and deviations may vanish.
NONNEGATIVE = Interval(0, oo)
#: Entries of weights.
REAL = S.Reals


class Matrices(Enum):
    """The kinds of real matrices a formula may ask for."""

    GENERAL = "any real matrix"
    VECTOR = "any real vector"
    SYMMETRIC = "symmetric"
    SEMIDEFINITE = "symmetric positive semidefinite"
    DEFINITE = "symmetric positive definite"
    DIAGONAL = "diagonal"


#: The kinds whose members equal their transpose.
SYMMETRIC_KINDS = frozenset(set(Matrices) - {Matrices.GENERAL, Matrices.VECTOR})


@dataclass(frozen=True, eq=False)
class Domain:
    """The product of the sets of the symbols, cut down by conditions.

    Parameters
    ----------
    sets : symbol to `sympy.Set`, or matrix symbol to `Matrices`
    conditions : SymPy relations between the symbols
    """

    sets: Mapping[Basic, Set | Matrices] = field(default_factory=dict)
    conditions: tuple[Boolean, ...] = ()

    def symmetric(self) -> frozenset[MatrixSymbol]:
        """Return the matrix symbols declared symmetric."""
        return frozenset(symbol for symbol, kind in self.sets.items() if kind in SYMMETRIC_KINDS)

    def __str__(self) -> str:
        families: dict[str, list[str]] = {}
        for symbol, kind in self.sets.items():
            families.setdefault(_phrase(kind), []).append(str(symbol))
        parts = [f"{', '.join(names)} {phrase}" for phrase, names in families.items()]
        return "; ".join(parts + [str(condition) for condition in self.conditions])

    def latex(self) -> str:
        """Return the domain as LaTeX mathematics, one membership after the other."""
        parts = [_latex_membership(symbol, kind) for symbol, kind in self.sets.items()]
        return r",\ ".join(parts + [latex(condition) for condition in self.conditions])


def _phrase(kind: Set | Matrices) -> str:
    if isinstance(kind, Matrices):
        return kind.value
    named = {POSITIVE: "> 0", NONNEGATIVE: ">= 0", REAL: "real"}
    return named.get(kind, f"in {kind}")


def _latex_membership(symbol: Basic, kind: Set | Matrices) -> str:
    if isinstance(kind, Matrices):
        return rf"{latex(symbol)}\ \text{{{kind.value}}}"
    named = {POSITIVE: " > 0", NONNEGATIVE: r" \ge 0", REAL: r" \in \mathbb{R}"}
    return latex(symbol) + named.get(kind, rf" \in {latex(kind)}")
