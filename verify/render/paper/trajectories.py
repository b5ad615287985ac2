"""Outputs at the unseen composition in the plane of two concepts: figures 2a, 2b, 2c, 11, 12, 13, 15 and 16.

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
from numerics.networks.protocol import Protocol, Run
from numerics.networks.routes import material
from numerics.task.arrays import Array
from verify.render.figure import PAIR, PREDICTED, SEED, caption, figure, key
from verify.render.paper.ensembles import FORMS, RESTLESS, Ensemble, Forms, both_settings, lost

#: A training of many.
SHOWN: dict[str, Any] = {"linewidth": 1.6}
#: Marks of the ends of epochs, on a thick line.
EPOCHS: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 2.2}
TARGET: dict[str, Any] = {"linestyle": "none", "marker": "*", "markersize": 8, "zorder": 5}
CENTRES: dict[str, Any] = {"linestyle": "none", "marker": "s", "markersize": 4, "markerfacecolor": "none"}
POINTS: dict[str, Any] = {"linestyle": "none", "marker": ".", "markersize": 1.2, "color": "0.7", "zorder": 0}
BLANK: dict[str, Any] = {"linestyle": "none"}
UNTRUNCATED: dict[str, Any] = {"linewidth": 0.8, "linestyle": ":", "color": "black", "zorder": 4}


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
    axis.plot(shown[:, 0], shown[:, 1], color=colour, **SHOWN)
    ends = shown[one.recorded % one.epoch == 0]
    axis.plot(ends[:, 0], ends[:, 1], color=colour, **EPOCHS)


def mark_task(axis: Any, protocol: Protocol) -> None:
    """Mark x_hat and the centres of the training clusters, the origin where there is one."""
    centres = protocol.data.task().means()[:, :2]
    axis.plot(centres[:, 0], centres[:, 1], color="0.3", **CENTRES)
    x, y = protocol.data.mu[:2]
    axis.plot(x, y, color="0.3", markeredgecolor="white", markeredgewidth=0.5, **TARGET)


def _panels(forms: Forms, rows: int = 1, height: float = 3.1) -> tuple[Any, Any]:
    picture, axes = figure(rows, len(FORMS), height=height, sharex=False, squeeze=False)
    for place, form in enumerate(FORMS):
        axes[0, place].set_title(f"as {form}", fontsize=8)
        axes[-1, place].set_xlabel("output along concept 1")
    for axis in axes[:, 0]:
        axis.set_ylabel("output along concept 2")
    return picture, axes


STYLES = {
    "seed": ("one of {count} seeds", SEED),
    "mean": ("their mean", SHOWN),
    "risen": ("the seed whose test loss rises most", SHOWN),
    "epoch": ("end of an epoch", EPOCHS),
    "theory": ("Theorem 4.1, mean of starts", PREDICTED),
    "target": ("unseen composition", TARGET),
    "centre": ("centre of a training cluster", CENTRES),
}


def _explain(
    picture: Any, forms: Forms, names: Sequence[str], first: Sequence[tuple[str, dict[str, Any]]] = (), columns: int = 4
) -> None:
    count = forms["printed"][0].count
    said = [(words.format(count=count), {"color": "0.3"} | style) for words, style in (STYLES[name] for name in names)]
    key(picture, [*first, *said], columns)


def signals(forms: Forms, title: str, theory: bool = False) -> Any:
    """Draw the outputs as the mean of concept 1 is raised."""
    return _one_row(varied(forms, "mu"), f"{title}, the mean of concept 1 raised. {FIRST_BY_MEAN}", theory)


def spreads(forms: Forms, title: str, theory: bool = False) -> Any:
    """Draw the outputs as the spread of concept 1 is raised."""
    return _one_row(varied(forms, "sigma"), f"{title}, the spread of concept 1 raised. {FIRST_BY_SPREAD}", theory)


FIRST_BY_MEAN = "The concept with the larger mean is learned first; with equal means the path is nearly straight."
FIRST_BY_SPREAD = "The more diversity along concept 1, the weaker one, the sooner it is learned."


def two_layers(forms: Forms, title: str) -> Any:
    """Draw the outputs as the mean of concept 1 is raised, and below as its spread is."""
    picture, axes = _panels(forms, rows=2, height=5.8)
    above, below = (_raise(row, varied(forms, name)) for row, name in zip(axes, ("mu", "sigma"), strict=True))
    # Columns of equal length: the colours of the upper panels, those of the lower ones, and the marks of both.
    rows = len(below) + 1
    labels = [("above", BLANK), *above, *[("", BLANK)] * (rows - 1 - len(above)), ("below", BLANK), *below, ("both", BLANK)]
    _explain(picture, forms, ["seed", "mean", "epoch", "target", "centre"], labels, columns=3)
    words = f"{title}, above the mean of concept 1 raised, below its spread. {FIRST_BY_MEAN} {FIRST_BY_SPREAD}"
    caption(picture, f"{words} No closed form is known. {both_settings(forms)}{lost(forms)}")
    return picture


def varied(forms: Forms, name: str) -> Forms:
    """Return of the ensembles of a figure those in which mu, or sigma, is raised."""
    return {form: [one for one in forms[form] if one.protocol.label.startswith(name)] for form in FORMS}


def _one_row(forms: Forms, words: str, theory: bool) -> Any:
    picture, axes = _panels(forms)
    labels = _raise(axes[0], forms, theory)
    _explain(picture, forms, ["seed", "mean", "epoch", *(["theory"] if theory else []), "target", "centre"], labels)
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
    return [(_label(one), {"color": colour} | SHOWN) for one, colour in zip(forms["printed"], colours, strict=True)]


def _label(one: Ensemble) -> str:
    data = one.protocol.data
    if one.protocol.label.startswith("mu"):
        return rf"$\mu = ({data.mu[0]:g}, {data.mu[1]:g})$"
    return rf"$\sigma_1$, coded $\sigma_1^2$: {data.spread[0]:g}"


def dimensions(forms: Forms) -> Any:
    """Draw the outputs of four layers, d = 64 against d = 2."""
    picture, axes = _panels(forms)
    for axis, form in zip(axes[0], FORMS, strict=True):
        for one, colour in zip(forms[form], PAIR, strict=True):
            draw_outputs(axis, one, colour, risen=True)
        mark_task(axis, forms[form][0].protocol)
    found = zip(forms["printed"], PAIR, strict=True)
    labels = [(f"$d = {one.protocol.data.dim}$", {"color": colour} | SHOWN) for one, colour in found]
    _explain(picture, forms, ["seed", "risen", "epoch", "target", "centre"], labels)
    caption(
        picture,
        "Fig. 2c. Four linear layers in 64 and in 2 dimensions: the path of the low-dimensional network bends to a training "
        "centre before it turns to the unseen composition. No closed form is known. "
        f"{both_settings(forms)}{lost(forms)}",
    )
    return picture


def _small(forms: Forms, words: str, names: Sequence[str], points: bool = False, whole: Forms | None = None) -> Any:
    """Draw the outputs of three layers, d = 3, a row of panels for each of the two means."""
    picture, axes = _panels(forms, rows=2, height=6.0)
    for place, form in enumerate(FORMS):
        for row, one in enumerate(forms[form]):
            axis = axes[row, place]
            if points:
                _draw_points(axis, one.protocol)
            draw_outputs(axis, one, PAIR[0], risen=True)
            if whole and len(one.seeds):
                same = whole[form][row]
                for path in same.outputs()[same.seeds == one.seeds[one.risen()]]:
                    axis.plot(path[:, 0], path[:, 1], **UNTRUNCATED)
            mark_task(axis, one.protocol)
            axis.text(0.98, 0.02, rf"$\mu = ({one.protocol.data.mu[0]:g}, {one.protocol.data.mu[1]:g})$", **_corner(axis))
    more = [("a training point of seed 0", POINTS | {"markersize": 4})] if points else []
    more += [("the same with all points (Fig. 15)", UNTRUNCATED)] if whole else []
    _explain(picture, forms, names, more, columns=3)
    caption(picture, f"{words} {both_settings(forms)}{lost(forms)}")
    return picture


def _corner(axis: Any) -> dict[str, Any]:
    return {"transform": axis.transAxes, "ha": "right", "va": "bottom", "fontsize": 7}


def _draw_points(axis: Any, protocol: Protocol) -> None:
    """Draw a part of the training points of seed 0 and, where points are left out, the circle."""
    from matplotlib.patches import Circle

    points = material(Run(protocol, 0)).points[:3000]
    axis.plot(points[:, 0], points[:, 1], rasterized=True, **POINTS)
    if protocol.data.exclusion:
        axis.add_patch(
            Circle((protocol.data.mu[0], protocol.data.mu[1]), protocol.data.exclusion, fill=False, linewidth=0.6, color="0.4")
        )
        axis.set_aspect("equal", adjustable="datalim")


SMALL_NAMES = ("seed", "risen", "epoch", "target", "centre")


def low_dimension(forms: Forms) -> Any:
    """Draw the outputs of three layers at d = 3."""
    words = "Fig. 13. Three linear layers in 3 dimensions without rotation: some paths bend to a training centre first."
    return _small(forms, f"{words} {RESTLESS}", SMALL_NAMES)


def with_points(forms: Forms) -> Any:
    """Draw the same with training points."""
    words = f"Fig. 15. The paths of Fig. 13 with training points: few of them lie near the unseen composition. {RESTLESS}"
    return _small(forms, words, SMALL_NAMES, points=True)


def truncated(forms: Forms, whole: Forms) -> Any:
    """Draw the outputs with training points near x_hat left out, beside those with all."""
    words = (
        "Fig. 16. As Fig. 15, with the training points in the circle, of radius half the smaller mean, drawn anew: the paths "
        f"stay as they were. {RESTLESS}"
    )
    return _small(forms, words, SMALL_NAMES, points=True, whole=whole)
