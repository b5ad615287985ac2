"""A trajectory answers for one time and for many, and is compared with another on the same clock only.

Conversions between clocks invert each other.
"""

from functools import partial

import numpy as np
import pytest

from numerics.closed_form.entries import isotropic, one_layer
from numerics.flow.events import course, first_passages
from numerics.flow.integrate import integrate_one_layer, integrate_tied, integrate_tied_weights
from numerics.flow.iterate import gradient_descent, polygon
from numerics.model.tied import TIED
from numerics.setting import Setting
from numerics.simulate import Simulation, simulate
from numerics.task import trajectory
from numerics.task.field import loss_gradient
from numerics.task.trajectory import (
    Clock,
    Shared,
    Trajectory,
    difference,
    hold_curves,
    in_parts,
    motion_along,
    one_layer_speed,
    parts,
    same_clock,
    tied_speed,
    together,
    values,
)

A = np.array([0.7, 0.7])
W0 = np.array([[0.02, 0.01], [0.01, 0.03]])
T = np.linspace(0.0, 6.0, 13)


def closed_on_the_loss_clock():
    """Gradient flow of the loss itself, dU/dt = -dL/dU: twice as fast as W' = V(W)."""

    def motion(t):
        W = isotropic(0.7, W0, 2 * t)
        U = np.linalg.cholesky(W)
        pushed = -loss_gradient(U, A) @ U.swapaxes(-1, -2)
        return W, pushed + pushed.swapaxes(-1, -2)

    return Trajectory(motion, np.linspace(0.0, 3.0, 61), Clock.LOSS)


def test_one_time_or_many():
    path = integrate_tied(W0, A, 6.0)
    assert path.W(T).shape == path.velocity(T).shape == (13, 2, 2)
    assert path.W(T[3]) == pytest.approx(path.W(T)[3], abs=1e-15)
    assert path.velocity(2.0).shape == (2, 2)
    slopes = (path.W(T + 1e-5)[:-1] - path.W(T - 1e-5)[:-1])[1:] / 2e-5
    assert path.velocity(T)[1:-1] == pytest.approx(slopes, abs=1e-6)


def test_curves_on_two_clocks_are_not_compared():
    measured, stated = integrate_tied(W0, A, 6.0), closed_on_the_loss_clock()
    with pytest.raises(ValueError, match="curves must share a clock of time, got printed and loss"):
        difference(measured, stated, T)


def test_curves_against_steps_are_not_compared_whose_lengths_may_differ():
    path = integrate_tied(W0, A, 6.0)
    first, second = (path.on(Clock.CODE, partial(tied_speed, eta=eta)) for eta in (0.01, 0.1))
    with pytest.raises(ValueError, match="curves must share a clock of time, got code and code"):
        difference(first, second, T)


def test_once_converted_they_agree():
    measured, stated = integrate_tied(W0, A, 6.0), closed_on_the_loss_clock().on(Clock.PRINTED, tied_speed)
    assert stated.end == pytest.approx(6.0)
    assert difference(measured, stated, T) == pytest.approx(np.zeros((13, 2, 2)), abs=1e-9)
    assert measured.velocity(T) == pytest.approx(stated.velocity(T), abs=1e-9)
    assert first_passages(stated) == pytest.approx(first_passages(measured), abs=1e-8)
    back = measured.on(Clock.LOSS, tied_speed)
    assert difference(back, closed_on_the_loss_clock(), T / 2) == pytest.approx(np.zeros((13, 2, 2)), abs=1e-9)


def test_a_course_keeps_its_losses_on_every_clock():
    path, z = integrate_tied_weights(0.2 * np.random.default_rng(2).random((2, 2)), np.array([1.1, 0.5]), 20.0), np.ones(2)
    printed, steps = course(path, z), course(path.on(Clock.CODE, partial(tied_speed, eta=0.01)), z)
    assert steps.rise == pytest.approx(printed.rise, abs=1e-12)
    assert [p.t for p in steps.turning_points] == pytest.approx([100 * p.t for p in printed.turning_points])
    assert steps.end.t == pytest.approx(2000)


def test_one_layer_has_clocks_of_its_own():
    path = integrate_one_layer(W0, A, 6.0)
    speed = partial(one_layer_speed, eta=0.1, dimension=2)
    assert path.on(Clock.CODE, speed).W(20.0) == pytest.approx(one_layer(A, W0, 2.0), abs=1e-9)
    with pytest.raises(ValueError, match="got printed"):
        path.on(Clock.PRINTED, speed)


def test_a_run_stands_beside_a_prediction_on_its_own_clock_only():
    run = simulate(Setting(TIED, np.array([1.0, 0.5]), W0, np.ones(2)))
    assert run.path.clock is run.prediction.path.clock is Clock.PRINTED
    with pytest.raises(ValueError, match="curves must share a clock of time, got printed and loss"):
        Simulation(run.prediction, run.path.on(Clock.LOSS, tied_speed))


def test_iterations_are_trajectories_too():
    states: list[np.ndarray] = []
    gradient_descent(np.linalg.cholesky(W0), A, 0.01, 600, lambda _, U: states.append(U @ U.T))
    path = polygon(np.stack(states), 0.01, Clock.PRINTED)
    assert path.end == pytest.approx(6.0)
    assert np.abs(difference(path, integrate_tied(W0, A, 6.0), T)).max() < 0.01
    assert path.W(0.015) == pytest.approx((states[1] + states[2]) / 2)
    assert path.velocity(0.015) == pytest.approx((states[2] - states[1]) / 0.01)


def converted(end: float, source: Clock, target: Clock, eta: float = 1.0) -> float:
    """Return the end of a path on another clock."""
    path = Trajectory(lambda t: (t[:, None, None], t[:, None, None]), np.array([0.0, end]), source)
    return path.on(target, partial(tied_speed, eta=eta)).end


@pytest.mark.parametrize("source", Clock)
@pytest.mark.parametrize("target", Clock)
def test_there_and_back(source, target):
    assert converted(converted(7.0, source, target, eta=0.01), target, source, eta=0.01) == pytest.approx(7.0)


def test_known_factors():
    assert converted(1.0, Clock.LOSS, Clock.PRINTED) == 2.0
    assert converted(2000, Clock.CODE, Clock.PRINTED, eta=0.01) == pytest.approx(20.0)
    assert one_layer_speed(Clock.CODE, eta=0.1, dimension=64) == pytest.approx(0.2 / 64)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="clock must be loss or code for one layer"):
        one_layer_speed(Clock.PRINTED)
    with pytest.raises(ValueError, match="must share a clock of time, got loss and printed"):
        same_clock(Clock.LOSS, Clock.PRINTED)
    with pytest.raises(ValueError, match="eta must be above 0, got 0"):
        converted(1.0, Clock.CODE, Clock.LOSS, eta=0.0)
    assert same_clock(Clock.LOSS, Clock.LOSS) is Clock.LOSS


def still(steps, clock=Clock.PRINTED, **more):
    return Trajectory(lambda t: (t[:, None, None], t[:, None, None]), np.array(steps), clock, **more)


def test_the_grid_holds_the_ends_of_all_cells():
    steps = [0.0, 1.0, 4.0, 4.5, 6.0]
    assert still(steps).grid.tolist() == steps
    assert still(steps, cells=2).grid.tolist() == [0.0, 0.5, 1.0, 2.5, 4.0, 4.25, 4.5, 5.25, 6.0]
    assert still(steps[:2], cells=4).grid.tolist() == [0.0, 0.25, 0.5, 0.75, 1.0]
    path = still(steps, cells=2)
    np.testing.assert_array_equal(path.curve[0][:, 0, 0], path.grid)


def test_a_step_of_the_code_is_worth_one_unit_by_default():
    assert tied_speed(Clock.CODE) == 1
    assert one_layer_speed(Clock.CODE) == 2


def test_a_difference_is_the_first_less_the_second():
    first = Trajectory(lambda t: (3 * t[:, None, None], t[:, None, None]), np.array([0.0, 4.0]), Clock.PRINTED)
    assert difference(first, still([0.0, 4.0]), np.array([1.0, 2.5]))[:, 0, 0].tolist() == [2.0, 5.0]


def test_many_times_are_worked_on_in_parts_that_give_the_same(monkeypatch):
    asked = []

    def state(t):
        asked.append(t.size)
        return t[:, None, None] * np.eye(2)

    motion = motion_along(state, lambda W, A: 2 * W * A, np.ones(2))
    whole = motion(np.arange(9.0))
    monkeypatch.setattr(trajectory, "TOGETHER", 17)
    for one, other in zip(motion(np.arange(9.0)), whole, strict=True):
        np.testing.assert_array_equal(one, other)
    assert asked == [9, 4, 4, 1]


def test_paths_evaluated_together_are_each_as_alone():
    """Two paths share a motion, one has its own: whatever the order of times, and with times of which a path has none."""
    rates = np.array([1.0, 2.0])

    def shared(t, which):
        W = np.exp(rates[which] * t)[:, None, None]
        return W, rates[which, None, None] * W

    def own(t):
        return t[:, None, None], np.ones((t.size, 1, 1))

    steps = np.array([0.0, 1.0, 3.0])
    paths = [Trajectory(motion, steps, Clock.LOSS) for motion in (Shared(shared, 1), own, Shared(shared, 0))]
    for kept in ([0, 1, 2], [0, 2], [1], [2, 1, 0]):
        some = [paths[k] for k in kept]
        t, which = np.array([0.3, 0.7, 2.0, 0.1, 1.5]), np.array([1, 0, 1, 0, 0]) % len(kept)
        for part, expected in enumerate(zip(*(some[k].motion(t[[n]]) for n, k in enumerate(which)), strict=True)):
            np.testing.assert_allclose(together(some)(t, which)[part], np.concatenate(expected), rtol=1e-15)
    times = [steps[:2], steps, steps[2:]]
    for path, t, (W, velocity) in zip(paths, times, values(paths, times), strict=True):
        for found, expected in zip((W, velocity), path.motion(t), strict=True):
            np.testing.assert_array_equal(found, expected)
    hold_curves(paths)
    for path in paths:
        np.testing.assert_array_equal(vars(path)["curve"][0], path.motion(steps)[0])


def test_what_is_worked_on_in_parts_is_the_same():
    t, which = np.linspace(0, 1, 9000), np.arange(9000) % 3
    W, velocity = in_parts(
        lambda t, which: ((t + which)[:, None, None] * np.eye(4), t[:, None, None] * np.ones((4, 4))), t, which, 4
    )
    assert len(list(parts(9000, 4))) > 1
    np.testing.assert_array_equal(W[:, 2, 2], t + which)
    np.testing.assert_array_equal(velocity[:, 0, 1], t)
