"""The curves of one setting as a picture: entries and test loss, analytic over simulated; or the test loss as it is proved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from verify.render.figure import COLOURS, figure, save

if TYPE_CHECKING:
    from numerics.certificate.certify import Proof
    from numerics.predict import Prediction
    from numerics.simulate import Simulation


def draw_curves(path: Path, prediction: Prediction, simulation: Simulation | None = None) -> None:
    """Draw the major entries and the test loss against time; the simulation thick and pale under the prediction."""
    from numerics.task.loss import test_loss

    picture, (top, bottom) = figure(2, height=3.6)
    horizon = prediction.horizon if simulation is None else simulation.horizon
    shown = prediction.path.grid[prediction.path.grid < horizon]
    t = np.unique(np.concatenate([shown, np.linspace(0, horizon, 600)]))
    names = prediction.setting.order + 1
    z = prediction.setting.ordered[2]
    runs = [(prediction.path, {"linewidth": 1.0, "linestyle": "--" if simulation else "-"})] if prediction.form.known else []
    if simulation is not None:
        runs.insert(0, (simulation.path, {"linewidth": 2.6, "alpha": 0.45}))
    for trajectory, style in runs:
        W = trajectory.W(t)
        labelled = trajectory is runs[-1][0]
        for k in range(z.size):
            label = f"$w_{{{names[k]}{names[k]}}}$" if labelled else None
            top.plot(t, W[:, k, k], color=COLOURS[k % len(COLOURS)], label=label, **style)
        bottom.plot(t, test_loss(W, z), color="black", **style)
    top.set_ylabel("entry")
    top.legend(ncols=min(z.size, 4))
    bottom.set_ylabel("test loss")
    bottom.set_xlabel(f"time ({prediction.path.clock.value} clock)")
    save(picture, path)


#: Times at which the proved test loss is drawn, in each panel.
DRAWN = 300


def draw_proof(path: Path, proof: Proof) -> None:
    """Draw the enclosed test loss against time, with its proved turning points and rises, and once more near them."""
    turns = proof.facts["turning_points"]
    horizon = float(proof.horizon)
    stretches = [(0.0, horizon)]
    if turns:
        first, last = float(turns[0]["t"][0]), float(turns[-1]["t"][1])
        margin = max(last - first, 0.02 * horizon)
        stretches.append((max(first - margin, 0.0), min(last + margin, horizon)))
    picture, panels = figure(len(stretches), height=1.9 * len(stretches), sharex=False)
    panels = np.atleast_1d(panels)
    for axes, stretch in zip(panels, stretches, strict=True):
        t, low, high = np.array(proof.losses(*stretch, DRAWN)).reshape(-1, 3).T
        axes.plot(t, (low + high) / 2, color="black", label="enclosed test loss")
        axes.fill_between(t, low, high, color="black", alpha=0.3, linewidth=0)
        _mark_turns(axes, proof, stretch)
        axes.set_ylabel("test loss")
    panels[0].legend(loc="upper right")
    panels[-1].set_xlabel(f"time ({proof.question.model.clock.value} clock)")
    save(picture, path)


def _mark_turns(axes: Any, proof: Proof, stretch: tuple[float, float]) -> None:
    """Mark the intervals in which the turning points are proved to lie, and shade what is proved to rise."""
    turns = [(turn["kind"], *map(float, turn["t"]), *map(float, turn["loss"])) for turn in proof.facts["turning_points"]]
    ends = [0.0, *((first + last) / 2 for _, first, last, _, _ in turns), float(proof.horizon)]
    for word, begin, end in zip(proof.facts["signs"], ends, ends[1:], strict=False):
        if word == "rises":
            axes.axvspan(max(begin, stretch[0]), min(end, stretch[1]), color=COLOURS[1], alpha=0.15, linewidth=0)
    for kind, first, last, low, high in turns:
        t, off = (first + last) / 2, (last - first) / 2
        name = f"{'minimum' if kind == 'min' else 'maximum'}, t = {t:.6g} ± {off:.1g}"
        marker = "v" if kind == "min" else "^"
        axes.errorbar(t, (low + high) / 2, (high - low) / 2, off, fmt=marker, color=COLOURS[1], markersize=4, label=name)
