"""Closed forms by hand agree with plain formulas, integrations and each other, and have their limits."""

import numpy as np
import pytest

from numerics.closed_form import entries as closed_form
from numerics.closed_form.rank_one import rank_one
from numerics.closed_form.swing_by import log_rise, onset_margin, rise_exponent
from numerics.flow.integrate import integrate_factored
from numerics.task.loss import log_det_divergence


@pytest.mark.parametrize(("c", "expected"), [(0.0, np.inf), (0.5, 0.0), (0.9, 0.0), (0.1, np.log(9.0) / 4)])
def test_learning_time(c, expected):
    assert closed_form.learning_time(2.0, c) == pytest.approx(expected)


def test_learning_time_inverts_the_logistic():
    T = closed_form.learning_time(1.3, 1e-9, level=0.2)
    assert closed_form.logistic(1.3, 1e-9, float(T)) == pytest.approx(0.2, rel=1e-10)


def test_without_rate_nothing_is_learned():
    assert closed_form.learning_time(0.0, 0.1) == np.inf
    assert closed_form.one_layer_learning_time(np.zeros(1), np.array([0.1]))[0] == np.inf


def test_peak_is_the_largest_value_of_the_minor_entry():
    a, c, t = (1.0, 0.4), (1e-6, 1e-12), np.linspace(4, 12, 20001)
    entry = closed_form.minor_entry(1e-7, a, c, t)
    assert np.max(entry) == pytest.approx(float(closed_form.peak_value(1e-7, *a, c[0])), rel=1e-6)
    expected = np.log((1 - c[0]) / c[0] * 2 * (a[0] + a[1]) / (a[0] - a[1])) / (2 * a[0])
    assert t[np.argmax(entry)] == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("u", [[0.01, 0.02, 0.01], [1e-6, 0.0, 1e-3], [0.9, 0.8, 0.1]])
def test_rank_one_is_the_flow(u):
    a, u = np.array([2.0, 1.0, 0.5]), np.array(u)
    t = np.linspace(0, 30, 31)
    np.testing.assert_allclose(rank_one(a, u, t), integrate_factored(np.outer(u, u), a, 30.0).W(t), atol=2e-9)


def test_rank_one_refuses_the_other_root():
    with pytest.raises(ValueError, match="rank-one"):
        rank_one(np.array([1.0]), np.array([1.5]), np.zeros(1))


def test_log_det_divergence_vanishes_only_at_the_identity():
    assert log_det_divergence(np.eye(3)) == pytest.approx(0.0)
    assert log_det_divergence(np.diag([0.5, 1.0])) > 0
    assert log_det_divergence(np.ones((2, 2))) == np.inf


def test_rise_scales_with_its_exponent():
    rises = [float(log_rise((1.0, 0.5), (1.5, 1.0), 0.7 * omega, 1.2 * omega)) for omega in (1e-30, 1e-60)]
    assert (rises[0] - rises[1]) / (30 * np.log(10)) == pytest.approx(float(rise_exponent(0.25)))


def test_onset_margin_is_the_largest_over_time():
    a, mu, c, w = (1.0, 0.4), (1.5, 1.0), (1e-8, 6e-9), 5e-9
    theta, t = 0.3, np.linspace(9.3, 40, 100001)
    gain = a[0] * theta * mu[0] * mu[1] * w * c[0] ** (theta / 2 - 1) * np.exp(-a[0] * theta * t)
    cost = 2 * a[0] * mu[0] ** 2 * np.exp(-4 * a[0] * t) / c[0] ** 2 + 2 * a[1] * mu[1] ** 2 * c[1] * np.exp(2 * a[1] * t)
    assert float(onset_margin(a, mu, w, c)) == pytest.approx(float(np.max(np.log(gain / cost))), abs=1e-6)


def test_no_onset_without_a_positive_minor_entry():
    assert onset_margin((1.0, 0.4), (1.5, 1.0), -1e-9, (1e-8, 6e-9)) == -np.inf
