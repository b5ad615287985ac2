"""Proposition: every route, on second moments or in the informative subspace, gives the plain training, to rounding.

What a run draws depends, setting by setting, on the protocol's own.
"""

from dataclasses import replace

import numpy as np
import pytest

from numerics.networks.data import Clusters, draw, draw_test, rotation
from numerics.networks.protocol import Architecture, Initialisation, Optimiser, Probes, Protocol, Run
from numerics.networks.routes import material, residuals
from numerics.networks.training import record, train
from tests.numerics.networks.plain import by_samples

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
    runs = [Run(replace(protocol, data=replace(DATA, mu=(1.0 + seed / 4, 2.0))), seed) for seed in range(3)]
    reduced, oracle = train(runs), record(runs, by_samples(runs))
    assert reduced.x_hat == pytest.approx(oracle.x_hat, rel=ROUNDING)
    assert reduced.cluster == pytest.approx(oracle.cluster, rel=ROUNDING)
    assert reduced.outputs == pytest.approx(oracle.outputs, rel=ROUNDING, abs=ROUNDING)
    assert reduced.outputs is not None
    z = np.array([[1.0 + seed / 4, 2.0] for seed in range(3)])
    off = 0.5 * ((reduced.outputs[:, :, 0] - z[:, None]) ** 2).sum(axis=2)
    assert (off <= reduced.x_hat[:, reduced.recorded] + 1e-12).all()
    assert abs(oracle.x_hat[:, -1] / oracle.x_hat[:, 0] - 1).min() > 0.1


@pytest.mark.parametrize(("depth", "rectified"), [(1, False), (2, True)])
def test_compositions_are_recorded_alike(depth: int, rectified: bool):
    protocol = _protocol(depth, rectified, True, steps=30, probes=Probes(cluster=3, epochs=(1,)))
    runs = [Run(protocol, seed) for seed in range(2)]
    reduced, oracle = train(runs), record(runs, by_samples(runs))
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


def test_deeper_relu_networks_are_refused_and_trained_by_the_oracle_alone():
    runs = [Run(_protocol(3, True, True, steps=20), 0)]
    with pytest.raises(ValueError, match="one hidden layer"):
        train(runs)
    assert np.isfinite(record(runs, by_samples(runs)).x_hat).all()


def test_population_training_needs_no_data():
    """With the population moment the samples drawn do not matter: seeds differ by their weights alone."""
    protocol = _protocol(1, False, True, optimiser=Optimiser("gd", 0.2, None))
    few = _protocol(1, False, True, replace(DATA, spread=(0.4, 0.3)), optimiser=Optimiser("gd", 0.2, None))
    assert (train([Run(protocol, 1)]).x_hat == train([Run(few, 1)]).x_hat).all()


@pytest.mark.parametrize("bias", [False, True])
def test_residuals_are_those_of_the_recorded_losses(bias: bool):
    protocol = _protocol(2, False, bias)
    runs = [Run(protocol, seed) for seed in range(3)]
    found = residuals(runs, every=4)
    z = np.array([1.0, 2.0, 1.0])[: 2 + bias]
    losses = 0.5 * (found.errors(z) ** 2).sum(axis=-1)
    assert found.steps.tolist() == list(range(0, 151, 4))
    assert losses == pytest.approx(train(runs).x_hat[:, ::4], rel=1e-12)
    first = found.errors(np.eye(2 + bias)[0])
    assert found.columns()[0] == pytest.approx(np.linalg.norm(first, axis=-1), rel=1e-13)


def test_one_layer_on_populations_forgets_its_start_by_powers():
    """R_k = R_0 (1 - step M)^k for two runs of different data, M = [[A, m], [m^T, 1]] with three clusters, one at the origin."""
    protocols = [
        _protocol(1, False, True, replace(DATA, mu=mu), optimiser=Optimiser("gd", 0.3, None)) for mu in ((1, 2), (1.5, 0.5))
    ]
    runs = [Run(protocol, 5 + index) for index, protocol in enumerate(protocols)]
    found, sparse = residuals(runs), residuals(runs, 60)
    assert found.steps.tolist() == list(range(151))
    assert sparse.steps.tolist() == [0, 60, 120]
    assert (sparse.maps == found.maps[:, ::60]).all()
    for index, (run, (one, two)) in enumerate(zip(runs, ((1, 2), (1.5, 0.5)), strict=True)):
        M = np.array([[0.16 + one**2 / 3, 0, one / 3], [0, 0.09 + two**2 / 3, two / 3], [one / 3, two / 3, 1]])
        drawn = material(run)
        start = np.column_stack([drawn.start.weights[0][0] @ drawn.Q[:, :2], drawn.start.biases[0][0]])
        R = drawn.Q.T @ start - np.eye(6, 3) * [1, 1, 0]
        for number in (0, 1, 7, 150):
            expected = R @ np.linalg.matrix_power(np.eye(3) - 0.3 * M, number)
            assert pytest.approx(expected, abs=1e-13) == found.maps[index, number].T
            assert found.columns()[:, index, number] == pytest.approx((expected**2).sum(axis=0) ** 0.5, abs=1e-13)
            z = np.array([0.5, -2.0, 1.0])
            assert found.errors(z)[index, number] == pytest.approx(expected @ z, abs=1e-13)


@pytest.mark.parametrize("bias", [False, True])
def test_a_seed_has_a_stream_each_for_samples_tests_rotation_and_weights(bias: bool):
    changed = _protocol(2, False, bias, initialisation=Initialisation("gaussian", 0.3))
    samples, tests, turn, weights = np.random.default_rng(11).spawn(4)
    drawn, uniform = material(Run(changed, 11)), material(Run(_protocol(2, False, bias), 11))
    assert (drawn.points == draw(DATA, samples)).all()
    assert (drawn.test == draw_test(DATA, tests)).all()
    assert (rotation(DATA, turn) == drawn.Q).all()
    first, second = drawn.start.weights
    noise = weights.standard_normal(60)
    assert (np.concatenate([first.ravel(), second.ravel()]) == 0.3 * noise).all()
    assert [W.shape for W in (first, second)] == [(1, 5, 6), (1, 6, 5)]
    assert len(drawn.start.biases) == len(uniform.start.biases) == 2 * bias
    assert np.abs(uniform.start.weights[1]).max() <= 5**-0.5
    assert (uniform.points == drawn.points).all()


def test_protocols_that_differ_in_one_setting_share_the_other_draws():
    small = _protocol(2, False, True)
    base = material(Run(small, 3))
    few, deep = (
        material(Run(replace(small, **change), 3))
        for change in ({"data": replace(DATA, samples=40)}, {"architecture": Architecture("layers", 3, 5)})
    )
    assert (few.Q == base.Q).all()
    assert all((one == other).all() for one, other in zip(few.start.weights, base.start.weights, strict=True))
    assert (deep.points == base.points).all()
    assert (deep.test == base.test).all()
    assert (deep.Q == base.Q).all()


def test_seeds_draw_everything_anew():
    small = _protocol(2, False, True)
    one, other = material(Run(small, 3)), material(Run(small, 4))
    for name in ("points", "test", "Q"):
        assert not (getattr(one, name) == getattr(other, name)).any()


def test_layers_do_not_start_as_the_tied_model_does():
    with pytest.raises(ValueError, match="initialisation"):
        material(Run(replace(_protocol(2, False, True), initialisation=Initialisation("uniform_tied")), 0))
