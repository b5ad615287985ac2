"""What fixes a training completely, as a frozen value that prints itself.

A protocol fixes the data, the network, the average in the loss, the optimiser, the starting weights, the number of steps and what
is recorded. Together with a seed it determines a run. One step of the loss 1/(2N) sum ||f - x||^2 has size

    eta        average "sample"
    2 eta/d    average "entry": the mean over N d entries, not halved

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Appendix F.1, as transcribed, and the released code; which of them
is the `form`.

Legend: d outputs; N samples; r informative coordinates; s concepts; eta learning rate; v probe points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import product
from typing import Literal

import numpy as np

from numerics.networks.data import Clusters, slices
from numerics.task.arrays import Array

Form = Literal["printed", "coded"]
#: Records over a training, five in each of 40 epochs; and so many at steps that grow by a factor, for what an epoch is long for.
EVEN, EARLY = 200, 160


@dataclass(frozen=True)
class Architecture:
    """The network: "layers" (depth, hidden width, ReLU or not, biases or not) or the "tied" model U U^T."""

    kind: Literal["layers", "tied"] = "layers"
    depth: int = 1
    hidden: int = 64
    rectified: bool = False
    bias: bool = True

    def widths(self, dim: int) -> tuple[int, ...]:
        """Return (inputs, hidden..., outputs) for data in d dimensions."""
        return (dim, *[self.hidden] * (self.depth - 1), dim)


@dataclass(frozen=True)
class Optimiser:
    """The training: "sgd" on samples, "gd" on the population, or the "recurrence" on W of the paper's Appendix D.

    Parameters
    ----------
    method, rate, average : which of them, eta, and the average in the loss
    batch : samples per minibatch, or None for all at once
    squared : whether the rates a are replaced by a^2 (tied model, as coded)
    """

    method: Literal["sgd", "gd", "recurrence"] = "sgd"
    rate: float = 0.1
    batch: int | None = 128
    average: Literal["sample", "entry"] = "sample"
    squared: bool = False


@dataclass(frozen=True)
class Initialisation:
    """The distribution of the starting weights, and its scale (PyTorch's default has none)."""

    kind: Literal["torch_linear", "gaussian", "uniform_tied"] = "torch_linear"
    scale: float = 1.0


@dataclass(frozen=True)
class Probes:
    """What is recorded besides the test loss at x_hat before every step.

    Parameters
    ----------
    cluster : how many times, evenly, the loss on the test cluster is recorded
    epochs : how many epochs the figure's panels have behind them; if any, the loss at every x_hat(v) is recorded at every step
    training : the samples of the tied model's training loss, drawn with the run's seed; None is the population that drives W
    """

    cluster: int = 240
    epochs: tuple[int, ...] = ()
    training: Clusters | None = None


@dataclass(frozen=True)
class Protocol:
    """One training of one figure, in one form.

    Parameters
    ----------
    figure, form, label : "2b", "coded", and what tells the run from its neighbours
    data, architecture, optimiser, initialisation, probes : the settings
    steps : optimiser steps
    undetermined : settings the text (as transcribed) leaves open, here filled from the released code

    Raises
    ------
    ValueError : if the tied model is not iterated by the recurrence, or layers are
    """

    figure: str
    form: Form
    label: str
    data: Clusters
    architecture: Architecture
    optimiser: Optimiser
    initialisation: Initialisation
    steps: int
    probes: Probes = Probes()
    undetermined: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.architecture.kind == "tied") != (self.optimiser.method == "recurrence"):
            raise ValueError(f"optimiser must be the recurrence for the tied model and no other, got {self.optimiser.method}")

    @property
    def step_size(self) -> float:
        """Return the step on 1/(2N) sum ||f - x||^2: eta, or 2 eta / d for the average over entries."""
        factor = 2.0 / self.data.dim if self.optimiser.average == "entry" else 1.0
        return factor * self.optimiser.rate

    @property
    def shape(self) -> tuple[object, ...]:
        """Return what runs must share to be trained in one batch: all but the numbers that only enter their own data.

        The recurrence of the tied model has no data of its own: it is driven by the rates.
        """
        count = self.data.samples * self.data.task().clusters()
        data = self.data if self.architecture.kind == "tied" else (self.data.dim, self.data.rank, count)
        return (data, self.architecture, self.optimiser, self.steps, self.probes)

    def __str__(self) -> str:
        lines = [f"Figure {self.figure}, {self.form}: {self.label}"]
        for part in (self.data, self.architecture, self.optimiser, self.initialisation, self.probes):
            settings = ", ".join(f"{field.name}={getattr(part, field.name)!r}" for field in fields(part))
            lines.append(f"  {type(part).__name__.lower():<15}{settings}")
        lines.append(f"  {'steps':<15}{self.steps}, step size on the half mean square {self.step_size:g}")
        if self.undetermined:
            lines.append(f"  {'not printed':<15}{', '.join(self.undetermined)}: taken from the released code")
        return "\n".join(lines)


def epochs(data: Clusters, batch: int, count: int) -> int:
    """Return the number of steps of `count` epochs over all samples in minibatches."""
    return count * len(slices(data.samples * data.task().clusters(), batch))


def evaluation_steps(protocol: Protocol) -> Array:
    """Return the steps of the evaluations on the test cluster: evenly over 0..steps, both ends included."""
    return np.rint(np.linspace(0, protocol.steps, protocol.probes.cluster)).astype(np.int64)


def record_steps(protocol: Protocol) -> Array:
    """Return the steps of the records of outputs and weights: evenly, every epoch's end among them, and geometrically."""
    even, early = np.linspace(0, protocol.steps, EVEN + 1), np.geomspace(1, max(protocol.steps, 1), EARLY)
    return np.unique(np.minimum(np.rint(np.concatenate([even, early])), protocol.steps).astype(np.int64))


def output_points(protocol: Protocol) -> Array:
    """Return the points whose outputs are recorded: x_hat, then the centres of the training clusters; shape (1 + s, r)."""
    task = protocol.data.task()
    return np.concatenate([task.probe()[None], task.means()[: task.concepts]])


def probe_points(protocol: Protocol) -> Array:
    """Return the points whose loss is recorded every step, x_hat the last: all compositions, or it alone; shape (v, r)."""
    task = protocol.data.task()
    if not protocol.probes.epochs:
        return task.probe()[None]
    return np.stack([task.probe(v) for v in product((0.0, 1.0), repeat=task.concepts)])


@dataclass(frozen=True)
class Run:
    """A protocol and a seed."""

    protocol: Protocol
    seed: int


def with_seeds(protocols: Sequence[Protocol], seeds: Iterable[int]) -> list[Run]:
    """Return every protocol with every seed, protocol by protocol."""
    return [Run(protocol, seed) for protocol, seed in product(protocols, seeds)]
