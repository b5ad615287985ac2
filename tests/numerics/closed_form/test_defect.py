"""Proposition: the carried residual is near the true error of the composition, and its orders are those by hand."""

import numpy as np
import pytest

from numerics.closed_form.defect import error_orders, largest_squared_peak, propagated_residual
from numerics.closed_form.entries import logistic, minor_entry
from numerics.model.tied import TIED

A = np.array([2.0, 1.0])
W0 = 1e-3 * np.array([[1.0, 0.5], [0.5, 1.0]])


def test_the_estimate_is_the_actual_error():
    t = np.linspace(0, 8, 1601)
    W, Wdot = TIED.closed_form(A, W0).motion(t)
    actual = TIED.integrate(A, W0, 8.0).W(t) - W
    before, last = propagated_residual(A, t, W, Wdot, np.zeros(2, dtype=bool))
    size = np.max(np.abs(actual))
    assert size > 1e-4
    assert np.max(np.abs(last - actual)) < 0.1 * size
    assert np.max(np.abs(last - before)) < 0.1 * size


def test_an_exact_path_has_no_error():
    t = np.linspace(0, 8, 401)
    W, Wdot = TIED.closed_form(A, np.diag([1e-3, 2e-3])).motion(t)
    for E in propagated_residual(A, t, W, Wdot, np.zeros(2, dtype=bool)):
        assert np.max(np.abs(E)) < 1e-11


def test_a_false_path_has_the_error_put_in():
    """From W(0) = 0 the flow stays there, so the error of W = s t is -s t."""
    t, s = np.linspace(0, 1, 2001), 1e-8
    W, Wdot = (s * t)[:, None, None], np.full((t.size, 1, 1), s)
    _, E = propagated_residual(np.array([1.0]), t, W, Wdot, np.zeros(1, dtype=bool))
    np.testing.assert_allclose(E, -W, atol=1e-13)


def test_orders_of_three_rates_by_hand():
    """theta_12 = 1/8, theta_23 = 1/6, (a_1 - a_2)^2 / (4 a_1 a_2) = 1/48."""
    a = np.array([4.0, 3.0, 2.0])
    near = (1 / 8, 1 / 6)
    order, loss = error_orders(a)
    assert np.diag(order) == pytest.approx([2 * near[0], 2 * near[0], 2 * near[1]])
    assert order[0, 1] == pytest.approx(near[0] + 2 * near[0])
    assert order[1, 2] == pytest.approx(near[1] + 2 * near[0])
    assert order[0, 2] == pytest.approx(near[0] + near[1] + 1 / 48)
    assert loss == pytest.approx(2 * near[0])
    np.testing.assert_array_equal(order, order.T)


def test_largest_squared_peak_is_that_of_the_minor_entry():
    t = np.linspace(0, 12, 200_001)
    pivots = (W0[0, 0], 1e-30)  # the second direction as good as unlearned
    peak = np.max(np.abs(minor_entry(W0[0, 1], tuple(A), pivots, t)))
    assert np.all(logistic(A[1], pivots[1], t) < 1e-10)
    assert largest_squared_peak(A, W0) == pytest.approx(peak**2, rel=1e-6)
    assert largest_squared_peak(np.ones(1), np.ones((1, 1))) == 0
