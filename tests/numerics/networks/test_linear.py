"""Proposition: a linear network on second moments has the loss and the gradient of the plain one, in reduced coordinates."""

import numpy as np
import pytest

from numerics.networks import linear
from numerics.networks.data import Clusters, augmented, draw, moment, rotation
from numerics.networks.layers import torch_linear
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
