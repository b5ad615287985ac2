"""Test losses at the unseen composition by epoch: figures 3 and 14.

The paper has a point an epoch; here every step is drawn, for most of it is over in the first epoch as printed.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Figs. 3 and 14, as transcribed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from verify.render.figure import DOTS, PAIR, SHADE, THICK, band, caption, figure, key
from verify.render.paper.ensembles import FORMS, RESTLESS, Ensemble, Forms, both_settings, lost

#: A rise by more than this counts.
RISE = 0.01
RISEN: dict[str, Any] = {"linewidth": 0.8}


def _shares(label: str, one: Ensemble) -> str:
    """Return how many seeds rise, at the resolution of steps and at that of epochs."""
    return f"{label}: {one.rises(RISE):.0%} rise ({one.rises(RISE, one.epoch):.0%} between epochs)"


def _draw(axis: Any, one: Ensemble, colour: str) -> None:
    """Draw the band over seeds, thick their median, thin the seed that rises most, and dots on it at the ends of epochs."""
    losses, steps = one.curves.x_hat[:, 1:], np.arange(1, one.protocol.steps + 1)
    kept = np.isin(steps, one.recorded)
    across = steps[kept] / one.epoch
    band(axis, across, losses[:, kept], colour, **THICK)
    if len(losses):
        run = losses[one.risen()]
        axis.plot(across, run[kept], color=colour, **RISEN)
        axis.plot(across[steps[kept] % one.epoch == 0], run[kept & (steps % one.epoch == 0)], color=colour, **DOTS)


def _losses(forms: Forms, words: str, labels: tuple[str, str]) -> Any:
    picture, axes = figure(1, len(FORMS), height=2.7, sharex=False)
    for axis, form in zip(axes, FORMS, strict=True):
        for one, colour in zip(forms[form], PAIR, strict=True):
            _draw(axis, one, colour)
        axis.set(xscale="log", xlabel="epoch", ylim=(0, None))
        shares = "\n".join(_shares(label, one) for one, label in zip(forms[form], labels, strict=True))
        axis.set_title(f"as {form}\n{shares}", fontsize=7)
    axes[0].set_ylabel("test loss")
    count = forms["printed"][0].count
    key(
        picture,
        [
            *((label, {"color": colour} | THICK) for label, colour in zip(labels, PAIR, strict=True)),
            (f"median of {count} seeds", THICK),
            ("a tenth to nine tenths", SHADE),
            ("the seed that rises most", RISEN),
            ("end of an epoch, as the paper draws it", DOTS),
        ],
        columns=3,
    )
    caption(picture, f"{words}{lost(forms)} A rise is one by more than {RISE:g} above the running minimum.")
    return picture


def dimensions(forms: Forms) -> Any:
    """Draw the losses of four layers, d = 64 against d = 2."""
    words = (
        "Fig. 3. The test loss of four linear layers rises more often in 2 dimensions than in 64; from epoch to epoch, which is "
        f"what the paper plots, hardly ever. {both_settings(forms)}"
    )
    return _losses(forms, words, ("$d = 64$", "$d = 2$"))


def low_dimension(forms: Forms) -> Any:
    """Draw the losses of three layers, d = 3, for both means."""
    words = (
        f"Fig. 14. The test loss of three linear layers in 3 dimensions, for small and large means. {RESTLESS} "
        f"{both_settings(forms)}"
    )
    labels = r"$\mu = (1, 2)$", r"$\mu = (2, 4)$"
    return _losses(forms, words, labels)
