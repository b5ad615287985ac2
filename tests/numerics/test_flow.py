"""Integrated flows converge to what is known exactly; events are roots, not grid points."""

import numpy as np
import pytest

from numerics.clock import Clock
from numerics.flow import (
    crossing_time,
    integrate_one_layer,
    integrate_tied,
    integrate_tied_weights,
    rise,
    turning_points,
)
from numerics.iterate import gradient_descent, recurrence
from numerics.task import Task

FIG5 = Task((1.0, 1.5), (0.05, 0.05), dim=3)
START = 0.2 * np.random.default_rng(2).random((3, 3))


def test_one_layer_against_the_exponential():
    a, W = np.array([0.3, 2.0, 0.0]), np.arange(9.0).reshape(3, 3)
    path = integrate_one_layer(W, a, 3.0)
    expected = np.eye(3) + (W - np.eye(3)) * np.exp(-a * 2.5)
    assert path.W(2.5) == pytest.approx(expected, abs=1e-9)
    assert path.clock is Clock.LOSS


def test_isotropic_tied_flow_against_the_riccati_form():
    W0 = START @ START.T
    growth = np.exp(2 * 0.7 * 4.0)
    expected = W0 * growth @ np.linalg.inv(np.eye(3) + W0 * (growth - 1))
    assert integrate_tied(W0, np.full(3, 0.7), 5.0).W(4.0) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("iterate", "start"), [(gradient_descent, START), (recurrence, START @ START.T)])
def test_iterations_tend_to_the_flow_at_first_order(iterate, start):
    exact = integrate_tied_weights(START, FIG5.rates(), 3.0).W(3.0)
    errors = []
    for steps in (300, 600, 1200):
        last = iterate(start, FIG5.rates(), 3.0 / steps, steps)
        W = last @ last.T if iterate is gradient_descent else last
        errors.append(np.abs(W - exact).max())
    slopes = np.log2(np.array(errors[:-1]) / errors[1:])
    assert slopes == pytest.approx([1.0, 1.0], abs=0.1)


def test_turning_points_are_stationary_and_alternate():
    path, z = integrate_tied_weights(START, FIG5.rates(), 20.0), FIG5.probe()
    points = turning_points(path, z, 1e-9)
    assert [point.kind for point in points] == ["min", "max"]
    for point in points:
        side = 1 if point.kind == "min" else -1
        around = [path.test_loss(point.time + step, z) - point.loss for step in (-1e-2, 1e-2)]
        assert all(side * difference > 0 for difference in around)
        assert abs(path.test_loss_slope(point.time, z)) < 1e-10


def test_rise_is_the_largest_climb():
    path, z = integrate_tied_weights(START, FIG5.rates(), 20.0), FIG5.probe()
    minimum, maximum = turning_points(path, z, 1e-9)
    assert rise(path, z) == pytest.approx(maximum.loss - minimum.loss)


def test_turns_smaller_than_the_threshold_go_in_pairs():
    path, z = integrate_tied_weights(START, FIG5.rates(), 20.0), FIG5.probe()
    assert turning_points(path, z, 1.0) == []


def test_crossing_times():
    path = integrate_tied(np.diag([0.01, 0.7, 0.001]), np.array([1.0, 0.5, 0.0]), 6.0)
    assert crossing_time(path, 0) == pytest.approx(np.log(99) / 2, abs=1e-8)
    assert crossing_time(path, 1) == 0.0
    assert crossing_time(path, 2) is None


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: integrate_tied(np.array([[0.1, 0.2], [0.0, 0.1]]), np.ones(2), 1.0), "W must be symmetric"),
        (lambda: integrate_tied(np.eye(2), np.array([np.nan, 1.0]), 1.0), "A must be finite"),
        (lambda: integrate_tied(np.full((2, 2), np.inf), np.ones(2), 1.0), "must be finite"),
        (lambda: integrate_tied(np.eye(2), np.ones(2), 0.0), "end must be above 0, got 0"),
        (lambda: integrate_tied(np.eye(2), np.ones(2), float("nan")), "end must be finite"),
    ],
)
def test_bad_calls_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
