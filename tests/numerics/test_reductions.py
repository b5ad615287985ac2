"""Proposition: second moments, the informative subspace and the ReLU reduction give the plain computation, to rounding."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.networks import initialisation, linear as linear_network, plain as network, relu as relu_network
from numerics.networks.data import Clusters, draw, draw_test, embed, rotation
from numerics.networks.minibatch import augmented, moment
from numerics.networks.protocol import Architecture, Initialisation, Optimiser, Probes, Protocol
from numerics.networks.routes import plain
from numerics.networks.runs import Run
from numerics.networks.training import record, train

DATA = Clusters((1.0, 2.0), (0.4, 0.3), 6, origin=True, rotated=True, samples=60)
ROUNDING = 2e-13


def _protocol(depth: int, rectified: bool, bias: bool, data: Clusters = DATA, **changes: object) -> Protocol:
    base = Protocol(
        "-",
        "coded",
        "test",
        data,
        Architecture("layers", depth, 5, rectified, bias),
        Optimiser("sgd", 0.2, 32, "entry"),
        Initialisation("torch_linear"),
        150,
        Probes(cluster=7),
    )
    return replace(base, **changes)


@pytest.mark.parametrize(
    ("depth", "rectified"), [(1, False), (2, False), (3, False), (4, False), (2, True)], ids=lambda value: str(value)
)
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("batch", [32, None])
def test_whole_trainings_agree(depth: int, rectified: bool, bias: bool, batch: int | None):
    protocol = _protocol(depth, rectified, bias, optimiser=Optimiser("sgd", 0.2, batch, "entry"))
    runs = [Run(protocol, seed) for seed in range(3)]
    reduced, oracle = train(runs), record(protocol, 3, plain(runs))
    assert reduced.x_hat == pytest.approx(oracle.x_hat, rel=ROUNDING)
    assert reduced.cluster == pytest.approx(oracle.cluster, rel=ROUNDING)
    assert abs(oracle.x_hat[:, -1] / oracle.x_hat[:, 0] - 1).min() > 0.1


@pytest.mark.parametrize(("depth", "rectified"), [(1, False), (2, True), (3, True)])
def test_compositions_are_recorded_alike(depth: int, rectified: bool):
    protocol = _protocol(depth, rectified, True, steps=30, probes=Probes(cluster=3, epochs=(1,)))
    runs = [Run(protocol, seed) for seed in range(2)]
    reduced, oracle = train(runs), record(protocol, 2, plain(runs))
    assert reduced.compositions is not None
    assert oracle.compositions is not None
    assert reduced.compositions.shape == (2, 31, 4)
    assert reduced.compositions == pytest.approx(oracle.compositions, rel=1e-11)
    assert (reduced.compositions[:, :, -1] == reduced.x_hat).all()
    alone = train([Run(replace(protocol, probes=Probes(cluster=3)), 0)])
    assert alone.x_hat == pytest.approx(reduced.x_hat[:1], rel=ROUNDING)


def test_a_different_minibatch_order_is_seen():
    """The agreement above is not for want of sensitivity: another batch size is a million times farther."""
    one, other = (train([Run(_protocol(2, True, True, optimiser=Optimiser("sgd", 0.2, b, "entry")), 0)]) for b in (32, 33))
    assert np.abs(one.x_hat / other.x_hat - 1).max() > 1e6 * ROUNDING


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("depth", [1, 2, 4])
def test_linear_gradient_is_the_plain_gradient_in_reduced_coordinates(depth: int, bias: bool):
    rng = np.random.default_rng(depth)
    points, Q = draw(DATA, rng), rotation(DATA, rng)
    net = initialisation.torch_linear((6, *[5] * (depth - 1), 6), bias, rng)
    whole = linear_network.reduce(network.gradient(net, embed(points, Q), False), Q, 2)
    small = linear_network.gradient(linear_network.reduce(net, Q, 2), moment(points, bias))
    assert small.first == pytest.approx(whole.first, abs=ROUNDING)
    for mine, theirs in zip((*small.weights, *(small.biases or ())), (*whole.weights, *(whole.biases or ())), strict=True):
        assert mine == pytest.approx(theirs, abs=ROUNDING)


def test_first_layer_gradient_vanishes_off_the_informative_subspace():
    rng = np.random.default_rng(7)
    points, Q = draw(DATA, rng), rotation(DATA, rng)
    net = initialisation.torch_linear((6, 5, 6), True, rng)
    off = network.gradient(net, embed(points, Q), True).weights[0] @ Q[:, 2:]
    assert off == pytest.approx(np.zeros_like(off), abs=1e-14)


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("mu", [(1.0,), (1.0, 2.0), (1.0, 2.0, 1.5, 1.0)])
def test_cluster_loss_by_mixed_units_is_the_mean_over_points(mu: tuple[float, ...], bias: bool):
    data = Clusters(mu, (0.3,) * len(mu), 6, rotated=True, samples=400)
    rng = np.random.default_rng(8)
    test, Q = draw_test(data, rng), rotation(data, rng)
    net = initialisation.torch_linear((6, 40, 6), bias, rng)
    state = relu_network.reduce(net, Q, data.rank)
    prepared = relu_network.cluster(test, augmented(test, bias))
    expected = network.loss(net, embed(test, Q), True)[0]
    assert relu_network.cluster_loss(state, 0, prepared) == pytest.approx(expected, rel=ROUNDING)


def test_population_training_needs_no_data():
    """With the population moment the samples drawn do not matter: seeds differ by their weights alone."""
    protocol = _protocol(1, False, True, optimiser=Optimiser("gd", 0.2, None))
    few = _protocol(1, False, True, replace(DATA, spread=(0.4, 0.3)), optimiser=Optimiser("gd", 0.2, None))
    assert (train([Run(protocol, 1)]).x_hat == train([Run(few, 1)]).x_hat).all()
    M = DATA.moment(True)
    rng = np.random.default_rng(9)
    net = initialisation.torch_linear((6, 6), True, rng)
    residual = linear_network.residual(linear_network.reduce(net, np.eye(6), 2))[1]
    exact = 0.5 * np.trace(residual[0].T @ M @ residual[0])
    assert linear_network.quadratic_loss(residual, M) == pytest.approx([exact], rel=1e-13)


def test_deeper_relu_networks_are_trained_plainly():
    protocol = _protocol(3, True, True, steps=20)
    assert np.isfinite(train([Run(protocol, 0)]).x_hat).all()


def test_runs_of_different_shapes_are_refused():
    with pytest.raises(ValueError, match="shape"):
        train([Run(_protocol(1, False, True), 0), Run(_protocol(2, False, True), 0)])
    with pytest.raises(ValueError, match="hidden layer"):
        relu_network.reduce(initialisation.torch_linear((3, 3), True, np.random.default_rng(0)), np.eye(3), 2)
