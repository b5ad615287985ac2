"""The fields are the derivatives of the losses, by finite differences in extended precision, and batch over leading axes."""

import numpy as np
import pytest

from numerics.task.field import (
    generator,
    loss_gradient,
    one_layer_field,
    tied_field,
    tied_field_of_rates,
    tied_weight_field,
    tied_weight_field_of_rates,
)
from numerics.task.loss import training_loss

RNG = np.random.default_rng(7)


def complex_step_gradient(loss, weights):
    """Return the gradient of an analytic loss by complex steps, exact to rounding."""
    gradient = np.empty(weights.shape)
    for place in np.ndindex(weights.shape):
        moved = weights.astype(complex)
        moved[place] += 1e-30j
        gradient[place] = loss(moved).imag / 1e-30
    return gradient


def plain_loss(W, A):
    residual = W - np.eye(len(W))
    return 0.5 * np.trace(residual @ A @ residual.T)


def moment(size):
    factor = RNG.standard_normal((size, size))
    return factor @ factor.T / size


@pytest.mark.parametrize("size", [1, 2, 5])
def test_one_layer_field_descends_the_loss(size):
    W, A = RNG.standard_normal((size, size)), moment(size)
    assert one_layer_field(W, A) == pytest.approx(-complex_step_gradient(lambda V: plain_loss(V, A), W), abs=1e-12)


@pytest.mark.parametrize("columns", [1, 3, 4])
def test_tied_gradient(columns):
    U, A = RNG.standard_normal((3, columns)), moment(3)
    expected = complex_step_gradient(lambda V: plain_loss(V @ V.T, A), U)
    assert loss_gradient(U, A) == pytest.approx(expected, abs=1e-11)
    assert tied_weight_field(U, A) == pytest.approx(-expected / 2, abs=1e-11)


def test_field_of_the_map_is_that_of_the_weights():
    U, A = RNG.standard_normal((4, 2)), moment(4)
    velocity = tied_weight_field(U, A)
    assert tied_field(U @ U.T, A) == pytest.approx(velocity @ U.T + U @ velocity.T, abs=1e-12)


def test_a_diagonal_moment_may_be_a_vector():
    W, a = moment(3), RNG.uniform(0, 2, 3)
    assert tied_field(W, a) == pytest.approx(tied_field(W, np.diag(a)))
    assert generator(W, a) == pytest.approx(generator(W, np.diag(a)))
    assert one_layer_field(W, a) == pytest.approx(one_layer_field(W, np.diag(a)))
    assert training_loss(W, a) == pytest.approx(training_loss(W, np.diag(a)))


def test_batches_are_the_single_ones():
    W, a = np.stack([moment(3) for _ in range(5)]), RNG.uniform(0, 2, 3)
    assert tied_field(W, a) == pytest.approx(np.stack([tied_field(single, a) for single in W]))
    assert training_loss(W, a) == pytest.approx([plain_loss(single, np.diag(a)) for single in W])


def test_fields_of_stacks_are_the_single_ones():
    W = np.array([[moment(3) for _ in range(5)] for _ in range(4)])
    U, A, a = RNG.standard_normal((4, 5, 3, 2)), moment(3), RNG.uniform(0, 2, 3)
    for values in (A, a):
        fields = [(tied_field, W), (one_layer_field, W), (generator, W), (tied_weight_field, U), (loss_gradient, U)]
        for field, states in fields:
            found = field(states, values)
            for place in np.ndindex(4, 5):
                assert found[place] == pytest.approx(field(states[place], values), abs=1e-13)


def test_rates_of_their_own_are_those_of_each_map():
    rng = np.random.default_rng(5)
    a, U = rng.random((3, 2)), rng.standard_normal((3, 2, 2))
    W = U @ U.swapaxes(1, 2)
    for number in range(3):
        np.testing.assert_allclose(tied_field_of_rates(W, a)[number], tied_field(W[number], np.diag(a[number])))
        slope = tied_weight_field_of_rates(U, a)[number]
        np.testing.assert_allclose(slope, tied_weight_field(U[number], np.diag(a[number])))
