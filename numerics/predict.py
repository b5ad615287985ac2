"""What the closed forms say about one setting, and how far off they are expected to be.

    learning times       first passage of w_kk through 1/2
    turning points       roots of the slope of the test loss
    training area        integral_0^inf L dt:  Phi(W(0))/4 for the tied model (less the untrained part), |W(0) - I|^2/4 by
                         column for one layer
    errors               the residual of the closed form carried along (`numerics.defect`), enlarged; rounding where exact

Source: new, for the flows of Yang et al., ICLR 2025 (arXiv 2410.08309v2).

    a (d,) rates     c (d,) pivots     T learning times     E estimates of the error of W     t printed time
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from numerics.arrays import Array
from numerics.defect import propagated_residual
from numerics.elimination import pivots
from numerics.events import Course, TurningPoint, course, first_passages, time_grid
from numerics.loss import rise as largest_rise
from numerics.loss import test_loss, test_loss_slope
from numerics.motions import ClosedForm, anchors, closed_form_of
from numerics.setting import Setting
from numerics.trajectory import Trajectory

#: The estimate of the error is multiplied by this.
SAFETY = 3.0
#: Relative error stated where the closed form is exact, and the least stated anywhere.
ROUNDING = 1e-9
#: The grid ends this many times 1 / a_min after the last learning time, where the training loss is below e^{-32}.
SETTLED = 8.0
#: Part of |z|^2 by which two losses must differ to be told apart by integration; a flat extremum is only known to this.
RESOLUTION = 1e-13


@dataclass(frozen=True, eq=False)
class Prediction:
    """The closed form of a setting along a grid of times, and all that is read off it.

    Parameters
    ----------
    setting : the question
    form : the closed form in use
    path : the closed form along times beyond the last learning time
    """

    setting: Setting
    form: ClosedForm
    path: Trajectory

    @cached_property
    def ordered(self) -> tuple[Array, Array, Array]:
        """Return (a, W0, z) in descending rate."""
        return self.setting.in_order()

    @property
    def grid(self) -> Array:
        """Return the times of the path, (n,)."""
        return self.path.steps

    @property
    def curve(self) -> tuple[Array, Array]:
        """Return W and W' on the grid, each (n, d, d)."""
        return self.path.curve

    @cached_property
    def errors(self) -> tuple[Array, Array]:
        """Return two estimates of the error of W on the grid, each (n, d, d); zero where the form is exact."""
        W, Wdot = self.curve
        if self.form.exact:
            return np.zeros_like(W), np.zeros_like(W)
        return propagated_residual(self.ordered[0], self.grid, W, Wdot, pivots(self.ordered[1]) == 0)

    @cached_property
    def learning_times(self) -> Array:
        """Return the first passages through 1/2 in descending rate, infinite if never, shape (d,)."""
        return first_passages(self.path)

    @cached_property
    def horizon(self) -> float:
        """Return the last time shown: as asked, or 1.3 times the largest finite learning time + 8."""
        finite = self.learning_times[np.isfinite(self.learning_times)]
        return self.setting.horizon or 1.3 * float(np.max(finite, initial=0.0)) + 8.0

    @cached_property
    def shown(self) -> Array:
        """Return the part of the grid up to the horizon."""
        return np.append(self.grid[self.grid < self.horizon], self.horizon)

    @cached_property
    def course(self) -> Course:
        """Return how the test loss goes up to the horizon."""
        return course(self.path, self.ordered[2], self.horizon)

    @property
    def turning_points(self) -> list[TurningPoint]:
        """Return the interior minima and maxima of the test loss up to the horizon."""
        return self.course.turning_points

    @property
    def rise(self) -> float:
        """Return the largest increase of the test loss above its running minimum, start and horizon included."""
        return self.course.rise


def predict(question: Setting) -> Prediction:
    """Return the prediction for a setting; what it holds is computed when asked for."""
    a, W0, _ = question.in_order()
    times = anchors(question.model, a, W0)
    last = float(np.max(times, initial=0.0))
    settled = last + SETTLED / float(np.min(a[a > 0])) if np.any(a > 0) else last
    grid = time_grid(a, times, max(1.3 * last + 8.0, settled, question.horizon or 0.0))
    form = closed_form_of(question.model, a, W0)
    return Prediction(question, form, form.along(grid))


def training_area(prediction: Prediction) -> float | None:
    """Return the integral of the training loss from 0 to infinity; None if it is infinite."""
    a, W0, _ = prediction.ordered
    trained = a > 0
    if prediction.setting.model == "one-layer":
        return float(np.sum(((W0 - np.eye(a.size)) ** 2)[:, trained]) / 4)
    c = pivots(W0)
    if np.any(c[trained] == 0):
        return None
    rest = _untrained_limit(W0, int(np.sum(trained)))
    return float(np.trace(W0) - np.trace(rest) - np.sum(trained) - np.sum(np.log(c[trained]))) / 4


def _untrained_limit(W0: Array, s: int) -> Array:
    """Return the Schur complement W_rr - W_rs W_ss^{-1} W_sr, what is left of the untrained block to leading order."""
    if s == 0:
        return W0
    return np.asarray(W0[s:, s:] - W0[s:, :s] @ np.linalg.solve(W0[:s, :s], W0[:s, s:]))


def as_json(prediction: Prediction) -> dict[str, Any]:
    """Return the fields of `predict --json`; times and losses as floats, never NaN or infinity."""
    question = prediction.setting
    _, W0, _ = prediction.ordered
    tied = question.model == "tied"
    return {
        "clock": prediction.path.clock.value,
        "a": [float(rate) for rate in question.a],
        "order": [int(k) + 1 for k in question.order],
        "pivots": [float(c) for c in pivots(W0)] if tied else None,
        "learning_times": finite_list(question.by_coordinate(prediction.learning_times)),
        "turning_points": [{"kind": p.kind, "t": p.t, "loss": p.loss} for p in prediction.turning_points],
        "rise": prediction.rise,
        "training_area": training_area(prediction),
        "final_test_loss": prediction.course.end.loss,
        "error": stated_errors(prediction),
    }


def finite_list(values: Array) -> list[float | None]:
    """Return a list with None for what is not finite."""
    return [float(value) if np.isfinite(value) else None for value in values]


def stated_errors(prediction: Prediction) -> dict[str, Any]:
    """Return the error to expect of each predicted figure."""
    question = prediction.setting
    loss = loss_errors(prediction)
    area = training_area(prediction)
    tied = question.model == "tied"
    return {
        "kind": "rounding" if prediction.form.exact else "estimate",
        "pivots": [float(1e-14 * w) for w in np.diag(prediction.ordered[1])] if tied else None,
        "learning_times": finite_list(question.by_coordinate(learning_time_errors(prediction))),
        "turning_points": turning_point_errors(prediction, loss),
        "rise": rise_error(prediction),
        "training_area": None if area is None else area_error(prediction, area),
        "final_test_loss": float(np.interp(prediction.horizon, prediction.grid, loss)),
        "test_loss": float(np.max(loss[: prediction.shown.size])),
    }


def enlarged(first: Array, second: Array, floor: Array | float) -> Array:
    """Return SAFETY (|second| + |second - first|) + floor."""
    return np.asarray(SAFETY * (np.abs(second) + np.abs(second - first)) + floor)


def learning_time_errors(prediction: Prediction) -> Array:
    """Return the error of each first passage: that of w_kk there, divided by its slope; shape (d,)."""
    T = prediction.learning_times
    at = np.searchsorted(prediction.grid, np.where(np.isfinite(T), T, 0.0))
    k = np.arange(T.size)
    slope = np.maximum(np.abs(prediction.curve[1][at, k, k]), 1e-300)
    first, second = (E[at, k, k] / slope for E in prediction.errors)
    stated = enlarged(first, second, ROUNDING * (1 + T))
    return np.where(T > 0, np.where(np.isfinite(T), stated, np.inf), 0.0)


def loss_errors(prediction: Prediction) -> Array:
    """Return the error of the test loss on the grid, with r = W z - z: |r . E z| + |E z|^2 / 2, shape (n,)."""
    z = prediction.ordered[2]
    r = prediction.curve[0] @ z - z
    first, second = (np.sum(r * (E @ z), axis=-1) for E in prediction.errors)
    quadratic = np.sum((prediction.errors[1] @ z) ** 2, axis=-1) / 2
    return enlarged(first, second, SAFETY * quadratic + rounding_of_loss(r, z))


def rounding_of_loss(r: Array, z: Array) -> Array:
    """Return the error of |r|^2 / 2 when r is known to ROUNDING |z|, shape (n,)."""
    unit = ROUNDING * float(np.linalg.norm(z))
    return np.asarray(unit * np.linalg.norm(r, axis=-1) + unit**2)


def turning_point_errors(prediction: Prediction, loss: Array) -> list[dict[str, float]]:
    """Return the error of time and loss at each turning point: the error of the slope divided by the curvature."""
    grid, z = prediction.grid, prediction.ordered[2]
    W, Wdot = prediction.curve
    curvature = np.gradient(test_loss_slope(W, Wdot, z), grid)
    slopes = [np.gradient(np.asarray(test_loss(W + E, z) - test_loss(W, z)), grid) for E in prediction.errors]
    bend = np.maximum(np.abs(curvature), 1e-300)
    with np.errstate(over="ignore"):  # a flat place is known no better than to the horizon
        shift = 2 * enlarged(slopes[0], slopes[1], 0.0) / bend + np.sqrt(2 * RESOLUTION * float(z @ z) / bend)
    shift = np.minimum(shift, prediction.horizon)
    return [
        {
            "t": float(np.interp(point.t, grid, shift) + ROUNDING * (1 + point.t)),
            "loss": float(np.interp(point.t, grid, loss)),
        }
        for point in prediction.turning_points
    ]


def rise_error(prediction: Prediction) -> float:
    """Return the error of the rise: what the two corrected curves make of it."""
    z, n = prediction.ordered[2], prediction.shown.size
    W = prediction.curve[0][:n]
    curves = [np.asarray(test_loss(W + E[:n], z)) for E in (np.zeros_like(W), *(E for E in prediction.errors))]
    plain, first, second = (float(largest_rise(curve)) for curve in curves)
    return float(enlarged(np.asarray(first - plain), np.asarray(second - plain), ROUNDING * float(z @ z)))


def area_error(prediction: Prediction, area: float) -> float:
    """Return the error of the training area: rounding, and what the untrained block P gains beyond its Schur complement.

    ln det P grows at tr(W_rs W_ss^{-1} A_s W_sr) exactly; the closed form holds P constant.
    """
    a, _, _ = prediction.ordered
    s = int(np.sum(a > 0))
    floor = ROUNDING * (1 + abs(area))
    if s in (0, a.size) or prediction.form.exact:
        return floor
    W = prediction.curve[0]
    size = np.sqrt(np.maximum(np.einsum("nkk->nk", W[:, :s, :s]), 1e-300))
    scaled = W[:, :s, :s] / (size[:, :, None] * size[:, None, :])
    mixed = W[:, :s, s:] / size[:, :, None]
    gain = np.sum(np.linalg.solve(scaled, mixed) * a[:s, None] * mixed, axis=(1, 2))
    return float(SAFETY * abs(np.trapezoid(gain, prediction.grid)) / 4 + floor)
