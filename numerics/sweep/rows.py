"""What comes of some settings, one row each: predicted and simulated, the flows integrated side by side.

    learning_time_k_predicted, _error, _simulated      by concept; infinite if never, nothing if unknown
    rise_..., final_test_loss_..., training_area_...   likewise
    turning_points_predicted, _simulated               "min T LOSS; max T LOSS; ..."
    rises, form                                        "yes", "no" or "open", and which closed form
    note                                               why a row has no answer

Source: new, for the flows of Yang et al., ICLR 2025 (arXiv 2410.08309v2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from numerics.answer import figures_predicted, figures_simulated
from numerics.setting import Setting
from numerics.simulate import Simulation, simulate, simulate_many
from numerics.sweep.plan import Options, read

#: Figures of the test loss and of training, beside the learning times.
FIGURES = ("rise", "final_test_loss", "training_area")
#: Of each there is what is predicted, how far off that is said to be, and what is simulated.
KINDS = ("predicted", "error", "simulated")
#: Settings of one dimension are worked on side by side, of so many entries of W together: at all times, some arrays of 16 MB.
SIDE_BY_SIDE = 1600
#: Words that a row ends with.
TEXTS = ("turning_points_predicted", "turning_points_simulated", "rises", "form", "note")


@dataclass(frozen=True)
class Task:
    """Settings that are worked on together, in texts, and what is the same in all of them."""

    settings: tuple[Options, ...]
    fixed: tuple[tuple[str, Any], ...]


def columns(d: int) -> list[str]:
    """Return the names of the columns of what comes of settings of up to d dimensions."""
    times = [f"learning_time_{k}_{kind}" for k in range(1, d + 1) for kind in KINDS]
    return [*times, *(f"{name}_{kind}" for name in FIGURES for kind in KINDS), *TEXTS]


def work(task: Task) -> dict[str, Any]:
    """Return the rows of a task, an array a column.

    Raises
    ------
    ValueError : naming the argument, the rule and the value, where a setting does not fit
    """
    fixed: Mapping[str, Any] = dict(task.fixed)
    questions = [read(options, fixed).in_floats() for options in task.settings]
    d = max(question.a.size for question in questions)
    size = max(1, SIDE_BY_SIDE // d**2)
    rows = [_row(run, d) for k in range(0, len(questions), size) for run in _together(questions[k : k + size])]
    return {name: np.array([row[name] for row in rows]) for name in columns(d)}


def _together(questions: Sequence[Setting]) -> Sequence[Simulation | ValueError]:
    try:
        return simulate_many(questions)
    except ValueError:  # of one of them: each for itself
        return [_alone(question) for question in questions]


def _alone(question: Setting) -> Simulation | ValueError:
    try:
        return simulate(question)
    except ValueError as failure:
        return failure


def _row(run: Simulation | ValueError, d: int) -> dict[str, Any]:
    """Return a row: nan where nothing is known, infinity for what never happens."""
    row: dict[str, Any] = {name: "" if name in TEXTS else np.nan for name in columns(d)}
    if isinstance(run, ValueError):
        return row | {"rises": "open", "note": str(run)}
    before, after = figures_predicted(run.prediction), figures_simulated(run)
    error, known = before["error"], before["form"] is not None
    for k, (said, off, found) in enumerate(
        zip(before["learning_times"], error["learning_times"], after["learning_times"], strict=True), 1
    ):
        row[f"learning_time_{k}_predicted"] = said if said is not None else np.inf if known else np.nan
        row[f"learning_time_{k}_error"] = np.nan if off is None else off
        row[f"learning_time_{k}_simulated"] = np.inf if found is None else found
    for name in FIGURES:
        for kind, held in zip(KINDS, (before, error, after), strict=True):
            row[f"{name}_{kind}"] = np.nan if held[name] is None else held[name]
    row["turning_points_predicted"], row["turning_points_simulated"] = (
        _turns(held["turning_points"]) for held in (before, after)
    )
    return row | {"rises": before["rises"], "form": before["form"] or ""}


def _turns(points: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(f"{point['kind']} {point['t']!r} {point['loss']!r}" for point in points)
