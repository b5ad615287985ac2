"""Turning points, first passages and rises are roots, not times of a grid, with rounding left out."""

import numpy as np
import pytest

from numerics.flow.events import (
    Course,
    TurningPoint,
    _persistent,
    bisect,
    bracketed,
    course,
    courses,
    first_passages,
    first_passages_of,
    passages,
    time_grid,
    turns,
)
from numerics.flow.integrate import integrate_tied, integrate_tied_weights
from numerics.flow.series import integrate_many_by_series
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


@pytest.mark.parametrize(
    ("first", "values", "last", "left"),
    [
        (1.0, [0.5, 0.7], 0.2, [0, 1]),
        (1.0, [0.5, 0.55], 0.2, []),
        (1.0, [0.95, 1.3, 0.4], 2.0, [1, 2]),
        (1.0, [0.4, 0.9, 0.3, 1.2], 1.15, [0, 1, 2]),
        (1.0, [0.5, 0.7, 0.62, 0.9], 0.0, [0, 3]),
        (1.0, [0.5, 0.58, 0.52, 0.56, 0.3, 0.8], 0.1, [4, 5]),
        (1.0, [0.5, 0.56, 0.47, 0.55, 0.2], 0.9, [4]),
        (1.0, [1.05], 0.2, []),
        (1.0, [0.5], 0.55, []),
        (1.0, [], 1.0, []),
    ],
)
def test_the_shallowest_neighbours_are_merged_first(first, values, last, left):
    assert _persistent(first, np.array(values), last, 0.1).tolist() == left


def of_loss(loss, slope, grid):
    """Return a path at d = 1 with a given test loss at z = 1."""

    def motion(t):
        f = np.sqrt(2 * loss(t))
        return (1 + f)[:, None, None], (slope(t) / f)[:, None, None]

    return Trajectory(motion, np.array(grid), Clock.PRINTED)


@pytest.mark.parametrize("height", [0.5e-9, 3e-9])
@pytest.mark.parametrize("backwards", [False, True])
def test_a_maximum_next_to_an_end_counts_if_it_is_above_it(height, backwards):
    top = np.sqrt(height)
    top = 1 - top if backwards else top
    found = course(of_loss(lambda t: 1 - (t - top) ** 2, lambda t: -2 * (t - top), [0.0, 0.4, 0.7, 1.0]), np.ones(1))
    assert len(found.turning_points) == (height > 1e-9)


def test_turns_between_times_of_equal_loss_are_found():
    """The loss 1 + c (t^3 / 3 - t / 4) is the same at the three times in the middle and turns twice between them."""
    c, root = 2.4e-8, np.sqrt(0.75)
    path = of_loss(lambda t: 1 + c * (t**3 / 3 - t / 4), lambda t: c * (t**2 - 0.25), [-2.0, -root, 0.0, root, 2.0])
    points = course(path, np.ones(1)).turning_points
    assert [point.kind for point in points] == ["max", "min"]
    assert [point.t for point in points] == pytest.approx([-0.5, 0.5], abs=1e-6)


def test_a_course_names_its_ends():
    found = course(along(oscillation, np.linspace(0, 3, 7)), np.ones(1))
    assert found.end == TurningPoint("max", 3.0, pytest.approx((2 + np.cos(3.0)) ** 2 / 2))
    assert found.climb == (TurningPoint("min", 0.0, 4.5),) * 2
    risen = Course(0.5, [], TurningPoint("max", 3.0, 0.8))
    assert risen.climb == (TurningPoint("min", 0.0, 0.5), TurningPoint("max", 3.0, 0.8))


@pytest.mark.parametrize(("rise", "rising"), [(0.7e-9, False), (1.5e-9, True)])
def test_a_loss_is_rising_by_more_than_rounding(rise, rising):
    assert Course(0.0, [], TurningPoint("max", 3.0, rise)).still_rising is rising


def test_first_passages_from_either_side_and_in_the_first_cell():
    """The first starts above and falls, the third passes in the first cell, the second later, and again."""

    def motion(t):
        W = np.zeros((t.size, 3, 3))
        W[:, 0, 0], W[:, 1, 1], W[:, 2, 2] = 0.7 - t, np.sin(t / 2), 0.4 + t / 2
        return W, np.zeros_like(W)

    found = first_passages(along(motion, np.linspace(0, 15, 31)))
    np.testing.assert_allclose(found, [0.0, np.pi / 3, 0.2], rtol=1e-13)
    np.testing.assert_allclose(
        first_passages(along(motion, np.linspace(0, 15, 31)), 0.45), [0.0, 2 * np.arcsin(0.45), 0.1], rtol=1e-13
    )


@pytest.mark.parametrize(
    ("low", "high", "root"), [(3.0, 4.0, np.pi), (3e5, 3.5e5, 314159.0), (2e-7, 4e-7, 3e-7), (-4.0, -3.0, -np.pi)]
)
def test_bisection_ends_where_the_bracket_is_narrow(low, high, root):
    calls = []

    def positive(t):
        calls.append(t)
        return t > root

    found = bisect(positive, np.array([low]), np.array([high]))
    assert found[0] == pytest.approx(root, rel=1e-14, abs=0)
    needed = np.log2((high - low) / (1e-14 * abs(root)))
    assert len(calls) == 1 + np.ceil(needed)
    both = bisect(lambda t: t > np.array([root, 3.3]), np.array([low, 0.0]), np.array([high, 1e9]))
    assert both == pytest.approx([root, 3.3], rel=1e-14, abs=0)


def test_a_root_at_zero_takes_all_halvings():
    calls = []
    found = bisect(lambda t: (calls.append(t), t > 0)[1], np.zeros(1), np.ones(1))
    assert len(calls) == 81
    assert 0 < found[0] < 2**-79


def geometric(shortest, horizon, ratio):
    """Return the distances that are dense on every scale, each at most `ratio` times the one before."""
    number = 0
    while shortest * ratio**number < horizon * (1 - 1e-12):
        number += 1
    return shortest * (horizon / shortest) ** (np.arange(number + 1) / number)


@pytest.mark.parametrize(
    ("a", "horizon", "shortest"), [([2.5, 0.1], 300.0, 0.008), ([0.4], 1e3, 0.05), ([1e-3], 30.0, 0.6), ([0.0, 0.0], 30.0, 0.6)]
)
def test_the_grid_is_dense_on_every_scale_around_every_anchor(a, horizon, shortest):
    anchors = np.array([0.31 * horizon, np.inf, 7 * horizon])
    grid = time_grid(np.array(a), anchors, horizon)
    for centre in (0.0, 0.31 * horizon, horizon):
        away = geometric(shortest, horizon, 1.12)
        expected = np.concatenate([centre - away, [centre], centre + away])
        for time in expected[(expected >= 0) & (expected <= horizon)]:
            assert np.min(np.abs(grid - time)) <= shortest / 2
    for time in np.linspace(0, horizon, 240):
        assert np.min(np.abs(grid - time)) <= shortest / 2
    coarse = time_grid(np.array(a), np.array([]), horizon, points=2, ratio=1.5)
    away = geometric(shortest, horizon, 1.5)
    expected = np.unique(np.concatenate([[0.0], away, horizon - away]).round(12))
    assert coarse[:2] == pytest.approx([0.0, shortest])
    assert len(coarse) <= len(expected)
    assert coarse[1:4] == pytest.approx(away[:3], rel=1e-6)


def test_times_closer_than_an_eighth_of_the_shortest_are_one():
    shortest = 0.02
    for apart, number in ((0.2, 2), (0.13, 2), (0.12, 1), (0.01, 1)):
        anchors = np.array([3.0, 3.0 + apart * shortest])
        grid = time_grid(np.ones(1), anchors, 10.0, points=2, ratio=3.0)
        assert sum(bool(np.any(np.abs(grid - anchor) < 1e-12)) for anchor in anchors) == number


@pytest.mark.parametrize("slope", [1.0, 0.0, -1.0, np.nan])
def test_a_passage_is_found_by_steps_of_newton_and_without_a_true_slope_by_halvings(slope):
    calls = []

    def excess(t):
        calls.append(t)
        return np.tanh(t - roots), slope / np.cosh(t - roots) ** 2

    roots = np.array([2.0, 3.1, 1.0 + 1e-9, 5.0])
    found = passages(excess, np.array([1.5, 3.0, 1.0, 4.5]), np.array([2.5, 3.5, 2.0, 5.0]))
    assert found == pytest.approx(roots, rel=1e-13, abs=0)
    assert len(calls) <= (8 if slope == 1.0 else 60)


def test_no_passage_is_none():
    assert passages(lambda t: (t, t), np.zeros(0), np.zeros(0)).shape == (0,)


def test_a_grid_of_many_anchors_is_thinned_out_least_where_they_are():
    anchors = np.geomspace(3.0, 1e4, 64)
    grid = time_grid(np.array([1.0]), anchors, 2e4)
    assert 1000 < grid.size <= 1600
    assert (grid[0], grid[-1]) == (0.0, 2e4)
    assert np.all(np.diff(grid) > 0)
    assert grid[1] < 0.03
    near = np.array([np.sort(np.abs(grid - anchor))[1] for anchor in anchors])
    assert np.all(near < 0.03 * anchors)
    few = time_grid(np.array([1.0]), anchors[:4], 2e4)
    assert few.size < 1600
    assert np.min(np.diff(few)) == pytest.approx(0.02 / 8, rel=1.0)


def test_turns_of_recorded_curves_are_counted_from_a_depth_on():
    k = np.arange(480)
    wave, ripple = np.cos(k / 40), 0.05 * np.cos(2 * k)
    curves = np.array([wave, wave + ripple, k / 480, 0 * wave])
    assert turns(curves, 0.3).tolist() == [3, 3, 0, 0]
    assert turns(curves[:2], 1e-6).tolist()[0] == 3
    assert turns(curves[1:2], 1e-6)[0] > 10
    assert turns(curves[:1], 2.1).tolist() == [0]


@pytest.mark.parametrize(
    ("value", "low", "high", "root", "most"),
    [
        (np.sin, 3.0, 3.5, np.pi, 4),
        (np.sin, 6.5, 6.0, 2 * np.pi, 4),
        (lambda t: np.tanh(t) - 1e-3, 0.0, 9.0, np.arctanh(1e-3), 12),
        (lambda t: np.where(t > 1.2345, 1.0, -1.0), 0.0, 3.5, 1.2345, 60),
        (lambda t: (t - 1.25) ** 9, 0.0, 3.5, 1.25, 80),
        (lambda t: t - 1e-300, 0.0, 1.0, 1e-300, 80),
    ],
)
def test_a_change_of_sign_is_found_in_few_steps_where_it_is_smooth(value, low, high, root, most):
    calls = []

    def counted(t):
        calls.append(t)
        return value(t)

    ends = np.array([low]), np.array([high])
    found = bracketed(counted, ends, (value(ends[0]), value(ends[1])))
    flat = most == 80  # a root of ninth order: 1e-45 where it is found
    assert found == pytest.approx([root], rel=1e-4 if flat else 2e-14, abs=1e-13)
    assert len(calls) <= most


def test_changes_of_sign_are_found_side_by_side():
    low, high, roots = np.array([0.0, 3.0, 5.0]), np.array([2.0, 3.5, 9.0]), np.array([1.5, 3.25, 5.0])
    found = bracketed(lambda t: (t - roots) * (1 + t**2), (low, high), ((low - roots), (high - roots) * (1 + high**2)))
    np.testing.assert_allclose(found, roots, rtol=1e-14)
    assert bracketed(lambda t: t, (low[:0], high[:0]), (low[:0], high[:0])).size == 0


@pytest.mark.parametrize("every", [1, 3, 7])
@pytest.mark.parametrize("is_known", [False, True])
def test_passages_are_found_between_fewer_times_as_well(every, is_known):
    path = integrate_tied_weights(np.diag([0.1, 0.02]), np.array([1.0, 0.6]), 14.0)
    if is_known:
        assert len(path.curve[0]) == path.grid.size
    np.testing.assert_allclose(first_passages(path, every=every), [np.log(99) / 2, np.log(2499) / 1.2], rtol=1e-9)
    assert first_passages(integrate_tied_weights(np.diag([0.9, 0.02]), np.array([1.0, 0.6]), 3.0), every=every).tolist() == [
        0,
        np.inf,
    ]


@pytest.mark.parametrize("every", [1, 4])
def test_events_of_many_paths_are_those_of_each(every):
    """Starts with and without a rise, learned at first, late and never, integrated alone and together, and of other motions."""
    starts = [(np.array([1.1, 0.5]), 0.04 * np.array([[1.0, r], [r, 0.9]])) for r in (0.0, 0.5, 0.9, -0.3)]
    starts += [(np.array([1.1, 0.0]), np.diag([0.7, 0.1])), (np.array([1.1, 0.5]), 1e-6 * np.eye(2))]
    ends, probes = [9.0, 12.0, 15.0, 8.0, 5.0, 3.0], np.random.default_rng(0).uniform(0.5, 2, (6, 2))
    paths = [*integrate_many_by_series(*zip(*starts[:4], strict=True), ends[:4])]
    paths += [integrate_tied_weights(np.linalg.cholesky(W0), a, end) for (a, W0), end in zip(starts[4:], ends[4:], strict=True)]
    found = first_passages_of(paths, every=every), courses(paths, probes, [0.9 * end for end in ends])
    for k, path in enumerate(paths):
        vars(path).pop("curve")
        np.testing.assert_allclose(found[0][k], first_passages(path, every=every), rtol=1e-13)
        alone = course(path, probes[k], 0.9 * ends[k])
        assert [point.kind for point in found[1][k].turning_points] == [point.kind for point in alone.turning_points]
        seen, expected = ([x for p in (*one.turning_points, one.end) for x in (p.t, p.loss)] for one in (found[1][k], alone))
        assert seen == pytest.approx(expected, rel=1e-9)
    assert sum(len(one.turning_points) for one in found[1]) >= 2
