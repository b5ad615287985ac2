"""The curves of one setting as a picture: entries and test loss, analytic over simulated; or the test loss as it is proved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from verify.render.figure import COLOURS, figure, save

if TYPE_CHECKING:
    from numerics.certificate import Proof
    from numerics.predict import Prediction
    from numerics.simulate import Simulation


def draw_curves(path: Path, prediction: Prediction, simulation: Simulation | None = None) -> None:
    """Draw the major entries and the test loss against time; the simulation thick and pale under the prediction."""
    from numerics.loss import test_loss

    picture, (top, bottom) = figure(2, height=3.6)
    t = np.unique(np.concatenate([prediction.shown, np.linspace(0, prediction.horizon, 600)]))
    names = prediction.setting.order + 1
    z = prediction.ordered[2]
    runs = [(prediction.form.motion, {"linewidth": 1.0, "linestyle": "--" if simulation else "-"})]
    if simulation is not None:
        runs.insert(0, (simulation.motion, {"linewidth": 2.6, "alpha": 0.45}))
    for motion, style in runs:
        W, _ = motion(t)
        labelled = motion is prediction.form.motion
        for k in range(z.size):
            label = f"$w_{{{names[k]}{names[k]}}}$" if labelled else None
            top.plot(t, W[:, k, k], color=COLOURS[k % len(COLOURS)], label=label, **style)
        bottom.plot(t, test_loss(W, z), color="black", **style)
    top.set_ylabel("entry")
    top.legend(frameon=False, ncols=min(z.size, 4))
    bottom.set_ylabel("test loss")
    bottom.set_xlabel(f"time ({prediction.setting.clock} clock)")
    save(picture, path)


#: Times at which the proved test loss is drawn.
DRAWN = 400


def draw_proof(path: Path, proof: Proof) -> None:
    """Draw the enclosed test loss against time, and the interval and the sign at either side of every proved turning point."""
    picture, axes = figure(height=2.6)
    band = np.array(proof.losses(DRAWN)).reshape(-1, 3)
    axes.fill_between(band[:, 0], band[:, 1], band[:, 2], color="black", linewidth=1.0, label="enclosed")
    turns = [tuple(float(text) for text in (*turn["t"], *turn["loss"])) for turn in proof.facts["turning_points"]]
    ends = [0.0, *((begin + end) / 2 for begin, end, _, _ in turns), float(proof.horizon)]
    for word, begin, end in zip(proof.facts["signs"], ends, ends[1:], strict=False):
        if word == "rises":
            axes.axvspan(begin, end, color=COLOURS[1], alpha=0.15, linewidth=0, label="proved to rise")
    for turn, (begin, end, low, high) in zip(proof.facts["turning_points"], turns, strict=True):
        place = ((begin + end) / 2, (low + high) / 2)
        kind = "minimum" if turn["kind"] == "min" else "maximum"
        axes.errorbar(*place, xerr=(end - begin) / 2, yerr=(high - low) / 2, fmt="o", color=COLOURS[1], markersize=4)
        below = turn["kind"] == "min"
        words = f"proved {kind}\nt = {place[0]:.6g} ± {(end - begin) / 2:.1g}"
        side: dict[str, Any] = {"xytext": (0, -9), "va": "top"} if below else {"xytext": (0, 7), "va": "bottom"}
        axes.annotate(words, place, textcoords="offset points", fontsize=7, ha="center", **side)
    axes.margins(y=0.3)
    axes.set_ylabel("test loss")
    axes.set_xlabel(f"time ({proof.question.clock} clock)")
    axes.legend(frameon=False, loc="upper right")
    save(picture, path)
