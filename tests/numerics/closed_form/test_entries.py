"""Closed forms by hand agree with plain formulas, integrations and each other, and have their limits."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.linalg import expm

from numerics.closed_form import entries as closed_form
from numerics.task.loss import log_det_divergence, training_loss


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


def test_learning_starts_where_the_entry_is():
    assert closed_form.learning_time(0.4, 0.1) == pytest.approx(np.log(9) / 0.8)
    assert closed_form.learning_time(0.4, 1.5) == 0


def test_minor_entry_by_its_plain_formula():
    (a, b), (c, d), t, w0 = (1.3, 0.7), (0.02, 0.05), np.array([0.0, 0.9, 2.7, 5.2]), -0.01
    phi, chi = 1 + c * np.expm1(2 * a * t), 1 + d * np.expm1(2 * b * t)
    expected = w0 * np.exp((a + b) * t) * phi ** (-(3 * a + b) / (4 * a)) * chi ** (-(3 * b + a) / (4 * b))
    np.testing.assert_allclose(closed_form.minor_entry(w0, (a, b), (c, d), t), expected, rtol=1e-12)
    with pytest.raises(ValueError, match="zip"):
        closed_form.minor_entry(w0, (a, b), (c,), t)


def test_suppression_begins_where_the_minor_entry_turns():
    a, c = (1.3, 0.7), (1e-6, 1e-30)
    t = np.linspace(3, 7, 40001)
    top = t[np.argmax(closed_form.minor_entry(1e-7, a, c, t))]
    assert closed_form.logistic(a[0], c[0], top) == pytest.approx(float(closed_form.suppression_threshold(*a)), abs=2e-4)
    assert closed_form.suppression_threshold(1.3, 0.7) == pytest.approx(4 / 4.6)


@pytest.mark.parametrize("c", [1e-3, 0.1, 0.3])
def test_peak_by_its_plain_formula(c):
    a, b = 2.6, 1.1
    share = (a - b) / (2 * a)
    growth = (1 - c) / c * 2 * (a + b) / (a - b)  # e^{2 a t} at the peak
    phi = 1 + c * (growth - 1)
    expected = -0.02 * growth ** ((a + b) / (2 * a)) * phi ** (-(3 * a + b) / (4 * a))
    assert closed_form.theta(a, b) == pytest.approx(share)
    assert closed_form.peak_value(-0.02, a, b, c) == pytest.approx(expected, rel=1e-12)


def test_isotropic_is_the_riccati_form_for_many_rates_and_times():
    W0, a, t = np.array([[0.3, 0.1], [0.1, 0.05]]), np.array([[0.8], [1.7]]), np.array([0.0, 1.1, 3.0])
    growth = np.exp(2 * a * t)[..., None, None]
    expected = growth * W0 @ np.linalg.inv(np.eye(2) + W0 * (growth - 1))
    np.testing.assert_allclose(closed_form.isotropic(a, W0, t), expected, rtol=1e-12)


def test_isotropic_keeps_the_rank():
    for k in range(1, 6):
        u = np.array([0.1, 0.3, k / 7])
        W = closed_form.isotropic(1.0, np.outer(u, u), np.array([40.0]))[0]
        np.testing.assert_allclose(W, np.outer(u, u) / (u @ u), atol=1e-7)


def test_one_layer_is_the_matrix_exponential_for_many_rates_and_times():
    W0, a, t = np.array([[0.3, 1.1], [-0.4, 0.05]]), np.array([[[0.8, 0.3]], [[1.7, 0.0]]]), np.array([0.0, 1.1, 3.0])
    found = closed_form.one_layer(a, W0, t)
    for m in range(2):
        for n in range(3):
            expected = np.eye(2) + (W0 - np.eye(2)) @ expm(-np.diag(a[m, 0]) * t[n])
            np.testing.assert_allclose(found[m, n], expected, rtol=1e-13)


def test_one_layer_is_learned_where_it_passes_the_level():
    a, w0 = np.array([0.4, 1.7, 2.0, 0.0]), np.array([0.1, -0.6, 0.7, 0.2])
    for level, arguments in ((0.5, ()), (0.65, (0.65,))):
        T = closed_form.one_layer_learning_time(a, w0, *arguments)
        np.testing.assert_allclose(1 - (1 - w0[:2]) * np.exp(-a[:2] * T[:2]), level, rtol=1e-13)
        assert T[2:].tolist() == [0.0, np.inf]


def test_one_layer_area_is_that_under_its_training_loss():
    W0, a = np.array([[0.3, 1.1, 0.2], [-0.4, 0.05, 0.6], [0.1, -0.2, 1.5]]), np.array([0.8, 0.5, 0.0])

    def loss(t):
        return float(training_loss(closed_form.one_layer(a, W0, np.asarray(t)), a))

    assert closed_form.one_layer_area(a, W0) == pytest.approx(quad(loss, 0, 60)[0], rel=1e-9)


def test_isotropic_by_eigenvalues_of_any_size():
    W0 = np.array([[0.3, 0.1], [0.1, 0.05]])
    grown = closed_form.isotropic(1.3, 1e-200 * W0, np.array([2.0]))[0]
    np.testing.assert_allclose(grown, 1e-200 * W0 * np.exp(5.2), rtol=1e-12)
    starts = np.array([np.diag([0.5, 0.5 * 1.5e-13]), np.diag([0.5, 0.5 * 0.7e-13]), np.diag([0.5e-20, 0.5e-20])])
    learned = closed_form.isotropic(1.0, starts, np.full(3, 60.0))
    np.testing.assert_allclose(learned, [np.eye(2), np.diag([1.0, 0.0]), np.eye(2)], atol=1e-12)


def test_one_layer_takes_stacks_of_starts():
    W0, a = np.arange(12.0).reshape(3, 1, 2, 2), np.array([0.8, 0.3])
    found = closed_form.one_layer(a, W0, np.asarray(1.1))
    np.testing.assert_allclose(found, np.eye(2) + (W0 - np.eye(2)) @ np.diag(np.exp(-1.1 * a)), rtol=1e-13)
