"""Whether a matrix is positive semidefinite, by integers alone: fraction-free elimination.

    s^(n+1)_ij = (s_nn s_ij - s_in s_nj) / previous pivot      (exact division)

A pivot of 0 with nothing but zeros beside it is passed over. Every pivot that is used is positive, so the signs are those of
the rational pivots.

Source: classical (Bareiss 1968).

Legend: W symmetric rows of fractions, (d, d); S what is left of it, times a common denominator.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction


def is_semidefinite(W: Sequence[Sequence[Fraction]]) -> bool:
    """Return whether the symmetric W is positive semidefinite."""
    scale = math.lcm(*(entry.denominator for row in W for entry in row))
    S = [[int(entry * scale) for entry in row] for row in W]
    previous = 1
    while S:
        pivot, row = S[0][0], S[0][1:]
        if pivot < 0 or (pivot == 0 and any(row)):
            return False
        if pivot == 0:
            S = [rest[1:] for rest in S[1:]]
            continue
        S = [[(pivot * rest[j + 1] - rest[0] * row[j]) // previous for j in range(len(row))] for rest in S[1:]]
        previous = pivot
    return True
