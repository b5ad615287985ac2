"""Where an equation is claimed to hold: a set for every symbol, and conditions between them.

One declared domain is printed, draws the test points and guards the formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache

from sympy import Basic, ImmutableMatrix, Interval, MatrixSymbol, S, Set, latex, oo
from sympy.logic.boolalg import Boolean

from theory.algebra import symbols

#: The open half line of rates, times and positive entries.
POSITIVE = Interval.open(0, oo)
#: Signals and deviations may vanish.
NONNEGATIVE = Interval(0, oo)
#: Entries of weights.
REAL = S.Reals
#: Starts of entries that are learned from 0 to 1.
UNIT = Interval.open(0, 1)
#: theta = (a_i - a_j) / (2 a_i) lies here when a_i > a_j > 0.
THETA = Interval.open(0, S.Half)


class Matrices(Enum):
    """The kinds of real matrices a formula may ask for."""

    GENERAL = "any real matrix"
    VECTOR = "any real vector"
    INVERTIBLE = "invertible"
    SYMMETRIC = "symmetric"
    SEMIDEFINITE = "symmetric positive semidefinite"
    DEFINITE = "symmetric positive definite"
    DIAGONAL = "diagonal"
    ORTHONORMAL = "with orthonormal columns"


#: The kinds whose members equal their transpose.
SYMMETRIC_KINDS = frozenset({Matrices.SYMMETRIC, Matrices.SEMIDEFINITE, Matrices.DEFINITE, Matrices.DIAGONAL})


@dataclass(frozen=True, eq=False)
class Domain:
    """The product of the sets of the symbols, cut down by conditions.

    Parameters
    ----------
    sets : symbol to `sympy.Set`, or matrix symbol to `Matrices`
    conditions : SymPy relations between the symbols

    Raises
    ------
    ValueError : if a letter is no symbol, or has no such set
    """

    sets: Mapping[Basic, Set | Matrices] = field(default_factory=dict)
    conditions: tuple[Boolean, ...] = ()

    def __post_init__(self) -> None:
        for symbol, kind in self.sets.items():
            if not isinstance(symbol, Basic):
                raise ValueError(f"domain must name its letters by SymPy symbols, got {symbol!r}")
            if not isinstance(kind, Set | Matrices):
                raise ValueError(f"domain must give {symbol} a SymPy set, such as Interval(0, 1) or Range(1, 10), got {kind!r}")

    @classmethod
    def of(cls, letters: Iterable[Basic], sets: Mapping[Basic, Set] | None = None) -> Domain:
        """Return the domain of letters as they are declared, rates > 0 and entries real, and of those with other sets."""
        return cls({letter: POSITIVE if letter.is_positive else REAL for letter in letters} | dict(sets or {}))

    @classmethod
    def of_definite(cls, matrix: ImmutableMatrix, diagonal: Set, sets: Mapping[Basic, Set] | None = None) -> Domain:
        """Return the domain in which a symmetric matrix of free entries is positive definite: its leading minors are positive."""
        size = matrix.rows
        entries = {matrix[i, j]: diagonal if i == j else REAL for i in range(size) for j in range(i, size)}
        minors = tuple(matrix[:k, :k].det() > 0 for k in range(2, size + 1))
        return cls(entries | dict(sets or {}), minors)

    def rules(self) -> tuple[frozenset[MatrixSymbol], frozenset[MatrixSymbol]]:
        """Return the matrix symbols declared symmetric, and those declared to have orthonormal columns."""
        return self.symmetric(), self.orthonormal()

    def symmetric(self) -> frozenset[MatrixSymbol]:
        """Return the matrix symbols declared symmetric."""
        return frozenset(symbol for symbol, kind in self.sets.items() if kind in SYMMETRIC_KINDS)

    def orthonormal(self) -> frozenset[MatrixSymbol]:
        """Return the matrix symbols declared to have orthonormal columns."""
        return frozenset(symbol for symbol, kind in self.sets.items() if kind is Matrices.ORTHONORMAL)

    def matrices(self, size: int) -> dict[Basic, ImmutableMatrix]:
        """Return the explicit matrix of free entries for each matrix symbol at dimension `size`.

        A diagonal A is diag(a_1, ..., a_d), symmetric letters share w_ij = w_ji, others are free.
        """
        found = {symbol: kind for symbol, kind in self.sets.items() if isinstance(symbol, MatrixSymbol)}
        return {symbol: _matrix(symbol, kind, size) for symbol, kind in found.items()}

    def explicit(self, size: int) -> Domain:
        """Return the domain of the free entries of the explicit matrices."""
        matrices = self.matrices(size)
        sets: dict[Basic, Set | Matrices] = {}
        for symbol, kind in self.sets.items():
            if kind in (Matrices.DEFINITE, Matrices.INVERTIBLE):
                sets |= _dominant(matrices[symbol])
            elif kind is Matrices.ORTHONORMAL:
                sets |= dict.fromkeys(sorted(matrices[symbol].free_symbols, key=str), Interval(1, 2))
            elif symbol in matrices:
                positive = kind is Matrices.DIAGONAL
                entries = sorted(matrices[symbol].free_symbols, key=str)
                sets |= {item: POSITIVE if positive and item.is_positive else REAL for item in entries}
            else:
                sets[symbol] = kind
        return Domain(sets, self.conditions)

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


@cache
def _matrix(symbol: MatrixSymbol, kind: object, size: int) -> ImmutableMatrix:
    letter = symbol.name.lower().replace("_", "")
    if kind is Matrices.DIAGONAL:
        return symbols.rates(size) if letter == "a" else symbols.diagonal(letter, size)
    rows, columns = (symbols.length(number, size) for number in symbol.shape)
    if kind in SYMMETRIC_KINDS:
        return symbols.symmetric(letter, rows)
    if kind is Matrices.ORTHONORMAL:
        return _reflection(symbols.vector(letter, rows))[:, :columns]
    if symbol.cols == 1:
        return symbols.vector(letter, rows)
    return symbols.full(letter, rows, columns)


def _reflection(normal: ImmutableMatrix) -> ImmutableMatrix:
    """Return I - 2 n n^T / n^T n, an orthogonal matrix whose entries are rational where those of n are."""
    return ImmutableMatrix(ImmutableMatrix.eye(normal.rows) - normal * normal.T * (2 / normal.dot(normal)))


def _dominant(matrix: ImmutableMatrix) -> dict[Basic, Interval]:
    """Return sets of the entries of a matrix in which the diagonal dominates: definite if symmetric, and easy to draw from."""
    size = matrix.rows
    return dict.fromkeys(matrix, Interval(-1, 1)) | dict.fromkeys(matrix.diagonal(), Interval(size, size + 2))


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
