"""A random start is U U^T without rounding, for one layer U itself, and files are read exactly."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from numerics.start import random_start, start_from_file
from numerics.task.elimination import surely_definite


@pytest.mark.parametrize(("scale", "seed", "d"), [(0.2, 3, 2), ("1/5", 0, 4), (1e-120, 1, 3), ("1e-150", 1, 2), (1e6, 2, 1)])
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


def test_files_of_8_megabytes_are_read_and_larger_ones_are_not(tmp_path: Path) -> None:
    path = tmp_path / "start.json"
    path.write_bytes(b"[[7]]".ljust(2**23))
    assert start_from_file(path) == ((7,),)
    path.write_bytes(b"[[7]]".ljust(2**23 + 1))
    with pytest.raises(ValueError, match="at most 8388608 bytes"):
        start_from_file(path)


def test_what_is_no_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match=r"w0 must be a file, but .*none.json does not exist$"):
        start_from_file(tmp_path / "none.json")
    with pytest.raises(ValueError, match=rf"w0 must be a file, but {tmp_path} is none$"):
        start_from_file(tmp_path)
    path = tmp_path / "start.json"
    path.write_text("[[1]]")
    for failure, said in ((PermissionError(13, "Permission denied"), "Permission denied"), (OSError("gone"), "gone")):

        def refuse(*_: object, failure: OSError = failure) -> None:
            raise failure

        monkeypatch.setattr(Path, "open", refuse)
        with pytest.raises(ValueError, match=rf"w0 must be a file that can be read, got .*start.json: {said}$"):
            start_from_file(path)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (np.ones(4), "must be 4 rows of 4 numbers, got row 1 with '1.0'"),
        (np.ones((1, 2, 2)), "must have shape (1, 1), got row 1 with 2 entries"),
        (np.ones((2, 2), complex), "must be rows of numbers, got 'an array of complex128'"),
        (np.ones((2, 2), bool), "must hold finite numbers or strings such as 1/50, got 'True' at entry (1, 1)"),
    ],
)
def test_arrays_of_another_kind_are_refused(tmp_path: Path, found: np.ndarray, said: str) -> None:
    path = tmp_path / "start.npy"
    np.save(path, found)
    with pytest.raises(ValueError, match=f"^{re.escape(f'W(0) in {path} {said}')}$"):
        start_from_file(path)


@pytest.mark.parametrize("kind", [np.int8, np.uint16, np.float32])
def test_arrays_of_numbers_are_taken(tmp_path: Path, kind: type) -> None:
    np.save(tmp_path / "start.npy", np.array([[5, 2], [2, 1]], kind))
    assert start_from_file(tmp_path / "start.npy") == ((5, 2), (2, 1))


def test_objects_are_not_unpickled(tmp_path: Path) -> None:
    np.save(tmp_path / "start.npy", np.array([[Fraction(1)]], object))
    with pytest.raises(
        ValueError, match=r"^w0 must be a \.npy with rows of numbers, got .*start.npy: Object arrays cannot be loaded"
    ):
        start_from_file(tmp_path / "start.npy")


def test_a_file_has_at_most_128_dimensions(tmp_path: Path) -> None:
    np.save(tmp_path / "start.npy", np.eye(128, dtype=int))
    assert len(start_from_file(tmp_path / "start.npy")) == 128
    np.save(tmp_path / "start.npy", np.eye(129, dtype=int))
    with pytest.raises(ValueError, match="128"):
        start_from_file(tmp_path / "start.npy")


@pytest.mark.parametrize("scale", [0, -1, "1e-400", "9.99e-151", float(np.nextafter(1e6, 2e6))])
def test_other_scales_are_refused(scale: float | str) -> None:
    with pytest.raises(ValueError, match=r"init-scale must be at least 1e-150 and at most 1e\+06"):
        random_start(scale, 0, 2)


def test_seeds_below_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="seed must be a whole number of at least 0"):
        random_start(1, -1, 2)
