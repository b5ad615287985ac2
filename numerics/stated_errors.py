"""How far off each figure of a prediction is expected to be, and whether it leaves open that the test loss rises.

    E_1, E_2             the residual of the closed form, carried along by long and by short steps (`closed_form.defect`)
    expected             E_2, with its sign; where a model only says how large the error is, 0
    spread               |E_2 - E_1| + |E_2| / 500, entry by entry; there, that size
    of a figure f        2 (|f(W + expected) - f(W)| + what the spread makes of it), and rounding

Nothing cancels in what the spread makes: for the test loss it is sum_ij |r_i| spread_ij |z_j| + |spread z|^2 / 2.

    rises                "yes" if the slope of the test loss along the flow at W + expected, less twice what the spread makes of
                         it, integrates to more than 1e-9 where it is positive; "no" if not even with that added; else "open"

Source: new, for the flows of Yang et al., ICLR 2025 (arXiv 2410.08309v2).

Legend: T (d,) learning times; E (n, d, d) along the grid; z (d,) probe; r = (W + expected) z - z.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from numerics.flow.events import SMALLEST_RISE
from numerics.margins import expected_and_spread
from numerics.predict import Prediction
from numerics.task.arrays import Array
from numerics.task.loss import rise

#: What is expected and its spread are multiplied by this.
SAFETY = 2.0
#: Relative error stated where the closed form is exact, and the least stated anywhere.
ROUNDING = 1e-9
#: Above this part of the figure itself a stated error is called large.
LARGE = 0.1
#: Part of |z|^2 by which two losses must differ to be told apart by integration; a flat extremum is only known to this.
RESOLUTION = 1e-13


def stated_errors(prediction: Prediction) -> dict[str, Any]:
    """Return the error to expect of each predicted figure."""
    question = prediction.setting
    loss = loss_errors(prediction)
    area = prediction.training_area
    matrix = question.model.eliminated(question.ordered[1])
    return {
        "kind": "rounding" if prediction.form.exact else "estimate",
        "pivots": None if matrix is None else [float(1e-14 * m) for m in np.diag(matrix)],
        "learning_times": finite_list(question.by_coordinate(learning_time_errors(prediction))),
        "turning_points": turning_point_errors(prediction, loss),
        "rise": rise_error(prediction),
        "training_area": None if area is None else area_error(prediction, area),
        "final_test_loss": float(np.interp(prediction.horizon, prediction.path.grid, loss)),
        "test_loss": float(np.max(loss[: prediction.shown.size])),
    }


def of_use(errors: dict[str, Any], answer: dict[str, Any], largest: float) -> dict[str, Any]:
    """Return stated errors with None for those of no use: above the figure they are of, and above 1 for those of small figures.

    Parameters
    ----------
    errors, answer : what is stated, and of which figures
    largest : the test loss at the start, with which the error of the whole curve is compared
    """

    def bounded(error: float | None, figure: float | None) -> float | None:
        if error is None or figure is None:
            return None
        return error if error <= max(abs(figure), 1.0) else None

    points = zip(errors["turning_points"], answer["turning_points"], strict=True)
    times = zip(errors["learning_times"], answer["learning_times"], strict=True)
    return {
        **errors,
        **{name: bounded(errors[name], answer[name]) for name in ("rise", "training_area", "final_test_loss")},
        "learning_times": [bounded(error, time) for error, time in times],
        "turning_points": [{name: bounded(off, point[name]) for name, off in error.items()} for error, point in points],
        "test_loss": bounded(errors["test_loss"], largest),
    }


def learning_time_errors(prediction: Prediction) -> Array:
    """Return the error of each first passage: that of w_kk there, divided by its slope; shape (d,)."""
    T = prediction.learning_times
    at = np.searchsorted(prediction.path.grid, np.minimum(T, prediction.path.end))
    k = np.arange(T.size)
    slope = np.maximum(np.abs(prediction.path.curve[1][at, k, k]), 1e-300)
    first, second = (E[at, k, k] for E in prediction.errors)
    expected, spread = expected_and_spread(first, second, signed=prediction.form.signed)
    stated = SAFETY * (np.abs(expected) + spread) / slope + ROUNDING * (1 + T)
    return np.where(T > 0, np.where(np.isfinite(T), stated, np.inf), 0.0)


def loss_errors(prediction: Prediction) -> Array:
    """Return the error of the test loss on the grid, shape (n,)."""
    seen, unit = prediction.margins, ROUNDING * float(np.linalg.norm(prediction.setting.z))  # to which W z - z is known
    return np.asarray(SAFETY * (np.abs(seen.moved - seen.loss) + seen.spread) + unit * seen.residual + unit**2)


def turning_point_errors(prediction: Prediction, loss: Array) -> list[dict[str, float]]:
    """Return the error of time and loss at each turning point: the error of the slope divided by the curvature."""
    if not prediction.course.turning_points:
        return []
    grid, z = prediction.path.grid, prediction.setting.ordered[2]
    bend = np.abs(np.gradient(prediction.margins.slope, grid))
    first, second = np.gradient(prediction.margins.changes, grid, axis=1)
    with np.errstate(all="ignore"):  # a flat place is known no better than to the horizon
        off = 2 * SAFETY * (np.abs(second) + np.abs(second - first)) / bend
        shift = off + np.sqrt(2 * RESOLUTION * float(z @ z) / bend)
    shift = np.where(shift < prediction.horizon, shift, prediction.horizon)
    return [
        {
            "t": float(np.interp(point.t, grid, shift) + ROUNDING * (1 + point.t)),
            "loss": float(np.interp(point.t, grid, loss)),
        }
        for point in prediction.course.turning_points
    ]


def rise_error(prediction: Prediction) -> float:
    """Return the error of the rise: what it is with the error expected, and the spread of the loss at both of its ends.

    Where the curve with the error expected does not rise, these may be anywhere.
    """
    z, n = prediction.setting.ordered[2], prediction.shown.size
    loss, moved, spread = (part[:n] for part in (prediction.margins.loss, prediction.margins.moved, prediction.margins.spread))
    off = abs(float(rise(moved) - rise(loss)))
    top = int(np.argmax(moved - np.minimum.accumulate(moved)))
    ends = [int(np.argmin(moved[: top + 1])), top] if top else [int(np.argmax(spread))] * 2
    return float(SAFETY * (off + np.sum(spread[ends])) + ROUNDING * float(z @ z))


def area_error(prediction: Prediction, area: float) -> float:
    """Return the error of the training area: rounding and, where the form is not exact, what the model says it leaves out."""
    floor = ROUNDING * (1 + abs(area))
    if prediction.form.exact:
        return floor
    gain = prediction.setting.model.area_gain(prediction.setting.ordered[0], prediction.path.grid, prediction.path.curve[0])
    return SAFETY * abs(gain) + floor


def rises(prediction: Prediction) -> str:
    """Return whether the test loss rises by more than SMALLEST_RISE up to the horizon: "yes", "no" or "open"."""
    if not prediction.form.known:
        return "open"
    if not prediction.form.signed:
        found, off = prediction.course.rise, rise_error(prediction)
        return "yes" if found > off else "no" if found + off <= SMALLEST_RISE else "open"
    seen, grid = prediction.margins, prediction.path.grid
    inside = grid <= prediction.horizon
    if np.any(seen.open[inside]):
        return "open"
    least, most = (
        np.trapezoid(np.maximum(seen.moved_slope + side * SAFETY * seen.slope_spread, 0.0)[inside], grid[inside])
        for side in (-1, 1)
    )
    return "yes" if least > SMALLEST_RISE else "no" if most <= SMALLEST_RISE else "open"


def finite_list(values: Array) -> list[float | None]:
    """Return a list with None for what is not finite."""
    return [float(value) if np.isfinite(value) else None for value in values]
