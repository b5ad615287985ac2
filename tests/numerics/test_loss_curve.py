"""Turning points, first passages and rises are roots, with rounding left out."""

import numpy as np
import pytest

from numerics.loss_curve import TurningPoint, bisect, first_passages, rise, time_grid, turning_points, with_rising_end


def oscillation(t):
    """W = [[1 + f]] with f = 2 + cos t: the loss at z = 1 is f^2/2."""
    return (3 + np.cos(t))[:, None, None], -np.sin(t)[:, None, None]


def test_turning_points_of_a_cosine():
    points = turning_points(oscillation, np.ones(1), np.linspace(0, 8, 31))
    assert [point.kind for point in points] == ["min", "max"]
    np.testing.assert_allclose([point.t for point in points], [np.pi, 2 * np.pi], rtol=1e-12)
    assert rise(points, 4.5) == pytest.approx(4.0)


def test_ripples_of_rounding_are_no_turning_points():
    def ripple(t):
        return (2 - 0.1 * t + 1e-11 * np.sin(50 * t))[:, None, None], (-0.1 + 5e-10 * np.cos(50 * t))[:, None, None]

    assert turning_points(ripple, np.ones(1), np.linspace(0, 8, 301)) == []


def test_first_passage_of_half():
    def motion(t):
        W = np.zeros((t.size, 3, 3))
        W[:, 0, 0], W[:, 1, 1], W[:, 2, 2] = 1 - np.exp(-t), 0.7, 0.1
        return W, np.zeros_like(W)

    np.testing.assert_allclose(first_passages(motion, np.linspace(0, 5, 11)), [np.log(2), 0.0, np.inf])


def test_rise_counts_from_the_lowest_loss_before():
    points = [TurningPoint("max", 1, 2.0), TurningPoint("min", 2, 0.5), TurningPoint("max", 3, 1.0)]
    assert rise(points, 1.8) == pytest.approx(0.5)
    assert rise([], 1.0) == 0.0


def test_bisection_finds_both_directions():
    found = bisect(lambda t: np.sin(t) > 0, np.array([3.0, 6.0]), np.array([3.5, 6.5]))
    np.testing.assert_allclose(found, [np.pi, 2 * np.pi], rtol=1e-14)


def test_grid_is_rising_from_zero_to_the_horizon():
    grid = time_grid(np.array([1.0, 1e-6]), np.array([3.0, 1e6]), 2e6)
    assert grid[0] == 0
    assert grid[-1] == 2e6
    assert np.all(np.diff(grid) > 0)
    assert np.min(np.abs(grid - 3.0)) < 0.02


def test_a_loss_that_ends_above_its_minimum_is_still_rising():
    minimum, maximum = TurningPoint("min", 1, 0.5), TurningPoint("max", 2, 0.7)
    end = TurningPoint("max", 3, 0.6)
    assert with_rising_end([minimum], 1.0, end) == [minimum, end]
    assert with_rising_end([minimum, maximum], 1.0, end) == [minimum, maximum]
    assert with_rising_end([], 0.5, end) == [end]
    assert with_rising_end([], 0.7, end) == []
    assert with_rising_end([minimum], 1.0, TurningPoint("max", 3, 0.5 + 1e-10)) == [minimum]
