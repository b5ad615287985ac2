"""A random start is U U^T without rounding, and floats settle definiteness only where exact pivots agree."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as draw

from numerics.exact_start import MOST_BYTES, gram, random_start, start_from_file, surely_definite, symmetrised, tied_start
from numerics.task.elimination import exact_pivots


@pytest.mark.parametrize(("scale", "seed", "d"), [(0.2, 3, 2), ("1/5", 0, 4), (1e-120, 1, 3), (1e6, 2, 1)])
def test_random_starts_are_products_without_rounding(scale: float | str, seed: int, d: int) -> None:
    floats = float(Fraction(scale)) * np.random.default_rng(seed).random((d, d))
    U = [[Fraction(float(entry)) for entry in row] for row in floats]
    assert random_start(scale, seed, d) == tuple(
        tuple(sum((p * q for p, q in zip(u, v, strict=True)), Fraction(0)) for v in U) for u in U
    )


def test_a_start_of_128_dimensions_is_exact_and_definite() -> None:
    W = random_start(0.2, 0, 128)
    U = 0.2 * np.random.default_rng(0).random((128, 128))
    assert np.array(W, dtype=float) == pytest.approx(U @ U.T, rel=1e-13)
    assert surely_definite(W)


@pytest.mark.parametrize("d", [0, 129, "x"])
def test_other_dimensions_are_refused(d: int | str) -> None:
    with pytest.raises(ValueError, match="dim must be a whole number between 1 and 128"):
        random_start(0.2, 0, d)


@settings(deadline=None)
@given(draw.integers(1, 4), draw.integers(0, 10**6), draw.integers(-20, 3), draw.integers(-330, 3))
def test_what_floats_settle_is_definite(d: int, seed: int, nearness: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    low = gram(rng.standard_normal((d, max(d - 1, 1))))
    scales = [Fraction(10) ** int(rng.integers(size - 3, size + 1)) for _ in range(d)]
    lift = Fraction(int(rng.integers(-1, 2))) * Fraction(10) ** nearness
    W = [[(w + (lift if i == j else 0)) * scales[i] * scales[j] for j, w in enumerate(row)] for i, row in enumerate(low)]
    if surely_definite(W):
        assert all(pivot > 0 for pivot in exact_pivots(W))


def test_definite_starts_are_settled_at_any_scale() -> None:
    for size in (1e-150, 1e-10, 1.0, 1e6):
        assert surely_definite(random_start(size, 0, 3))
    assert not surely_definite(gram(np.ones((3, 1))))


def test_rounding_is_symmetrised_exactly_and_more_is_refused() -> None:
    tiny = Fraction(1, 10**12)
    W = ((Fraction(1), Fraction(1, 2) + tiny), (Fraction(1, 2), Fraction(1)))
    assert symmetrised(W) == (((1, Fraction(1, 2) + tiny / 2), (Fraction(1, 2) + tiny / 2, 1)), tiny)
    assert tied_start(W)[1] == tiny
    symmetric = ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(1)))
    assert symmetrised(symmetric) == (symmetric, 0)
    with pytest.raises(ValueError, match="must be symmetric"):
        symmetrised(((Fraction(1), Fraction(1, 10**8)), (Fraction(0), Fraction(1))))


def test_files_are_read_exactly(tmp_path: Path) -> None:
    path = tmp_path / "start.json"
    path.write_text('[["1/3", 0.1], [1e-2, 7]]')
    assert start_from_file(path) == ((Fraction(1, 3), Fraction(1, 10)), (Fraction(1, 100), 7))
    np.save(tmp_path / "start.npy", np.array([[0.1]]))
    assert start_from_file(tmp_path / "start.npy") == ((Fraction(0.1),),)


def test_large_files_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "start.json"
    with path.open("wb") as stream:
        stream.truncate(MOST_BYTES + 1)
    with pytest.raises(ValueError, match=f"at most {MOST_BYTES} bytes"):
        start_from_file(path)
