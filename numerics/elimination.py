"""Elimination of a symmetric matrix, W = L D L^T, exactly.

    c_n = s^(n)_nn,   S^(n+1)_ij = s_ij - s_in s_nj / c_n,   S^(1) = W

W is positive semidefinite, W = U U^T for some U, if and only if no pivot c_n is negative and a pivot of 0 has nothing but
zeros beside it. What is eliminated are integers, of which the fractions are quotients: (s_nn s_ij - s_in s_nj) / the pivot
before is one again.

Source: classical (symmetric Gaussian elimination; Bareiss 1968).

Legend: W symmetric rows of exact numbers, (d, d); S what is left of it; c (d,) pivots.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from numerics.exact_numbers import shown


def exact_pivots(W: Sequence[Sequence[Fraction]]) -> list[Fraction]:
    """Return the pivots of W in the given order, length d; 0 where a direction depends on those before it.

    Raises
    ------
    ValueError : if W is not positive semidefinite, naming the pivot
    """
    scale = math.lcm(*(entry.denominator for row in W for entry in row))
    S = [[entry.numerator * (scale // entry.denominator) for entry in row] for row in W]
    found: list[Fraction] = []
    before = 1
    while S:
        top, rest = S[0], S[1:]
        pivot = Fraction(top[0], before * scale)
        beside = next((entry for entry in top[1:] if entry), 0)
        if pivot < 0 or (pivot == 0 and beside):
            held = f"0 beside {shown(Fraction(beside, before * scale))}" if pivot == 0 else shown(pivot)
            raise ValueError(
                f"W(0) must be positive semidefinite for the tied model, W = U U^T, got pivot {len(found) + 1} = {held}"
            )
        found.append(pivot)
        if pivot == 0:
            S = [row[1:] for row in rest]
            continue
        S = [[(top[0] * entry - row[0] * other) // before for entry, other in zip(row[1:], top[1:], strict=True)] for row in rest]
        before = top[0]
    return found
