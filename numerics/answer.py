"""What `predict` and `simulate` answer, as the fields of their JSON: the same words from both.

Source: new.

Legend: learning times (d,) in descending rate; they and the rates leave by coordinate, the pivots by descending rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from numerics.flow.events import TurningPoint
from numerics.setting import Setting
from numerics.task.arrays import Array


def answer(
    question: Setting, learning_times: Array, turning_points: Sequence[TurningPoint], **figures: float | None
) -> dict[str, Any]:
    """Return the answer to a question; times and losses as floats, never NaN or infinity.

    Parameters
    ----------
    question : the setting
    learning_times : first passages through 1/2 in descending rate, infinite if never, shape (d,)
    turning_points : interior minima and maxima of the test loss
    figures : `rise`, `training_area` and `final_test_loss`, None where there is none
    """
    c = question.model.pivots(question.in_order()[1])
    return {
        "clock": question.model.clock.value,
        "a": [float(rate) for rate in question.a],
        "order": [int(k) + 1 for k in question.order],
        "pivots": None if c is None else c.tolist(),
        "learning_times": finite_list(question.by_coordinate(learning_times)),
        "turning_points": [{"kind": p.kind, "t": p.t, "loss": p.loss} for p in turning_points],
        **figures,
    }


def finite_list(values: Array) -> list[float | None]:
    """Return a list with None for what is not finite."""
    return [float(value) if np.isfinite(value) else None for value in values]
