r"""The one-layer network in Python integers: polynomial, exact defect, no growth of errors.

    V(W) = -(W - I) A,   C_{n+1} = -h (C_n - delta_n0 I) A / (n+1) rounded,   defect dp/dx - h V(p) exact below degree N

The norms of its coefficients below degree N and of the one left at degree N add up to G, as in `numerics.integers.flow`. Two
solutions of W' = V(W) do not part, as ||exp(-A t)|| <= 1 for a >= 0, so ||E|| <= ||E(0)|| + G.

Source: arXiv 2410.08309v2, Theorem 4.1, as transcribed; defect control as in `numerics.integers.flow`.

Legend: as in `numerics.integers.flow`; C (d, d), not symmetric.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from numerics.integers import flow
from numerics.integers.flow import Matrix, OnStep, Rates, Rows, Step, WorkError


def series(C_0: Matrix, rates: Rates, h: Fraction, order: int, bits: int) -> tuple[list[Matrix], int]:
    """Return C_0..C_N over 2^P and a bound of the defect over 2^P."""
    d = len(C_0)
    unit = rates.D * h.denominator
    C_n = [[C_0[i][j] - ((i == j) << bits) for j in range(d)] for i in range(d)]
    coefficients, defect = [C_0], 0
    for n in range(order):
        speed = [[-h.numerator * rates.alpha[j] * C_n[i][j] for j in range(d)] for i in range(d)]
        C_n, residual = flow.next_coefficient(speed, unit * (n + 1))
        coefficients.append(C_n)
        defect += residual
    last = flow.norm_up([[h.numerator * rates.alpha[j] * entry for j, entry in enumerate(row)] for row in C_n])
    return coefficients, flow.ceil_div(defect + last, unit)


def prove_steps(
    W0: Rows,
    a: Sequence[Fraction],
    horizon: Fraction,
    order: int,
    bits: int,
    most: int,
    on_step: OnStep | None = None,
) -> list[Step]:
    """Return proved steps on [0, horizon] of W' = -(W - I) A.

    W0 : start, exact, shape (d, d)
    a : rates, exact, nonnegative, length d
    order, bits : N and P
    most : greatest number of steps

    Raises
    ------
    WorkError : if more steps are needed
    """
    rates, scale = Rates(*flow.over_common(a)), 1 << bits
    count = int(2 * rates.greatest * horizon) + 1
    if count > most:
        raise WorkError(f"{count} are needed")
    h = horizon / count
    C_0, error = flow.rounded(W0, bits), flow.ceil_div(len(W0), 2)
    steps = []
    for k in range(count):
        C, defect = series(C_0, rates, h, order, bits)
        error += defect
        end = flow.at_end(C)
        bar = Fraction(error, scale)
        steps.append(Step(h * k, h, tuple(C), bits, bar, Fraction(defect, scale), end, bar))
        C_0 = end
        if on_step is not None:
            on_step((k + 1) / count)
    return steps
