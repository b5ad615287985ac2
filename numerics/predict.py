"""What the closed forms say about one setting.

    learning times       first passage of w_kk through 1/2
    turning points       roots of the slope of the test loss
    training area        integral_0^inf L dt:  Phi(W(0))/4 for the tied model (less the untrained part), |W(0) - I|^2/4 by
                         column for one layer

How far off they are is said by `numerics.answer`. Where a model has no closed form for a start, there is nothing but a grid.

Source: new, for the flows of Yang et al., ICLR 2025 (arXiv 2410.08309v2).

Legend: a (d,) rates, c (d,) pivots, W (n, d, d) along the grid, E (n, d, d) estimates of its error; t printed time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from numerics.closed_form.defect import Residual, propagated_residuals
from numerics.flow.events import Course, course, courses, first_passages, first_passages_of, time_grid
from numerics.margins import Margins, margins
from numerics.model.base import ClosedForm
from numerics.setting import Setting
from numerics.task.arrays import Array
from numerics.task.trajectory import Trajectory, hold, hold_curves

#: The grid ends this many times 1 / a_min after the last learning time, where the training loss is below e^{-32}.
SETTLED = 8.0
#: Major entries do not come back between so many times of a grid that is made for turning points.
COARSE = 4


@dataclass(frozen=True, eq=False)
class Prediction:
    """The closed form of a setting along a grid of times, and all that is read off it.

    Parameters
    ----------
    setting : the question
    form : the closed form in use
    path : the closed form along times beyond the last learning time, as far as that is known
    """

    setting: Setting
    form: ClosedForm
    path: Trajectory

    @cached_property
    def errors(self) -> tuple[Array, Array]:
        """Return two estimates of the error of W on the grid, each (n, d, d); zero where the form is exact."""
        W, Wdot = self.path.curve
        if self.form.estimates is None:
            return np.zeros_like(W), np.zeros_like(W)
        return self.form.estimates(self.path.grid, W, Wdot)

    @cached_property
    def margins(self) -> Margins:
        """Return what the errors make of the test loss on the grid."""
        return _margins([self])[0]

    @cached_property
    def learning_times(self) -> Array:
        """Return the first passages through 1/2 in descending rate, infinite if never, shape (d,)."""
        return first_passages(self.path, every=COARSE)

    @cached_property
    def horizon(self) -> float:
        """Return the last time shown: as asked, or 1.3 times the largest finite learning time + 8."""
        return self.setting.horizon or default_horizon(self.learning_times)

    @cached_property
    def shown(self) -> Array:
        """Return the part of the grid up to the horizon."""
        return np.append(self.path.grid[self.path.grid < self.horizon], self.horizon)

    @cached_property
    def course(self) -> Course:
        """Return how the test loss goes up to the horizon."""
        return course(self.path, self.setting.ordered[2], self.horizon)

    @cached_property
    def training_area(self) -> float | None:
        """Return the integral of the training loss from 0 to infinity; None if it is infinite."""
        a, W0, _ = self.setting.ordered
        return self.setting.model.training_area(a, W0)


def predict(question: Setting) -> Prediction:
    """Return the prediction for a setting; what it holds is computed when asked for."""
    return predict_many([question])[0]


def predict_many(questions: Sequence[Setting]) -> list[Prediction]:
    """Return the predictions for many settings, those of one model and dimension with one motion where that is quicker."""
    forms: dict[int, ClosedForm] = {}
    for model in {id(one.model): one.model for one in questions}.values():
        places = [k for k, one in enumerate(questions) if one.model is model]
        forms |= zip(places, model.closed_forms([questions[k].ordered[:2] for k in places]), strict=True)
    return [
        Prediction(question, forms[k], Trajectory(forms[k].motion, _grid(question), question.model.clock))
        for k, question in enumerate(questions)
    ]


def _grid(question: Setting) -> Array:
    """Return times that are dense where something is learned, beyond the last learning time."""
    a, W0, _ = question.ordered
    times = question.model.anchors(a, W0)
    times = times[np.isfinite(times)]
    last = float(np.max(times, initial=0.0))
    settled = last + SETTLED / float(np.min(a[a > 0])) if np.any(a > 0) else last
    return time_grid(a, times, max(1.3 * last + 8.0, settled, question.horizon or settled))


def read_off(predictions: Sequence[Prediction]) -> None:
    """Compute what is read off many predictions side by side, where there is something: quicker than one by one."""
    groups: dict[tuple[Any, ...], list[Prediction]] = {}
    for one in predictions:
        if one.form.known:
            groups.setdefault((one.setting.a.size, one.form.signed, one.form.exact), []).append(one)
    for group in groups.values():
        paths = [one.path for one in group]
        hold_curves(paths)
        hold(group, "learning_times", first_passages_of(paths, every=COARSE))
        hold(group, "course", courses(paths, [one.setting.ordered[2] for one in group], [one.horizon for one in group]))
        carried = [(one.form.estimates, (one.path.grid, *one.path.curve)) for one in group]
        if all(isinstance(estimates, Residual) for estimates, _ in carried):
            hold(group, "errors", propagated_residuals(*zip(*carried, strict=True)))
        hold(group, "margins", _margins(group))


def _margins(predictions: Sequence[Prediction]) -> list[Margins]:
    """Return the margins of predictions of one dimension whose forms are alike in how far off they are."""
    orders, form = [one.setting.ordered for one in predictions], predictions[0].form
    curves = [(*one.path.curve, *one.errors) for one in predictions]
    rates, probes = ([order[k] for order in orders] for k in (0, 2))
    return margins(curves, rates, probes, signed=form.signed, exact=form.exact)


def default_horizon(learning_times: Array) -> float:
    """Return 1.3 times the largest finite learning time + 8."""
    return 1.3 * float(np.max(learning_times[np.isfinite(learning_times)], initial=0.0)) + 8.0
