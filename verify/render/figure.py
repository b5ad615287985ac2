"""The look of every figure: columns of a paper, colours safe for colour-blind readers, a caption, files that repeat byte by byte.

thick and pale    simulated, or trained                 colour of concept k    `COLOURS[k]`, in every figure
thin and dashed   predicted                             band                   from a tenth to nine tenths of the seeds
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from numerics.files import write
from numerics.task.arrays import Array

#: Okabe and Ito's palette without yellow, distinguishable with every common colour-blindness.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
#: Colours of two settings that are compared: those that no concept has.
PAIR = COLOURS[4], COLOURS[5]
#: Width of one column, in inches.
COLUMN = 3.4
#: Size of a caption's letters, the height of a line of them in inches, as measured, and the part of the width they may take.
CAPTION_SIZE, LINE, ROOM = 6.5, 0.115, 0.97
SIMULATED: dict[str, Any] = {"linewidth": 3.0, "alpha": 0.35, "solid_capstyle": "butt"}
PREDICTED: dict[str, Any] = {"linewidth": 1.0, "linestyle": (0, (4, 1.5))}
#: One seed of many.
SEED: dict[str, Any] = {"linewidth": 0.5, "alpha": 0.45}
#: The mean or median of seeds, or one of them that is shown.
THICK: dict[str, Any] = {"linewidth": 1.6}
#: Marks along a line, as at the ends of epochs; and where an output should end.
DOTS: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 2.2}
TARGET: dict[str, Any] = {"linestyle": "none", "marker": "*", "markersize": 8, "zorder": 5}
#: A band in a key.
SHADE: dict[str, Any] = {"linewidth": 5, "alpha": 0.18}
#: The shares of the seeds below the ends of a band.
BAND = 0.1, 0.9
STYLE: Any = {
    "font.size": 8,
    "axes.labelsize": 8,
    "legend.fontsize": 7,
    "legend.frameon": False,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "lines.linewidth": 1.2,
    "svg.hashsalt": "swingby",
    "svg.fonttype": "path",
    "pdf.fonttype": 3,
    "mathtext.fontset": "cm",
}
#: No dates in the files: the same picture is the same bytes.
METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None},
    "pdf": {"CreationDate": None, "ModDate": None},
    "png": {"Software": None},
}
#: What a caption is called in the file.
DESCRIPTION = {"svg": "Description", "pdf": "Subject", "png": "Description"}


def figure(rows: int = 1, columns: int = 1, height: float = 2.4, width: float | None = None, **options: Any) -> tuple[Any, Any]:
    """Return a figure, as wide as its columns unless told, and its axes (one, or an array), drawn without a display."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams.update(STYLE)
    picture = Figure(figsize=(width or columns * COLUMN, height), layout="constrained")
    return picture, picture.subplots(rows, columns, sharex=options.pop("sharex", rows > 1), **options)


def save(picture: Any, path: Path) -> None:
    """Write a figure in the format of the path's suffix, whole or not at all."""
    kind = path.suffix.lstrip(".").lower()
    if kind not in METADATA:
        raise ValueError(f"a figure must end in .svg, .pdf or .png, got {path.name}")
    write(path, content(picture, kind))


def content(picture: Any, kind: str) -> bytes:
    """Return a figure as a file of a kind in `METADATA`."""
    held = io.BytesIO()
    told = {DESCRIPTION[kind]: words} if (words := picture.get_label()) else {}
    picture.savefig(held, format=kind, metadata=METADATA[kind] | told, dpi=200)
    return held.getvalue()


def caption(picture: Any, words: str) -> None:
    """Write a caption below a figure, which grows by it; the words are its label too (`get_label`), and go into its file."""
    width, height = picture.get_size_inches()
    lines = _wrapped(words, ROOM * width)
    picture.set_size_inches(width, height + LINE * len(lines))
    picture.supxlabel("\n".join(lines), x=0.01, ha="left", fontsize=CAPTION_SIZE, linespacing=1.15)
    picture.set_label(words)


def _wrapped(words: str, width: float) -> list[str]:
    """Return words in lines of at most so many inches, as they are set."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font, lines = FontProperties(size=CAPTION_SIZE), [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if text_to_path.get_text_width_height_descent(longer, font, ismath=False)[0] <= 72 * width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def key(picture: Any, entries: Iterable[tuple[str, dict[str, Any]]], columns: int = 4) -> None:
    """Explain lines and marks above all panels, where they cross nothing: pairs of words and a style of `plot`."""
    from matplotlib.lines import Line2D

    handles = [Line2D([], [], **({"color": "black"} | style), label=words) for words, style in entries]
    picture.legend(handles=handles, loc="outside upper center", ncols=columns, columnspacing=1.4, handlelength=2.4)


def band(axis: Any, across: Array, rows: Array, colour: str, median: bool = True, **style: Any) -> None:
    """Draw the band of rows (n, k), and their median."""
    if not len(rows):
        return
    low, high = np.quantile(rows, BAND, axis=0)
    axis.fill_between(across, low, high, color=colour, alpha=SHADE["alpha"], linewidth=0)
    if median:
        axis.plot(across, np.median(rows, axis=0), color=colour, **style)
