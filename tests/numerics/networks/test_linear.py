"""Proposition: a linear network on second moments has the loss and the gradient of the plain one, in reduced coordinates."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.networks import linear
from numerics.networks.data import Clusters, augmented, draw, moment, rotation
from numerics.networks.layers import stack, torch_linear
from tests.numerics.networks import plain
from tests.numerics.networks.plain import embed

DATA = Clusters((1.0, 2.0), (0.4, 0.3), 6, origin=True, rotated=True, samples=60)
ROUNDING = 2e-13


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("depth", [1, 2, 4])
def test_linear_gradient_is_the_plain_gradient_in_reduced_coordinates(depth: int, bias: bool):
    rng = np.random.default_rng(depth)
    points, Q = draw(DATA, rng), rotation(DATA, rng)
    net = torch_linear((6, *[5] * (depth - 1), 6), bias, rng)
    whole = linear.reduce(plain.gradient(net, embed(points, Q), False), Q, 2)
    state = linear.reduce(net, Q, 2)
    small = linear.gradient(state, *linear.residual(state), moment(points, bias))
    assert small.first == pytest.approx(whole.first, abs=ROUNDING)
    for mine, theirs in zip((*small.weights, *small.biases), (*whole.weights, *whole.biases), strict=True):
        assert mine == pytest.approx(theirs, abs=ROUNDING)


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("depth", [1, 3])
def test_losses_are_the_plain_losses(depth: int, bias: bool):
    rng = np.random.default_rng(depth)
    points, Q = draw(DATA, rng), rotation(DATA, rng)
    net = torch_linear((6, *[5] * (depth - 1), 6), bias, rng)
    _, R = linear.residual(linear.reduce(net, Q, 2))
    x = embed(points, Q)
    assert linear.quadratic_loss(R, moment(points, bias)) == pytest.approx(plain.loss(net, x, False), rel=ROUNDING)
    assert linear.point_loss(R, augmented(points, bias)[None]) == pytest.approx(plain.point_losses(net, x, False), rel=1e-11)


def test_quadratic_loss_is_the_trace():
    M = DATA.moment(True)
    net = torch_linear((6, 6), True, np.random.default_rng(9))
    residual = linear.residual(linear.reduce(net, np.eye(6), 2))[1]
    exact = 0.5 * np.trace(residual[0].T @ M @ residual[0])
    assert linear.quadratic_loss(residual, M) == pytest.approx([exact], rel=1e-13)


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("depth", [1, 3])
def test_descent_of_a_batch_is_plain_descent(depth: int, bias: bool):
    """Two networks with rotations and moments of their own, a step of .3, with and without scratch; the given network is kept."""
    rng = np.random.default_rng(10 * depth)
    networks = [torch_linear((6, *[5, 4][: depth - 1], 6), bias, rng) for _ in range(2)]
    given = stack(networks)
    kept = [values.copy() for values in (*given.weights, *given.biases)]
    points, Q = [draw(DATA, rng) for _ in networks], np.stack([rotation(DATA, rng) for _ in networks])
    state = linear.reduce(given, Q, 2)
    assert state.rank == 2
    assert state.first.flags.c_contiguous
    products, R = linear.residual(state)
    assert len(products) == depth - 1
    assert R.shape == (2, 3 if bias else 2, 6)
    M = np.stack([moment(x, bias) for x in points])
    scratch = tuple(np.empty_like(W) for W in state.weights)
    for room in ((), scratch):
        direction = linear.gradient(state, products, R, M, room, 0.3)
        assert direction.rank == 2
        for index, (network, x) in enumerate(zip(networks, points, strict=True)):
            slope = linear.reduce(plain.gradient(network, embed(x, Q[index]), False), Q[index], 2)
            mine = [values[index] for values in (direction.first, *direction.weights, *direction.biases)]
            for found, values in zip(mine, (slope.first, *slope.weights, *slope.biases), strict=True):
                assert found == pytest.approx(0.3 * values[0], abs=ROUNDING)
    assert all(written is room for written, room in zip(direction.weights, scratch, strict=True))
    before = [values.copy() for values in (state.first, *state.weights, *state.biases)]
    linear.descend(state, direction)
    for values, old, change in zip(
        (state.first, *state.weights, *state.biases),
        before,
        (direction.first, *direction.weights, *direction.biases),
        strict=True,
    ):
        assert (values == old - change).all()
    for values, old in zip((*given.weights, *given.biases), kept, strict=True):
        assert (values == old).all()


def test_the_residual_map_of_one_layer_leaves_the_weights_alone():
    state = linear.reduce(torch_linear((6, 6), True, np.random.default_rng(1)), np.eye(6), 2)
    before = state.first.copy()
    _, R = linear.residual(state)
    assert (state.first == before).all()
    assert (before - np.eye(3, 6) * [1, 1, 0, 0, 0, 0] == R).all()


def test_directions_without_a_layer_are_refused():
    state = linear.reduce(torch_linear((3, 2, 3), False, np.random.default_rng(1)), np.eye(3), 2)
    with pytest.raises(ValueError, match="shorter"):
        linear.descend(state, replace(state, weights=()))


def test_losses_by_hand():
    """One network, q = 2, d = 3, x~ = (2, -1) and (1, 3): R x~ = (2, 1, -8) and (1, 11, -1)."""
    R = np.array([[[1.0, 2.0, -3.5], [0.0, 3.0, 1.0]]])
    points = np.array([[[2.0, -1.0], [1.0, 3.0]]])
    assert linear.point_loss(R, points).tolist() == [[(4 + 1 + 64) / 2, (1 + 121 + 0.25) / 2]]
    M = moment(points[0], False)
    assert linear.quadratic_loss(R, M).tolist() == [(69 + 122.25) / 4]
