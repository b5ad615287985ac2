"""The stages of learning of the tied model with two concepts: figures 4 and 5.

    major        w_kk of a concept k
    minor        off the diagonal, in the row or column of a concept
    irrelevant   the rest: they do not enter W x_hat directly

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 4.2, Figs. 4 and 5, as transcribed.

Legend: W (d, d), z = x_hat.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from numerics.networks.protocol import Form
from numerics.networks.protocols import FIGURE_5
from numerics.task.arrays import Array
from verify.render.figure import COLOURS, PREDICTED, SHADE, SIMULATED, TARGET, band, caption, figure, key
from verify.render.paper.ensembles import FORMS, Ensemble, Forms, both_settings, lost, settings
from verify.render.paper.starts import Shown, entry_colours, entry_name

#: The entries of figure 5.
ENTRIES = ((0, 0), (1, 1), (0, 1))
#: Colour of minima and maxima of the test loss.
TURN = COLOURS[3]
#: Where the names of turning points stand beside them, off the path; other marks have theirs below, to the right.
ASIDE: dict[str, dict[str, Any]] = {"maximum": {"xytext": (-4, 8), "ha": "center"}, "minimum": {"xytext": (6, -15)}}
KINDS = {"major": COLOURS[0], "minor": COLOURS[4], "irrelevant": "0.6"}


def kind(i: int, j: int, concepts: int) -> str:
    """Return what an entry, counted from 0, is: major, minor or irrelevant."""
    if i == j:
        return "major" if i < concepts else "irrelevant"
    return "minor" if min(i, j) < concepts else "irrelevant"


def the_start(one: Ensemble) -> Shown:
    """Return the start of figure 5 that is proved elsewhere, or without it the one whose loss turns most often."""
    (rows,) = np.nonzero(one.seeds == FIGURE_5.seed)
    return Shown(one, int(rows[0]) if len(rows) else one.turned())


def entries_by_stage(forms: Forms) -> Any:
    """Draw W at the start, at the minimum and the maximum of the test loss and at the end."""
    from matplotlib.patches import Rectangle

    picture, axes = figure(len(FORMS), 4, height=3.9, width=6.8, sharex=False)
    for row, form in enumerate(FORMS):
        start = the_start(forms[form][0])
        W, losses = start.one.weights[start.row], start.one.curves.x_hat[start.row, start.steps]
        for axis, (words, place) in zip(axes[row], _stages(losses), strict=True):
            axis.imshow(W[place], cmap="Greys", vmin=0, vmax=1.5)
            concepts = start.one.protocol.data.task().concepts
            for i, j in np.ndindex(W[place].shape):
                colour = KINDS[kind(i, j, concepts)]
                axis.add_patch(Rectangle((j - 0.44, i - 0.44), 0.88, 0.88, fill=False, linewidth=1.5, edgecolor=colour))
                axis.text(j, i, f"{round(W[place, i, j], 2) + 0.0:.2f}", ha="center", va="center", fontsize=7)
            axis.set_title(f"as {form}: {words}\nstep {start.steps[place]}, test loss {losses[place]:.2f}", fontsize=7)
            axis.set(xticks=[], yticks=[])
            axis.spines[:].set_visible(False)
    frames = {"linestyle": "none", "marker": "s", "markersize": 7, "markerfacecolor": "none", "markeredgewidth": 1.5}
    key(picture, [(name, frames | {"color": colour}) for name, colour in KINDS.items()])
    words = (
        "Fig. 4. The entries of W in one run of Fig. 5: minor entries grow with the major one of the stronger concept 2, help "
        "concept 1, are suppressed, which is when the loss rises, and give way to the major entry of concept 1."
    )
    caption(picture, f"{words} {both_settings(forms)}{lost(forms)}")
    return picture


def _stages(losses: Array) -> list[tuple[str, int]]:
    """Return names and places of the stages of a loss that falls, rises and falls; without a rise they are spread out."""
    rises = np.flatnonzero(np.diff(losses) > 0)
    last = len(losses) - 1
    low, high = (int(rises[0]), int(rises[-1]) + 1) if len(rises) else (last // 3, 2 * last // 3)
    names = ("minimum", "maximum") if len(rises) else ("on the way", "on the way")
    return [("start", 0), (names[0], low), (names[1], high), ("end", last)]


def figure5(forms: Forms, form: Form) -> Any:
    """Draw entries and test loss against time, and the output trajectory, of one form of figure 5."""
    start = the_start(forms[form][0])
    run, t = start.simulation, start.one.protocol.optimiser.rate * start.steps
    z = start.one.protocol.data.task().probe()
    z = np.pad(z, (0, start.flow.shape[1] - z.size))
    picture, (entries, loss, path) = figure(3, height=5.6, sharex=False, gridspec_kw={"height_ratios": (1, 1, 1.5)})
    for (i, j), colour in zip(ENTRIES, entry_colours(ENTRIES), strict=True):
        band(entries, t, start.one.weights[:, :, i, j], colour, median=False)
    band(loss, t, start.one.curves.x_hat[:, start.steps], "black", median=False)
    for W, style in ((start.flow, SIMULATED), (start.predicted, PREDICTED)):
        for (i, j), colour in zip(ENTRIES, entry_colours(ENTRIES), strict=True):
            entries.plot(t, W[:, i, j], color=colour, **style)
        loss.plot(t, start.loss(W), color="black", **style)
        path.plot(*(W @ z)[:, :2].T, color="black", **style)
    for point in run.course.turning_points:
        loss.plot(point.t, point.loss, "o", color=TURN, markersize=4)
    _mark_stages(start, path, z)
    entries.set_ylabel("entry")
    loss.set(ylabel="test loss", xlabel="time (printed clock)", ylim=(0, None))
    loss.sharex(entries)
    path.set(xlabel="output along concept 1", ylabel="output along concept 2")
    named = [(entry_name(i, j), {"color": colour}) for (i, j), colour in zip(ENTRIES, entry_colours(ENTRIES), strict=True)]
    spread = (f"a tenth to nine tenths of {start.one.count} seeds", SHADE)
    key(picture, [*named, ("flow", SIMULATED), ("closed form", PREDICTED), spread], columns=3)
    shown = f"Fig. 5 as {form}: seed {start.one.seeds[start.row]} of the starts by the flow, over the recurrence from all. "
    caption(picture, f"{shown}{settings([start.one.protocol])}.{lost({form: forms[form]})}")
    return picture


def _mark_stages(start: Shown, path: Any, z: Array) -> None:
    """Mark on the output trajectory when each concept is learned and where the loss turns."""
    run = start.simulation
    names = run.prediction.setting.order
    marks = [
        (time, f"{names[k] + 1} learned", COLOURS[names[k]])
        for k, time in enumerate(run.learning_times)
        if np.isfinite(time) and 0 < time <= run.prediction.horizon
    ]
    marks += [(point.t, "minimum" if point.kind == "min" else "maximum", TURN) for point in run.course.turning_points]
    path.margins(x=0.12, y=0.15)
    back = np.argsort(names)
    for time, label, colour in marks:
        x, y = (run.path.W(time)[back][:, back] @ z)[:2]
        path.plot(x, y, "o", color=colour, markersize=4)
        aside = ASIDE.get(label, {"xytext": (6, -9)})
        path.annotate(label, (x, y), textcoords="offset points", fontsize=7, color=colour, **aside)
    path.plot(z[0], z[1], color="0.3", **TARGET)
    path.annotate("unseen composition", z[:2], xytext=(4, 7), textcoords="offset points", ha="right", fontsize=7)
