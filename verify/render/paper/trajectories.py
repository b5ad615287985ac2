"""Outputs at the unseen composition in the plane of two concepts: figures 2a, 2b, 2c, 11 and 12.

    theory of one layer    f(t) = z~ - e^{-A~ t} z~ on the informative outputs: the mean over starts, whose entries have mean 0

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 3, Theorem 4.1 and Appendix F, as transcribed.

Legend: n seeds, k records, z = x_hat; z~ and A~ with the constant of the biases, if there are any.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from numerics.closed_form.entries import biased_layer, one_layer
from numerics.networks.data import augmented
from numerics.networks.protocol import Protocol
from numerics.task.arrays import Array
from verify.render.figure import DOTS, PAIR, PREDICTED, SEED, TARGET, THICK, caption, figure, key
from verify.render.paper.ensembles import FORMS, Ensemble, Forms, both_settings, lost

CENTRES: dict[str, Any] = {"linestyle": "none", "marker": "s", "markersize": 4, "markerfacecolor": "none"}
FIRST_BY_MEAN = "The concept with the larger mean is learned first; with equal means the path is nearly straight."
FIRST_BY_SPREAD = "The more diversity along concept 1, the weaker one, the sooner it is learned."
BLANK: dict[str, Any] = {"linestyle": "none"}


def shades(count: int) -> list[Any]:
    """Return so many colours from dark to light, for a setting that is raised."""
    from matplotlib import colormaps

    return [colormaps["viridis"](share) for share in np.linspace(0.0, 0.85, count)]


def one_layer_mean(protocol: Protocol, steps: Array) -> Array:
    """Return the mean over starts of the output at x_hat of one layer after each step, by the flow on the population, (k, r)."""
    data, bias = protocol.data, protocol.architecture.bias
    z, times = data.task().probe(), protocol.step_size * steps
    if bias:
        W = biased_layer(np.zeros((data.rank, data.rank + 1)), data.moment(bias=True), times)
        return np.asarray(W @ augmented(z[None], bias=True)[0])
    return one_layer(data.task().rates(), np.zeros((data.rank, data.rank)), times) @ z


def draw_outputs(axis: Any, one: Ensemble, colour: Any, risen: bool = False) -> None:
    """Draw the outputs at x_hat: thin for each seed; thick their mean, or the run that rises most; dots at the ends of epochs."""
    paths = one.outputs()
    for path in paths:
        axis.plot(path[:, 0], path[:, 1], color=colour, **SEED)
    if not len(paths):
        return
    shown = paths[one.risen()] if risen else paths.mean(axis=0)
    axis.plot(shown[:, 0], shown[:, 1], color=colour, **THICK)
    ends = shown[one.recorded % one.epoch == 0]
    axis.plot(ends[:, 0], ends[:, 1], color=colour, **DOTS)


def mark_task(axis: Any, protocol: Protocol) -> None:
    """Mark x_hat and the centres of the training clusters, the origin where there is one."""
    centres = protocol.data.task().means()[:, :2]
    axis.plot(centres[:, 0], centres[:, 1], color="0.3", **CENTRES)
    x, y = protocol.data.mu[:2]
    axis.plot(x, y, color="0.3", markeredgecolor="white", markeredgewidth=0.5, **TARGET)


def panels(forms: Forms, rows: int = 1, height: float = 3.1) -> tuple[Any, Any]:
    """Return a figure of planes of outputs, a column for each form."""
    picture, axes = figure(rows, len(FORMS), height=height, sharex=False, squeeze=False)
    for place, form in enumerate(FORMS):
        axes[0, place].set_title(f"as {form}", fontsize=8)
        axes[-1, place].set_xlabel("output along concept 1")
    for axis in axes[:, 0]:
        axis.set_ylabel("output along concept 2")
    return picture, axes


STYLES = {
    "seed": ("one of {count} seeds", SEED),
    "mean": ("their mean", THICK),
    "risen": ("the seed whose test loss rises most", THICK),
    "epoch": ("end of an epoch", DOTS),
    "theory": ("Theorem 4.1, mean of starts", PREDICTED),
    "target": ("unseen composition", TARGET),
    "centre": ("centre of a training cluster", CENTRES),
}


def explain(
    picture: Any, forms: Forms, names: Sequence[str], first: Sequence[tuple[str, dict[str, Any]]] = (), columns: int = 4
) -> None:
    """Explain above the panels what is named in `STYLES`, after other entries."""
    count = forms["printed"][0].count
    said = [(words.format(count=count), {"color": "0.3"} | style) for words, style in (STYLES[name] for name in names)]
    key(picture, [*first, *said], columns)


def signals(forms: Forms, title: str, theory: bool = False) -> Any:
    """Draw the outputs as the mean of concept 1 is raised."""
    return _one_row(varied(forms, "mu"), f"{title}, the mean of concept 1 raised. {FIRST_BY_MEAN}", theory)


def spreads(forms: Forms, title: str, theory: bool = False) -> Any:
    """Draw the outputs as the spread of concept 1 is raised."""
    return _one_row(varied(forms, "sigma"), f"{title}, the spread of concept 1 raised. {FIRST_BY_SPREAD}", theory)


def two_layers(forms: Forms, title: str) -> Any:
    """Draw the outputs as the mean of concept 1 is raised, and below as its spread is."""
    picture, axes = panels(forms, rows=2, height=5.8)
    above, below = (_raise(row, varied(forms, name)) for row, name in zip(axes, ("mu", "sigma"), strict=True))
    # Columns of equal length: the colours of the upper panels, those of the lower ones, and the marks of both.
    rows = len(below) + 1
    labels = [("above", BLANK), *above, *[("", BLANK)] * (rows - 1 - len(above)), ("below", BLANK), *below, ("both", BLANK)]
    explain(picture, forms, ["seed", "mean", "epoch", "target", "centre"], labels, columns=3)
    words = f"{title}, above the mean of concept 1 raised, below its spread. {FIRST_BY_MEAN} {FIRST_BY_SPREAD}"
    caption(picture, f"{words} No closed form is known. {both_settings(forms)}{lost(forms)}")
    return picture


def varied(forms: Forms, name: str) -> Forms:
    """Return of the ensembles of a figure those in which mu, or sigma, is raised."""
    return {form: [one for one in forms[form] if one.protocol.label.startswith(name)] for form in FORMS}


def _one_row(forms: Forms, words: str, theory: bool) -> Any:
    picture, axes = panels(forms)
    labels = _raise(axes[0], forms, theory)
    explain(picture, forms, ["seed", "mean", "epoch", *(["theory"] if theory else []), "target", "centre"], labels)
    coarse = " Where steps times rates are large, as printed, descent leaves the dashed flow." if theory else ""
    caption(picture, f"{words}{coarse} {both_settings(forms)}{lost(forms)}")
    return picture


def _raise(axes: Any, forms: Forms, theory: bool = False) -> list[tuple[str, dict[str, Any]]]:
    """Draw the outputs of both forms, darker to lighter as a setting is raised, and return what the colours mean."""
    colours = shades(len(forms["printed"]))
    for axis, form in zip(axes, FORMS, strict=True):
        for one, colour in zip(forms[form], colours, strict=True):
            draw_outputs(axis, one, colour)
            if theory:
                mean = one_layer_mean(one.protocol, one.recorded)
                axis.plot(mean[:, 0], mean[:, 1], color="black", **PREDICTED)
            mark_task(axis, one.protocol)
    return [(_label(one), {"color": colour} | THICK) for one, colour in zip(forms["printed"], colours, strict=True)]


def _label(one: Ensemble) -> str:
    data = one.protocol.data
    if one.protocol.label.startswith("mu"):
        return rf"$\mu = ({data.mu[0]:g}, {data.mu[1]:g})$"
    return rf"$\sigma_1$, coded $\sigma_1^2$: {data.spread[0]:g}"


def dimensions(forms: Forms) -> Any:
    """Draw the outputs of four layers, d = 64 against d = 2."""
    picture, axes = panels(forms)
    for axis, form in zip(axes[0], FORMS, strict=True):
        for one, colour in zip(forms[form], PAIR, strict=True):
            draw_outputs(axis, one, colour, risen=True)
        mark_task(axis, forms[form][0].protocol)
    found = zip(forms["printed"], PAIR, strict=True)
    labels = [(f"$d = {one.protocol.data.dim}$", {"color": colour} | THICK) for one, colour in found]
    explain(picture, forms, ["seed", "risen", "epoch", "target", "centre"], labels)
    caption(
        picture,
        "Fig. 2c. Four linear layers in 64 and in 2 dimensions: the path of the low-dimensional network bends to a training "
        "centre before it turns to the unseen composition. No closed form is known. "
        f"{both_settings(forms)}{lost(forms)}",
    )
    return picture
