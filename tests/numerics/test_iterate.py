"""The iterations observe every step, batch over starts, keep what they should keep, and diverge without a warning."""

import numpy as np
import pytest

from numerics.iterate import gradient_descent, recurrence

RATES = np.array([0.5, 1.1, 0.2])


def test_batches_are_the_single_ones():
    starts = 0.3 * np.random.default_rng(0).random((4, 3, 3))
    together = gradient_descent(starts, RATES, 0.01, 50)
    assert together == pytest.approx(np.stack([gradient_descent(start, RATES, 0.01, 50) for start in starts]), abs=1e-14)


def test_every_step_is_observed():
    seen = []
    recurrence(0.1 * np.eye(3), RATES, 0.1, 3, lambda step, W: seen.append((step, W[0, 0])))
    assert [step for step, _ in seen] == [0, 1, 2, 3]
    assert seen[1][1] == pytest.approx(0.1 + 0.1 * 2 * 0.5 * 0.1 * 0.9)


def test_gradient_descent_stays_semidefinite_where_the_recurrence_does_not():
    u = np.array([[0.1], [0.1], [0.0]])
    assert np.linalg.eigvalsh(recurrence(u @ u.T, np.array([6.0, 1.0, 0.5]), 0.05, 10))[0] < -1e-8
    last = gradient_descent(u, np.array([6.0, 1.0, 0.5]), 0.05, 10)
    assert np.linalg.eigvalsh(last @ last.T)[0] > -1e-15


def test_divergence_is_a_result():
    assert not np.isfinite(recurrence(-np.eye(3), RATES, 0.5, 60)).all()


@pytest.mark.parametrize(("eta", "steps", "message"), [(0.0, 1, "eta"), (np.nan, 1, "eta"), (0.1, -1, "steps")])
def test_bad_calls_are_refused(eta, steps, message):
    with pytest.raises(ValueError, match=message):
        recurrence(np.eye(3), RATES, eta, steps)


def test_starts_side_by_side_stay_symmetric_and_end_where_each_ends_alone():
    U = 0.2 * np.random.default_rng(4).random((30, 3, 3))
    W = U @ U.swapaxes(1, 2)
    ended = recurrence(W, np.array([0.5, 1.1, 0.0]), 0.01, 4000)
    assert np.array_equal(ended, ended.swapaxes(1, 2))
    definite = np.linalg.eigvalsh(ended)[:, 0] > 1e-6  # elsewhere the recurrence amplifies any rounding
    assert definite.sum() > 10
    alone = np.stack([recurrence(start, np.array([0.5, 1.1, 0.0]), 0.01, 4000) for start in W])
    assert ended[definite] == pytest.approx(alone[definite], abs=1e-9)
