"""Closed forms by hand agree with plain formulas, integrations and each other, and have their limits."""

import numpy as np
import pytest

from numerics.closed_form import entries as closed_form
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


def test_log_det_divergence_vanishes_only_at_the_identity():
    assert log_det_divergence(np.eye(3)) == pytest.approx(0.0)
    assert log_det_divergence(np.diag([0.5, 1.0])) > 0
    assert log_det_divergence(np.ones((2, 2))) == np.inf
