"""Proposition: the ReLU reduction leaves out nothing: gradient, features and cluster loss are those of the plain network."""

import numpy as np
import pytest

from numerics.networks import relu
from numerics.networks.data import Clusters, augmented, draw, draw_test, rotation
from numerics.networks.layers import torch_linear
from tests.numerics.networks import plain
from tests.numerics.networks.plain import embed

DATA = Clusters((1.0, 2.0), (0.4, 0.3), 6, origin=True, rotated=True, samples=60)
ROUNDING = 2e-13


def test_first_layer_gradient_vanishes_off_the_informative_subspace():
    rng = np.random.default_rng(7)
    points, Q = draw(DATA, rng), rotation(DATA, rng)
    net = torch_linear((6, 5, 6), True, rng)
    off = plain.gradient(net, embed(points, Q), True).weights[0] @ Q[:, 2:]
    assert off == pytest.approx(np.zeros_like(off), abs=1e-14)


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("mu", [(1.0,), (1.0, 2.0), (1.0, 2.0, 1.5, 1.0)])
def test_cluster_loss_by_mixed_units_is_the_mean_over_points(mu: tuple[float, ...], bias: bool):
    data = Clusters(mu, (0.3,) * len(mu), 6, rotated=True, samples=400)
    rng = np.random.default_rng(8)
    test, Q = draw_test(data, rng), rotation(data, rng)
    net = torch_linear((6, 40, 6), bias, rng)
    state = relu.reduce(net, Q, data.rank)
    prepared = relu.cluster(test, augmented(test, bias))
    expected = plain.loss(net, embed(test, Q), True)[0]
    assert relu.cluster_loss(state, 0, prepared) == pytest.approx(expected, rel=ROUNDING)


@pytest.mark.parametrize("bias", [False, True])
def test_gradient_is_the_plain_gradient_in_reduced_coordinates(bias: bool):
    rng = np.random.default_rng(4)
    points, Q = draw(DATA, rng), rotation(DATA, rng)
    net = torch_linear((6, 5, 6), bias, rng)
    state, x = relu.reduce(net, Q, 2), augmented(points, bias).T[None]
    phi, G = relu.activate(state, x), relu.gram(state)
    first, second = relu.gradient(state, x, phi, G)
    whole = plain.gradient(net, embed(points, Q), True)
    assert first[:, :, :2] == pytest.approx(whole.weights[0] @ Q[:, :2], abs=ROUNDING)
    assert second[:, :, :5] == pytest.approx(Q.T @ whole.weights[1], abs=ROUNDING)
    for mine, theirs in zip((first[:, :, 2:], second[:, :, 5:]), whole.biases, strict=bias):
        assert mine[..., 0] == pytest.approx(theirs if mine.shape[1] == 5 else theirs @ Q, abs=ROUNDING)
    assert relu.point_loss(G, phi) == pytest.approx(plain.point_losses(net, embed(points, Q), True), rel=1e-11)


def test_other_depths_are_refused():
    with pytest.raises(ValueError, match="hidden layer"):
        relu.reduce(torch_linear((3, 3), True, np.random.default_rng(0)), np.eye(3), 2)
