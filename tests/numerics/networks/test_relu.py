"""Proposition: the ReLU reduction leaves out nothing: gradient, features and cluster loss are those of the plain network."""

from itertools import product

import numpy as np
import pytest

from numerics.networks import relu
from numerics.networks.data import Clusters, augmented, draw, draw_test, rotation
from numerics.networks.layers import Network, stack, torch_linear
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


@pytest.mark.parametrize("bias", [False, True])
def test_each_network_of_a_batch_descends_as_the_plain_one(bias: bool):
    rng = np.random.default_rng(9)
    net = stack([torch_linear((6, 5, 6), bias, rng) for _ in range(2)])
    Q, points = np.stack([rotation(DATA, rng) for _ in range(2)]), np.stack([draw(DATA, rng) for _ in range(2)])
    samples, x = np.stack(list(map(embed, points, Q))), augmented(points, bias).swapaxes(1, 2)
    state = relu.reduce(net, Q, 2)
    phi = relu.activate(state, x, np.empty((2, 7 + bias, x.shape[2])))
    assert state.T @ phi == pytest.approx(((plain.forward(net, samples, True)[-1] - samples) @ Q).swapaxes(1, 2), abs=ROUNDING)
    direction = relu.gradient(state, x, phi, relu.gram(state), 0.3, np.empty((2, 5, x.shape[2])))
    relu.descend(state, *direction)
    net = plain.step(net, plain.gradient(net, samples, True), 0.3)
    phi = relu.activate(state, x)
    assert relu.point_loss(relu.gram(state), phi) == pytest.approx(plain.point_losses(net, samples, True), rel=1e-11)
    found = [relu.cluster_loss(state, k, relu.cluster(points[k], augmented(points[k], bias))) for k in range(2)]
    assert found == pytest.approx(plain.loss(net, samples, True), rel=1e-12)


@pytest.mark.parametrize("r", [1, 2, 3, 4])
def test_the_vertices_are_the_corners_of_the_hull(r: int):
    """The corners of a small cube around its own centre; beyond three coordinates, and where the cluster is flat, all points."""
    corners = np.array(list(product((-0.25, 0.25), repeat=r)))
    points = np.vstack([np.zeros(r), corners])
    x = np.column_stack([points, np.arange(len(points))])
    found = relu.cluster(points, x)
    assert (found.x == x.T).all()
    assert sorted(found.vertices[:, -1]) == list(range(r < 4, len(points)))
    flat = np.column_stack([points, np.ones(len(points))])
    assert (relu.cluster(flat, x).vertices == x).all()


def test_what_a_unit_does_on_the_vertices_it_does_between():
    """Active, silent and mixed units, by hand; the points of this cluster lie where the first two would be otherwise."""
    B = np.array([[0.5, 0.0, 0.25], [-0.5, 0.0, -0.25], [1.0, 0.0, 0.0]])
    W = np.array([[1.0, 8.0, 2.0], [3.0, 16.0, -1.0]])
    nets = [Network((k * B[None, :, :2], W[None]), (k * B[None, :, 2], np.array([[0.5, -1.0]]))) for k in (3.0, 1.0)]
    state = relu.reduce(stack(nets), np.eye(2), 1)
    points = np.array([-2.0, -0.5, 1.0])
    test = relu.Cluster(np.stack([points, np.ones(3)]), np.array([[-0.25, 1.0], [0.25, 1.0]]))
    active, mixed = 0.5 * points + 0.25, np.array([0.0, 0.0, 1.0])
    residual = np.stack([active + 2 * mixed + 0.5 - points, 3 * active - mixed - 1])
    assert relu.cluster_loss(state, 1, test) == pytest.approx((residual**2).sum() / 6, rel=1e-14)


@pytest.mark.parametrize("widths", [(3, 3), (3, 4, 4, 3)])
def test_other_depths_are_refused(widths: tuple[int, ...]):
    with pytest.raises(ValueError, match=f"one hidden layer, got {len(widths) - 2}"):
        relu.reduce(torch_linear(widths, True, np.random.default_rng(0)), np.eye(3), 2)
