"""Symmetric Gaussian elimination W = L D L^T in a given order: the pivots, in floats and exactly.

    S^(1) = W,   c_n = s^(n)_nn,   S^(n+1)_ij = s_ij - s_in s_nj / c_n

W is positive semidefinite if and only if no pivot c_n is negative and a pivot of 0 has nothing but zeros beside it.

Source: classical.

Legend: W symmetric, (d, d); S what is left of it; c_n pivots; L lower triangular, W = L L^T.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from numerics.arrays import Array

#: A pivot that is negative beyond this part of the largest entry makes a start indefinite.
INDEFINITE = 1e-10
#: A pivot below this part of its diagonal entry is rounding.
DEPENDENT = 1e-13
#: An exact number: a Fraction or flint's fmpq.
Exact = Any


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
            raise ValueError(
                f"W(0) must be positive semidefinite for the tied model, W = U U^T, but its pivot {k + 1} is {pivot:.3g}"
            )
    return L


def exact_pivots(W: Sequence[Sequence[Exact]]) -> Iterator[tuple[Exact, list[Exact]]]:
    """Yield each pivot c_n of exact symmetric rows with the entries s_nj, j > n, beside it; a pivot of 0 takes nothing out.

    A caller for whom a pivot of 0, or an entry beside it, ends the elimination stops there.
    """
    S = [list(row) for row in W]
    for n, row in enumerate(S):
        c, beside = row[n], row[n + 1 :]
        yield c, beside
        if c == 0:
            continue
        for i in range(n + 1, len(S)):
            if row[i] != 0:
                for j in range(n + 1, len(S)):
                    S[i][j] = S[i][j] - row[i] * row[j] / c
