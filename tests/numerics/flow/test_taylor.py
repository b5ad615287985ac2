"""Taylor steps integrate the tied flow to rounding: closed forms, an independent integrator, and their own refusals."""

import numpy as np
import pytest

from numerics.flow.integrate import integrate_tied
from numerics.flow.taylor import (
    MOST_STEPS,
    integrate_tied_taylor,
    taylor_coefficients,
)
from numerics.task.field import tied_field

A = np.array([1.2, 0.7, 0.4])
U = 0.3 * np.random.default_rng(1).random((3, 2))


def logistic(c, a, t):
    growth = np.exp(2 * a * t)
    return c * growth / (1 + c * (growth - 1))


def test_diagonal_starts_follow_the_logistic_curve():
    c = np.array([0.01, 0.3, 1.4])
    path = integrate_tied_taylor(np.diag(c), A, 9.0)
    for time in (0.5, 3.0, 9.0):
        assert path.W(time) == pytest.approx(np.diag(logistic(c, A, time)), abs=1e-13)


def test_the_first_coefficient_is_the_field():
    W = U @ U.T
    moment = np.diag(A) + 0.1
    assert taylor_coefficients(W, moment)[1] == pytest.approx(tied_field(W, moment), abs=1e-15)


def test_weights_and_map_have_one_path():
    through = integrate_tied_taylor(U, A, 5.0, of_weights=True)
    direct = integrate_tied_taylor(U @ U.T, A, 5.0)
    for time in (1.0, 2.5, 5.0):
        assert through.W(time) == pytest.approx(direct.W(time), abs=1e-12)
        assert np.linalg.matrix_rank(through.W(time), tol=1e-10) == 2


def test_another_integrator_agrees():
    direct = integrate_tied(U @ U.T + 0.1 * np.eye(3), A, 8.0, rtol=1e-12, atol=1e-14)
    series = integrate_tied_taylor(U @ U.T + 0.1 * np.eye(3), A, 8.0)
    assert series.W(8.0) == pytest.approx(direct.W(8.0), abs=1e-11)


def test_squares_of_the_series_of_weights_are_the_series_of_the_map():
    weights, whole = taylor_coefficients(U, A, 6, of_weights=True), taylor_coefficients(U @ U.T, A, 6)
    for order in range(7):
        squared = sum(weights[k] @ weights[order - k].T for k in range(order + 1))
        assert squared == pytest.approx(whole[order], abs=1e-12)


def test_nothing_moves_at_rest():
    for W in (np.zeros((2, 2)), np.eye(2)):
        assert integrate_tied_taylor(W, np.array([1.0, 2.0]), 5.0).W(5.0) == pytest.approx(W, abs=1e-15)


def test_an_end_before_the_start_is_refused():
    with pytest.raises(ValueError, match="end must be above 0"):
        integrate_tied_taylor(np.eye(2), np.ones(2), 0.0)


def test_a_path_that_leaves_the_numbers_is_refused():
    with pytest.raises(ValueError, match=str(MOST_STEPS)):
        integrate_tied_taylor(-np.eye(2), np.ones(2), 50.0)


def test_rounding_in_the_symmetry_of_a_start_does_not_grow():
    W = np.array([[0.2, 0.1], [0.1 + 1e-14, 0.3]])
    for integrate in (integrate_tied, integrate_tied_taylor):
        ended = integrate(W, np.array([1.0, 0.5]), 40.0).W(40.0)
        assert (ended == ended.T).all()
        assert ended == pytest.approx(np.eye(2), abs=1e-8)
