"""Proposition: tied networks on second moments do what they do on samples, and follow the flow as the step shrinks."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.flow.integrate import integrate_tied_weights
from numerics.networks.data import Clusters, draw, slices
from numerics.networks.protocol import Run
from numerics.networks.protocols import protocols
from numerics.networks.tied import diagonal_curves, loss_curves, rates, recurrence_losses, states, training_moments

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
    test, training = recurrence_losses([Run(protocol, seed) for seed in range(3)])
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
    test, _ = recurrence_losses([Run(protocol, 2)])
    assert test[0, -1] == pytest.approx(0.5 * ((W @ z - z) ** 2).sum(), rel=1e-10)


def test_layers_are_no_tied_figure():
    with pytest.raises(ValueError, match="tied"):
        recurrence_losses([Run(protocols("coded", "2a")[0], 0)])


def test_tied_figures_on_two_tasks_are_not_run_together():
    five, ten = protocols("coded", "5")[0], protocols("coded", "10")[0]
    with pytest.raises(ValueError, match="one task"):
        recurrence_losses([Run(five, 0), Run(ten, 0)])
