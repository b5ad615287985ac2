"""Walk through trainings by the cheapest exact route, yielding the losses before every step and after the last.

Linear layers run on second moments, one hidden ReLU layer in the informative subspace, anything else plainly.

Source: arXiv 2410.08309v2, section 2 and appendix (as transcribed); the released code's training loop.

Legend: n runs, v probe points, B minibatches, q informative entries with the bias's constant, r without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from numerics import linear_network, network, relu_network
from numerics.arrays import Array
from numerics.data import embed
from numerics.minibatch import augmented, moment, moments, slices
from numerics.runs import Material, Run, material, probe_points

#: One state of a walk: losses at the probe points, (n, v), and how to get those on the test cluster.
State = tuple[Array, Callable[[], Array]]


def linear_residuals(runs: list[Run], drawn: list[Material] | None = None) -> Iterator[Array]:
    """Yield the transposed residual maps ``R = F - P`` of linear runs, (n, q, d), before each step and after the last."""
    protocol = runs[0].protocol
    drawn = [material(run) for run in runs] if drawn is None else drawn
    M = np.stack([_training_moments(run, m) for run, m in zip(runs, drawn, strict=True)], axis=1)
    Q = np.stack([m.Q for m in drawn])
    state = linear_network.reduce(network.stack([m.start for m in drawn]), Q, protocol.data.rank)
    scratch = tuple(np.empty_like(W) for W in state.weights)
    for number in range(protocol.steps + 1):
        products, R = linear_network.residual(state)
        yield R
        if number < protocol.steps:
            direction = linear_network.backward(state, products, R, M[number % len(M)], scratch, protocol.step_size)
            linear_network.descend(state, direction)


def linear(runs: list[Run]) -> Iterator[State]:
    """Walk through the training of linear runs on second moments."""
    bias = runs[0].protocol.architecture.bias
    drawn = [material(run) for run in runs]
    test = np.stack([moment(m.test, bias) for m in drawn])
    targets = np.stack([augmented(probe_points(run.protocol), bias) for run in runs])
    for R in linear_residuals(runs, drawn):
        yield linear_network.point_loss(R, targets), lambda R=R: linear_network.quadratic_loss(R, test)  # type: ignore[misc]


def _training_moments(run: Run, drawn: Material) -> Array:
    """Return the moments a linear run is trained on: of its minibatches, or the population's alone; shape (B, q, q)."""
    protocol = run.protocol
    bias = protocol.architecture.bias
    if protocol.optimiser.method == "gd":
        return protocol.data.moment(bias)[None]
    return moments(drawn.points, protocol.optimiser.batch or len(drawn.points), bias)


def relu(runs: list[Run]) -> Iterator[State]:
    """Walk through the training of runs with one hidden ReLU layer in the informative subspace."""
    protocol = runs[0].protocol
    bias, rank = protocol.architecture.bias, protocol.data.rank
    drawn = [material(run) for run in runs]
    x = np.stack([augmented(m.points, bias).T for m in drawn])
    targets = np.stack([augmented(probe_points(run.protocol), bias).T for run in runs])
    probes = targets.shape[2]
    tests = [relu_network.cluster(m.test, augmented(m.test, bias)) for m in drawn]
    state = relu_network.reduce(network.stack([m.start for m in drawn]), np.stack([m.Q for m in drawn]), rank)
    # The probes ride along as more columns of every minibatch: that saves a product per step.
    parts = slices(x.shape[2], protocol.optimiser.batch or x.shape[2])
    batches = [np.concatenate([x[:, :, part], targets], axis=2) for part in parts]
    sizes = {batch.shape[2] for batch in batches}
    phis = {size: np.empty((len(runs), state.features.shape[1], size)) for size in sizes}
    backs = {size: np.empty((len(runs), state.hidden, size - probes)) for size in sizes}
    for number in range(protocol.steps + 1):
        batch = batches[number % len(batches)]
        size = batch.shape[2]
        phi, G = relu_network.activate(state, batch, phis[size]), relu_network.gram(state)

        def evaluate() -> Array:
            return np.array([relu_network.cluster_loss(state, index, test) for index, test in enumerate(tests)])

        yield relu_network.point_loss(G, phi[:, :, -probes:]), evaluate
        if number < protocol.steps:
            x_part, phi_part = batch[:, :, :-probes], phi[:, :, :-probes]
            relu_network.descend(state, *relu_network.gradient(state, x_part, phi_part, G, protocol.step_size, backs[size]))


def plain(runs: list[Run]) -> Iterator[State]:
    """Walk through the training of ``runs`` with every sample and every coordinate: the oracle of the other routes."""
    protocol = runs[0].protocol
    rectified = protocol.architecture.rectified
    drawn = [material(run) for run in runs]
    x = np.stack([embed(m.points, m.Q) for m in drawn])
    test = np.stack([embed(m.test, m.Q) for m in drawn])
    target = np.stack([embed(probe_points(run.protocol), m.Q) for run, m in zip(runs, drawn, strict=True)])
    parts = slices(x.shape[1], protocol.optimiser.batch or x.shape[1])
    state = network.stack([m.start for m in drawn])
    for number in range(protocol.steps + 1):
        yield network.point_losses(state, target, rectified), lambda state=state: network.loss(state, test, rectified)  # type: ignore[misc]
        if number < protocol.steps:
            direction = network.gradient(state, x[:, parts[number % len(parts)]], rectified)
            state = network.step(state, direction, protocol.step_size)
