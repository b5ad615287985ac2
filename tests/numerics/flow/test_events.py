"""Turning points, first passages and rises are roots, not times of a grid, with rounding left out."""

import numpy as np
import pytest

from numerics.flow.events import Course, TurningPoint, bisect, course, first_passages, time_grid
from numerics.flow.integrate import integrate_tied, integrate_tied_weights
from numerics.task.identity_mapping import Task
from numerics.task.loss import test_loss as loss_at
from numerics.task.loss import test_loss_slope as slope_at
from numerics.task.trajectory import Clock, Trajectory

FIG5 = Task((1.0, 1.5), (0.05, 0.05), dim=3)
START = 0.2 * np.random.default_rng(2).random((3, 3))


def along(motion, grid):
    return Trajectory(motion, grid, Clock.PRINTED)


def oscillation(t):
    """W = [[1 + f]] with f = 2 + cos t: the loss at z = 1 is f^2/2."""
    return (3 + np.cos(t))[:, None, None], -np.sin(t)[:, None, None]


def test_turning_points_of_a_cosine():
    found = course(along(oscillation, np.linspace(0, 8, 31)), np.ones(1))
    assert [point.kind for point in found.turning_points] == ["min", "max"]
    np.testing.assert_allclose([point.t for point in found.turning_points], [np.pi, 2 * np.pi], rtol=1e-12)
    assert (found.start, found.rise) == pytest.approx((4.5, 4.0))


@pytest.mark.parametrize(("horizon", "kinds", "rise"), [(3.0, [], 0.0), (4.0, ["min"], (2 + np.cos(4.0)) ** 2 / 2 - 0.5)])
def test_the_horizon_cuts_a_course_off(horizon, kinds, rise):
    found = course(along(oscillation, np.linspace(0, 8, 31)), np.ones(1), horizon)
    assert [point.kind for point in found.turning_points] == kinds
    assert found.still_rising is bool(kinds)
    assert found.rise == pytest.approx(rise)


def test_ripples_of_rounding_are_no_turning_points():
    def ripple(t):
        return (2 - 0.1 * t + 1e-11 * np.sin(50 * t))[:, None, None], (-0.1 + 5e-10 * np.cos(50 * t))[:, None, None]

    assert course(along(ripple, np.linspace(0, 8, 301)), np.ones(1)).turning_points == []


def test_turning_points_are_stationary_and_alternate():
    path, z = integrate_tied_weights(START, FIG5.rates(), 20.0), FIG5.probe()
    points = course(path, z).turning_points
    assert [point.kind for point in points] == ["min", "max"]
    for point in points:
        side = 1 if point.kind == "min" else -1
        around = loss_at(path.W(point.t + np.array([-1e-2, 1e-2])), z) - point.loss
        assert (side * around > 0).all()
        assert abs(slope_at(path.W(point.t), path.velocity(point.t), z)) < 1e-10


def test_first_passage_of_half():
    def motion(t):
        W = np.zeros((t.size, 3, 3))
        W[:, 0, 0], W[:, 1, 1], W[:, 2, 2] = 1 - np.exp(-t), 0.7, 0.1
        return W, np.zeros_like(W)

    np.testing.assert_allclose(first_passages(along(motion, np.linspace(0, 5, 11))), [np.log(2), 0.0, np.inf])


def test_first_passages_of_an_integration():
    path = integrate_tied(np.diag([0.01, 0.7, 0.001]), np.array([1.0, 0.5, 0.0]), 6.0)
    assert first_passages(path) == pytest.approx([np.log(99) / 2, 0.0, np.inf], abs=1e-8)


#: Turning points between the start and the end, and the rise: from the start, or from the lowest loss before.
COURSES = [
    (3.0, [("max", 5.0)], 0.0, 2.0),
    (3.0, [("min", 1.0), ("max", 2.0), ("min", 1.5), ("max", 2.2)], 0.0, 1.2),
    (1.8, [("max", 2.0), ("min", 0.5), ("max", 1.0)], 0.0, 0.5),
    (2.0, [], 1.0, 0.0),
]


@pytest.mark.parametrize(("start", "turns", "end", "rise"), COURSES)
def test_the_rise_counts_from_the_lowest_loss_before(start, turns, end, rise):
    points = [TurningPoint(kind, float(k), loss) for k, (kind, loss) in enumerate(turns, 1)]
    assert Course(start, points, TurningPoint("max", 9.0, end)).rise == pytest.approx(rise)


def test_bisection_finds_both_directions():
    found = bisect(lambda t: np.sin(t) > 0, np.array([3.0, 6.0]), np.array([3.5, 6.5]))
    np.testing.assert_allclose(found, [np.pi, 2 * np.pi], rtol=1e-14)


def test_grid_is_rising_from_zero_to_the_horizon():
    grid = time_grid(np.array([1.0, 1e-6]), np.array([3.0, 1e6]), 2e6)
    assert grid[0] == 0
    assert grid[-1] == 2e6
    assert np.all(np.diff(grid) > 0)
    assert np.min(np.abs(grid - 3.0)) < 0.02


@pytest.mark.parametrize(
    ("turns", "start", "end", "rising"),
    [
        ([("min", 0.5)], 1.0, 0.6, True),
        ([("min", 0.5), ("max", 0.7)], 1.0, 0.6, False),
        ([], 0.5, 0.6, True),
        ([], 0.7, 0.6, False),
        ([("min", 0.5)], 1.0, 0.5 + 1e-10, False),
    ],
)
def test_a_loss_that_ends_above_its_minimum_is_still_rising(turns, start, end, rising):
    points, last = [TurningPoint(kind, float(k), loss) for k, (kind, loss) in enumerate(turns, 1)], TurningPoint("max", 3, end)
    found = Course(start, points, last)
    assert found.still_rising is rising
    assert found.extremes == [*points, last][: len(points) + rising]


def falling_from(top: float, end: float) -> Trajectory:
    """Return a path at d = 1 whose test loss at z = sqrt(2), (1 - w)^2, is largest at `top`, near the end of coarse steps."""

    def motion(t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return ((t - top) ** 2)[:, None, None], (2 * (t - top))[:, None, None]

    return Trajectory(motion, np.linspace(0.0, end, 9), Clock.PRINTED)


@pytest.mark.parametrize("after", [0.3, 0.1, 0.02, 0.001])
def test_a_turning_point_in_the_last_step_is_found(after):
    top, end = 0.9, 0.9 + after
    found = course(falling_from(top, end), np.array([np.sqrt(2.0)]))
    assert [(point.kind, point.t) for point in found.turning_points] == [("max", pytest.approx(top))]
    assert not found.still_rising
    assert found.rise == pytest.approx(1 - (1 - top**2) ** 2)
