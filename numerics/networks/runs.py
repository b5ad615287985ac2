"""Runs: what a protocol and a seed draw together, and where their losses are recorded.

`numpy.random.default_rng(seed)` spawns one stream each for the training set, the test cluster, the rotation and the weights, so
that protocols that differ in one setting share all the others' draws.

Legend: N samples, r informative coordinates, d outputs, s concepts.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from numerics.arrays import Array
from numerics.networks import initialisation
from numerics.networks.data import draw, draw_test, rotation
from numerics.networks.plain import Network
from numerics.networks.protocol import Protocol


@dataclass(frozen=True)
class Run:
    """A protocol and a seed."""

    protocol: Protocol
    seed: int


@dataclass(frozen=True)
class Material:
    """What a seed draws for layers: points (N, r), test points, rotation Q (d, d), and the starting weights."""

    points: Array
    test: Array
    Q: Array
    start: Network


def material(run: Run) -> Material:
    """Return data, test cluster, rotation and weights of a run of layers, each drawn from a stream of its own.

    Raises
    ------
    ValueError : if the protocol's starting weights are not those of layers
    """
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


def probe_points(protocol: Protocol) -> Array:
    """Return the points whose loss is recorded every step, x_hat the last: all compositions, or it alone; shape (v, r)."""
    task = protocol.data.task()
    if not protocol.probes.epochs:
        return task.probe()[None]
    return np.stack([task.probe(v) for v in product((0.0, 1.0), repeat=task.concepts)])
