"""A matrix passes both exact tests if and only if it is U U^T for some U; the oracle are the principal minors."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from flint import fmpq, fmpq_mat

from numerics.integers.semidefinite import is_semidefinite
from numerics.semidefinite import check_semidefinite


def by_minors(W: list[list[Fraction]]) -> bool:
    """Return whether every principal minor is at least 0."""
    sets = [rows for size in range(1, len(W) + 1) for rows in combinations(range(len(W)), size)]
    return all(fmpq_mat([[fmpq(W[i][j].numerator, W[i][j].denominator) for j in rows] for i in rows]).det() >= 0 for rows in sets)


def by_pivots(W: list[list[Fraction]]) -> bool:
    try:
        check_semidefinite([[fmpq(entry.numerator, entry.denominator) for entry in row] for row in W])
    except ValueError:
        return False
    return True


def matrices(rng: np.random.Generator) -> list[list[list[Fraction]]]:
    """Return symmetric matrices of small fractions: any, of low rank, and of low rank less a little."""
    found = []
    for d in (1, 2, 3, 4):
        for rank in range(d + 1):
            for _ in range(12):
                U = rng.integers(-2, 3, (d, rank))
                low = U @ U.T
                other = rng.integers(-1, 3, (d, d))
                less = low - np.diag(rng.integers(0, 2, d))
                for W in (low, other + other.T, less):
                    found.append([[Fraction(int(entry), 6) for entry in row] for row in W])
    return found


def test_both_tests_agree_with_the_minors() -> None:
    answers = []
    for W in matrices(np.random.default_rng(0)):
        answers.append(by_minors(W))
        assert by_pivots(W) == answers[-1]
        assert is_semidefinite(W) == answers[-1]
    assert 0.2 < np.mean(answers) < 0.8


@pytest.mark.parametrize(
    ("W", "sentence"),
    [
        ([["1/100", "1/50"], ["1/50", "1/100"]], "pivot 2 = -3/100"),
        ([["0", "1/50"], ["1/50", "1"]], "pivot 1 = 0 beside 1/50"),
        ([["-1", "0"], ["0", "1"]], "pivot 1 = -1"),
    ],
)
def test_the_pivot_is_named(W: list[list[str]], sentence: str) -> None:
    with pytest.raises(ValueError, match=f"positive semidefinite for the tied model, W = U U\\^T, got {sentence}"):
        check_semidefinite([[fmpq(*map(int, [*entry.split("/"), "1"][:2])) for entry in row] for row in W])
