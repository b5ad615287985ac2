"""The tied model U U^T x by the recurrence, against the logarithm of the step or in the plane: figures 8, 9, 10, 17 and 18.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), appendices E and F.4, as transcribed; the released code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from numerics.networks.protocol import Run, output_points
from numerics.networks.tied import outputs
from verify.render.figure import COLOURS, DOTS, PREDICTED, SEED, SIMULATED, TARGET, caption, figure, key
from verify.render.paper.ensembles import FORMS, Ensemble, Forms, both_settings, lost
from verify.render.paper.starts import LOSSES, Shown, draw_entries, draw_loss, entry_colours, entry_name, styles

FLOW: dict[str, Any] = {"linewidth": 0.9, "color": "black"}
#: An eigenvalue of W, whose entries are about 1, above this below 0 may be rounding.
ROUNDING = 1e-9
#: Steps between marks on a path.
HUNDRED = 100
TUNED = "Shown is the start whose loss turns most often (the paper's seed is tuned)."
SAMPLES = " As coded the training loss is of 1,000 samples a cluster, with a cluster at the origin, which does not drive W."
#: The entries that are drawn of three and of four concepts, those of the paper.
THREE = ((0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2))
FOUR = ((0, 0), (1, 1), (2, 2), (3, 3), (0, 1), (0, 2), (0, 3))


def _over_time(
    forms: Forms,
    entries: Sequence[tuple[int, int]],
    starts: Sequence[Shown | None],
    words: str,
    flow: bool = False,
    training: bool = False,
) -> Any:
    """Draw entries over losses against the logarithm of the step, for the start shown of each form."""
    picture, axes = figure(2, len(FORMS), height=4.4, sharex="col", sharey="row")
    for column, (form, start) in enumerate(zip(FORMS, starts, strict=True)):
        top, bottom = axes[:, column]
        top.set_title(f"as {form}, {f'seed {start.one.seeds[start.row]}' if start else 'all runs diverge'}", fontsize=8)
        top.set(xscale="log", xlim=(10, forms[form][0].protocol.steps), ylim=(-0.08, 1.08))
        bottom.set(xlabel="step")
        if start is None:
            continue
        draw_entries(top, start, entries)
        for which in (False, True)[: 1 + training]:
            draw_loss(bottom, start, which)
        if flow:
            top.plot(start.steps, start.flow[:, 0, 0], **FLOW)
            bottom.plot(start.steps, start.loss(start.flow), **FLOW)
    axes[1, 0].set_ylim(0, 1.05 * max((start.one.curves.x_hat[:, 0].max() for start in starts if start), default=1.0))
    axes[0, 0].set_ylabel("entry of W")
    axes[1, 0].set_ylabel("loss" if training else "test loss")
    colours = entry_colours(entries)
    named = [(entry_name(*entry), {"color": colour}) for entry, colour in zip(entries, colours, strict=True)]
    more = [*(LOSSES if training else []), *([("$w_{11}$ and test loss of the flow", FLOW)] if flow else [])]
    key(picture, [*named, *styles(forms), *more], columns=5)
    caption(picture, f"{words} {both_settings(forms)}{lost(forms)}")
    return picture


def _turned(forms: Forms) -> list[Shown]:
    return [Shown(forms[form][0], forms[form][0].turned()) for form in FORMS]


def _if_any(forms: Forms, row: Callable[[Ensemble], int]) -> list[Shown | None]:
    """Return the start of a row in each form, or nothing where all runs diverge."""
    return [Shown(one, row(one)) if len(one.seeds) else None for one in (forms[form][0] for form in FORMS)]


def triple(forms: Forms) -> Any:
    """Draw figure 8: three concepts."""
    words = (
        "Fig. 8. Three concepts: major entries that are learned suppress minor ones, and the test loss falls up to three times. "
    )
    return _over_time(forms, THREE, _if_any(forms, Ensemble.turned), words + TUNED + SAMPLES, training=True)


def quadruple(forms: Forms) -> Any:
    """Draw figure 9: four concepts."""
    words = "Fig. 9. Four concepts: the test loss falls up to four times. "
    return _over_time(forms, FOUR, _if_any(forms, Ensemble.turned), words + TUNED)


def failure(forms: Forms) -> Any:
    """Draw figure 10: the start whose w_11 is nearest to 0 at the end."""
    starts = _if_any(forms, lambda one: int(np.argmin(np.abs(one.weights[:, -1, 0, 0]))))
    ends = "; ".join(
        f"as {start.one.protocol.form} at {start.one.weights[start.row, -1, 0, 0]:.3f} by the recurrence, "
        f"{start.flow[-1, 0, 0]:.3f} by the flow, and {indefinite(start.one)} of {start.one.count} recurrences leave the "
        "positive semidefinite matrices"
        for start in starts
        if start
    )
    words = f"Fig. 10. The weakest concept is learned late; shown is the start whose w_11 ends nearest to 0: {ends}."
    return _over_time(forms, THREE, starts, f"{words} The flow never leaves them, and learns it in time.", flow=True)


def indefinite(one: Ensemble) -> int:
    """Return how many recurrences diverge or end at a W that is not positive semidefinite."""
    return one.diverged + int((np.linalg.eigvalsh(one.weights[:, -1])[:, 0] < -ROUNDING).sum())


def training(forms: Forms) -> Any:
    """Draw figure 17: test and training loss of figure 5."""
    picture, axes = figure(1, len(FORMS), height=2.6, sharex=False, sharey=True)
    for axis, start in zip(axes, _turned(forms), strict=True):
        for which in (False, True):
            draw_loss(axis, start, which)
        axis.set_title(f"as {start.one.protocol.form}, seed {start.one.seeds[start.row]}", fontsize=8)
        axis.set(xlabel="step", ylim=(0, None))
    axes[0].set_ylabel("loss")
    key(picture, [*LOSSES, *styles(forms)], columns=5)
    words = "Fig. 17. The training loss falls all the time while the test loss falls, rises and falls."
    samples = " As coded the training loss is of samples with variances .05 and nothing along coordinate 3, which do not drive W."
    caption(picture, f"{words} {both_settings(forms)}{samples}{lost(forms)}")
    return picture


def centres(forms: Forms) -> Any:
    """Draw figure 18: outputs at x_hat and at the centres of the training clusters."""
    picture, axes = figure(1, len(FORMS), height=3.1, sharex=False)
    points = [("unseen composition", "black"), *((f"centre of cluster {k + 1}", COLOURS[k]) for k in range(2))]
    for axis, start in zip(axes, _turned(forms), strict=True):
        ideal = outputs([Run(start.one.protocol, 0)], start.predicted[None])[0]
        for point, (_, colour) in enumerate(points):
            paths = start.one.outputs(point)
            for path in paths:
                axis.plot(path[:, 0], path[:, 1], color=colour, **SEED)
            run = paths[start.row]
            axis.plot(run[:, 0], run[:, 1], color=colour, **SIMULATED)
            axis.plot(*run[start.steps % HUNDRED == 0, :2].T, color=colour, **DOTS)
            axis.plot(ideal[:, point, 0], ideal[:, point, 1], color=colour, **PREDICTED)
            axis.plot(*output_points(start.one.protocol)[point, :2], **(TARGET | {"color": colour}))
        axis.set_title(f"as {start.one.protocol.form}, seed {start.one.seeds[start.row]}", fontsize=8)
        axis.set_xlabel("output along concept 1")
    axes[0].set_ylabel("output along concept 2")
    lines = [("recurrence", SIMULATED), ("closed form", PREDICTED), ("another seed", SEED), ("every 100 steps", DOTS)]
    key(
        picture,
        [*((name, {"color": colour}) for name, colour in points), *lines, ("where each should end", TARGET | {"color": "0.3"})],
    )
    words = (
        "Fig. 18. Outputs at the centres of the training clusters bend too, but at other times than at the unseen composition."
    )
    caption(picture, f"{words} {both_settings(forms)}{lost(forms)}")
    return picture
