"""Train runs of one shape together, by the cheapest exact route, and record their test losses.

Before every step the loss at x_hat is recorded (as the released code does), and once more after the last; on the test
cluster it is recorded at ``evaluation_steps``.

Source: arXiv 2410.08309v2, section 2 and appendix (as transcribed); the released code's training loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from numerics import routes
from numerics.arrays import Array
from numerics.protocol import Protocol
from numerics.routes import State
from numerics.runs import Run, evaluation_steps, probe_points


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
        walk = routes.linear(runs)
    elif protocol.architecture.depth == 2:
        walk = routes.relu(runs)
    else:
        walk = routes.plain(runs)
    return record(protocol, len(runs), walk)


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
