"""The tied flow near its limit W = I.

    V(I + E) = -(A E + E A) - 1/2 (A E^2 + E^2 A + 2 E A E)

To first order entry ij of E decays at the rate a_i + a_j; the slowest is 2 a_min, at which the output slows in the end.

Source: new.

Legend: E = W - I, d x d, symmetric; A = diag(a) where entries appear
"""

from __future__ import annotations

from sympy import ImmutableMatrix, IndexedBase, MatrixExpr, MatrixSymbol, Rational

from theory.algebra import indices, symbols
from theory.algebra.domain import Domain, Matrices
from theory.algebra.equation import Equation, explicit
from theory.algebra.symbols import A, I, a, d, i, j
from theory.two_layer import field

E = MatrixSymbol("E", d, d)


def linear_part() -> MatrixExpr:
    """Return -(A E + E A)."""
    return -(A * E + E * A)


def expansion() -> Equation:
    """State V(I + E), exactly, in powers of E and in every dimension."""
    return Equation(
        id="two_layer.near_identity",
        lhs=field(I + E),
        rhs=linear_part() - Rational(1, 2) * (A * E**2 + E**2 * A + 2 * E * A * E),
        domain=Domain({A: Matrices.SYMMETRIC, E: Matrices.SYMMETRIC}),
        left=r"V(I + E)",
        shown=r"-(A E + E A) - \tfrac{1}{2} (A E^2 + E^2 A + 2 E A E)",
        letters={"E": "W - I"},
    )


def entry_rates(size: int) -> Equation:
    """State that for A = diag(a) the linear part multiplies entry ij of E by -(a_i + a_j)."""
    domain = Domain({A: Matrices.DIAGONAL, E: Matrices.SYMMETRIC})
    deviation = symbols.symmetric("e", size)
    rate = symbols.rate
    return Equation(
        id="two_layer.terminal_rates",
        lhs=explicit(linear_part(), domain.matrices(size), size),
        rhs=ImmutableMatrix(size, size, lambda row, column: -(rate(row + 1) + rate(column + 1)) * deviation[row, column]),
        domain=domain.explicit(size),
        left=r"-(A E + E A)_{ij}",
        shown=r"-(a_i + a_j)\, e_{ij}",
        remark=r"$A = \operatorname{diag}(a)$, and $e_{ij}$ are the entries of $E = W - I$",
    )


def entry_rates_hold_in_every_dimension(factor: int = 1) -> bool:
    """Return whether entry ij of -(A E + E A) is -factor (a_i + a_j) e_ij for every d, by indices."""
    error = indices.symmetric(IndexedBase("e", real=True))
    derived = indices.entries(linear_part(), {A: indices.diagonal(a), E: error})(i, j)
    return indices.same(derived, -factor * (a[i] + a[j]) * error(i, j))
