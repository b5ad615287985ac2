"""Symmetric Gaussian elimination W = L D L^T in a given order: the pivots, in floats and exactly.

    c_n = s^(n)_nn,   S^(n+1)_ij = s_ij - s_in s_nj / c_n,   S^(1) = W

W is positive semidefinite, W = U U^T for some U, if and only if no pivot c_n is negative and a pivot of 0 has nothing but
zeros beside it. What is eliminated exactly are integers, of which the fractions are quotients: (s_nn s_ij - s_in s_nj) / the
pivot before is one again.

Source: classical (symmetric Gaussian elimination; Bareiss 1968).

Legend: W symmetric, (d, d); S what is left of it, of which exactly the upper triangle is kept; c (d,) pivots; L lower
triangular, W = L L^T.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from numerics.task.arrays import Array
from numerics.task.exact_numbers import shown

#: A pivot that is negative beyond this part of the largest entry makes a start indefinite.
INDEFINITE = 1e-10
#: A pivot below this part of its diagonal entry is rounding.
DEPENDENT = 1e-13
#: An exact negative pivot below this part of the largest entry may come from rounding a start of lower rank.
ROUNDED = Fraction(1, 10**9)


def pivots(W: Array) -> Array:
    """Return the pivots of W = L D L^T in the given order, shape (d,); 0 where a direction depends on those before it.

    Raises
    ------
    ValueError : if W is not positive semidefinite
    """
    return np.asarray(np.diag(triangular_factor(W)) ** 2)


def triangular_factor(W: Array) -> Array:
    """Return the lower triangular L with W = L L^T; columns of zeros where a direction depends on those before it.

    Raises
    ------
    ValueError : if W is not positive semidefinite
    """
    d = W.shape[0]
    S, L = W.astype(float).copy(), np.zeros_like(W, dtype=float)
    largest = float(np.max(np.abs(W), initial=0.0))
    for k in range(d):
        pivot = S[k, k]
        if pivot > DEPENDENT * W[k, k]:
            root = np.sqrt(pivot)
            L[k:, k] = S[k:, k] / root
            S[k:, k:] -= np.outer(L[k:, k], L[k:, k])
        elif pivot < -INDEFINITE * largest or np.max(np.abs(S[k:, k])) > np.sqrt(INDEFINITE) * largest:
            raise ValueError(f"W(0) must be positive semidefinite for the tied model, W = U U^T, got pivot {k + 1} = {pivot:.3g}")
    return L


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
