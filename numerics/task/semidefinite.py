"""Whether an exact matrix is symmetric and positive semidefinite, W = U U^T for some U.

Source: elementary; Demmel 1989 and Rump, BIT 46 (2006), for the proof in floats.

Legend: W0 rows of fractions, (d, d).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from numerics.task.elimination import exact_pivots
from numerics.task.exact_numbers import Rows, rounded, shown

#: Asymmetry of W(0) beyond this part of its largest entry is refused for tied weights.
SYMMETRY = Fraction(1, 10**9)


def symmetrised(W0: Rows) -> tuple[Rows, Fraction]:
    """Return (W + W^T)/2 and the largest |w_ij - w_ji|, if that is no more than rounding makes.

    Raises
    ------
    ValueError : naming the largest asymmetry, if it is more than SYMMETRY of the largest entry
    """
    pairs = [(abs(W0[i][j] - W0[j][i]), i, j) for i in range(len(W0)) for j in range(i + 1, len(W0)) if W0[i][j] != W0[j][i]]
    if not pairs:
        return W0, Fraction(0)
    asymmetry, i, j = max(pairs)
    if asymmetry > SYMMETRY * max(abs(entry) for row in W0 for entry in row):
        raise ValueError(
            f"W(0) must be symmetric for the tied model, got {shown(W0[i][j])} and {shown(W0[j][i])} at ({i + 1}, {j + 1})"
        )
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

    Source: Demmel 1989; Rump, BIT 46 (2006), verification of positive definiteness.
    """
    d = len(W0)
    if any(W0[k][k] <= 0 for k in range(d)):
        return False
    halves = [(W0[k][k].numerator.bit_length() - W0[k][k].denominator.bit_length()) // 2 for k in range(d)]
    rows = [[rounded(_shifted(w, halves[i] + halves[j])) for j, w in enumerate(row)] for i, row in enumerate(W0)]
    scaled = np.array(rows)
    if not np.all(np.abs(scaled) < 8):
        return False
    margin = 4 * (d + 2) * np.finfo(float).eps * (float(np.trace(scaled)) + 4 * d)
    try:
        np.linalg.cholesky(scaled - margin * np.eye(d))
    except np.linalg.LinAlgError:
        return False
    return True


def _shifted(number: Fraction, power: int) -> Fraction:
    """Return number / 2^power."""
    return number / (1 << power) if power >= 0 else number * (1 << -power)
