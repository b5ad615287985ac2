"""Integrated flows converge to what is known exactly, from any scale of start, and are what the flow of W is."""

import numpy as np
import pytest

from numerics.flow.integrate import integrate_factored, integrate_one_layer, integrate_tied, integrate_tied_weights
from numerics.flow.iterate import gradient_descent, recurrence
from numerics.task.identity_mapping import Task
from numerics.task.trajectory import Clock

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


def test_the_factored_flow_is_that_of_W():
    a, W0 = np.array([1.5, 1.0, 0.4]), np.array([[0.02, 0.01, 0.0], [0.01, 0.03, 0.005], [0.0, 0.005, 0.01]])
    factored, plain = integrate_factored(W0, a, 12.0), integrate_tied(W0, a, 12.0, rtol=1e-11, atol=1e-13)
    t = np.array([0.0, 1.0, 5.0, 12.0])
    np.testing.assert_allclose(factored.W(t), plain.W(t), atol=1e-8)
    assert factored.clock is Clock.PRINTED


def test_starts_of_1e_300_are_followed():
    path = integrate_factored(1e-300 * np.array([[1.0, 0.6], [0.6, 1.0]]), np.array([1.0, 0.5]), 720.0)
    assert path.W(np.log(1 / 0.64e-300))[1, 1] == pytest.approx(0.5, abs=1e-6)


def test_a_full_second_moment_is_its_diagonal_form_in_another_frame():
    a, W0 = np.array([1.0, 0.5]), 1e-40 * np.array([[1.0, 0.6], [0.6, 1.0]])
    frame = np.linalg.qr(np.random.default_rng(0).standard_normal((2, 2)))[0]
    U = frame @ np.linalg.cholesky(W0)
    turned = integrate_tied_weights(U, (frame * a) @ frame.T, 120.0)
    t = np.array([0.0, 20.0, 47.0, 95.0, 120.0])
    np.testing.assert_allclose(frame.T @ turned.W(t) @ frame, integrate_factored(W0, a, 120.0).W(t), atol=1e-8)


def test_one_layer_of_low_tolerance_is_the_exponential():
    a, W0 = np.array([1.0, 0.3]), np.array([[0.1, 0.5], [-0.2, 0.3]])
    path = integrate_one_layer(W0, a, 10.0, 1e-11, 1e-11)
    np.testing.assert_allclose(path.W(4.0), np.eye(2) + (W0 - np.eye(2)) * np.exp(-4 * a), atol=1e-9)


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
