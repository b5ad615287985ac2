"""The curves beside a log are those of the network: its descent step by step, its flow in the limit, its noise as derived."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.training_logs import Plain, points
from numerics.closed_form.minibatch import fourth_moment
from numerics.model import model_named
from numerics.networks.data import Clusters
from numerics.task.elimination import triangular_factor
from numerics.task.identity_mapping import moment_variance
from numerics.task.trajectory import Clock
from numerics.training_log import training
from numerics.training_log.log import Log, column
from numerics.training_log.training import Data, Flow, Points, Training, closed_maps, curves, loss_time, reference

MU, SIGMA = np.array([1.0, 1.5]), np.array([0.3, 0.2])
CLUSTERS = Clusters(tuple(MU), tuple(SIGMA), 2)
Z = Points(MU, MU)
NAMES = ("test_loss", "train_loss", "out_1", "out_10_2", "w_11", "w_12")
RNG = np.random.default_rng(3)
STARTS = {
    "one-layer": (0.2 * RNG.standard_normal((2, 2)),),
    "tied": (0.3 * RNG.random((2, 2)),),
    "untied": (0.3 * RNG.standard_normal((3, 2)), 0.3 * RNG.standard_normal((2, 3))),
    "deep": tuple(0.6 * RNG.standard_normal((2, 2)) for _ in range(3)),
}


def stated(model, biases=False, step=0.02, **others):
    return Training(model_named(model), STARTS[model], Data(CLUSTERS, **others), biases, step)


def log_at(steps):
    columns = tuple(column(name) for name in NAMES)
    return Log("step", np.asarray(steps, dtype=float), columns, np.zeros((len(steps), len(columns))), len(steps))


def plain(model, biases, eta, steps):
    X, rows = points(MU, SIGMA), []
    network = Plain(list(STARTS[model]), model == "tied", biases)
    for _ in range(steps + 1):
        off, at, corner = network(X) - X, network(MU[None])[0], network(np.array([[MU[0], 0.0]]))[0]
        W = network(np.eye(2)).T - network(np.zeros((1, 2))).T
        rows.append([0.5 * np.sum((at - MU) ** 2), 0.5 * np.mean(np.sum(off**2, axis=1)), at[0], corner[1], W[0, 0], W[0, 1]])
        network.step(X, eta)
    return np.array(rows)


@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize("model", STARTS)
def test_the_descent_is_that_of_the_plain_network(model, biases):
    steps = np.array([0, 1, 2, 7, 40, 150])
    found = reference(stated(model, biases), log_at(steps), steps * 0.02, Z)
    assert found.descent == pytest.approx(plain(model, biases, 0.02, 150)[steps], abs=1e-9)


@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize("model", STARTS)
def test_the_flow_is_its_limit(model, biases):
    times = np.array([0.0, 1.0, 4.0])
    coarse, fine = (reference(stated(model, biases, step), log_at(times / step), times, Z) for step in (0.01, 0.0025))
    ratio = np.abs(coarse.descent - coarse.flow)[1:].max(axis=0) / np.abs(fine.descent - fine.flow)[1:].max(axis=0)
    assert np.all((ratio > 3.3) & (ratio < 4.8))


def test_a_long_descent_is_followed_in_longer_steps(monkeypatch):
    steps = np.arange(0, 2001, 100)
    exact = reference(stated("tied", step=0.004), log_at(steps), steps * 0.004, Z)
    monkeypatch.setattr(training, "MOST_STEPS", 500)
    monkeypatch.setattr(training, "LEAST_STEPS", 1)
    coarse = reference(stated("tied", step=0.004), log_at(steps), steps * 0.004, Z)
    assert np.abs(coarse.descent - exact.descent).max() < 0.05 * np.abs(exact.descent - exact.flow).max()


#: A log that goes on for long after all is learned: its steps, and how many of them may be followed.
LONG = np.array([0, 20, 50, 200, 1000, 1e7, 1e300])


@pytest.mark.parametrize("followed", [training.ALL_STEPS, 300])
def test_a_descent_is_followed_until_all_is_learned(monkeypatch, followed):
    monkeypatch.setattr(training, "ALL_STEPS", followed)
    found = reference(stated("one-layer"), log_at(LONG[:-1]), LONG[:-1] * 0.02, Z)
    left = (1 - 0.02 * np.diag(stated("one-layer").moment)) ** LONG[:-1, None]
    assert found.descent[:, 4] == pytest.approx(
        1 + (STARTS["one-layer"][0][0, 0] - 1) * left[:, 0], abs=3e-4 if followed == 300 else 1e-9
    )
    assert np.isfinite(reference(stated("one-layer"), log_at(LONG), LONG * 0.02, Z).descent).all()


def test_steps_are_put_together_only_where_little_is_lost():
    steps = np.array([0, 30, 10**6])
    found = reference(stated("tied", step=0.05), log_at(steps), steps * 0.05, Z)
    assert found.descent[:2] == pytest.approx(plain("tied", False, 0.05, 30)[[0, 30]], abs=1e-9)


def test_the_closed_form_is_near_the_flow():
    model = replace(stated("tied"), start=(1e-3 * STARTS["tied"][0],))
    t = np.linspace(0, 12, 7)
    assert closed_maps(model, t) == pytest.approx(Flow(model).maps(t), abs=0.02)
    assert closed_maps(stated("tied", biases=True), t) is None


def test_the_pace_multiplies_time():
    t = np.linspace(0, 5, 6)
    assert Flow(replace(stated("tied"), pace=2.0)).maps(t) == pytest.approx(Flow(stated("tied")).maps(2 * t), abs=1e-8)


def test_batches_have_the_derived_second_moment():
    data = Data(CLUSTERS)
    found = data.deviations(False, (20_000,), 4.0, np.random.default_rng(5))
    A = data.population(False)
    wanted = (fourth_moment(np.eye(2), CLUSTERS.task()) - A @ A) / 4
    assert np.mean(found @ found, axis=0) == pytest.approx(wanted, abs=0.03 * wanted.max())
    large = data.deviations(False, (4000,), 4e4, np.random.default_rng(6))
    assert np.mean(large @ large, axis=0) == pytest.approx(wanted / 1e4, abs=0.08 * wanted.max() / 1e4)


def test_data_sets_have_the_derived_variance():
    found = Data(CLUSTERS, samples=50).sets(False, 4000, np.random.default_rng(7))
    assert np.var(found, axis=0) == pytest.approx(moment_variance(CLUSTERS.task(), 50), rel=0.1)


def test_noise_grows_as_batches_and_samples_get_fewer():
    steps = np.arange(0, 301, 50)
    few, many = (reference(replace(stated("tied", samples=n), batch=n), log_at(steps), steps * 0.02, Z) for n in (20, 2000))
    for part in ("sampled", "batched"):
        ratio = getattr(few, part)[1:].max() / getattr(many, part)[1:].max()
        assert 5 < ratio < 20


@pytest.mark.parametrize(("samples", "batch"), [(50, None), (None, 50)])
def test_either_noise_comes_alone(samples, batch):
    steps = np.arange(0, 101, 50)
    found = reference(replace(stated("tied", samples=samples), batch=batch), log_at(steps), steps * 0.02, Z)
    assert (found.sampled is None, found.batched is None) == (samples is None, batch is None)
    assert found.scatter.shape == (training.NETWORKS, 3, len(NAMES))
    assert np.sqrt(np.mean(found.scatter**2, axis=0)) == pytest.approx(found.batched if samples is None else found.sampled)


def test_clocks_are_the_derived_ones():
    tied, one = model_named("tied"), model_named("one-layer")
    assert loss_time(tied, Clock.PRINTED) == 0.5
    assert loss_time(one, Clock.CODE, 0.1, 4, averaged=True) == pytest.approx(0.05)
    assert loss_time(one, Clock.CODE, 0.1, 4) == 0.1
    with pytest.raises(ValueError, match="clock must be loss for the one-layer model"):
        loss_time(one, Clock.PRINTED)


def test_squared_rates_and_second_moments():
    A = np.array([[1.0, 0.4], [0.4, 0.5]])
    assert Data(None, A, squared=True).population(False) == pytest.approx(A @ A)
    found = Data(None, A).deviations(False, (20_000,), 8.0, np.random.default_rng(1))
    assert np.mean(found, axis=0) == pytest.approx(np.zeros((2, 2)), abs=0.02)
    R = Flow(Training(model_named("one-layer"), (np.zeros((2, 2)),), Data(None, A))).maps(np.array([2.0]))
    values, Q = np.linalg.eigh(A)
    assert R[0] == pytest.approx(-(Q * np.exp(-2 * values)) @ Q.T, abs=1e-8)
    assert curves(R, (column("train_loss"),), A, Z)[0, 0] == pytest.approx(0.5 * np.trace(R[0].T @ A @ R[0]))


def test_a_start_of_tied_layers_is_semidefinite_however_it_is_rounded():
    rng = np.random.default_rng(131)
    U = np.tril(rng.standard_normal((3, 3))) * 10 ** rng.uniform(-8, 0, (3, 3))  # entries of sizes 10^-9 to 1
    with pytest.raises(ValueError, match="must be positive semidefinite"):
        triangular_factor(U @ U.T)
    clusters = Data(Clusters((1.5, 1.0, 0.5), (0.1, 0.1, 0.1), 3))
    found = Flow(Training(model_named("tied"), (U,), clusters)).maps(np.array([0.0, 40.0]))
    assert found[0] + np.eye(3) == pytest.approx(U @ U.T, abs=1e-12)
    assert np.isfinite(found).all()
