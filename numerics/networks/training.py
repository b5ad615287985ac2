"""Runs trained by the cheapest exact route, in one batch or in many, and the losses recorded on the way.

Before every step the loss at x_hat is recorded (as the released code does), and once more after the last; on the test cluster it
is recorded at `evaluation_steps`, and for the tied model, which has no samples, the training loss at every step instead. Outputs,
and W of the tied model, are recorded at `record_steps`.

Of many runs, those of one shape are grouped, groups are cut into blocks, and blocks are swept over: their size is fixed here, not
by the number of workers. Protocols over many seeds have blocks of their own instead, so that what is kept of one serves others
that share its settings, whatever they are asked for with.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 2.1 and Appendix F.1, as transcribed; the released code's
training loop.

Legend: n runs, K steps, s concepts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from numerics.ensemble import Store, sweep
from numerics.networks.protocol import Protocol, Run, evaluation_steps, probe_points, record_steps, with_seeds
from numerics.networks.routes import State, by_features, by_moments
from numerics.networks.tied import outputs, recurrences
from numerics.task.arrays import Array

#: Runs per block. Small matrices gain from large batches; a ReLU network's step is long enough to stand alone.
BLOCK, RELU_BLOCK = 40, 4

#: A loss so many times its start is on its way out: what stays bounded passes its start a few times at most.
FAR = 1000.0

Item = TypeVar("Item")
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
    recorded : the steps of the records of outputs and weights, shape (k,)
    outputs : f at x_hat and at the centres of the s training clusters, r informative coordinates (tied model: all d),
        shape (n, k, 1 + s, r)
    weights : W, shape (n, k, d, d); tied model
    """

    x_hat: Array
    cluster: Array | None = None
    steps: Array | None = None
    training: Array | None = None
    compositions: Array | None = None
    recorded: Array | None = None
    outputs: Array | None = None
    weights: Array | None = None

    def arrays(self) -> dict[str, Array]:
        """Return what is recorded, by name."""
        return {name: values for name, values in vars(self).items() if values is not None}

    def rows(self) -> dict[str, Array]:
        """Return what has one row a run, by name."""
        return {name: values for name, values in self.arrays().items() if name not in ("steps", "recorded")}

    def of(self, runs: slice | NDArray[np.bool_]) -> Curves:
        """Return the curves of some of the runs."""
        return replace(self, **{name: values[runs] for name, values in self.rows().items()})

    def diverged(self) -> NDArray[np.bool_]:
        """Return which runs diverged, shape (n,): their loss at x_hat overflows or passes `FAR` times its start."""
        return np.any(~(self.x_hat <= FAR * self.x_hat[:, :1]), axis=1)

    def bounded(self) -> Curves:
        """Return the curves of the runs that did not diverge."""
        return self.of(~self.diverged())


def joined(curves: Sequence[Curves]) -> Curves:
    """Return curves of one protocol as one value, in order."""
    rows = [one.rows() for one in curves]
    return replace(curves[0], **{name: np.concatenate([each[name] for each in rows]) for name in rows[0]})


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
        test, training, W = recurrences(runs)
        return Curves(test, training=training, recorded=record_steps(runs[0].protocol), outputs=outputs(runs, W), weights=W)
    walk = by_features if runs[0].protocol.architecture.rectified else by_moments
    return record(runs, walk(runs))


def record(runs: Sequence[Run], walk: Iterator[State]) -> Curves:
    """Return what a walk through the training of layers yields before each step and after the last."""
    protocol = runs[0].protocol
    steps, points = evaluation_steps(protocol), len(probe_points(protocol))
    found, cluster = np.empty((len(runs), protocol.steps + 1, points)), np.empty((len(runs), len(steps)))
    recorded, kept = record_steps(protocol), []
    due_outputs = set(recorded.tolist())
    for number, state in enumerate(walk):
        found[:, number] = state.losses
        due = steps == number
        if due.any():
            cluster[:, due] = state.cluster()[:, None]
        if number in due_outputs:
            kept.append(state.outputs())
    compositions = found if points > 1 else None
    return Curves(found[:, :, -1], cluster, steps, None, compositions, recorded, np.stack(kept, axis=1))


def block_curves(block: tuple[Run, ...]) -> dict[str, Array]:
    """Return the recorded arrays of one block, by name."""
    return train(block).arrays()


def blocks(runs: Sequence[Run]) -> list[tuple[int, ...]]:
    """Return the indices of the runs of each block, the costliest blocks first."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for index, run in enumerate(runs):
        groups.setdefault(run.protocol.shape, []).append(index)
    cut = [block for indices in groups.values() for block in _cut(indices, runs[indices[0]].protocol)]
    return sorted(cut, key=lambda block: _cost(runs[block[0]]))


def train_all(
    runs: Sequence[Run], executor: Executor | None = None, store: Store | None = None, on_done: Progress | None = None
) -> list[Curves]:
    """Return the curves of runs of any shapes, one run per entry, in order; the rest as for `numerics.ensemble.sweep`."""
    cut = blocks(runs)
    results = sweep(block_curves, [tuple(runs[index] for index in block) for block in cut], executor, store, on_done)
    curves: dict[int, Curves] = {}
    for block, result in zip(cut, results, strict=True):
        together = Curves(**result)
        curves |= {index: together.of(slice(row, row + 1)) for row, index in enumerate(block)}
    return [curves[index] for index in range(len(runs))]


def train_protocols(
    protocols: Sequence[Protocol],
    count: int,
    executor: Executor | None = None,
    store: Store | None = None,
    on_done: Progress | None = None,
) -> list[Curves]:
    """Return the curves of every protocol, one row for each of the seeds 0..count - 1; the rest as for `train_all`.

    Protocols that differ in their names alone are trained once.
    """
    bare = [nameless(protocol) for protocol in protocols]
    parts = {protocol: _cut(with_seeds([protocol], range(count)), protocol) for protocol in bare}
    tasks = sorted((block for blocks in parts.values() for block in blocks), key=lambda block: _cost(block[0]))
    results = dict(zip(tasks, sweep(block_curves, tasks, executor, store, on_done), strict=True))
    curves = {protocol: joined([Curves(**results[block]) for block in blocks]) for protocol, blocks in parts.items()}
    return [curves[protocol] for protocol in bare]


def nameless(protocol: Protocol) -> Protocol:
    """Return the settings of a protocol under no name: two figures may share them."""
    return replace(protocol, figure="", label="", form="printed", undetermined=())


def _cut(runs: Sequence[Item], protocol: Protocol) -> list[tuple[Item, ...]]:
    """Return runs of one protocol's shape, or their indices, cut into blocks."""
    size = RELU_BLOCK if protocol.architecture.rectified else BLOCK
    return [tuple(runs[k : k + size]) for k in range(0, len(runs), size)]


def _cost(run: Run) -> bool:
    """Return what puts the costliest runs first."""
    return not run.protocol.architecture.rectified
