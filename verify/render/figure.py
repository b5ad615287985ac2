"""The look of every figure: one column of a paper, colours safe for colour-blind readers, files that repeat byte by byte."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from numerics.files import write

#: Okabe and Ito's palette without yellow, distinguishable with every common colour-blindness.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
#: Width of one column, in inches.
COLUMN = 3.4
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


def figure(rows: int = 1, columns: int = 1, height: float = 2.4, **options: Any) -> tuple[Any, Any]:
    """Return a figure as wide as its columns and its axes (one, or an array), drawn without a display."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams.update(STYLE)
    picture = Figure(figsize=(columns * COLUMN, height), layout="constrained")
    return picture, picture.subplots(rows, columns, sharex=options.pop("sharex", rows > 1), **options)


def save(picture: Any, path: Path) -> None:
    """Write a figure in the format of the path's suffix, whole or not at all."""
    kind = path.suffix.lstrip(".").lower()
    if kind not in METADATA:
        raise ValueError(f"a figure must end in .svg, .pdf or .png, got {path.name}")
    content = io.BytesIO()
    picture.savefig(content, format=kind, metadata=METADATA[kind], dpi=200)
    write(path, content.getvalue())
