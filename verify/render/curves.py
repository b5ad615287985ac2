"""The curves of one setting as a picture: entries and test loss, analytic over simulated."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from verify.render.figure import COLOURS, figure, save

if TYPE_CHECKING:
    from numerics.predict import Prediction
    from numerics.simulate import Simulation


def draw_curves(path: Path, prediction: Prediction, simulation: Simulation | None = None) -> None:
    """Draw the major entries and the test loss against time; the simulation thick and pale under the prediction."""
    from numerics.loss import test_loss

    picture, (top, bottom) = figure(2, height=3.6)
    t = np.unique(np.concatenate([prediction.shown, np.linspace(0, prediction.horizon, 600)]))
    names = prediction.setting.order + 1
    z = prediction.ordered[2]
    runs = [(prediction.path, {"linewidth": 1.0, "linestyle": "--" if simulation else "-"})]
    if simulation is not None:
        runs.insert(0, (simulation.path, {"linewidth": 2.6, "alpha": 0.45}))
    for trajectory, style in runs:
        W = trajectory.W(t)
        labelled = trajectory is prediction.path
        for k in range(z.size):
            label = f"$w_{{{names[k]}{names[k]}}}$" if labelled else None
            top.plot(t, W[:, k, k], color=COLOURS[k % len(COLOURS)], label=label, **style)
        bottom.plot(t, test_loss(W, z), color="black", **style)
    top.set_ylabel("entry")
    top.legend(frameon=False, ncols=min(z.size, 4))
    bottom.set_ylabel("test loss")
    bottom.set_xlabel(f"time ({prediction.path.clock.value} clock)")
    save(picture, path)
