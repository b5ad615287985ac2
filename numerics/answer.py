"""What `predict` and `simulate` answer, as the fields of their JSON: the same words from both, never NaN or infinity.

How far off each figure of a prediction is expected to be:

    E                    two estimates of the error of W: the residual of the closed form carried along (`closed_form.defect`)
    stated               3 (|E_2| + |E_2 - E_1|) through the derivative of the figure, and rounding
    where exact          rounding alone

Source: new, for the flows of Yang et al., ICLR 2025 (arXiv 2410.08309v2).

Legend: T (d,) learning times; they and the rates leave by coordinate, the pivots by descending rate; E (n, d, d) along the grid;
z (d,) probe; r = W z - z residual of the test point.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from numerics.closed_form.delay import intervals
from numerics.curves import Curves
from numerics.model.tied import Tied
from numerics.predict import Prediction
from numerics.setting import ExactSetting, Setting
from numerics.simulate import Simulation, training_area
from numerics.task.arrays import Array
from numerics.task.exact_numbers import exact_number
from numerics.task.loss import rise, test_loss, test_loss_slope

#: The estimate of the error is multiplied by this.
SAFETY = 3.0
#: Relative error stated where the closed form is exact, and the least stated anywhere.
ROUNDING = 1e-9
#: Above this part of the figure itself a stated error is called large.
LARGE = 0.1
#: Relative error of the test loss of a run, as measured against another integrator, down to this part of the loss at the start.
PRECISION, PRECISION_FROM = 1e-8, 1e-6
#: Part of |z|^2 by which two losses must differ to be told apart by integration; a flat extremum is only known to this.
RESOLUTION = 1e-13


def predicted(prediction: Prediction) -> dict[str, Any]:
    """Return the fields of `predict --json`: the answer, and its stated errors; without a closed form, that there is none."""
    if not prediction.form.known:
        return _unknown(prediction.setting)
    figures: dict[str, Any] = {
        "intervals": learning_intervals(prediction.setting),
        "rise": prediction.course.rise,
        "training_area": prediction.training_area,
        "final_test_loss": prediction.course.end.loss,
    }
    answer = _answer(prediction.setting, prediction) | figures
    error = of_use(stated_errors(prediction), answer, prediction.course.start)
    return answer | {"error": error, "form": prediction.form.name, "rises": rises(prediction, figures["rise"], error["rise"])}


def rises(prediction: Prediction, found: float, off: float | None) -> str:
    """Return whether the test loss rises, "yes" or "no", or "open" where the error to expect leaves it open."""
    if off is None:
        return "open"
    if found > 0:
        return "yes" if off <= found else "open"
    return "no" if off <= LARGE * prediction.course.start else "open"


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


def simulated(simulation: Simulation) -> dict[str, Any]:
    """Return the fields of `simulate --json`: the answer, without what a run that diverges does not have."""
    bounded = simulation.diverged is None
    figures = {
        "rise": simulation.course.rise if bounded else None,
        "training_area": training_area(simulation),
        "final_test_loss": simulation.course.end.loss if bounded else None,
    }
    return _answer(simulation.prediction.setting, simulation) | figures


def _unknown(question: Setting) -> dict[str, Any]:
    """Return the answer of a setting without a closed form."""
    nothing = [None] * question.a.size
    figures: dict[str, Any] = dict.fromkeys(("rise", "training_area", "final_test_loss"))
    error = {"kind": "unknown", "pivots": None, "learning_times": nothing, "turning_points": [], **figures, "test_loss": None}
    found = {"learning_times": nothing, "turning_points": [], **figures, "error": error, "intervals": nothing}
    return _asked(question) | found | {"form": None, "rises": "open"}


def inputs(question: ExactSetting, horizon: float | None) -> dict[str, Any]:
    """Return what was asked, in plain numbers: W(0), or how it was drawn; mu and sigma are None beside a second moment."""
    start: dict[str, Any] = {"w0": None, "init_scale": None, "seed": None, "hidden": None, "depth": None}
    if question.drawn is not None:
        start |= question.drawn.inputs()
    else:
        held = question.model.in_floats(question.W0)
        is_one = isinstance(held, np.ndarray)
        start["w0"] = held.tolist() if is_one else {f"W{k}": layer.tolist() for k, layer in enumerate(held, 1)}
    moment = question.second_moment
    try:
        own = version("swingby")
    except PackageNotFoundError:
        own = "unknown"
    return {
        "mu": None if moment else [float(entry) for entry in question.mu],
        "sigma": None if moment else [float(entry) for entry in question.sigma],
        "second_moment": [[float(entry) for entry in row] for row in moment] if moment else None,
        **start,
        "model": question.model.name,
        "rates": question.rates,
        "probe": [float(entry) for entry in question.point] if moment else list(question.v),
        "horizon": horizon,
        "version": own,
    }


def learning_intervals(question: Setting) -> list[list[float] | None]:
    """Return what each learning time lies between, at any size of W(0), by coordinate; None where no such bound is known."""
    if not isinstance(question.model, Tied):
        return [None] * question.a.size
    low, high = (question.by_coordinate(end) for end in intervals(*question.ordered[:2]))
    return [[float(x), float(y)] if np.isfinite(y) else None for x, y in zip(low, high, strict=True)]


def _asked(question: Setting) -> dict[str, Any]:
    c = question.model.pivots(question.ordered[1])
    return {
        "clock": question.model.clock.value,
        "a": question.a.tolist(),
        "order": [int(k) + 1 for k in question.order],
        "pivots": None if c is None else c.tolist(),
    } | ({} if question.basis is None else {"eigenvectors": question.basis.T.tolist()})


def _answer(question: Setting, found: Prediction | Simulation) -> dict[str, Any]:
    return _asked(question) | {
        "learning_times": finite_list(question.by_coordinate(found.learning_times)),
        "turning_points": [{"kind": p.kind, "t": p.t, "loss": p.loss} for p in found.course.turning_points],
    }


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


def enlarged(first: Array, second: Array, floor: Array | float) -> Array:
    """Return SAFETY (|second| + |second - first|) + floor."""
    return np.asarray(SAFETY * (np.abs(second) + np.abs(second - first)) + floor)


def learning_time_errors(prediction: Prediction) -> Array:
    """Return the error of each first passage: that of w_kk there, divided by its slope; shape (d,)."""
    T = prediction.learning_times
    at = np.searchsorted(prediction.path.grid, np.minimum(T, prediction.path.end))
    k = np.arange(T.size)
    slope = np.maximum(np.abs(prediction.path.curve[1][at, k, k]), 1e-300)
    first, second = (E[at, k, k] / slope for E in prediction.errors)
    stated = enlarged(first, second, ROUNDING * (1 + T))
    return np.where(T > 0, np.where(np.isfinite(T), stated, np.inf), 0.0)


def loss_errors(prediction: Prediction) -> Array:
    """Return the error of the test loss on the grid, with r = W z - z: |r . E z| + |E z|^2 / 2, shape (n,)."""
    z = prediction.setting.ordered[2]
    r = prediction.path.curve[0] @ z - z
    first, second = (np.sum(r * (E @ z), axis=1) for E in prediction.errors)
    quadratic = np.sum((prediction.errors[1] @ z) ** 2, axis=1) / 2
    unit = ROUNDING * float(np.linalg.norm(z))  # to which r itself is known
    return enlarged(first, second, SAFETY * quadratic + unit * np.linalg.norm(r, axis=1) + unit**2)


def turning_point_errors(prediction: Prediction, loss: Array) -> list[dict[str, float]]:
    """Return the error of time and loss at each turning point: the error of the slope divided by the curvature."""
    if not prediction.course.turning_points:
        return []
    grid, z = prediction.path.grid, prediction.setting.ordered[2]
    W, Wdot = prediction.path.curve
    curvature = np.gradient(test_loss_slope(W, Wdot, z), grid)
    slopes = [np.gradient(np.asarray(test_loss(W + E, z) - test_loss(W, z)), grid) for E in prediction.errors]
    bend = np.abs(curvature)
    with np.errstate(all="ignore"):  # a flat place is known no better than to the horizon
        shift = 2 * enlarged(slopes[0], slopes[1], 0.0) / bend + np.sqrt(2 * RESOLUTION * float(z @ z) / bend)
    shift = np.where(shift < prediction.horizon, shift, prediction.horizon)
    return [
        {
            "t": float(np.interp(point.t, grid, shift) + ROUNDING * (1 + point.t)),
            "loss": float(np.interp(point.t, grid, loss)),
        }
        for point in prediction.course.turning_points
    ]


def rise_error(prediction: Prediction) -> float:
    """Return the error of the rise: what the two corrected curves make of it."""
    z, n = prediction.setting.ordered[2], prediction.shown.size
    W = prediction.path.curve[0][:n]
    plain, first, second = (rise(test_loss(W + E, z)) for E in (np.zeros(()), *(E[:n] for E in prediction.errors)))
    return float(enlarged(first - plain, second - plain, ROUNDING * float(z @ z)))


def area_error(prediction: Prediction, area: float) -> float:
    """Return the error of the training area: rounding and, where the form is not exact, what the model says it leaves out."""
    floor = ROUNDING * (1 + abs(area))
    if prediction.form.exact:
        return floor
    gain = prediction.setting.model.area_gain(prediction.setting.ordered[0], prediction.path.grid, prediction.path.curve[0])
    return SAFETY * abs(gain) + floor


def finite_list(values: Array) -> list[float | None]:
    """Return a list with None for what is not finite."""
    return [float(value) if np.isfinite(value) else None for value in values]


def plain(number: Any) -> float:
    """Return a number, however it is given, as the nearest float."""
    return float(exact_number(number))


def predicted_curves(prediction: Prediction) -> Curves:
    """Return the curves of a prediction; those of a start without a closed form raise ValueError."""
    path, question = prediction.path, prediction.setting
    if not prediction.form.known:
        return Curves(question, path, np.empty(0), lambda t: path.motion(t)[0])
    return Curves(question, path, prediction.shown, lambda t: between(path.grid, loss_errors(prediction), t))


def simulated_curves(simulation: Simulation) -> Curves:
    """Return the curves of a run up to its end."""
    path, question = simulation.path, simulation.prediction.setting
    end = min(simulation.horizon, path.end)
    z = question.ordered[2]
    start = float(test_loss(path.W(0.0), z))

    def off(t: Array) -> Array:
        return PRECISION * np.maximum(test_loss(path.W(t), z), PRECISION_FROM * start)

    return Curves(question, path, np.append(path.grid[path.grid < end], end), off, path.end)


def between(grid: Array, values: Array, t: Array) -> Array:
    """Return the larger of the values at the two times of the grid beside each t; beyond its end the last."""
    after = np.minimum(np.searchsorted(grid, t), grid.size - 1)
    return np.maximum(values[np.maximum(after - 1, 0)], values[after])
