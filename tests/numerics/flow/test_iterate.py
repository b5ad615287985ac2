"""The iterations observe every step, batch over starts, keep what they should keep, and diverge without a warning.

Side by side they do what each does alone, and their rises and divergences are counted rightly.
"""

import numpy as np
import pytest

from benchmarks.recurrences import BLOCK as SPEED_BLOCK
from benchmarks.recurrences import side_by_side as together
from numerics.flow.iterate import (
    BLOCK,
    descent_losses,
    gradient_descent,
    gradient_descent_step,
    in_place,
    polygon,
    recurrence,
    recurrence_step,
    side_by_side,
    weight_slope,
)
from numerics.task.loss import test_loss as loss_at
from numerics.task.trajectory import Clock

RATES = np.array([0.5, 1.1, 0.2])
#: The rates and the test point of Fig. 5.
AUDITED, PROBE = np.array([0.5025, 1.1275, 0.0]), np.array([1.0, 1.5, 0.0])


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
@pytest.mark.parametrize("starts", [np.eye(3), np.zeros((2, 3, 3))])
def test_bad_calls_are_refused(starts, eta, steps, message):
    with pytest.raises(ValueError, match=message):
        recurrence(starts, RATES, eta, steps)


def test_starts_side_by_side_stay_symmetric_and_end_where_each_ends_alone():
    U = 0.2 * np.random.default_rng(4).random((30, 3, 3))
    W = U @ U.swapaxes(1, 2)
    ended = together(W, np.array([0.5, 1.1, 0.0]), 0.01, 4000)
    assert np.array_equal(ended, ended.swapaxes(1, 2))
    definite = np.linalg.eigvalsh(ended)[:, 0] > 1e-6  # elsewhere the recurrence amplifies any rounding
    assert definite.sum() > 10
    alone = np.stack([recurrence(start, np.array([0.5, 1.1, 0.0]), 0.01, 4000) for start in W])
    assert ended[definite] == pytest.approx(alone[definite], abs=1e-9)


@pytest.mark.parametrize(("size", "count"), [(1, 5), (2, 7), (3, 40), (5, 3)])
def test_side_by_side_and_one_by_one(size, count):
    rng = np.random.default_rng(size)
    U, a = 0.3 * rng.standard_normal((count, size, size)), rng.uniform(0.1, 2.0, size)
    W = U @ U.swapaxes(1, 2)
    beside = together(W, a, 0.02, 60)
    alone = np.stack([recurrence(start, a, 0.02, 60) for start in W])
    assert beside == pytest.approx(alone, abs=1e-13)


def test_blocks_do_not_show():
    rng = np.random.default_rng(0)
    U = 0.2 * rng.random((SPEED_BLOCK + 3, 2, 2))
    W, a = U @ U.swapaxes(1, 2), np.array([1.0, 0.5])
    expected = recurrence_step(recurrence_step(W, a, 0.1), a, 0.1)
    assert together(W, a, 0.1, 2) == pytest.approx(expected, abs=1e-15)


def test_starts_are_left_as_they_were():
    W = np.full((2, 1, 1), 0.5)
    together(W, np.array([1.0]), 0.1, 5)
    assert (W == 0.5).all()


def test_whole_numbers_are_starts_as_well():
    assert together(np.ones((2, 1, 1), dtype=int), np.array([1.0]), 0.1, 3) == pytest.approx(np.ones((2, 1, 1)))


def test_one_that_diverges_leaves_the_others_alone():
    W = np.stack([-np.eye(2), 0.5 * np.eye(2)])
    ended = together(W, np.ones(2), 0.4, 200)
    assert not np.isfinite(ended[0]).all()
    assert ended[1] == pytest.approx(np.eye(2))


def test_long_runs_stay_symmetric():
    """Thousands of steps at W = I: an antisymmetric part of rounding would have grown beyond all bounds."""
    U = 0.2 * np.random.default_rng(3).random((200, 3, 3)) + 0.3 * np.eye(3)
    W, a = U @ U.swapaxes(1, 2), np.array([0.5025, 1.1275, 0.3])
    ended = together(W, a, 0.01, 8000)
    assert (ended == ended.swapaxes(1, 2)).all()
    assert ended == pytest.approx(np.broadcast_to(np.eye(3), ended.shape), abs=1e-9)


def test_few_starts_of_figure_5_diverge():
    U = 0.2 * np.random.default_rng(3).random((500, 3, 3))
    a = np.array([0.5025, 1.1275, 0.0])
    ended = together(U @ U.swapaxes(1, 2), a, 0.01, 4000)
    alone = np.stack([recurrence(u @ u.T, a, 0.01, 4000) for u in U[:5]])
    assert ended[:5] == pytest.approx(alone, abs=1e-9)
    assert np.isfinite(ended).all(axis=(1, 2)).mean() > 0.95


def test_starts_that_are_symmetric_up_to_rounding_are_made_so():
    W = np.array([[[0.2, 0.1], [0.1 + 1e-15, 0.3]]])
    assert together(W, np.array([1.0, 0.5]), 0.05, 3000)[0] == pytest.approx(np.eye(2), abs=1e-9)


def _side_by_side(U: np.ndarray) -> np.ndarray:
    return np.moveaxis(U, 0, 2)


@pytest.mark.parametrize(("d", "h"), [(1, 1), (2, 3), (3, 3), (4, 6)])
def test_steps_are_those_of_the_stacked_layout(d: int, h: int):
    rng = np.random.default_rng(d)
    U, a = rng.standard_normal((5, d, h)), rng.random(d)
    W = U @ U.swapaxes(1, 2)
    descended = _side_by_side(U) + 0.01 * weight_slope(_side_by_side(U), _side_by_side(W), a)
    assert descended == pytest.approx(_side_by_side(gradient_descent_step(U, a, 0.01)), rel=1e-12, abs=1e-14)
    recurred = _side_by_side(W).copy()
    in_place(recurred, a, 0.01)()
    assert recurred == pytest.approx(_side_by_side(recurrence_step(W, a, 0.01)), rel=1e-12, abs=1e-14)


def test_rise_is_the_largest_above_the_running_minimum():
    U = 0.2 * np.random.default_rng(2).random((6, 3, 3))
    outcome = side_by_side(U, AUDITED**2, PROBE, 0.01, 2000)
    losses = []
    gradient_descent(U, AUDITED**2, 0.01, 2000, lambda _, state: losses.append(loss_at(state @ state.swapaxes(1, 2), PROBE)))
    curve = np.array(losses)
    expected = (curve - np.minimum.accumulate(curve, axis=0)).max(axis=0)
    assert outcome.rise == pytest.approx(expected, abs=1e-12)
    assert outcome.rise.max() > 0.01
    assert outcome.loss == pytest.approx(curve[-1], abs=1e-12)


def test_blocks_do_not_matter():
    U = 0.2 * np.random.default_rng(3).random((BLOCK + 3, 3, 3))
    whole, tail = side_by_side(U, AUDITED, PROBE, 0.01, 30), side_by_side(U[BLOCK:], AUDITED, PROBE, 0.01, 30)
    assert (whole.loss[BLOCK:] == tail.loss).all()


def test_divergence_and_lost_semidefiniteness_are_seen():
    """AUDITED nearly singular start: the recurrence makes det W < 0 in one step; then w_22 runs away."""
    W = np.array([[1.0, 1.0], [1.0, 1.0 + 1e-6]]) / 100
    U = np.linalg.cholesky(W)[None]
    a, z = np.array([6.0, 1.0]), np.array([1.0, 1.0])
    outcome = side_by_side(U, a, z, 0.02, 3000, "recurrence", (0, 1, 3000))
    assert outcome.least[0, 0] > 0 > outcome.least[1, 0]
    assert outcome.diverged.tolist() == [True]
    assert outcome.least[2, 0] == -np.inf
    descended = side_by_side(U, a, z, 0.02, 3000, "gd", (3000,))
    assert not descended.diverged.any()
    assert descended.least[0, 0] >= -1e-15


def test_bad_calls_are_refused_side_by_side():
    U = np.zeros((1, 3, 3))
    with pytest.raises(ValueError, match="method"):
        side_by_side(U, AUDITED, PROBE, 0.01, 1, "adam")
    with pytest.raises(ValueError, match="eta"):
        side_by_side(U, AUDITED, PROBE, 0.0, 1)


def test_a_polygon_goes_straight_through_its_states():
    states, eta = np.random.default_rng(6).standard_normal((5, 2, 2)), 0.1
    path = polygon(states, eta, Clock.PRINTED)
    assert path.clock is Clock.PRINTED
    assert path.steps.tolist() == [0.1 * k for k in range(5)]
    np.testing.assert_allclose(path.W(path.steps), states, atol=1e-14)
    slopes = np.diff(states, axis=0) / eta
    np.testing.assert_allclose(path.velocity(path.steps), [*slopes, np.zeros((2, 2))], rtol=1e-12)
    np.testing.assert_array_equal(path.W(np.array([0.45, 3.0])), states[[-1, -1]])
    parts = np.array([0.25, 0.7, 0.5, 0.9])
    np.testing.assert_allclose(
        path.W(path.steps[:-1] + parts * eta), states[:-1] + parts[:, None, None] * eta * slopes, atol=1e-13
    )
    np.testing.assert_allclose(path.velocity(path.steps[:-1] + parts * eta), slopes, rtol=1e-12)


def test_no_step_leaves_the_start():
    W = np.array([[0.2, 0.1], [0.1, 0.3]])
    assert recurrence(W, RATES[:2], 0.1, 0) is W
    outcome = side_by_side(W[None], RATES[:2], np.array([1.0, 2.0]), 0.1, 0, inspect=(0,))
    assert outcome.loss == pytest.approx([loss_at(W @ W.T, np.array([1.0, 2.0]))])
    assert outcome.least[:, 0] == pytest.approx(np.linalg.eigvalsh(W @ W.T)[:1])


def test_a_start_has_diverged_where_any_entry_is_beyond_100():
    """One step of eta = 1/2 at the rates (1, 1) takes W to 2 W - W^2: from 12 to -120, from 10.9 to -97, from 0.5 to 0.75."""
    starts = np.sqrt([np.diag(w) for w in ([12.0, 1.0], [0.5, 12.0], [10.9, 0.5], [0.5, 0.5])])
    z = np.array([1.0, 3.0])
    outcome = side_by_side(starts, np.ones(2), z, 0.5, 1, "recurrence", (1,))
    assert outcome.diverged.tolist() == [True, True, False, False]
    after = [np.eye(2), np.eye(2), np.diag([2 * 10.9 - 10.9**2, 0.75]), np.diag([0.75, 0.75])]
    assert outcome.loss == pytest.approx([loss_at(W, z) for W in after])
    assert outcome.least[0] == pytest.approx([-np.inf, -np.inf, 2 * 10.9 - 10.9**2, 0.75])


def test_a_polygon_turns_at_its_steps_and_not_one_rounding_later():
    """0.01 * 29 / 0.01 is less than 29."""
    states = np.random.default_rng(7).standard_normal((100, 1, 1))
    path = polygon(states, 0.01, Clock.PRINTED)
    np.testing.assert_allclose(path.velocity(path.steps[:-1]), np.diff(states, axis=0) / 0.01, rtol=1e-9)


def test_recorded_losses_are_those_of_each_start_and_rise_as_counted():
    starts, steps = 0.2 * np.random.default_rng(8).random((BLOCK + 3, 3, 3)), 60
    found = descent_losses(starts, AUDITED, PROBE, 0.05, steps, every=20)
    assert found.shape == (BLOCK + 3, 4)
    for index in (0, BLOCK - 1, BLOCK + 2):
        seen = []
        gradient_descent(starts[index], AUDITED, 0.05, steps, lambda _, U, seen=seen: seen.append(loss_at(U @ U.T, PROBE)))
        assert found[index] == pytest.approx(seen[::20], abs=1e-14)
    assert found[:, -1] == pytest.approx(side_by_side(starts, AUDITED, PROBE, 0.05, steps).loss, abs=1e-14)
    with pytest.raises(ValueError, match="eta"):
        descent_losses(starts, AUDITED, PROBE, 0.0, 1)
