"""Elimination of a symmetric matrix, W = L D L^T, exactly.

    c_n = s^(n)_nn,   S^(n+1)_ij = s_ij - s_in s_nj / c_n,   S^(1) = W

W is positive semidefinite, W = U U^T for some U, if and only if no pivot c_n is negative and a pivot of 0 has nothing but
zeros beside it. What is eliminated are integers, of which the fractions are quotients: (s_nn s_ij - s_in s_nj) / the pivot
before is one again.

Source: classical (symmetric Gaussian elimination; Bareiss 1968).

Legend: W symmetric rows of exact numbers, (d, d); S what is left of it, of which the upper triangle is kept; c (d,) pivots.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from numerics.exact_numbers import shown

#: A negative pivot below this part of the largest entry may come from rounding a start of lower rank.
ROUNDED = Fraction(1, 10**9)


def exact_pivots(W: Sequence[Sequence[Fraction]]) -> list[Fraction]:
    """Return the pivots of W in the given order, length d; 0 where a direction depends on those before it.

    Raises
    ------
    ValueError : if W is not positive semidefinite, naming the pivot
    """
    scale = math.lcm(*(entry.denominator for row in W for entry in row))
    upper = [[entry.numerator * (scale // entry.denominator) for entry in row[k:]] for k, row in enumerate(W)]
    found: list[Fraction] = []
    before = 1
    while upper:
        top, *upper = upper
        pivot, beside = top[0], next((entry for entry in top[1:] if entry), 0)
        if pivot < 0 or (pivot == 0 and beside):
            wrong = Fraction(pivot or beside, before * scale)
            held = f"0 beside {shown(wrong)}" if pivot == 0 else shown(wrong)
            small = abs(wrong) < ROUNDED * max(abs(entry) for row in W for entry in row)
            raise ValueError(
                f"W(0) must be positive semidefinite for the tied model, W = U U^T, got pivot {len(found) + 1} = {held}"
                + (" (if that is rounding of a start of lower rank, give it exactly)" if small else "")
            )
        found.append(Fraction(pivot, before * scale))
        if pivot > 0:
            rows = enumerate(upper, 1)
            upper = [[(pivot * w - top[i] * v) // before for w, v in zip(row, top[i:], strict=True)] for i, row in rows]
            before = pivot
    return found
