"""Proposition: crossings and passages are read off between points, and what is no log is refused in one sentence."""

import io
import zipfile

import numpy as np
import pytest

from numerics.diffusion.paths import Paths, last_passage, other_at, read_log, smoothed

STEP = np.array([0.0, 10.0, 20.0, 40.0])


def test_the_other_coordinate_at_the_first_crossing():
    first, other = np.array([0.0, 0.4, 0.9, 0.7]), np.array([0.3, 0.2, 0.1, 0.9])
    assert other_at(first, other, 0.8) == pytest.approx(0.12)
    assert other_at(first, other, 0.4) == pytest.approx(0.2)
    assert other_at(first, other, -1.0) == 0.3
    assert np.isnan(other_at(first, other, 0.95))


def test_last_passages():
    times = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    assert last_passage(times, np.array([0.0, 0.6, 0.4, 0.8, 0.9])) == pytest.approx(2.25)
    assert last_passage(times, np.array([0.6, 0.6, 0.6, 0.8, 0.9])) == 0.0
    assert last_passage(times, np.array([0.0, 0.6, 0.6, 0.8, 0.4])) is None
    assert last_passage(times, np.array([0.0, 0.2, 0.4, 0.8, 0.9]), 0.3) == pytest.approx(1.5)


def test_smoothing_takes_three_and_leaves_the_ends():
    assert smoothed(np.array([3.0, 0.0, 6.0, 0.0, 1.0])) == pytest.approx([3, 3, 2, 7 / 3, 1])
    assert smoothed(np.array([3.0, 0.0])) == pytest.approx([3, 0])


def test_paths_by_run():
    colour = np.array([[0.0, 0.4, 0.9, 1.0], [0.0, 0.1, 0.2, 0.3]])
    size = np.array([[0.3, 0.2, 0.1, 0.9], [0.5, 0.6, 0.7, 0.8]])
    paths = Paths(STEP, (colour, size))
    assert paths.weak_at(0) == pytest.approx([0.12, np.nan], nan_ok=True)
    assert paths.weak_at(1)[1] == pytest.approx(0.3)
    times = paths.learned_at()
    assert times[0] == pytest.approx([last_passage(STEP, smoothed(colour[0])), last_passage(STEP, smoothed(size[0]))])
    assert times[1].tolist() == [np.inf, 0.0]
    assert paths.error()[0, 1] == pytest.approx((0.6**2 + 0.8**2) / 2)


def _saved(tmp_path, **arrays):
    path = tmp_path / "log.npz"
    np.savez(path, **arrays)
    return path


def test_a_log_is_read(tmp_path):
    colour, size = np.arange(8.0).reshape(2, 4), np.ones((2, 4), dtype=np.float32)
    found = read_log(_saved(tmp_path, step=np.arange(4), colour=colour, size=size, other=np.arange(3)))
    assert found.step.tolist() == [0, 1, 2, 3]
    assert (found.coordinates[0] == colour).all()
    assert found.coordinates[1].dtype == float
    single = read_log(_saved(tmp_path, step=STEP, colour=colour[0], size=size[0]))
    assert single.coordinates[0].shape == (1, 4)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"step": np.array([0, 1, 1, 2])}, "must be at least two ascending numbers, got shape (4,)"),
        ({"step": np.array([0, 1, np.nan, 2])}, "must be at least two ascending numbers, got shape (4,)"),
        ({"step": np.zeros((2, 2))}, "must be at least two ascending numbers, got shape (2, 2)"),
        (
            {"step": np.array([1.0]), "colour": np.ones(1), "size": np.ones(1)},
            "must be at least two ascending numbers, got shape (1,)",
        ),
        ({"colour": np.ones((2, 3))}, "must have a row of 4 numbers for every run, got shape (2, 3)"),
        ({"size": np.ones((3, 4))}, "must have a row of 4 numbers for every run, got shape (3, 4)"),
        ({"size": np.ones((1, 2, 4))}, "must have a row of 4 numbers for every run, got shape (1, 2, 4)"),
        ({"size": np.full((2, 4), np.inf)}, "must be finite, got nan or infinite"),
        ({"colour": np.ones((2, 4), dtype=complex)}, "must be an array of numbers, got complex128 of shape (2, 4)"),
        ({"colour": np.array([["a"] * 4] * 2)}, "must be an array of numbers, got <U1 of shape (2, 4)"),
        ({"colour": np.array([[None] * 4] * 2)}, "Object arrays cannot be loaded when allow_pickle=False"),
        ({"colour": None}, "it has no array 'colour'"),
    ],
)
def test_what_is_no_log_is_refused(tmp_path, changed, said):
    arrays = {"step": STEP, "colour": np.ones((2, 4)), "size": np.ones((2, 4))} | changed
    path = _saved(tmp_path, **{name: array for name, array in arrays.items() if array is not None})
    with pytest.raises(ValueError, match=".") as refused:  # noqa: RUF043
        read_log(path)
    assert said in str(refused.value)
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)


def _broken():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("step.npy", b"nothing")
        archive.writestr("colour.npy", b"\x93NUMPY\x01\x00")
        archive.writestr("size.npy", b"")
    return stream.getvalue()


@pytest.mark.parametrize("content", [b"", b"text", _broken(), b"PK\x03\x04 cut"])
def test_a_broken_file_is_refused(tmp_path, content):
    path = tmp_path / "log.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"log must be a \.npz of the arrays step, colour, size, got"):
        read_log(path)


def test_other_files_are_refused(tmp_path):
    np.save(tmp_path / "log.npy", STEP)
    with pytest.raises(ValueError, match="it holds one array without a name"):
        read_log(tmp_path / "log.npy")
    with pytest.raises(ValueError, match="No such file"):
        read_log(tmp_path / "none.npz")
    with pytest.raises(ValueError, match=r"log must be a \.npz"):
        read_log(tmp_path)
