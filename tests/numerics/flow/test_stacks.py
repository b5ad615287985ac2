"""Proposition: trajectories side by side are those of the integrator and of the iterations one by one, at any scale."""

import numpy as np
import pytest

from numerics.flow.integrate import integrate_tied_weights
from numerics.flow.iterate import gradient_descent, recurrence
from numerics.flow.stacks import descent_step, fields, flow_step, flow_steps, gram, recurrence_step
from numerics.task.field import tied_field

RNG = np.random.default_rng(0)
N = 5


def stack(d, scale=0.3):
    return RNG.uniform(0.3, 1.5, (d, N)), scale * RNG.standard_normal((d, d, N))


@pytest.mark.parametrize("d", [2, 3, 4])
def test_the_field_and_the_product_are_those_of_one(d):
    a, U = stack(d)
    W = gram(U)
    for k in range(N):
        assert np.allclose(W[..., k], U[..., k] @ U[..., k].T, rtol=1e-14)
        assert np.allclose(fields(W, a)[..., k], tied_field(W[..., k], a[:, k]), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("d", [2, 3])
def test_the_flow_is_that_of_the_integrator(d):
    a, U = stack(d, 1e-4)
    t = np.zeros(N)
    while (t < 20).any():
        h = np.minimum(flow_steps(gram(U), a), 20 - t)
        if t[0] == 0:
            first = U.copy()
        U, t = flow_step(U, a, h), t + h
    for k in range(N):
        exact = integrate_tied_weights(first[..., k], a[:, k], 20.0).W(20.0)
        assert np.abs(gram(U)[..., k] - exact).max() < 2e-4


def test_its_error_is_of_fourth_order():
    a, U = stack(2, 0.5)
    exact = [integrate_tied_weights(U[..., k], a[:, k], 1.0).W(1.0) for k in range(N)]
    errors = []
    for steps in (40, 80):
        moved = U
        for _ in range(steps):
            moved = flow_step(moved, a, np.full(N, 1 / steps))
        errors.append(max(np.abs(gram(moved)[..., k] - exact[k]).max() for k in range(N)))
    assert 3.7 < np.log2(errors[0] / errors[1]) < 4.6


def test_tiny_pivots_keep_their_digits_through_the_linear_phase():
    """U = 1e-60 [[1, 0], [1, 1e-30]]: the pivot 1e-180 grows by e^{2 a_2 t}, to the last digits."""
    a = np.array([[4.0], [1.0]])
    U = 1e-60 * np.array([[1.0, 0.0], [1.0, 1e-30]])[..., None]
    t = 0.0
    while t < 20:
        h = np.minimum(flow_steps(gram(U), a), 20 - t)
        U, t = flow_step(U, a, h), t + h[0]
    assert U[1, 1, 0] == pytest.approx(1e-90 * np.exp(20), rel=1e-12)


@pytest.mark.parametrize("d", [2, 3])
def test_the_iterations_are_those_of_one(d):
    a, U = stack(d)
    eta = np.full(N, 0.05)
    descended, iterated = U, gram(U)
    for _ in range(7):
        descended, iterated = descent_step(descended, a, eta), recurrence_step(iterated, a, eta)
    for k in range(N):
        assert np.allclose(descended[..., k], gradient_descent(U[..., k], a[:, k], 0.05, 7), rtol=1e-12, atol=1e-14)
        assert np.allclose(iterated[..., k], recurrence(gram(U)[..., k], a[:, k], 0.05, 7), rtol=1e-12, atol=1e-14)
