"""What a comparison answers, as the fields of its JSON: never NaN or infinity, null where the log cannot tell.

Source: new.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from numerics.answer import inputs
from numerics.setting import ExactSetting
from numerics.task.exact_numbers import exact_number
from numerics.training_log.comparison import Comparison
from numerics.training_log.training import loss_time


def clock_in_words(comparison: Comparison) -> str:
    """Return in words what one unit of the log is."""
    question = comparison.question
    training, log, d = question.training, question.log, question.training.size
    own = training.model.clock.value
    in_own = question.unit / loss_time(training.model, training.model.clock)
    words = f"one {'step' if log.unit == 'step' else 'unit of time'} is {question.unit:.6g} units of loss time"
    if log.unit == "step":
        words += f" (eta{f' times 2/d, d = {d}, for a loss averaged over the entries' if question.averaged else ''})"
    if own != "loss":
        words += f", {in_own:.6g} of the {own} clock (W' = V(W))"
    if training.step is None and (step := comparison.stated.training.step) is not None:
        words += f"; by steps of about {step:.3g} units of loss time, which are not stated"
    if question.factors != (1.0,):
        words += f"; the logged losses are {comparison.scale:.6g} times 1/2 |f(x) - x|^2"
    return words


@np.errstate(all="ignore")  # a log may hold numbers as large as numbers are
def compared(
    comparison: Comparison, setting: ExactSetting, eta: Any = None, average: str = "none", clock: str = "loss"
) -> dict[str, Any]:
    """Return the fields of `compare --json`."""
    question, training = comparison.question, comparison.question.training
    asked = inputs(setting, float(question.log.when[-1]))
    if comparison.start is not None:
        asked |= dict.fromkeys(("w0", "init_scale", "seed"))
    trained = {
        "eta": None if eta is None else float(exact_number(eta)),
        "average": average,
        "biases": training.biases,
        "batch": training.batch,
        "samples": training.data.samples,
    }
    log = {"unit": question.log.unit, "rows": question.log.rows, "compared": len(question.log.when)}
    columns = [item.name for item in question.log.columns]
    return {
        **asked,
        **trained,
        "log": {**log, "columns": columns, "end": float(question.log.when[-1])},
        "verdict": comparison.verdict,
        "reason": comparison.reason,
        "clock": clock_in_words(comparison),
        "clock_of_times": clock if question.log.unit == "time" else None,
        "learning_times": [asdict(one) for one in comparison.learning_times],
        "time_factor": _factor(comparison.pace),
        "loss_factor": comparison.scale,
        "causes": [
            {"cause": item.name, "said": item.said, "time_factor": item.pace, "loss_factor": item.scale}
            for item in comparison.causes
        ],
        "start": _start(comparison),
        "statements": [asdict(item) | {"claims": list(item.claims)} for item in comparison.statements],
        "budget": comparison.budget,
        "claims": list(comparison.claims),
    }


def _factor(pace: tuple[float, float, float] | None) -> dict[str, float] | None:
    return None if pace is None else dict(zip(("low", "value", "high"), pace, strict=True))


def _start(comparison: Comparison) -> dict[str, Any] | None:
    """Return W(0) where it was fitted, and the ends between which the band leaves it."""
    if (found := comparison.start) is None:
        return None

    def finite(table: np.ndarray) -> list[list[float | None]]:
        return [[float(entry) if np.isfinite(entry) else None for entry in row] for row in table]

    return {"W": found.W.tolist(), "low": finite(found.W - found.off), "high": finite(found.W + found.off)}
