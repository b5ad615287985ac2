"""Runs trained by the cheapest exact route, in one batch or in many, and the losses recorded on the way.

Before every step the loss at x_hat is recorded (as the released code does), and once more after the last; on the test cluster it
is recorded at `evaluation_steps`, and for the tied model, which has no samples, the training loss at every step instead.

Of many runs, those of one shape are grouped, groups are cut into blocks, and blocks are swept over: their size is fixed here, not
by the number of workers.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 2.1 and Appendix F.1, as transcribed; the released code's
training loop.

Legend: n runs, K steps, s concepts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np

from numerics.ensemble import Store, sweep
from numerics.networks.protocol import Protocol, Run, evaluation_steps, probe_points, with_seeds
from numerics.networks.routes import State, by_features, by_moments
from numerics.networks.tied import recurrence_losses
from numerics.task.arrays import Array

#: Runs per block. Small matrices gain from large batches; a ReLU network's step is long enough to stand alone.
BLOCK, RELU_BLOCK = 40, 4

#: Called with the number of finished blocks and of all.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Curves:
    """The recorded losses of n runs; what the runs do not record is None.

    Parameters
    ----------
    x_hat : 1/2 ||f(x_hat) - x_hat||^2 before step k = 0..K, shape (n, K + 1)
    cluster : mean of the same over the test cluster, shape (n, evaluations); layers
    steps : the steps of the evaluations, shape (evaluations,); layers
    training : the training loss before step k = 0..K, shape (n, K + 1); tied model
    compositions : the losses at all x_hat(v), v counting in binary, shape (n, K + 1, 2^s); where the protocol asks for them
    """

    x_hat: Array
    cluster: Array | None = None
    steps: Array | None = None
    training: Array | None = None
    compositions: Array | None = None

    def arrays(self) -> dict[str, Array]:
        """Return what is recorded, by name."""
        return {name: values for name, values in vars(self).items() if values is not None}

    def losses(self) -> dict[str, Array]:
        """Return the recorded losses, by name, each with one row a run."""
        return {name: values for name, values in self.arrays().items() if name != "steps"}

    def of(self, index: int) -> Curves:
        """Return the curves of one run, n = 1."""
        return replace(self, **{name: values[index : index + 1] for name, values in self.losses().items()})


def joined(curves: Sequence[Curves]) -> Curves:
    """Return curves of one protocol as one value, in order."""
    losses = [one.losses() for one in curves]
    return replace(curves[0], **{name: np.concatenate([each[name] for each in losses]) for name in losses[0]})


def train(runs: Sequence[Run]) -> Curves:
    """Return the curves, in order, of runs whose protocols share a shape.

    Raises
    ------
    ValueError : if shapes differ, or ReLU networks do not have exactly one hidden layer
    """
    shapes = {run.protocol.shape for run in runs}
    if len(shapes) != 1:
        raise ValueError(f"runs must share one shape, got {len(shapes)}")
    if runs[0].protocol.architecture.kind == "tied":
        test, training = recurrence_losses(runs)
        return Curves(test, training=training)
    walk = by_features if runs[0].protocol.architecture.rectified else by_moments
    return record(runs, walk(runs))


def record(runs: Sequence[Run], walk: Iterator[State]) -> Curves:
    """Return what a walk through the training of layers yields before each step and after the last."""
    protocol = runs[0].protocol
    steps, points = evaluation_steps(protocol), len(probe_points(protocol))
    found, cluster = np.empty((len(runs), protocol.steps + 1, points)), np.empty((len(runs), len(steps)))
    for number, (losses, evaluate) in enumerate(walk):
        found[:, number] = losses
        due = steps == number
        if due.any():
            cluster[:, due] = evaluate()[:, None]
    return Curves(found[:, :, -1], cluster, steps, compositions=found if points > 1 else None)


def block_curves(block: tuple[Run, ...]) -> dict[str, Array]:
    """Return the recorded arrays of one block, by name."""
    return train(block).arrays()


def blocks(runs: Sequence[Run]) -> list[tuple[int, ...]]:
    """Return the indices of the runs of each block, the costliest blocks first."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for index, run in enumerate(runs):
        groups.setdefault(run.protocol.shape, []).append(index)
    cut = []
    for indices in groups.values():
        size = RELU_BLOCK if runs[indices[0]].protocol.architecture.rectified else BLOCK
        cut += [tuple(indices[k : k + size]) for k in range(0, len(indices), size)]
    return sorted(cut, key=lambda block: not runs[block[0]].protocol.architecture.rectified)


def train_all(
    runs: Sequence[Run], executor: Executor | None = None, store: Store | None = None, on_done: Progress | None = None
) -> list[Curves]:
    """Return the curves of runs of any shapes, one run per entry, in order; the rest as for `numerics.ensemble.sweep`."""
    cut = blocks(runs)
    results = sweep(block_curves, [tuple(runs[index] for index in block) for block in cut], executor, store, on_done)
    curves: dict[int, Curves] = {}
    for block, result in zip(cut, results, strict=True):
        together = Curves(**result)
        curves |= {index: together.of(row) for row, index in enumerate(block)}
    return [curves[index] for index in range(len(runs))]


def train_protocols(
    protocols: Sequence[Protocol],
    count: int,
    executor: Executor | None = None,
    store: Store | None = None,
    on_done: Progress | None = None,
) -> list[Curves]:
    """Return the curves of every protocol, one row for each of the seeds 0..count - 1; the rest as for `train_all`."""
    curves = train_all(with_seeds(protocols, range(count)), executor, store, on_done)
    return [joined(curves[first : first + count]) for first in range(0, len(curves), count)]
