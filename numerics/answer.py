"""What `predict` and `simulate` answer, as the fields of their JSON: the same words from both, never NaN or infinity.

Source: new.

Legend: learning times (d,) in descending rate; they and the rates leave by coordinate, the pivots by descending rate.
"""

from __future__ import annotations

from typing import Any

from numerics.predict import Prediction
from numerics.setting import Setting
from numerics.simulate import Simulation, training_area
from numerics.stated_errors import finite_list, stated_errors


def predicted(prediction: Prediction) -> dict[str, Any]:
    """Return the fields of `predict --json`: the answer, and its stated errors."""
    figures = {
        "rise": prediction.course.rise,
        "training_area": prediction.training_area,
        "final_test_loss": prediction.course.end.loss,
        "error": stated_errors(prediction),
    }
    return _answer(prediction.setting, prediction) | figures


def simulated(simulation: Simulation) -> dict[str, Any]:
    """Return the fields of `simulate --json`: the answer, without what a run that diverges does not have."""
    bounded = simulation.diverged is None
    figures = {
        "rise": simulation.course.rise if bounded else None,
        "training_area": training_area(simulation),
        "final_test_loss": simulation.course.end.loss if bounded else None,
    }
    return _answer(simulation.prediction.setting, simulation) | figures


def _answer(question: Setting, found: Prediction | Simulation) -> dict[str, Any]:
    c = question.model.pivots(question.ordered[1])
    return {
        "clock": question.model.clock.value,
        "a": question.a.tolist(),
        "order": [int(k) + 1 for k in question.order],
        "pivots": None if c is None else c.tolist(),
        "learning_times": finite_list(question.by_coordinate(found.learning_times)),
        "turning_points": [{"kind": p.kind, "t": p.t, "loss": p.loss} for p in found.course.turning_points],
    }
