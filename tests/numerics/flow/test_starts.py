"""Proposition: starts iterated side by side do what each does alone, and their rises and divergences are counted rightly."""

import numpy as np
import pytest

from numerics.flow import iterate, starts
from numerics.task.loss import test_loss as loss_at

A = np.array([0.5025, 1.1275, 0.0])
Z = np.array([1.0, 1.5, 0.0])


def _side_by_side(U: np.ndarray) -> np.ndarray:
    return np.moveaxis(U, 0, 2)


@pytest.mark.parametrize(("d", "h"), [(1, 1), (2, 3), (3, 3), (4, 6)])
def test_steps_are_those_of_the_stacked_layout(d: int, h: int):
    rng = np.random.default_rng(d)
    U, a = rng.standard_normal((5, d, h)), rng.random(d)
    W = U @ U.swapaxes(1, 2)
    descended = starts.descent_step(_side_by_side(U), _side_by_side(W), a, 0.01)
    assert descended == pytest.approx(_side_by_side(iterate.gradient_descent_step(U, a, 0.01)), rel=1e-12, abs=1e-14)
    recurred = _side_by_side(W).copy()
    iterate.in_place(recurred, a, 0.01)()
    assert recurred == pytest.approx(_side_by_side(iterate.recurrence_step(W, a, 0.01)), rel=1e-12, abs=1e-14)


def test_rise_is_the_largest_above_the_running_minimum():
    U = 0.2 * np.random.default_rng(2).random((6, 3, 3))
    outcome = starts.run(U, A**2, Z, 0.01, 2000)
    losses = []
    iterate.gradient_descent(U, A**2, 0.01, 2000, lambda _, state: losses.append(loss_at(state @ state.swapaxes(1, 2), Z)))
    curve = np.array(losses)
    expected = (curve - np.minimum.accumulate(curve, axis=0)).max(axis=0)
    assert outcome.rise == pytest.approx(expected, abs=1e-12)
    assert outcome.rise.max() > 0.01
    assert outcome.loss == pytest.approx(curve[-1], abs=1e-12)


def test_blocks_do_not_matter():
    U = 0.2 * np.random.default_rng(3).random((starts.BLOCK + 3, 3, 3))
    whole, tail = starts.run(U, A, Z, 0.01, 30), starts.run(U[starts.BLOCK :], A, Z, 0.01, 30)
    assert (whole.loss[starts.BLOCK :] == tail.loss).all()


def test_divergence_and_lost_semidefiniteness_are_seen():
    """A nearly singular start: the recurrence makes det W < 0 in one step; then w_22 runs away."""
    W = np.array([[1.0, 1.0], [1.0, 1.0 + 1e-6]]) / 100
    U = np.linalg.cholesky(W)[None]
    a, z = np.array([6.0, 1.0]), np.array([1.0, 1.0])
    outcome = starts.run(U, a, z, 0.02, 3000, "recurrence", (0, 1, 3000))
    assert outcome.least[0, 0] > 0 > outcome.least[1, 0]
    assert outcome.diverged.tolist() == [True]
    assert outcome.least[2, 0] == -np.inf
    descended = starts.run(U, a, z, 0.02, 3000, "gd", (3000,))
    assert not descended.diverged.any()
    assert descended.least[0, 0] >= -1e-15


def test_bad_calls_are_refused_by_name():
    U = np.zeros((1, 3, 3))
    with pytest.raises(ValueError, match="method"):
        starts.run(U, A, Z, 0.01, 1, "adam")
    with pytest.raises(ValueError, match="eta"):
        starts.run(U, A, Z, 0.0, 1)
