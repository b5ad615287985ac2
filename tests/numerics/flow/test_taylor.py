"""Taylor steps integrate the tied flow to rounding: closed forms, an independent integrator, and their own refusals."""

import numpy as np
import pytest
from mpmath import mp
from scipy.optimize import brentq

from numerics.flow.integrate import integrate_tied
from numerics.flow.taylor import ORDER, integrate_tied_taylor, taylor_coefficients
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
    with pytest.raises(ValueError, match="reachable in 2000 Taylor steps"):
        integrate_tied_taylor(-np.eye(2), np.ones(2), 50.0)


def test_rounding_in_the_symmetry_of_a_start_does_not_grow():
    W = np.array([[0.2, 0.1], [0.1 + 1e-14, 0.3]])
    for integrate in (integrate_tied, integrate_tied_taylor):
        ended = integrate(W, np.array([1.0, 0.5]), 40.0).W(40.0)
        assert (ended == ended.T).all()
        assert ended == pytest.approx(np.eye(2), abs=1e-8)


def test_coefficients_are_the_series_of_the_logistic():
    """At d = 1, a = 1 and w = 1/2 the path is (1 + tanh t) / 2."""
    found = taylor_coefficients(np.array([[0.5]]), np.ones(1))
    assert found.shape == (ORDER + 1, 1, 1) == (25, 1, 1)
    exact = [float(c) for c in mp.taylor(lambda t: (1 + mp.tanh(t)) / 2, 0, 24)]
    assert found[:, 0, 0] == pytest.approx(exact, abs=1e-15)
    assert len(taylor_coefficients(U, A, 6, of_weights=True)) == 7


def test_full_moments_that_do_not_commute_are_taken_as_they_are():
    frame = np.linalg.qr(np.random.default_rng(3).standard_normal((3, 3)))[0]
    W, moment = U @ U.T + 0.05 * np.eye(3), (frame * A) @ frame.T
    turned = integrate_tied_taylor(frame @ W @ frame.T, moment, 4.0)
    assert frame.T @ turned.W(4.0) @ frame == pytest.approx(integrate_tied_taylor(W, A, 4.0).W(4.0), abs=1e-12)
    weights = integrate_tied_taylor(frame @ U, moment, 4.0, of_weights=True)
    assert frame.T @ weights.W(4.0) @ frame == pytest.approx(integrate_tied_taylor(U, A, 4.0, of_weights=True).W(4.0), abs=1e-12)


@pytest.mark.parametrize(("size", "end"), [(1e-9, 1.0), (1e-3, 1.0), (0.1, 0.4), (0.3, 0.4), (0.7, 0.3), (1.0, 0.3)])
def test_a_step_leaves_its_tolerance_of_the_size_of_the_start(size, end):
    """The last coefficient times the step to its order is 0.9 to that order of the tolerance, the one before no more."""
    start, tolerance = size * np.array([[0.2, -0.4], [-0.4, -0.3]]), 1e-13
    path = integrate_tied_taylor(start, np.array([1.3, 0.8]), end)
    series = taylor_coefficients(start, np.array([1.3, 0.8]))
    terms = [np.max(np.abs(series[k])) * path.steps[1] ** k / 0.9**k for k in (ORDER - 1, ORDER)]
    assert max(terms) == pytest.approx(tolerance * 0.4 * size, rel=1e-9, abs=0)


def test_steps_end_at_the_end_and_are_joined_without_a_gap():
    path = integrate_tied_taylor(np.diag([0.01, 0.3, 1.4]), A, 9.0)
    assert (path.steps[0], path.steps[-1], path.end) == (0.0, 9.0, 9.0)
    assert (np.diff(path.steps) > 0).all()
    assert path.cells == 8
    assert path.W(0.0).tolist() == np.diag([0.01, 0.3, 1.4]).tolist()
    for t in (path.steps, path.steps[1:] - 1e-9, path.steps[:-1] + 1e-9):
        found = np.einsum("nkk->nk", path.W(t))
        assert found == pytest.approx(logistic(np.array([0.01, 0.3, 1.4]), A, t[:, None]), abs=1e-13)


def test_rest_takes_one_step_and_what_is_next_to_it_moves():
    assert integrate_tied_taylor(np.zeros((2, 2)), np.ones(2), 5.0).steps.tolist() == [0.0, 5.0]
    path = integrate_tied_taylor(np.diag([0.0, 0.1]), np.array([1.0, 0.5]), 0.3)
    assert path.W(0.3) == pytest.approx(np.diag([0.0, logistic(0.1, 0.5, 0.3)]), abs=1e-14)
    assert integrate_tied_taylor(np.eye(1), np.ones(1), 0.5).end == 0.5


def test_a_step_is_of_the_last_coefficient_where_the_one_before_is_none():
    """At d = 1 the coefficient of order 23 vanishes at some w between 0.5 and 0.6."""
    w = brentq(lambda w: taylor_coefficients(np.array([[w]]), np.ones(1))[23, 0, 0], 0.5001, 0.6, xtol=1e-16)
    last = abs(taylor_coefficients(np.array([[w]]), np.ones(1))[24, 0, 0])
    path = integrate_tied_taylor(np.array([[w]]), np.ones(1), 9.0)
    assert path.steps[1] == pytest.approx(0.9 * (1e-13 * w / last) ** (1 / 24), rel=1e-12)
