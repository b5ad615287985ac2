"""Whether W = U U^T for some U: symmetric Gaussian elimination W = L D L^T in a given order, in floats and exactly.

    c_n = s^(n)_nn,   S^(n+1)_ij = s_ij - s_in s_nj / c_n,   S^(1) = W

W, symmetric, is positive semidefinite if and only if no pivot c_n is negative and a pivot of 0 has nothing but
zeros beside it. What is eliminated exactly are integers, of which the fractions are quotients: (s_nn s_ij - s_in s_nj) / the
pivot before is one again.

Source: classical (symmetric Gaussian elimination; Bareiss 1968); Demmel 1989 and Rump, BIT 46 (2006), for the proof in floats.

Legend: W symmetric, (d, d); S what is left of it, of which exactly the upper triangle is kept; c (d,) pivots; L lower
triangular, W = L L^T.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from numerics.task.arrays import Array
from numerics.task.exact_numbers import Rows, rounded, shown

#: A pivot that is negative beyond this part of the largest entry makes a start indefinite.
INDEFINITE = 1e-10
#: A pivot below this part of its diagonal entry is rounding.
DEPENDENT = 1e-13
#: Pivots above this part of their diagonal entries are beyond doubt, and LAPACK finds them.
CLEAR = 1e-6
#: An exact negative pivot below this part of the largest entry may come from rounding a start of lower rank.
ROUNDED = Fraction(1, 10**9)
#: Floats above this, and below its inverse, keep all their digits.
NORMAL = 1e-300
#: Asymmetry of W(0) beyond this part of its largest entry is refused for tied weights.
SYMMETRY = Fraction(1, 10**9)


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
    try:
        L = np.linalg.cholesky(W.astype(float))
        if np.all(np.diag(L) ** 2 > CLEAR * np.diag(W)):
            return np.asarray(L)
    except np.linalg.LinAlgError:
        pass  # not clearly definite: step by step
    d = W.shape[0]
    S, L = W.astype(float).copy(), np.zeros_like(W, dtype=float)
    largest = float(np.max(W, initial=0.0))
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
            small = abs(wrong) < ROUNDED * max(map(max, W))
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


def symmetrised(W0: Rows, rule: str = "W(0) must be symmetric for the tied model") -> tuple[Rows, Fraction]:
    """Return (W + W^T)/2 and the largest |w_ij - w_ji|, if that is no more than rounding makes.

    Raises
    ------
    ValueError : naming the largest asymmetry, if it is more than SYMMETRY of the largest entry
    """
    if all(W0[i][j] == W0[j][i] for j in range(len(W0)) for i in range(j)):
        return W0, Fraction(0)
    pairs = [(abs(W0[i][j] - W0[j][i]), i, j) for j in range(len(W0)) for i in range(j)]
    asymmetry, i, j = max(pairs)
    if asymmetry > SYMMETRY * max(abs(entry) for row in W0 for entry in row):
        raise ValueError(f"{rule}, got {shown(W0[i][j])} and {shown(W0[j][i])} at ({i + 1}, {j + 1})")
    columns = tuple(zip(*W0, strict=True))
    halves = tuple(tuple((w + v) / 2 for w, v in zip(row, column, strict=True)) for row, column in zip(W0, columns, strict=True))
    return halves, asymmetry


def check_semidefinite(W0: Rows) -> None:
    """Raise ValueError, naming the pivot, unless the symmetric W0 is positive semidefinite: an exact answer.

    Most starts are settled by a Cholesky factorisation in floats, which for a matrix well inside the cone is a proof; the
    others by exact pivots.
    """
    if not surely_definite(W0):
        exact_pivots(W0)


def surely_definite(W0: Sequence[Sequence[Fraction]]) -> bool:
    """Return whether floats prove W0 positive definite; False leaves it open.

    With D a diagonal of powers of two, D W D has diagonal entries in [1/2, 4), and rounding moves it by at most 4 eps d in norm.
    A factorisation of D W D - c I in floats that succeeds is exact for a matrix nearer than 2 (d + 1) eps tr(D W D); c is
    larger than both together.
    """
    d = len(W0)
    halves = [(W0[k][k].numerator.bit_length() - W0[k][k].denominator.bit_length()) // 2 for k in range(d)]
    rows = [[_shifted(w, halves[i] + halves[j]) for j, w in enumerate(row)] for i, row in enumerate(W0)]
    scaled = np.array(rows)
    margin = 4 * (d + 2) * np.finfo(float).eps * (float(np.trace(scaled)) + 4 * d)
    try:
        np.linalg.cholesky(scaled - margin * np.eye(d))
    except np.linalg.LinAlgError:
        return False
    return True


def _shifted(w: Fraction, power: int) -> float:
    """Return w / 2^power as the nearest float."""
    near = rounded(w)
    if NORMAL < abs(near) < 1 / NORMAL:  # nothing is lost when floats like these are multiplied by powers of two
        return math.ldexp(near, -power)
    return rounded(w / Fraction(2) ** power)
