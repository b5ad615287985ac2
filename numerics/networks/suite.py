"""Many runs of many protocols: those of one shape are grouped, groups are cut into fixed blocks, and blocks are swept over.

Legend: a block is a tuple of runs of one shape; its size is fixed here, not by the number of workers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor

from numerics.ensemble import Store, sweep
from numerics.networks.protocol import Protocol
from numerics.networks.runs import Run
from numerics.networks.training import Curves, joined, train
from numerics.task.arrays import Array

#: Runs per block. Small matrices gain from large batches; a ReLU network's step is long enough to stand alone.
BLOCK, RELU_BLOCK = 40, 4

#: Called with the number of finished blocks and of all.
Progress = Callable[[int, int], None]


def block_curves(block: tuple[Run, ...]) -> dict[str, Array]:
    """Return the recorded arrays of one block, by name."""
    return train(list(block)).arrays()


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
    """Return the curves of runs of any shapes, one run per entry, in order.

    Parameters
    ----------
    runs : protocols with seeds
    executor, store, on_done : as for `numerics.ensemble.sweep`
    """
    cut = blocks(runs)
    results = sweep(block_curves, [tuple(runs[index] for index in block) for block in cut], executor, store, on_done)
    curves: dict[int, Curves] = {}
    for block, result in zip(cut, results, strict=True):
        together = Curves(**result)
        curves |= {index: together.of(row) for row, index in enumerate(block)}
    return [curves[index] for index in range(len(runs))]


def seeds(protocols: Sequence[Protocol], count: int, first: int = 0) -> list[Run]:
    """Return every protocol with the seeds first..first + count - 1."""
    return [Run(protocol, seed) for protocol in protocols for seed in range(first, first + count)]


def train_protocols(
    protocols: Sequence[Protocol],
    count: int,
    executor: Executor | None = None,
    store: Store | None = None,
    on_done: Progress | None = None,
) -> list[Curves]:
    """Return the curves of every protocol, one row for each of the seeds 0..count - 1; the rest as for `train_all`."""
    curves = train_all(seeds(protocols, count), executor, store, on_done)
    return [joined(curves[first : first + count]) for first in range(0, len(curves), count)]
