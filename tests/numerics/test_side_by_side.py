"""Many recurrences side by side are the recurrences one by one."""

import numpy as np
import pytest

from numerics.iterate import recurrence, recurrence_step
from numerics.side_by_side import BLOCK_ENTRIES, recurrence_side_by_side


@pytest.mark.parametrize(("size", "count"), [(1, 5), (2, 7), (3, 40), (5, 3)])
def test_side_by_side_and_one_by_one(size, count):
    rng = np.random.default_rng(size)
    U, a = 0.3 * rng.standard_normal((count, size, size)), rng.uniform(0.1, 2.0, size)
    W = U @ U.swapaxes(1, 2)
    together = recurrence(W, a, 0.02, 60)
    alone = np.stack([recurrence(start, a, 0.02, 60) for start in W])
    assert together == pytest.approx(alone, abs=1e-13)


def test_blocks_do_not_show():
    rng = np.random.default_rng(0)
    U = 0.2 * rng.random((BLOCK_ENTRIES // 4 + 3, 2, 2))
    W, a = U @ U.swapaxes(1, 2), np.array([1.0, 0.5])
    expected = recurrence_step(recurrence_step(W, a, 0.1), a, 0.1)
    assert recurrence_side_by_side(W, a, 0.1, 2) == pytest.approx(expected, abs=1e-15)


def test_starts_are_left_as_they_were():
    W = np.full((2, 1, 1), 0.5)
    recurrence(W, np.array([1.0]), 0.1, 5)
    assert (W == 0.5).all()


def test_whole_numbers_are_starts_as_well():
    assert recurrence(np.ones((2, 1, 1), dtype=int), np.array([1.0]), 0.1, 3) == pytest.approx(np.ones((2, 1, 1)))


def test_one_that_diverges_leaves_the_others_alone():
    W = np.stack([-np.eye(2), 0.5 * np.eye(2)])
    ended = recurrence(W, np.ones(2), 0.4, 200)
    assert not np.isfinite(ended[0]).all()
    assert ended[1] == pytest.approx(np.eye(2))


@pytest.mark.parametrize(("eta", "steps", "message"), [(0.0, 1, "eta"), (0.1, -1, "steps")])
def test_bad_calls_are_refused(eta, steps, message):
    with pytest.raises(ValueError, match=message):
        recurrence(np.zeros((2, 1, 1)), np.ones(1), eta, steps)


def test_long_runs_stay_symmetric():
    """Thousands of steps at W = I: an antisymmetric part of rounding would have grown beyond all bounds."""
    U = 0.2 * np.random.default_rng(3).random((200, 3, 3)) + 0.3 * np.eye(3)
    W, a = U @ U.swapaxes(1, 2), np.array([0.5025, 1.1275, 0.3])
    ended = recurrence(W, a, 0.01, 8000)
    assert (ended == ended.swapaxes(1, 2)).all()
    assert ended == pytest.approx(np.broadcast_to(np.eye(3), ended.shape), abs=1e-9)


def test_few_starts_of_figure_5_diverge():
    U = 0.2 * np.random.default_rng(3).random((500, 3, 3))
    a = np.array([0.5025, 1.1275, 0.0])
    ended = recurrence(U @ U.swapaxes(1, 2), a, 0.01, 4000)
    alone = np.stack([recurrence(u @ u.T, a, 0.01, 4000) for u in U[:5]])
    assert ended[:5] == pytest.approx(alone, abs=1e-9)
    assert np.isfinite(ended).all(axis=(1, 2)).mean() > 0.95


def test_starts_that_are_symmetric_up_to_rounding_are_made_so():
    W = np.array([[[0.2, 0.1], [0.1 + 1e-15, 0.3]]])
    assert recurrence(W, np.array([1.0, 0.5]), 0.05, 3000)[0] == pytest.approx(np.eye(2), abs=1e-9)
