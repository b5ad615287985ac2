"""Whether a start is W = U U^T for some U: an exact test by rational pivots.

    S^(1) = W,   c_n = s^(n)_nn,   S^(n+1)_ij = s_ij - s_in s_nj / c_n

W is positive semidefinite if and only if no pivot c_n is negative and a pivot of 0 has nothing but zeros in its row.

Source: classical (symmetric Gaussian elimination).

Legend: W symmetric rows of exact numbers, (d, d); S what is left of it; c_n pivots.
"""

from __future__ import annotations

from collections.abc import Sequence

from flint import fmpq

from numerics.elimination import exact_pivots


def check_semidefinite(W0: Sequence[Sequence[fmpq]]) -> None:
    """Raise ValueError, naming the pivot, unless the symmetric W0 is positive semidefinite."""
    for n, (pivot, beside) in enumerate(exact_pivots(W0), 1):
        if pivot < 0:
            raise ValueError(f"W0: must be positive semidefinite for the tied model, W = U U^T, got pivot {n} = {shown(pivot)}")
        rest = [entry for entry in beside if entry != 0]
        if pivot == 0 and rest:
            raise ValueError(
                f"W0: must be positive semidefinite for the tied model, W = U U^T, got pivot {n} = 0 beside {shown(rest[0])}"
            )


def shown(number: fmpq) -> str:
    """Return an exact number, rounded for reading if it is long."""
    text = str(number)
    return text if len(text) <= 30 else f"~{int(number.p) / int(number.q):.6g}"
