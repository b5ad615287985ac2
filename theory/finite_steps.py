"""What one step of the recurrence w_ii+ = w_ii + eta (2 a_i w_ii (1 - w_ii) - N_ii) does to a major entry.

    N_ii = sum_{k != i} w_ki^2 (a_i + a_k) >= 0                                       (a sum of squares)
    1 - [w + x w (1 - w)] = (1 - w)(1 - x w)          so w <= 1 stays, while x = 2 eta a_i <= 1
    (1 + x) w - [w + x w (1 - w)] = x w^2             so w < 0 grows in size at least by the factor 1 + x: divergence

Source: new; the recurrence is Eq. (D.2) of Yang et al., ICLR 2025 (arXiv 2410.08309v2), as transcribed.

Legend: w a major entry w_ii; x = 2 eta a_i step size in its own units
"""

from __future__ import annotations

from sympy import Add, Expr, ImmutableMatrix, Integer, Interval, KroneckerDelta, Sum, Symbol

from theory.algebra import indices, symbols
from theory.algebra.domain import POSITIVE, REAL, Domain
from theory.algebra.equation import Equation, explicit_indices
from theory.algebra.symbols import a, d, i, k
from theory.two_layer import noise

w = Symbol("w", real=True)
x = Symbol("x", positive=True)


def without_noise() -> Expr:
    """Return w + x w (1 - w), the step of a major entry before the noise is taken off."""
    return w + x * w * (1 - w)


def noise_is_squares(size: int) -> Equation:
    """State that N_ii = sum_{k != i} w_ki^2 (a_i + a_k), which is never negative."""
    rows = range(1, size + 1)
    squares = [Add(*[_square(row, other) for other in rows if other != row]) for row in rows]
    noises = [explicit_indices(noise(Integer(row), Integer(row), Integer(size))) for row in rows]
    letters = sorted(set().union(*(item.free_symbols for item in noises)), key=str)
    return Equation(
        id="finite_steps.noise_is_squares",
        lhs=ImmutableMatrix(noises),
        rhs=ImmutableMatrix(squares),
        domain=Domain.of(letters),
        left=r"N_{ii}",
        shown=r"\sum_{k \ne i} w_{ki}^2 (a_i + a_k)",
        letters={"N_{ii}": r"\tfrac12 \sum_{k \ne i} w_{ki}^2 (2 a_i + 2 a_k)"},
        remark="the noise of the entry form",
    )


def noise_is_squares_in_every_dimension(sign: int = 1) -> bool:
    """Return whether N_ii is the sum of squares for every d, by indices (`sign` 1)."""
    entry = indices.symmetric(symbols.w)
    squares = Sum((1 - KroneckerDelta(k, i)) * entry(k, i) ** 2 * (a[i] + sign * a[k]), (k, 1, d))
    return indices.same_on_diagonal(noise(i, i), squares)


def stays_below_one() -> Equation:
    """State that 1 - [w + x w (1 - w)] = (1 - w)(1 - x w): not negative for w <= 1 and x <= 1."""
    return Equation(
        id="finite_steps.stays_below_one",
        lhs=1 - without_noise(),
        rhs=(1 - w) * (1 - x * w),
        domain=Domain({w: REAL, x: Interval.Lopen(0, 1)}),
        left=r"1 - [w + x w (1 - w)]",
        remark=r"$w$ is a major entry $w_{ii}$ and $x = 2 \eta a_i$ the step size in its units",
    )


def grows_below_zero() -> Equation:
    """State that (1 + x) w - [w + x w (1 - w)] = x w^2: a negative w moves below (1 + x) w."""
    return Equation(
        id="finite_steps.grows_below_zero",
        lhs=(1 + x) * w - without_noise(),
        rhs=x * w**2,
        domain=Domain({w: REAL, x: POSITIVE}),
        left=r"(1 + x) w - [w + x w (1 - w)]",
        remark=r"$w$ is a major entry $w_{ii}$ and $x = 2 \eta a_i$ the step size in its units",
    )


def _square(row: int, other: int) -> Expr:
    return symbols.entry("w", *sorted((row, other))) ** 2 * (symbols.rate(row) + symbols.rate(other))
