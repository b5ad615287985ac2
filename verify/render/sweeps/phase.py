"""The rise of the test loss over two swept inputs as a picture: simulated, with where a rise is predicted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from verify.render.figure import COLOURS, caption, figure, save

if TYPE_CHECKING:
    from numerics.sweep.panel import Panel
    from numerics.task.arrays import Array

#: Where nothing rises: no colour of the scale.
NONE = "0.93"
#: Rises outside these have the colour of the nearer end.
COLOURED = 1e-6, 1e-1
#: A rise below this is rounding.
SMALLEST = 1e-9
#: Letters of inputs that have one.
LETTERS = {"mu": r"\mu", "sigma": r"\sigma", "probe": "v"}


def draw_phase(path: Path, found: Panel, asked: str) -> None:
    """Draw a panel into a file; `asked` says what is the same in all settings."""
    from matplotlib.colors import LogNorm

    picture, axes = figure(height=2.7)
    shown = np.ma.masked_less(np.ma.masked_invalid(found.rise), SMALLEST)
    mesh = axes.pcolormesh(found.x, found.y, shown, norm=LogNorm(*COLOURED), cmap="cividis", shading="nearest", rasterized=True)
    axes.set(xlabel=label(found.names[0]), ylabel=label(found.names[1]), facecolor=NONE)
    for values, scale in ((found.x, axes.set_xscale), (found.y, axes.set_yscale)):
        if in_ratios(values):
            scale("log")
    drawn = "; no line, since no setting has a closed form"
    if np.any(np.isfinite(found.predicted)):
        share = np.nan_to_num(found.predicted)
        if np.min(share) < 0.5 <= np.max(share):
            axes.contour(found.x, found.y, share, levels=[0.5], colors=[COLOURS[1]], linewidths=1.2)
        drawn = "; line: the border of where closed forms predict a rise" + (" in half of them" if found.others > 1 else "")
    n, m = np.nonzero(found.is_open > 0.5)
    if n.size:
        axes.plot(found.x[m], found.y[n], "x", color="black", markersize=2.5, markeredgewidth=0.5)
        drawn += "; crosses: the prediction leaves it open"
    picture.colorbar(mesh, ax=axes, label="rise of the test loss (grey: none)", extend="both", aspect=30)
    mean = f", mean over {found.others} settings each" if found.others > 1 else ""
    caption(picture, f"Simulated rise of the test loss{mean}{drawn}. {asked}")
    save(picture, path)


def label(name: str) -> str:
    """Return the name of an input for an axis."""
    letter, _, k = name.rpartition("_")
    if letter in LETTERS:
        return f"${LETTERS[letter]}_{{{k}}}$"
    return "scale of the random start" if name == "init_scale" else name.replace("_", " ")


def in_ratios(values: Array) -> bool:
    """Return whether values, rising, are spaced more evenly in their logarithms than in themselves."""
    if values.size < 3 or values[0] <= 0:
        return False
    even, ratios = (np.diff(scale) / np.mean(np.diff(scale)) for scale in (values, np.log(values)))
    return bool(np.std(ratios) < np.std(even))
