"""What a run of layers draws, and routes through its training, all exact: what is known before every step and after the last.

    by_moments     linear layers, on second moments
    by_features    one hidden ReLU layer, in the informative subspace

The tests train the same networks plainly as well, on every sample and in every coordinate.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), sections 2.1 and 4.1, Appendix F.1, as transcribed; the released code's
training loop.

Legend: n runs, N samples, v probe points, B minibatches, q informative entries with the bias's constant, r without; k records, d
outputs; W the map of one linear layer (with biases: of (x, 1)), e_k a basis vector.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np

from numerics.networks import layers, linear, relu
from numerics.networks.data import augmented, draw, draw_test, moment, moments, rotation, slices
from numerics.networks.protocol import Run, output_points, probe_points
from numerics.task.arrays import Array


@dataclass(frozen=True)
class Material:
    """What a seed draws for layers: points (N, r), test points, rotation Q (d, d), and the starting weights."""

    points: Array
    test: Array
    Q: Array
    start: layers.Network


def material(run: Run) -> Material:
    """Return data, test cluster, rotation and weights of a run of layers.

    `numpy.random.default_rng(seed)` spawns a stream for each, so that protocols that differ in one setting share all the others'
    draws.

    Raises
    ------
    ValueError : if the protocol's starting weights are not those of layers
    """
    samples, tests, turn, rng = np.random.default_rng(run.seed).spawn(4)
    data, network, start = run.protocol.data, run.protocol.architecture, run.protocol.initialisation
    widths = network.widths(data.dim)
    if start.kind == "uniform_tied":
        raise ValueError(f"initialisation of layers must be gaussian or torch_linear, got {start.kind}")
    if start.kind == "gaussian":
        weights = layers.gaussian(widths, start.scale, network.bias, rng)
    else:
        weights = layers.torch_linear(widths, network.bias, rng)
    return Material(draw(data, samples), draw_test(data, tests), rotation(data, turn), weights)


class State(NamedTuple):
    """One state of a walk: losses at probe points (n, v), and how to get those on the test cluster, and outputs (n, 1 + s, r)."""

    losses: Array
    cluster: Callable[[], Array]
    outputs: Callable[[], Array]


def linear_residuals(runs: Sequence[Run], drawn: list[Material] | None = None) -> Iterator[Array]:
    """Yield the transposed residual maps R = F - P of linear runs, (n, q, d), before each step and after the last."""
    protocol = runs[0].protocol
    drawn = [material(run) for run in runs] if drawn is None else drawn
    bias, batch = protocol.architecture.bias, protocol.optimiser.batch
    if protocol.optimiser.method == "gd":
        M = np.stack([run.protocol.data.moment(bias)[None] for run in runs], axis=1)
    else:
        M = np.stack([moments(m.points, batch, bias) for m in drawn], axis=1)
    Q = np.stack([m.Q for m in drawn])
    state = linear.reduce(layers.stack([m.start for m in drawn]), Q, protocol.data.rank)
    scratch = tuple(np.empty_like(W) for W in state.weights)
    for number in range(protocol.steps + 1):
        products, R = linear.residual(state)
        yield R
        if number < protocol.steps:
            direction = linear.gradient(state, products, R, M[number % len(M)], scratch, protocol.step_size)
            linear.descend(state, direction)


@dataclass(frozen=True)
class Residuals:
    """The residual maps of linear runs at every recorded step: steps (k,), maps R transposed (n, k, q, d)."""

    steps: Array
    maps: Array

    def columns(self) -> Array:
        """Return ||(W - I) e_k|| for the informative entries, shape (q, n, k)."""
        return np.moveaxis(np.linalg.norm(self.maps, axis=-1), -1, 0)

    def errors(self, z: Array) -> Array:
        """Return f(z) - z in rotated outputs, shape (n, k, d); z has q entries, the last 1 with biases."""
        return np.einsum("q,nkqd->nkd", z, self.maps)


def residuals(runs: Sequence[Run], every: int = 1, drawn: list[Material] | None = None) -> Residuals:
    """Return the residual maps of linear runs of one shape, trained together, at every so many steps, from what was drawn."""
    maps = [R.copy() for R in islice(linear_residuals(runs, drawn), 0, None, every)]
    return Residuals(np.array(range(0, every * len(maps), every)), np.stack(maps, axis=1))


def by_moments(runs: Sequence[Run]) -> Iterator[State]:
    """Yield the states of linear runs."""
    bias, rank = runs[0].protocol.architecture.bias, runs[0].protocol.data.rank
    drawn = [material(run) for run in runs]
    test = np.stack([moment(m.test, bias) for m in drawn])
    targets = np.stack([augmented(probe_points(run.protocol), bias) for run in runs])
    shown = np.stack([output_points(run.protocol) for run in runs])
    for R in linear_residuals(runs, drawn):

        def evaluate(R: Array = R) -> Array:
            return linear.quadratic_loss(R, test)

        def outputs(R: Array = R) -> Array:
            return shown + np.matmul(augmented(shown, bias), R)[:, :, :rank]

        yield State(linear.point_loss(R, targets), evaluate, outputs)


def by_features(runs: Sequence[Run]) -> Iterator[State]:
    """Yield the states of runs with one hidden ReLU layer."""
    protocol = runs[0].protocol
    bias, rank = protocol.architecture.bias, protocol.data.rank
    drawn = [material(run) for run in runs]
    x = np.stack([augmented(m.points, bias).T for m in drawn])
    targets = np.stack([augmented(probe_points(run.protocol), bias).T for run in runs])
    probes = targets.shape[2]
    shown = np.stack([output_points(run.protocol) for run in runs])
    tests = [relu.cluster(m.test, augmented(m.test, bias)) for m in drawn]
    state = relu.reduce(layers.stack([m.start for m in drawn]), np.stack([m.Q for m in drawn]), rank)
    # The probes ride along as more columns of every minibatch: that saves a product per step.
    parts = slices(x.shape[2], protocol.optimiser.batch or x.shape[2])
    batches = [np.concatenate([x[:, :, part], targets], axis=2) for part in parts]
    sizes = {batch.shape[2] for batch in batches}
    phis = {size: np.empty((len(runs), state.features.shape[1], size)) for size in sizes}
    backs = {size: np.empty((len(runs), state.hidden, size - probes)) for size in sizes}
    for number in range(protocol.steps + 1):
        batch = batches[number % len(batches)]
        size = batch.shape[2]
        phi, G = relu.activate(state, batch, phis[size]), relu.gram(state)

        def evaluate() -> Array:
            return np.array([relu.cluster_loss(state, index, test) for index, test in enumerate(tests)])

        def outputs() -> Array:
            return shown + relu.residuals(state, augmented(shown, bias).mT).mT[:, :, :rank]

        yield State(relu.point_loss(G, phi[:, :, -probes:]), evaluate, outputs)
        if number < protocol.steps:
            x_part, phi_part = batch[:, :, :-probes], phi[:, :, :-probes]
            relu.descend(state, *relu.gradient(state, x_part, phi_part, G, protocol.step_size, backs[size]))
