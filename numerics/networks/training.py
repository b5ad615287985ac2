"""One batch of runs trained together, by the cheapest exact route, and the losses recorded on the way.

Before every step the loss at x_hat is recorded (as the released code does), and once more after the last; on the test cluster it
is recorded at `evaluation_steps`, and for the tied model, which has no samples, the training loss at every step instead.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 2 and appendix, as transcribed; the released code's training loop.

Legend: n runs, K steps, s concepts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from numerics.arrays import Array
from numerics.networks.routes import State, cheapest
from numerics.networks.runs import Run, evaluation_steps, probe_points
from numerics.networks.tied import recurrence_losses


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
        return {field.name: getattr(self, field.name) for field in fields(self) if getattr(self, field.name) is not None}

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


def train(runs: list[Run]) -> Curves:
    """Return the curves, in order, of runs whose protocols share a shape.

    Raises
    ------
    ValueError : if shapes differ
    """
    shapes = {run.protocol.shape for run in runs}
    if len(shapes) != 1:
        raise ValueError(f"runs must share one shape, got {len(shapes)}")
    if runs[0].protocol.architecture.kind == "tied":
        test, training = recurrence_losses(runs)
        return Curves(test, training=training)
    return record(runs, cheapest(runs[0].protocol)(runs))


def record(runs: list[Run], walk: Iterator[State]) -> Curves:
    """Return what a walk through the training of layers yields before each step and after the last."""
    protocol = runs[0].protocol
    steps = evaluation_steps(protocol)
    wanted: dict[int, list[int]] = {}
    for column, number in enumerate(steps):
        wanted.setdefault(int(number), []).append(column)
    points = len(probe_points(protocol))
    found, cluster = np.empty((len(runs), protocol.steps + 1, points)), np.empty((len(runs), len(steps)))
    for number, (losses, evaluate) in enumerate(walk):
        found[:, number] = losses
        if number in wanted:
            cluster[:, wanted[number]] = evaluate()[:, None]
    return Curves(found[:, :, -1], cluster, steps, compositions=found if points > 1 else None)
