"""One start of the tied model: by the recurrence, which is recorded, by the flow, and by the closed form from its pivots.

A start is drawn thick and pale under the closed form, which is dashed; bands are over seeds.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 4.2, as transcribed; the closed form new.

Legend: n seeds, k records, W (d, d), z = x_hat; t = eta k printed time after k steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from numerics.networks.protocol import Run
from numerics.networks.tied import loss_moments
from numerics.setting import setting
from numerics.simulate import Simulation, simulate
from numerics.task.arrays import Array
from numerics.task.loss import test_loss, training_loss
from numerics.task.trajectory import Trajectory
from verify.render.figure import COLOURS, PREDICTED, SHADE, SIMULATED, band
from verify.render.paper.ensembles import Ensemble, Forms

#: Colours of minor entries: those that no concept has; and of the training loss.
MINOR = (*COLOURS[4:6], "#7F7F7F")
TRAINING = COLOURS[3]
LOSSES: list[tuple[str, dict[str, Any]]] = [("test loss", {}), ("training loss", {"color": TRAINING})]


@dataclass(frozen=True)
class Shown:
    """One start of an ensemble: its row, and the flow and the closed form from it, in the order of the coordinates."""

    one: Ensemble
    row: int

    @cached_property
    def simulation(self) -> Simulation:
        """Return the flow from the start, beside its prediction."""
        protocol = self.one.protocol
        W0 = self.one.weights[self.row, 0]
        horizon = protocol.steps * protocol.optimiser.rate
        rates = "squared" if protocol.optimiser.squared else "plain"
        return simulate(setting(protocol.data.mu, protocol.data.spread, W0, rates=rates, horizon=horizon))

    @property
    def steps(self) -> Array:
        """Return the steps of the records, shape (k,)."""
        return self.one.recorded

    def along(self, path: Trajectory) -> Array:
        """Return W of a path at the records, by coordinate, shape (k, d, d)."""
        back = np.argsort(self.simulation.prediction.setting.order)
        W = path.W(self.one.protocol.optimiser.rate * self.steps)
        return W[:, back][:, :, back]

    @cached_property
    def predicted(self) -> Array:
        """Return W by the closed form at the records, shape (k, d, d)."""
        return self.along(self.simulation.prediction.path)

    @cached_property
    def flow(self) -> Array:
        """Return W of the flow at the records, shape (k, d, d)."""
        return self.along(self.simulation.path)

    def loss(self, W: Array) -> Array:
        """Return the test loss at x_hat of W (k, d, d), shape (k,)."""
        z = self.one.protocol.data.task().probe()
        return test_loss(W, np.pad(z, (0, W.shape[-1] - z.size)))

    def training(self, W: Array) -> Array:
        """Return the training loss of W (k, d, d), shape (k,), on the samples of the run where it has them."""
        A = loss_moments([Run(self.one.protocol, int(self.one.seeds[self.row]))])
        return training_loss(W, A if A.ndim == 1 else A[0])


def entry_name(i: int, j: int) -> str:
    """Return the symbol of an entry, counted from 0."""
    return f"$w_{{{i + 1}{j + 1}}}$"


def entry_colours(entries: Sequence[tuple[int, int]]) -> list[str]:
    """Return the colour of its concept for each major entry, and one that no concept has for each minor one."""
    minor = iter(MINOR)
    return [COLOURS[i] if i == j else next(minor) for i, j in entries]


def draw_entries(axis: Any, start: Shown, entries: Sequence[tuple[int, int]]) -> None:
    """Draw entries of a start, by the recurrence and by the closed form."""
    W = start.one.weights[start.row]
    for (i, j), colour in zip(entries, entry_colours(entries), strict=True):
        axis.plot(start.steps, W[:, i, j], color=colour, **SIMULATED)
        axis.plot(start.steps, start.predicted[:, i, j], color=colour, label=entry_name(i, j), **PREDICTED)


def draw_loss(axis: Any, start: Shown, training: bool = False) -> None:
    """Draw the test or training loss of a start, by the recurrence and by the closed form, over the band of all seeds."""
    at, curves, colour = start.steps, start.one.curves, TRAINING if training else "black"
    losses, loss = (curves.training, start.training) if training else (curves.x_hat, start.loss)
    if losses is None:
        raise ValueError("curves must hold the training loss, got none")
    band(axis, at, losses[:, at], colour, median=False)
    axis.plot(at, losses[start.row, at], color=colour, **SIMULATED)
    axis.plot(at, loss(start.predicted), color=colour, **PREDICTED)


def styles(forms: Forms) -> list[tuple[str, dict[str, Any]]]:
    """Return what the lines of a start are, for the key."""
    count = forms["printed"][0].count
    spread = f"a tenth to nine tenths of {count} seeds"
    return [("recurrence", SIMULATED), ("closed form", PREDICTED), (spread, SHADE)]
