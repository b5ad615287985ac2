"""The curves of one setting as a picture: entries and test loss, analytic over simulated; or the test loss as it is proved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from verify.render.figure import COLOURS, PREDICTED, SIMULATED, caption, figure, key, save

if TYPE_CHECKING:
    from numerics.certificate.certify import Proof
    from numerics.predict import Prediction
    from numerics.simulate import Simulation


def draw_curves(path: Path, prediction: Prediction, simulation: Simulation | None = None) -> None:
    """Draw the major entries and the test loss against time; the simulation thick and pale under the prediction."""
    save(curves_picture(prediction, simulation), path)


def curves_picture(prediction: Prediction, simulation: Simulation | None = None) -> Any:
    """Return the figure that `draw_curves` draws."""
    from numerics.task.loss import test_loss

    picture, (top, bottom) = figure(2, height=3.6)
    horizon = prediction.horizon if simulation is None else simulation.horizon
    shown = prediction.path.grid[prediction.path.grid < horizon]
    t = np.unique(np.concatenate([shown, np.linspace(0, horizon, 600)]))
    names = prediction.setting.order + 1
    z = prediction.setting.ordered[2]
    runs = [("closed form", prediction.path, PREDICTED if simulation else {})] if prediction.form.known else []
    if simulation is not None:
        runs.insert(0, (ITERATED[simulation.iterate], simulation.path, SIMULATED))
    colours = [COLOURS[(name - 1) % len(COLOURS)] for name in names]
    for _, trajectory, style in runs:
        W = trajectory.W(t)
        for k, colour in enumerate(colours):
            top.plot(t, W[:, k, k], color=colour, **style)
        bottom.plot(t, test_loss(W, z), color="black", **style)
    top.set_ylabel("entry")
    bottom.set_ylabel("test loss")
    bottom.set_xlabel(f"time ({prediction.path.clock.value} clock)")
    named = [(f"$w_{{{name}{name}}}$", {"color": colour}) for name, colour in zip(names, colours, strict=True)]
    key(picture, [*named, *((words, style) for words, _, style in runs)])
    question = prediction.setting
    rates, point = (", ".join(f"{value:.4g}" for value in values) for values in (question.a, question.z))
    largest = max(float(np.max(np.abs(part))) for part in question.W0)
    about = f"rates ({rates}), test point ({point}), entries of the start up to {largest:.3g}"
    form = f"closed form: {prediction.form.name}" if prediction.form.known else prediction.form.name
    caption(picture, f"{question.model.name}, {about}; {question.model.flow}, {form}.")
    return picture


#: What an iteration is called.
ITERATED = {"flow": "flow, integrated", "gd": "gradient descent", "recurrence": "recurrence"}


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
        axes.plot(t, (low + high) / 2, color="black")
        axes.fill_between(t, low, high, color="black", alpha=0.3, linewidth=0)
        _mark_turns(axes, proof, stretch)
        axes.set_ylabel("test loss")
    panels[-1].set_xlabel(f"time ({proof.question.model.clock.value} clock)")
    _explain(picture, proof)
    save(picture, path)


def _explain(picture: Any, proof: Proof) -> None:
    """Say what the lines, marks and shades of a proof are, and what it is a proof of."""
    question = proof.question
    entries: list[tuple[str, dict[str, Any]]] = [("enclosed test loss", {})]
    if "rises" in proof.facts["signs"]:
        entries.append(("proved to rise", {"color": COLOURS[1], "alpha": 0.15, "linewidth": 5}))
    marks = {"linestyle": "none", "color": COLOURS[1], "markersize": 4}
    entries += [(_name(turn), marks | {"marker": MARKERS[turn["kind"]]}) for turn in proof.facts["turning_points"]]
    key(picture, entries, columns=2)
    mu, sigma = (", ".join(f"{float(value):.4g}" for value in values) for values in (question.mu, question.sigma))
    which = "below, near its turning points; " if proof.facts["turning_points"] else ""
    caption(
        picture,
        f"{question.model.name}, means ({mu}), deviations ({sigma}), {question.rates} rates; {which}proved in ball arithmetic.",
    )


#: How turning points are marked.
MARKERS = {"min": "v", "max": "^"}


def _name(turn: dict[str, Any]) -> str:
    first, last = map(float, turn["t"])
    kind = "minimum" if turn["kind"] == "min" else "maximum"
    return f"{kind}, t = {(first + last) / 2:.6g} ± {(last - first) / 2:.1g}"


def _mark_turns(axes: Any, proof: Proof, stretch: tuple[float, float]) -> None:
    """Mark the intervals in which the turning points are proved to lie, and shade what is proved to rise."""
    turns = [(turn, *map(float, turn["t"]), *map(float, turn["loss"])) for turn in proof.facts["turning_points"]]
    ends = [0.0, *((first + last) / 2 for _, first, last, _, _ in turns), float(proof.horizon)]
    for word, begin, end in zip(proof.facts["signs"], ends, ends[1:], strict=False):
        if word == "rises":
            axes.axvspan(max(begin, stretch[0]), min(end, stretch[1]), color=COLOURS[1], alpha=0.15, linewidth=0)
    for turn, first, last, low, high in turns:
        place, off = ((first + last) / 2, (low + high) / 2), ((high - low) / 2, (last - first) / 2)
        axes.errorbar(*place, *off, fmt=MARKERS[turn["kind"]], color=COLOURS[1], markersize=4, label=_name(turn))
