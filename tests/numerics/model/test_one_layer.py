"""Proposition: one layer decays column by column, is learned at its logarithms, and is never held to be symmetric."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.linalg import expm

from numerics.model import one_layer
from numerics.model.one_layer import ONE_LAYER

A = np.array([2.0, 0.5])
W0 = np.array([[0.2, 1.5], [-0.3, 0.1]])
EXACT = ((Fraction(1, 5), Fraction(3, 2)), (Fraction(-3, 10), Fraction(1, 10)))


def test_closed_form_is_the_matrix_exponential_with_its_derivative():
    form, t = ONE_LAYER.closed_form(A, W0), np.array([0.0, 0.4, 3.0])
    W, Wdot = form.motion(t)
    assert form.exact
    for k, time in enumerate(t):
        decayed = (W0 - np.eye(2)) @ expm(-np.diag(A) * time)
        np.testing.assert_allclose(W[k], np.eye(2) + decayed, atol=1e-14)
        np.testing.assert_allclose(Wdot[k], -decayed @ np.diag(A), atol=1e-14)


def test_learning_times_are_where_the_diagonal_passes_one_half():
    times = ONE_LAYER.exact_learning_times([Fraction(2), Fraction(1, 2)], EXACT)
    assert times == pytest.approx({0: np.log(1.6) / 2, 1: np.log(1.8) * 2})
    for k, time in times.items():
        assert ONE_LAYER.closed_form(A, W0).motion(np.array([time]))[0][0, k, k] == pytest.approx(0.5)


@pytest.mark.parametrize(("rate", "start"), [(0, 0), (1, Fraction(1, 2)), (1, 2)])
def test_what_is_not_trained_or_learned_already_has_no_learning_time(rate, start):
    assert ONE_LAYER.exact_learning_times([Fraction(rate)], ((Fraction(start),),)) == {}


def test_area_is_by_trained_columns():
    assert ONE_LAYER.training_area(A, W0) == pytest.approx((0.8**2 + 0.3**2 + 1.5**2 + 0.9**2) / 4)
    assert ONE_LAYER.training_area(np.array([2.0, 0.0]), W0) == pytest.approx((0.8**2 + 0.3**2) / 4)


def test_a_random_start_is_as_drawn_and_any_start_is_taken():
    U = np.array([[0.1, -2.0], [3.5, 1e-300]])
    start = ONE_LAYER.random_start(U)
    assert start == tuple(tuple(Fraction(float(entry)) for entry in row) for row in U)
    assert ONE_LAYER.checked_start(EXACT) == (EXACT, 0)
    assert ONE_LAYER.pivots(W0) is None
    assert ONE_LAYER.suppression(2.0, 1.0) is None
    assert ONE_LAYER.area_gain(A, np.zeros(1), W0[None]) == 0


@pytest.mark.parametrize("name", ["gd", "recurrence"])
def test_both_iterations_are_one(name):
    run = ONE_LAYER.iteration(name, A, W0)
    stepped = run.matrix(run.step(run.start, 0.1))
    np.testing.assert_allclose(stepped, W0 - 0.1 * (W0 - np.eye(2)) * A, atol=1e-15)


def test_the_loss_settles_and_steps_are_stable_at_twice_the_rate():
    assert (ONE_LAYER.settling, ONE_LAYER.stable_below) == (2.0, 2.0)


def test_learning_times_reach_up_to_one_half():
    assert ONE_LAYER.exact_learning_times([Fraction(3)], ((Fraction(2, 5),),)) == pytest.approx({0: np.log(1.2) / 3})
    np.testing.assert_allclose(ONE_LAYER.anchors(A, W0), [np.log(1.6) / 2, np.log(1.8) * 2], rtol=1e-14)


def test_it_is_integrated_to_1e_13():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(one_layer, "integrate_one_layer", lambda *arguments: arguments)
        start, rates, *rest = ONE_LAYER.integrate(A, W0, 4.0)
    assert start is W0
    assert rates is A
    assert rest == [4.0, 1e-13, 1e-13]
