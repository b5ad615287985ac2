"""Floats settle definiteness only where exact pivots agree, and asymmetry is taken out exactly or refused."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as draw

from numerics.model.tied import TIED
from numerics.start import random_start
from numerics.task.elimination import exact_pivots
from numerics.task.semidefinite import surely_definite, symmetrised


@settings(deadline=None)
@given(draw.integers(1, 4), draw.integers(0, 10**6), draw.integers(-20, 3), draw.integers(-330, 3))
def test_what_floats_settle_is_definite(d: int, seed: int, nearness: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    low = TIED.random_start(rng.standard_normal((d, max(d - 1, 1))))
    scales = [Fraction(10) ** int(rng.integers(size - 3, size + 1)) for _ in range(d)]
    lift = Fraction(int(rng.integers(-1, 2))) * Fraction(10) ** nearness
    W = [[(w + (lift if i == j else 0)) * scales[i] * scales[j] for j, w in enumerate(row)] for i, row in enumerate(low)]
    if surely_definite(W):
        assert all(pivot > 0 for pivot in exact_pivots(W))


def test_definite_starts_are_settled_at_any_scale() -> None:
    for size in (1e-150, 1e-10, 1.0, 1e6):
        assert surely_definite(random_start(size, 0, 3))
    assert not surely_definite(TIED.random_start(np.ones((3, 1))))


def test_rounding_is_symmetrised_exactly_and_more_is_refused() -> None:
    tiny = Fraction(1, 10**12)
    W = ((Fraction(1), Fraction(1, 2) + tiny), (Fraction(1, 2), Fraction(1)))
    assert symmetrised(W) == (((1, Fraction(1, 2) + tiny / 2), (Fraction(1, 2) + tiny / 2, 1)), tiny)
    assert TIED.checked_start(W)[1] == tiny
    symmetric = ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(1)))
    assert symmetrised(symmetric) == (symmetric, 0)
    with pytest.raises(ValueError, match="must be symmetric"):
        symmetrised(((Fraction(1), Fraction(1, 10**8)), (Fraction(0), Fraction(1))))
