"""Extreme inputs work: tiny starts, rates a million apart, equal or zero rates, d = 1, W(0) = I, diagonal and singular starts."""

import numpy as np
import pytest

from numerics.events import first_passages
from numerics.integrate import integrate_one_layer, integrate_tied, integrate_tied_weights
from numerics.iterate import gradient_descent, recurrence
from numerics.taylor import integrate_tied_taylor

M = np.array([[1.2, 0.7], [0.7, 1.0]])


def logistic(c, a, t):
    return 1 / (1 + (1 - c) / c * np.exp(-2 * a * t))


def test_a_start_of_1e_300_learns_at_its_pivots_times():
    a, omega = np.array([1.1275, 0.5025]), 1e-300
    pivots = omega * np.array([1.2, 1.0 - 0.49 / 1.2])
    expected = np.log((1 - pivots) / pivots) / (2 * a)
    found = first_passages(integrate_tied(omega * M, a, 720.0, rtol=1e-8))
    assert found == pytest.approx(expected, abs=1e-4)


def test_a_tiny_start_by_weights_and_by_series():
    a, omega = np.array([1.1275, 0.5025]), 1e-40
    pivots = omega * np.array([1.2, 1.0 - 0.49 / 1.2])
    expected = np.log((1 - pivots) / pivots) / (2 * a)
    U = np.sqrt(omega) * np.linalg.cholesky(M)
    for path in (integrate_tied_weights(U, a, 110.0), integrate_tied_taylor(omega * M, a, 110.0)):
        assert first_passages(path) == pytest.approx(expected, abs=1e-6)


def test_rates_a_million_apart():
    a, c = np.array([1e6, 1.0]), 0.01
    path = integrate_tied(c * np.eye(2), a, 8.0)
    assert first_passages(path) == pytest.approx(np.log((1 - c) / c) / (2 * a), rel=1e-6)
    assert path.W(8.0) == pytest.approx(np.eye(2), abs=1e-4)


def test_rates_a_million_apart_are_refused_by_the_series():
    with pytest.raises(ValueError, match="Taylor steps"):
        integrate_tied_taylor(0.01 * M, np.array([1e6, 1.0]), 100.0)


def test_equal_rates_follow_the_isotropic_closed_form():
    a, start = 0.7, 0.1 * M
    path = integrate_tied(start, np.full(2, a), 6.0)
    for time in (1.0, 3.0, 6.0):
        growth = np.exp(2 * a * time)
        closed = start * growth @ np.linalg.inv(np.eye(2) + start * (growth - 1))
        assert path.W(time) == pytest.approx(closed, abs=1e-8)


def test_one_dimension():
    path = integrate_tied(np.array([[0.2]]), np.array([0.9]), 4.0)
    assert path.W(4.0)[0, 0] == pytest.approx(logistic(0.2, 0.9, 4.0), abs=1e-8)
    assert recurrence(np.array([[0.2]]), np.array([0.9]), 0.01, 400)[0, 0] == pytest.approx(logistic(0.2, 0.9, 4.0), abs=0.01)


def test_zero_rates_stand_still():
    start = 0.3 * M
    assert integrate_tied(start, np.zeros(2), 50.0).W(50.0) == pytest.approx(start, abs=1e-15)
    assert integrate_one_layer(start, np.zeros(2), 50.0).W(50.0) == pytest.approx(start, abs=1e-15)
    assert gradient_descent(start, np.zeros(2), 0.1, 50) == pytest.approx(start, abs=1e-15)


@pytest.mark.parametrize("a", [np.array([1.0, 0.5]), np.array([1.0, 0.0]), np.array([2.0, 2.0])])
def test_the_identity_is_at_rest(a):
    assert integrate_tied(np.eye(2), a, 20.0).W(20.0) == pytest.approx(np.eye(2), abs=1e-12)
    assert recurrence(np.eye(2), a, 0.1, 100) == pytest.approx(np.eye(2), abs=1e-12)
    assert first_passages(integrate_tied(np.eye(2), a, 20.0))[0] == 0.0


def test_diagonal_starts_stay_diagonal():
    path = integrate_tied(np.diag([0.1, 0.4]), np.array([1.0, 0.3]), 10.0)
    assert path.W(7.0)[0, 1] == 0.0
    assert np.diag(path.W(7.0)) == pytest.approx(logistic(np.array([0.1, 0.4]), np.array([1.0, 0.3]), 7.0), abs=1e-8)


def test_singular_starts_never_learn_what_they_lack():
    u = np.array([[0.3], [0.2], [0.1]])
    path = integrate_tied_weights(u, np.array([1.5, 1.0, 0.5]), 40.0)
    assert path.W(40.0) == pytest.approx(np.diag([1.0, 0.0, 0.0]), abs=1e-4)
    assert first_passages(path)[1] == np.inf


def test_zero_starts_stand_still():
    assert (integrate_tied(np.zeros((3, 3)), np.ones(3), 10.0).W(10.0) == 0).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_starts_that_are_no_numbers_are_refused(bad):
    with pytest.raises(ValueError, match="finite"):
        integrate_tied(np.full((2, 2), bad), np.ones(2), 1.0)
