"""What `predict` and `simulate` answer, as the fields of their JSON: the same words from both, never NaN or infinity.

How far off each figure of a prediction is expected to be is in `numerics.stated_errors`.

Source: new, for the flows of Yang et al., ICLR 2025 (arXiv 2410.08309v2).

Legend: learning times and rates leave by coordinate, the pivots by descending rate; t (n,) times.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from numerics.assumptions import audit_in_floats
from numerics.closed_form.delay import intervals
from numerics.curves import Curves
from numerics.model.tied import Tied
from numerics.predict import Prediction
from numerics.setting import ExactSetting, Setting
from numerics.simulate import Simulation, training_area
from numerics.stated_errors import finite_list, loss_errors, of_use, rises, stated_errors
from numerics.task.arrays import Array
from numerics.task.attribution import cluster_moments
from numerics.task.exact_numbers import exact_number
from numerics.task.loss import test_loss

#: Figures of the test loss and of training, beside learning times and turning points.
FIGURES = ("rise", "training_area", "final_test_loss")
#: Relative error of the test loss of a run, as measured against another integrator, down to this part of the loss at the start.
PRECISION, LAYERS_PRECISION, PRECISION_FROM = 1e-8, 1e-7, 1e-6


def predicted(prediction: Prediction) -> dict[str, Any]:
    """Return the fields of `predict --json`: the answer, and its stated errors; without a closed form, that there is none."""
    question = prediction.setting
    bounds = learning_intervals(question) if prediction.form.known else [None] * question.a.size
    return _asked(question) | {"intervals": bounds, "appendix_d": lemmas_apply(question)} | figures_predicted(prediction)


def figures_predicted(prediction: Prediction) -> dict[str, Any]:
    """Return what a closed form says of learning and of the test loss, with its stated errors; None where there is none."""
    if not prediction.form.known:
        nothing = {"learning_times": [None] * prediction.setting.a.size, "turning_points": [], **dict.fromkeys(FIGURES)}
        error = {"kind": "unknown", "pivots": None, **nothing, "test_loss": None}
        return nothing | {"error": error, "form": None, "rises": "open"}
    answer = _events(prediction.setting, prediction) | {
        "rise": prediction.course.rise,
        "training_area": prediction.training_area,
        "final_test_loss": prediction.course.end.loss,
    }
    error = of_use(stated_errors(prediction), answer, prediction.course.start)
    return answer | {"error": error, "form": prediction.form.name, "rises": rises(prediction)}


def simulated(simulation: Simulation) -> dict[str, Any]:
    """Return the fields of `simulate --json`: the answer, without what a run that diverges does not have."""
    return _asked(simulation.prediction.setting) | figures_simulated(simulation)


def figures_simulated(simulation: Simulation) -> dict[str, Any]:
    """Return what a run says of learning and of the test loss."""
    bounded = simulation.diverged is None
    return _events(simulation.prediction.setting, simulation) | {
        "rise": simulation.course.rise if bounded else None,
        "training_area": training_area(simulation),
        "final_test_loss": simulation.course.end.loss if bounded else None,
    }


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


def lemmas_apply(question: Setting) -> dict[str, Any] | None:
    """Return whether the assumptions of Appendix D hold for small enough steps; None for a network of which it does not speak."""
    return audit_in_floats(question).summary() if isinstance(question.model, Tied) else None


def _asked(question: Setting) -> dict[str, Any]:
    c = question.model.pivots(question.ordered[1])
    return {
        "clock": question.model.clock.value,
        "a": question.a.tolist(),
        "order": [int(k) + 1 for k in question.order],
        "pivots": None if c is None else c.tolist(),
    } | ({} if question.basis is None else {"eigenvectors": question.basis.T.tolist()})


def _events(question: Setting, found: Prediction | Simulation) -> dict[str, Any]:
    return {
        "learning_times": finite_list(question.by_coordinate(found.learning_times)),
        "turning_points": [{"kind": p.kind, "t": p.t, "loss": p.loss} for p in found.course.turning_points],
    }


def plain(number: Any) -> float:
    """Return a number, however it is given, as the nearest float."""
    return float(exact_number(number))


def predicted_curves(prediction: Prediction) -> Curves:
    """Return the curves of a prediction; those of a start without a closed form raise ValueError."""
    path, question = prediction.path, prediction.setting
    if not prediction.form.known:
        return Curves(question, path, np.empty(0), lambda t: path.motion(t)[0])
    stated, largest = loss_errors(prediction), prediction.course.start
    if not prediction.form.signed:  # sizes are those of the whole curve, not of a time
        stated = np.full_like(stated, np.max(stated))
    stated = np.where(stated <= largest, stated, np.inf)
    return Curves(question, path, prediction.shown, lambda t: between(path.grid, stated, t))


def simulated_curves(simulation: Simulation) -> Curves:
    """Return the curves of a run up to its end."""
    path, question = simulation.path, simulation.prediction.setting
    end = min(simulation.horizon, path.end)
    z = question.ordered[2]
    start = float(test_loss(path.W(0.0), z))

    precision = PRECISION if question.model.depths[1] == 0 else LAYERS_PRECISION

    def off(t: Array) -> Array:
        return precision * np.maximum(test_loss(path.W(t), z), PRECISION_FROM * start)

    return Curves(question, path, np.append(path.grid[path.grid < end], end), off, path.end)


def between(grid: Array, values: Array, t: Array) -> Array:
    """Return the larger of the values at the two times of the grid beside each t; beyond its end the last."""
    after = np.minimum(np.searchsorted(grid, t), grid.size - 1)
    return np.maximum(values[np.maximum(after - 1, 0)], values[after])


def attribution(question: ExactSetting, curves: Curves, t: Any) -> dict[str, Array | None]:
    """Return the slope of the test loss (...), and its parts by entry of W (..., d, d) and by cluster of the data (..., s)."""
    entries, clusters = curves.slope_by_entry(t), None
    if question.second_moment is None and question.rates == "plain":
        mu, sigma = (np.array([float(x) for x in part]) for part in (question.mu, question.sigma))
        clusters = curves.slope_by_cluster(t, cluster_moments(mu, sigma))
    return {"slope": np.sum(entries, axis=(-2, -1)), "entries": entries, "clusters": clusters}
