"""A training log beside the theory: the verdict first, then times, statements and the budget; and a picture of both."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.table import Table
from rich.text import Text

from verify.render.console import console as standard_output
from verify.render.console import print_whole

if TYPE_CHECKING:
    from numerics.training_log.comparison import Comparison

#: A cause of less is none.
INVISIBLE = 1e-9
#: What a statement is, in a word.
WORDS = {True: "holds", False: "FAILS", None: "open"}
#: Causes in words.
CAUSES = {
    "closed_form": "closed form: from the flow",
    "finite_step": "finite step: descent from the flow",
    "minibatch": "minibatches: deviation",
    "finite_sample": "finite samples: deviation",
    "spread": "spread of such networks, as allowed",
    "log_noise": "noise of the log: deviation",
    "digits": "digits of the log",
    "arithmetic": "arithmetic, as allowed",
    "rest": "the rest, by no cause",
}
#: Panels of a picture, by kind of column.
PANELS = {"test_loss": "test loss", "train_loss": "training loss", "out": "outputs", "w": "entries of W"}


def number(value: float | None) -> str:
    """Return a number for reading, a dash where there is none."""
    return "-" if value is None else f"{value:.5g}"


def print_comparison(comparison: Comparison, document: Mapping[str, Any]) -> None:
    """Print the verdict, and what it rests on."""
    console = standard_output(highlight=False)
    log = document["log"]
    console.print(Text(f"{document['verdict']}: {document['reason']}", style="bold"))
    console.print(Text(f"{log['rows']} rows to {log['unit']} {number(log['end'])}; {document['clock']}"))
    if comparison.start is not None:
        console.print(Text("W(0) as fitted: " + _start(document["start"])))
    times = _table("concept", f"learned at {log['unit']}", "low", "high", "predicted", "read off")
    for one in document["learning_times"]:
        high = "later" if one["high"] is None and one["measured"] is not None else number(one["high"])
        cells = [
            number(one["measured"]),
            number(one["low"]),
            high,
            number(one["predicted"]),
            one["by"] or "the log does not tell",
        ]
        times.add_row(str(one["concept"]), *cells)
    print_whole(console, times)
    for item in document["statements"]:
        console.print(Text(f"{WORDS[item['holds']]:<5}  {item['name']}: {item['said']}"))
        console.print(Text(f"       rests on {', '.join(item['claims'])}"))
    budget = _table("error budget", "largest effect, in parts of the figure's size")
    for name, value in document["budget"].items():
        if value is not None and (value > INVISIBLE or name == "rest"):
            budget.add_row(CAUSES[name], f"{value:.2g}")
    print_whole(console, budget)
    if document["time_factor"] is not None:
        low, value, high = (document["time_factor"][name] for name in ("low", "value", "high"))
        said = f"The log runs {value:.4g} times as fast as stated; from {low:.4g} to {high:.4g} it is in its band."
        console.print(Text(said))


def _start(start: Mapping[str, Any]) -> str:
    rows = []
    for values, lows in zip(start["W"], start["low"], strict=True):
        cells = [
            f"{value:.4g} ± {value - low:.2g}" if low is not None else f"{value:.4g} (not known)"
            for value, low in zip(values, lows, strict=True)
        ]
        rows.append("[" + ", ".join(cells) + "]")
    return "[" + ", ".join(rows) + "]"


def _table(*columns: str) -> Table:
    table = Table(box=None, header_style="", pad_edge=False)
    for column in columns:
        table.add_column(column)
    return table


def draw_comparison(path: Path, comparison: Comparison) -> None:
    """Draw the log over its band, a panel for each kind of column."""
    from verify.render.figure import save

    save(comparison_picture(comparison), path)


def comparison_picture(comparison: Comparison) -> Any:
    """Return the picture of a log over the band of what is stated, and over the first cause that describes it."""
    from verify.render.figure import COLOURS, PREDICTED, SIMULATED, caption, figure, key

    log, found, band = comparison.question.log, comparison.stated.found, comparison.band
    kinds = list(dict.fromkeys(item.kind for item in log.columns))
    picture, panels = figure(len(kinds), height=1.7 * len(kinds) + 0.4)
    for axes, kind in zip(np.atleast_1d(panels), kinds, strict=True):
        members = [at for at, item in enumerate(log.columns) if item.kind == kind]
        for number_, at in enumerate(members):
            colour = "black" if len(members) == 1 else COLOURS[number_ % len(COLOURS)]
            base, width = found.descent[:, at], band.width[:, at]
            axes.fill_between(log.when, base - width, base + width, color=colour, alpha=0.12, linewidth=0)
            axes.plot(log.when, log.values[:, at], color=colour, **SIMULATED)
            axes.plot(log.when, base, color=colour, **PREDICTED)
            if comparison.causes:
                axes.plot(log.when, comparison.causes[0].found.descent[:, at], color=colour, linewidth=0.8, linestyle=":")
        axes.set_ylabel(PANELS[kind])
        low, high = float(np.min(log.values[:, members])), float(np.max(log.values[:, members]))
        axes.set_ylim(low - 0.08 * (high - low) - 1e-12, high + 0.08 * (high - low) + 1e-12)
    np.atleast_1d(panels)[-1].set_xlabel(log.unit)
    entries: list[tuple[str, dict[str, Any]]] = [("log", SIMULATED), ("as stated", PREDICTED)]
    if comparison.causes:
        entries.append(("what describes it", {"linewidth": 0.8, "linestyle": ":"}))
    key(picture, entries)
    model = comparison.question.training.model.name
    caption(picture, f"{model}: {comparison.verdict}; {comparison.reason}.".replace("..", "."))
    return picture


def comparison_page(comparison: Comparison, document: Mapping[str, Any]) -> str:
    """Return a comparison as HTML for a notebook."""
    import base64
    from html import escape

    from verify.render.answers import WIDTH, _table
    from verify.render.figure import content

    picture = comparison_picture(comparison)
    data = base64.b64encode(content(picture, "png")).decode("ascii")
    image = f'<img width="{WIDTH}" alt="{escape(picture.get_label())}" src="data:image/png;base64,{data}">'
    names = ("measured", "low", "high", "predicted")
    rows = [(str(one["concept"]), *(number(one[name]) for name in names)) for one in document["learning_times"]]
    return f"<p><b>{escape(document['verdict'])}</b>: {escape(document['reason'])}</p>{image}{_table(('concept', *names), rows)}"
