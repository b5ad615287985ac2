"""Every U U^T is accepted, of whatever rank; less any multiple of x x^T with x in its kernel it is refused."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from numerics.integers.semidefinite import is_semidefinite


@pytest.mark.parametrize("d", [1, 2, 3, 5])
def test_products_are_accepted_and_no_less(d: int) -> None:
    rng = np.random.default_rng(d)
    for rank in range(d):
        for k in range(10):
            # x = (y, 1) is in the kernel of U U^T if the last row of U is minus y times the others
            U, y = rng.integers(-3, 4, (d, rank)), rng.integers(-2, 3, d - 1)
            U[-1] = -y @ U[:-1]
            x, W = np.append(y, 1), U @ U.T
            assert is_semidefinite([[Fraction(int(entry), 7) for entry in row] for row in W])
            less = [[W[i, j] - Fraction(int(x[i] * x[j]), 10 ** (3 * k)) for j in range(d)] for i in range(d)]
            assert not is_semidefinite([[Fraction(entry) for entry in row] for row in less])


@pytest.mark.parametrize(
    ("W", "holds"),
    [
        ([[0, 0], [0, 1]], True),
        ([[0, 1], [1, 5]], False),
        ([[-1, 0], [0, 1]], False),
        ([[0, 0], [0, -1]], False),
        ([[2, 1], [1, 2]], True),
    ],
)
def test_zero_and_negative_pivots(W: list[list[int]], holds: bool) -> None:
    assert is_semidefinite([[Fraction(entry) for entry in row] for row in W]) is holds
