"""Train many runs of many protocols: group those of one shape, cut groups into fixed blocks, sweep over the blocks.

Legend: a block is a tuple of runs of one shape; its size is fixed here, not by the number of workers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor

import numpy as np

from numerics.networks import recurrence_figures
from numerics.ensemble import sweep
from numerics.networks.protocol import Protocol
from numerics.networks.runs import Run, evaluation_steps
from numerics.store import Store
from numerics.networks.training import Curves, train

#: Runs per block. Linear layers gain from large batches; a ReLU network's step is long enough to stand alone.
LINEAR_BLOCK, RELU_BLOCK = 40, 4


def block_curves(block: tuple[Run, ...]) -> dict[str, np.ndarray]:
    """Train one block and return its arrays."""
    curves = train(list(block))
    found = {"x_hat": curves.x_hat, "cluster": curves.cluster}
    return found if curves.compositions is None else {**found, "compositions": curves.compositions}


def blocks(runs: Sequence[Run]) -> list[tuple[int, ...]]:
    """Return the indices of the runs of each block, the costliest blocks first."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for index, run in enumerate(runs):
        groups.setdefault(run.protocol.shape, []).append(index)
    cut = []
    for indices in groups.values():
        size = RELU_BLOCK if runs[indices[0]].protocol.architecture.rectified else LINEAR_BLOCK
        cut += [tuple(indices[k : k + size]) for k in range(0, len(indices), size)]
    return sorted(cut, key=lambda block: not runs[block[0]].protocol.architecture.rectified)


#: Called with the number of finished tasks and of all.
Progress = Callable[[int, int], None]


def train_all(
    runs: Sequence[Run], executor: Executor | None = None, store: Store | None = None, on_done: Progress | None = None
) -> list[Curves]:
    """Train runs of any shapes and return the curves of each, one run per entry, in order.

    Parameters
    ----------
    runs : protocols with seeds
    executor, store, on_done : as for ``numerics.ensemble.sweep``
    """
    cut = blocks(runs)
    results = sweep(block_curves, [tuple(runs[index] for index in block) for block in cut], executor, store, on_done)
    curves: dict[int, Curves] = {}
    for block, result in zip(cut, results, strict=True):
        for row, index in enumerate(block):
            steps = evaluation_steps(runs[index].protocol)
            own = {name: values[row : row + 1] for name, values in result.items()}
            curves[index] = Curves(own["x_hat"], own["cluster"], steps, own.get("compositions"))
    return [curves[index] for index in range(len(runs))]


def seeds(protocols: Sequence[Protocol], count: int, first: int = 0) -> list[Run]:
    """Return every protocol with the seeds first..first + count - 1."""
    return [Run(protocol, seed) for protocol in protocols for seed in range(first, first + count)]


def tied_curves(block: tuple[Protocol, tuple[int, int]]) -> dict[str, np.ndarray]:
    """Run a tied figure for the seeds from..before and return its losses, one row a seed."""
    protocol, (first, after) = block
    found = recurrence_figures.run(protocol, range(first, after))
    return {"x_hat": found.test.T, "training": found.training.T}


def train_protocols(
    protocols: Sequence[Protocol],
    count: int,
    executor: Executor | None = None,
    store: Store | None = None,
    on_done: Progress | None = None,
) -> list[dict[str, np.ndarray]]:
    """Train every protocol, layered or tied, with the seeds 0..count - 1, and return its arrays, one row a seed.

    Returns
    -------
    per protocol ``x_hat`` (count, steps + 1), and ``cluster`` with ``steps`` (layers; where asked for ``compositions``) or
    ``training`` (tied)
    """
    layered = [protocol for protocol in protocols if protocol.architecture.kind == "layers"]
    tied = [protocol for protocol in protocols if protocol.architecture.kind == "tied"]
    curves = iter(train_all(seeds(layered, count), executor, store, on_done))
    iterated = iter(sweep(tied_curves, [(protocol, (0, count)) for protocol in tied], executor, store, on_done))
    found: list[dict[str, np.ndarray]] = []
    for protocol in protocols:
        if protocol.architecture.kind == "tied":
            found.append(next(iterated))
            continue
        rows = [next(curves) for _ in range(count)]
        joined = {"x_hat": np.concatenate([row.x_hat for row in rows]), "cluster": np.concatenate([row.cluster for row in rows])}
        recorded = [row.compositions for row in rows if row.compositions is not None]
        extra = {"compositions": np.concatenate(recorded)} if recorded else {}
        found.append({**joined, **extra, "steps": rows[0].steps})
    return found
