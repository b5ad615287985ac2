"""A random start is U U^T without rounding, for one layer U itself, and files are read exactly."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from numerics.start import MOST_BYTES, random_start, start_from_file
from numerics.task.elimination import surely_definite


@pytest.mark.parametrize(("scale", "seed", "d"), [(0.2, 3, 2), ("1/5", 0, 4), (1e-120, 1, 3), (1e6, 2, 1)])
def test_random_starts_are_products_without_rounding(scale: float | str, seed: int, d: int) -> None:
    floats = float(Fraction(scale)) * np.random.default_rng(seed).random((d, d))
    U = [[Fraction(float(entry)) for entry in row] for row in floats]
    assert random_start(scale, seed, d) == tuple(
        tuple(sum((p * q for p, q in zip(u, v, strict=True)), Fraction(0)) for v in U) for u in U
    )


def test_one_layer_starts_at_the_random_matrix_itself() -> None:
    U = 0.2 * np.random.default_rng(3).random((2, 2))
    assert np.array_equal(np.array(random_start(0.2, 3, 2, "one-layer"), dtype=float), U)


def test_a_start_of_128_dimensions_is_exact_and_definite() -> None:
    W = random_start(0.2, 0, 128)
    U = 0.2 * np.random.default_rng(0).random((128, 128))
    assert np.array(W, dtype=float) == pytest.approx(U @ U.T, rel=1e-13)
    assert surely_definite(W)


@pytest.mark.parametrize("d", [0, 129, "x"])
def test_other_dimensions_are_refused(d: int | str) -> None:
    with pytest.raises(ValueError, match="dim must be a whole number between 1 and 128"):
        random_start(0.2, 0, d)


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
