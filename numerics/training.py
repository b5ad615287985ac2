"""Train runs of one shape together, by the cheapest exact route, and record their test losses.

Routes: linear layers on second moments; one hidden ReLU layer in the informative subspace; deeper ReLU networks plainly.

Before every step the loss at x_hat is recorded (as the released code does), and once more after the last; on the test
cluster it is recorded at ``evaluation_steps``.

Source: arXiv 2410.08309v2, section 2 and appendix (as transcribed); the released code's training loop.

Legend: n runs, B minibatches, q informative entries with the bias's constant, r without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from numerics import initialisation, linear_network, network, relu_network
from numerics.data import draw, draw_test, embed, rotation
from numerics.minibatch import augmented, moment, moments, slices
from numerics.network import Network
from numerics.protocol import Protocol
from numerics.task import Array


@dataclass(frozen=True)
class Run:
    """Name one run: a protocol and a seed."""

    protocol: Protocol
    seed: int


@dataclass(frozen=True)
class Curves:
    """Hold the recorded losses of n runs.

    Parameters
    ----------
    x_hat : ``1/2 ||f(x_hat) - x_hat||^2`` before step k = 0..steps, shape (n, steps + 1)
    cluster : mean of the same over the test cluster, shape (n, evaluations)
    steps : the steps of the evaluations, shape (evaluations,)
    compositions : the losses at all x_hat(v), v counting in binary, shape (n, steps + 1, 2^s), where the protocol asks for them
    """

    x_hat: Array
    cluster: Array
    steps: Array
    compositions: Array | None = None


@dataclass(frozen=True)
class Material:
    """Hold what a seed draws for a protocol: points (N, r), test points, rotation (d, d), and the starting weights."""

    points: Array
    test: Array
    Q: Array
    start: Network


def material(run: Run) -> Material:
    """Draw data, test cluster, rotation and weights of a run, each from a stream of its own."""
    data, tests, turn, rng = np.random.default_rng(run.seed).spawn(4)
    protocol = run.protocol
    points, test, Q = draw(protocol.data, data), draw_test(protocol.data, tests), rotation(protocol.data, turn)
    widths, bias = protocol.architecture.widths(protocol.data.dim), protocol.architecture.bias
    if protocol.initialisation.kind == "gaussian":
        start = initialisation.gaussian(widths, protocol.initialisation.scale, bias, rng)
    elif protocol.initialisation.kind == "torch_linear":
        start = initialisation.torch_linear(widths, bias, rng)
    else:
        raise ValueError(f"initialisation of layers must be gaussian or torch_linear, got {protocol.initialisation.kind}")
    return Material(points, test, Q, start)


def evaluation_steps(protocol: Protocol) -> Array:
    """Return the steps of the evaluations on the test cluster: evenly over 0..steps, both ends included."""
    return np.rint(np.linspace(0, protocol.steps, protocol.probes.cluster)).astype(np.int64)


def train(runs: list[Run]) -> Curves:
    """Train runs whose protocols share a shape, and return their curves in the order of the runs.

    Raises
    ------
    ValueError
        If shapes differ, or the protocol is not one of layers trained on data.
    """
    shapes = {run.protocol.shape for run in runs}
    if len(shapes) != 1:
        raise ValueError(f"runs must share one shape, got {len(shapes)}")
    protocol = runs[0].protocol
    if protocol.architecture.kind != "layers" or protocol.optimiser.method == "recurrence":
        raise ValueError(f"protocol must be of layers trained on data, got figure {protocol.figure}")
    if not protocol.architecture.rectified:
        walk = _linear(runs)
    elif protocol.architecture.depth == 2:
        walk = _relu(runs)
    else:
        walk = plain(runs)
    return record(protocol, len(runs), walk)


def probe_points(protocol: Protocol) -> Array:
    """Return the points whose loss is recorded every step, x_hat the last: all compositions, or it alone; shape (v, r)."""
    task = protocol.data.task()
    if not protocol.probes.epochs:
        return task.probe()[None]
    return np.stack([task.probe(v) for v in product((0.0, 1.0), repeat=task.concepts)])


#: One state of a walk: losses at the probe points, (n, v), and how to get those on the test cluster.
State = tuple[Array, Callable[[], Array]]


def record(protocol: Protocol, count: int, walk: Iterator[State]) -> Curves:
    """Store what the walk yields before each step and after the last."""
    steps = evaluation_steps(protocol)
    wanted: dict[int, list[int]] = {}
    for column, number in enumerate(steps):
        wanted.setdefault(int(number), []).append(column)
    points = len(probe_points(protocol))
    found, cluster = np.empty((count, protocol.steps + 1, points)), np.empty((count, len(steps)))
    for number, (losses, evaluate) in enumerate(walk):
        found[:, number] = losses
        if number in wanted:
            cluster[:, wanted[number]] = evaluate()[:, None]
    return Curves(found[:, :, -1], cluster, steps, found if points > 1 else None)


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


def _linear(runs: list[Run]) -> Iterator[State]:
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


def _relu(runs: list[Run]) -> Iterator[State]:
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
