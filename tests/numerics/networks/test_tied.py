"""Proposition: tied networks on second moments do what they do on samples, and follow the flow as the step shrinks."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.flow.integrate import integrate_tied_weights
from numerics.networks.data import Clusters, draw, slices
from numerics.networks.protocol import Run
from numerics.networks.protocols import protocols
from numerics.networks.tied import diagonal_curves, loss_curves, rates, recurrences, states, training_moments

CLUSTERS = Clusters((1.5, 1.0), (0.3, 0.2), 2, samples=60)
U = np.array([[0.1, 0.02, 0.0], [0.05, 0.08, 0.03]])


def test_minibatch_descent_on_samples():
    """Half a step of gradient descent on the samples of each minibatch, by central differences of their loss."""
    points = draw(CLUSTERS, np.random.default_rng(5))
    M = training_moments(CLUSTERS, 50, range(5, 6))
    *_, found = states(U[None], M, 0.2, 4)
    state = U.copy()
    for number in range(4):
        batch = points[slices(len(points), 50)[number % 3]]

        def loss(V: np.ndarray, x: np.ndarray = batch) -> float:
            return float(0.5 * ((x @ V @ V.T - x) ** 2).sum(axis=1).mean())

        slope = np.zeros_like(state)
        for index in np.ndindex(state.shape):
            h = np.zeros_like(state)
            h[index] = 1e-6
            slope[index] = (loss(state + h) - loss(state - h)) / 2e-6
        state = state - 0.5 * 0.2 * slope
    assert found[0] == pytest.approx(state, abs=1e-9)


def test_small_steps_follow_the_flow():
    A = CLUSTERS.moment(bias=False)
    path = integrate_tied_weights(U, A, 6.0)
    errors = []
    for eta in (0.02, 0.01, 0.005):
        curves = diagonal_curves(U[None], A[None, None], eta, round(6 / eta))
        errors.append(np.abs(curves[:, 0, -1] - np.diagonal(path.W(6.0))).max())
    assert -np.diff(np.log(errors)) / np.log(2) == pytest.approx([1, 1], abs=0.1)


def test_records_are_taken_at_every_so_many_steps():
    M, z = training_moments(CLUSTERS, 50, range(2)), np.array([1.5, 1.0])
    starts = np.broadcast_to(U, (2, 2, 3))
    every = loss_curves(starts, M, 0.1, 20, z)
    assert loss_curves(starts, M, 0.1, 20, z, every=5) == pytest.approx(every[:, ::5], abs=0)


def test_steps_must_be_positive():
    with pytest.raises(ValueError, match="eta"):
        list(states(U[None], np.eye(2)[None, None], 0.0, 1))


@pytest.mark.parametrize("form", ["printed", "coded"])
def test_the_tied_figures_run_by_their_protocols(form):
    protocol = replace(protocols(form, "5")[0], steps=300)
    test, training, _ = recurrences([Run(protocol, seed) for seed in range(3)])
    assert test.shape == training.shape == (3, 301)
    assert (np.diff(training, axis=1) < 0).all()
    expected = np.array([0.5025, 1.1275, 0.0]) if form == "printed" else np.array([0.5025, 1.1275, 0.0025]) ** 2
    assert rates(protocol) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("form", ["printed", "coded"])
def test_the_recurrence_is_the_printed_one(form):
    """Written out as Eq. (D.2), from the start that the seed draws."""
    protocol = replace(protocols(form, "5")[0], steps=300)
    start = 0.2 * np.random.default_rng(2).random((3, 3))
    W, A, z = start @ start.T, np.diag(rates(protocol)), np.array([1.0, 1.5, 0.0])
    for _ in range(300):
        W = W + 0.01 * (W @ A + A @ W - 0.5 * (A @ W @ W + W @ W @ A + 2 * W @ A @ W))
    test, *_ = recurrences([Run(protocol, 2)])
    assert test[0, -1] == pytest.approx(0.5 * ((W @ z - z) ** 2).sum(), rel=1e-10)


@pytest.mark.parametrize("figure", ["17", "8"])
def test_a_coded_training_loss_is_of_the_samples_that_the_seed_draws(figure):
    """And W is driven by its own rates: 17 draws other spreads and none beyond s, 8 has a cluster at the origin."""
    protocol = replace(protocols("coded", figure)[0], steps=40)
    without = replace(protocol, probes=replace(protocol.probes, training=None))
    test, training, _ = recurrences([Run(protocol, seed) for seed in (4, 9)])
    same, population, _ = recurrences([Run(without, seed) for seed in (4, 9)])
    assert (test == same).all()
    size, moment = (2000, [0.05 + 0.5, 0.05 + 1.125, 0]) if figure == "17" else (4000, [0.5, 0.785, 1.328125])
    for index, seed in enumerate((4, 9)):
        x = np.zeros((size, 3))
        points = draw(protocol.probes.training, np.random.default_rng(seed))
        x[:, : points.shape[1]] = points
        assert x.T @ x / size == pytest.approx(np.diag(moment), abs=0.05)
        start = protocol.initialisation.scale * np.random.default_rng(seed).random((3, 3))
        residual = x @ (start @ start.T) - x
        assert training[index, 0] == pytest.approx(0.5 * (residual**2).sum(axis=1).mean(), rel=1e-12)
    early = (training / population)[:, :40]
    assert ((early > 1.03) & (early < 1.12)).all() if figure == "17" else ((early > 0.75) & (early < 0.85)).all()


def test_layers_are_no_tied_figure():
    with pytest.raises(ValueError, match="tied"):
        recurrences([Run(protocols("coded", "2a")[0], 0)])


def test_tied_figures_on_two_tasks_are_not_run_together():
    five, ten = protocols("coded", "5")[0], protocols("coded", "10")[0]
    for other in (ten, protocols("coded", "17")[0]):
        with pytest.raises(ValueError, match="one task"):
            recurrences([Run(five, 0), Run(other, 0)])


def test_moments_have_the_minibatch_first_and_the_seed_second():
    found = training_moments(CLUSTERS, 50, range(5, 7))
    drawn = [draw(CLUSTERS, np.random.default_rng(seed)) for seed in (5, 6)]
    assert found.shape == (3, 2, 2, 2)
    for number, part in enumerate((slice(0, 50), slice(50, 100), slice(100, 120))):
        for index, points in enumerate(drawn):
            x = points[part]
            assert found[number, index] == pytest.approx(x.T @ x / len(x), rel=1e-13)
    whole = training_moments(CLUSTERS, None, range(5, 6))
    assert whole == pytest.approx((drawn[0].T @ drawn[0] / 120)[None, None], rel=1e-13)


def test_curves_by_hand():
    """Three starts, two coordinates, moments of two minibatches in turn: the step and the records written out."""
    rng = np.random.default_rng(4)
    starts, roots = rng.random((3, 2, 4)), rng.random((2, 3, 2, 2))
    M, z = roots @ roots.swapaxes(-1, -2), np.array([1.5, -0.5])
    loss, diagonal = np.empty((3, 4)), np.empty((2, 3, 4))
    for index, state in enumerate(starts):
        for number in range(4):
            W, Mb = state @ state.T, M[number % 2, index]
            loss[index, number], diagonal[:, index, number] = 0.5 * ((W @ z - z) ** 2).sum(), np.diag(W)
            state = state + 0.1 * (Mb - (Mb @ W + W @ Mb) / 2) @ state
    assert loss_curves(starts, M, 0.1, 3, z) == pytest.approx(loss, rel=1e-12)
    assert diagonal_curves(starts, M, 0.1, 3) == pytest.approx(diagonal, rel=1e-12)
    assert diagonal_curves(starts, M, 0.1, 3, every=3) == pytest.approx(diagonal[:, :, ::3], rel=1e-12)
    assert len(list(states(starts, M, 0.1, 0))) == 1


@pytest.mark.parametrize("form", ["printed", "coded"])
def test_both_losses_of_every_run_and_step(form):
    """Figure 5 with d' = 4: rates as printed or squared drive W, the training loss has the plain ones."""
    five = protocols(form, "5")[0]
    protocol = replace(
        five, steps=2, architecture=replace(five.architecture, hidden=4), optimiser=replace(five.optimiser, rate=0.3)
    )
    test, training, _ = recurrences([Run(protocol, seed) for seed in (7, 3)])
    plain, z = np.array([0.5025, 1.1275, 0.0 if form == "printed" else 0.0025]), np.array([1.0, 1.5, 0.0])
    a = plain if form == "printed" else plain**2
    for index, seed in enumerate((7, 3)):
        start = 0.2 * np.random.default_rng(seed).random((3, 4))
        W, A = start @ start.T, np.diag(a)
        for number in range(3):
            residual = W - np.eye(3)
            assert test[index, number] == pytest.approx(0.5 * ((residual @ z) ** 2).sum(), rel=1e-12)
            assert training[index, number] == pytest.approx(0.5 * np.trace(residual * plain @ residual.T), rel=1e-12)
            W = W + 0.3 * (W @ A + A @ W - 0.5 * (A @ W @ W + W @ W @ A + 2 * W @ A @ W))
    assert test.shape == training.shape == (2, 3)
