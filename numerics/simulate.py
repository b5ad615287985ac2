"""What integrating or iterating one setting gives, in the same words as `numerics.predict`.

    flow         tied: U' = X U, W = U U^T;  one layer: W' = -(W - I) A;          layers: W_l' = -dL/dW_l        to rounding
    gd           tied: U+ = U + eta X U;     one layer: W+ = W - eta (W - I) A;   layers: W_l+ = W_l - eta dL/dW_l
    recurrence   tied: W+ = W + eta V(W)     (Appendix D of the paper)

One step is eta units of time.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Eqs. (4.3) and (D.2).

Legend: a (d,) rates, descending; W (n, d, d) along the run; t (n,) time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from numerics.flow.events import Course, course, courses, first_passages, first_passages_of
from numerics.flow.iterate import polygon
from numerics.flow.series import CELLS_PER_STEP
from numerics.model.base import Iteration
from numerics.predict import SETTLED, Prediction, default_horizon, predict, predict_many, read_off
from numerics.setting import Setting
from numerics.task.arrays import Array
from numerics.task.exact_numbers import fitting_number, quoted, rounded
from numerics.task.loss import training_loss, training_loss_of_rates
from numerics.task.quadrature import NODES, integrals
from numerics.task.trajectory import Trajectory, hold, same_clock

ITERATES = ("flow", "gd", "recurrence")
#: More steps than this would take minutes and gigabytes.
MOST_STEPS = 1_000_000
#: A run whose entries pass this diverges.
LARGEST_ENTRY = 1e100
#: An unstable iteration is watched for so many steps beyond the horizon, to see whether it diverges.
WATCHED = 200
#: The exponential tail of the training area is trusted up to this part of the area.
LARGEST_TAIL = 0.01
#: Gauss points per interval of the grid, for the training area.
GAUSS_POINTS = 4
#: A run is followed at most this many horizons further, for directions that are learned later than predicted.
PATIENCE = 3
#: A run without a prediction is followed over at most 2 to this times the first guess of its length.
DOUBLINGS = 8


@dataclass(frozen=True, eq=False)
class Simulation:
    """One run beside its prediction, on the clock of both.

    Parameters
    ----------
    prediction : the closed form of the same setting, whose horizon is used where there is one
    path : W(t) on the times of the whole run
    diverged : when an entry passes LARGEST_ENTRY, perhaps beyond the horizon, or None
    iterate : "flow", "gd" or "recurrence"
    unstable : whether the step is so large that W = I repels the iteration

    Raises
    ------
    ValueError : if the run and the prediction are on different clocks
    """

    prediction: Prediction
    path: Trajectory
    diverged: float | None = None
    iterate: str = "flow"
    unstable: bool = False

    def __post_init__(self) -> None:
        same_clock(self.prediction.setting.model.clock, self.path.clock)

    @cached_property
    def learning_times(self) -> Array:
        """Return the first passages through 1/2 in descending rate, infinite if never in the run, shape (d,)."""
        return first_passages(self.path)

    @property
    def is_late(self) -> bool:
        """Return whether a direction that is predicted to be learned is not learned in the run."""
        return not np.all(np.isfinite(self.learning_times[np.isfinite(self.prediction.learning_times)]))

    @cached_property
    def horizon(self) -> float:
        """Return the last time shown: that of the prediction, or by the learning times of the run where nothing is predicted."""
        if self.prediction.form.known:
            return self.prediction.horizon
        return self.prediction.setting.horizon or default_horizon(self.learning_times)

    @cached_property
    def course(self) -> Course:
        """Return how the test loss goes up to the horizon, or to where the run ends before it."""
        return course(self.path, self.prediction.setting.ordered[2], self.shown_until)

    @property
    def shown_until(self) -> float:
        """Return the horizon, or where the run ends before it."""
        return min(self.horizon, self.path.end)

    @cached_property
    def area_to_the_end(self) -> float | None:
        """Return the integral of the training loss over the run by Gauss quadrature; None if the run diverges.

        An iteration ends one step after the first that reaches its horizon; a flow later.
        """
        return None if self.diverged is not None else _areas([self])[0]


def simulate(question: Setting, iterate: str = "flow", eta: Any = None) -> Simulation:
    """Run the flow or an iteration of a setting, over the horizon of its prediction.

    Parameters
    ----------
    question : the setting
    iterate : "flow", "gd" or "recurrence"
    eta : step size of an iteration, > 0, a number or a text such as "1/100"

    Raises
    ------
    ValueError : if `iterate` or `eta` do not fit, or the run is too long
    """
    if not isinstance(iterate, str) or iterate not in ITERATES:
        raise ValueError(f"iterate must be one of {', '.join(ITERATES)}, got {iterate!r}")
    if iterate == "flow" and eta is not None:
        raise ValueError(f"eta must be left out unless iterate is gd or recurrence, got {quoted(eta)} with iterate flow")
    prediction = predict(question)
    if iterate == "flow":
        return _flows([prediction])[0] if prediction.form.known else _unpredicted(prediction)
    if iterate not in question.model.iterates:
        allowed = " or ".join(("flow", *question.model.iterates))
        raise ValueError(f"iterate must be {allowed} for the {question.model.name} model, got {iterate}")
    rule = f"finite and above 0 for iterate {iterate}"
    step = float(fitting_number("eta", eta, lambda r: 0 < rounded(r) < np.inf, rule))
    return _iteration(prediction, iterate, step)


def simulate_many(questions: Sequence[Setting]) -> list[Simulation]:
    """Return the flow of many settings, each as by `simulate`, and all that is read off it and its prediction, side by side."""
    predictions = predict_many(questions)
    read_off(predictions)
    known = [one for one in predictions if one.form.known]
    runs = dict(zip(map(id, known), _flows(known), strict=True))
    groups: dict[tuple[int, int], list[Simulation]] = {}
    for run in runs.values():
        groups.setdefault((run.prediction.setting.a.size, run.path.cells), []).append(run)
    for group in groups.values():
        asked = [(run.path, run.prediction.setting.ordered[2], run.shown_until) for run in group]
        hold(group, "course", courses(*zip(*asked, strict=True)))
        hold(group, "area_to_the_end", _areas(group))
    return [runs[id(one)] if id(one) in runs else _unpredicted(one) for one in predictions]


def _areas(runs: Sequence[Simulation]) -> list[float]:
    """Return the integrals of the training loss over runs of one dimension and number of cells."""
    rates = np.stack([run.prediction.setting.ordered[0] for run in runs])
    nodes = GAUSS_POINTS if runs[0].path.cells == 1 else NODES
    return integrals([run.path for run in runs], lambda W, which: training_loss_of_rates(W, rates[which]), nodes)


def _flows(predictions: Sequence[Prediction]) -> list[Simulation]:
    """Return integrated flows, those of one model and dimension side by side, followed further where something is late."""
    groups: dict[tuple[int, int], list[Prediction]] = {}
    for one in predictions:
        groups.setdefault((id(one.setting.model), one.setting.a.size), []).append(one)
    found: dict[int, Simulation] = {}
    for group in groups.values():
        paths = group[0].setting.model.integrate_many([(*one.setting.ordered[:2], _first_end(one)) for one in group])
        runs = [_run(one, path) for one, path in zip(group, paths, strict=True)]
        hold(runs, "learning_times", first_passages_of([run.path for run in runs]))
        runs = [_followed(run) if run.is_late else run for run in runs]
        found |= zip(map(id, group), runs, strict=True)
    return [found[id(one)] for one in predictions]


def _first_end(prediction: Prediction) -> float:
    return max(float(prediction.path.grid[-1]), prediction.horizon)


def _followed(simulation: Simulation) -> Simulation:
    """Return a run in which something is late, followed further on."""
    prediction = simulation.prediction
    a, W0, _ = prediction.setting.ordered
    last = float(prediction.path.grid[-1])
    for end in (2 * last, (PATIENCE + 1) * last):
        simulation = _run(prediction, prediction.setting.model.integrate(a, W0, end))
        if not simulation.is_late:
            break
    return simulation


def _unpredicted(prediction: Prediction) -> Simulation:
    """Return the integrated flow of a start without a closed form, over times that double until all is learned."""
    a, W0, _ = prediction.setting.ordered
    asked, end = prediction.setting.horizon, float(prediction.path.grid[-1])
    for _ in range(DOUBLINGS + 1):
        simulation = _run(prediction, prediction.setting.model.integrate(a, W0, max(end, asked or 0.0)))
        latest = np.max(simulation.learning_times[a > 0], initial=0.0)
        settled = default_horizon(simulation.learning_times) + SETTLED / float(np.min(a[a > 0], initial=np.inf))
        if asked is not None or settled <= end:
            break
        end = max(settled, 2 * end) if not np.isfinite(latest) else settled
    return simulation


def _run(prediction: Prediction, path: Trajectory) -> Simulation:
    """Return a run in the cells of its own steps, where they are many; else on these and on the predicted grid."""
    if path.cells >= CELLS_PER_STEP:
        return Simulation(prediction, path)
    inner = prediction.path.grid[prediction.path.grid < path.end]
    times = np.concatenate([inner, np.linspace(inner[-1], path.end, 200), path.steps])
    return Simulation(prediction, replace(path, steps=np.unique(times), cells=1))


def _iteration(prediction: Prediction, iterate: str, eta: float) -> Simulation:
    a, W0, _ = prediction.setting.ordered
    model = prediction.setting.model
    horizon = prediction.horizon if prediction.form.known else _unpredicted(prediction).horizon
    steps = np.ceil(horizon / eta) + 1
    if steps > MOST_STEPS:
        raise ValueError(f"eta must be at least horizon / {MOST_STEPS:,} = {horizon / MOST_STEPS:.3g}, got {eta}")
    unstable = bool(eta * a[0] > model.stable_below_of(W0))
    states, diverged = _states(model.iteration(iterate, a, W0), eta, int(steps), WATCHED if unstable else 0)
    if diverged is None and eta > horizon:
        raise ValueError(f"eta must be at most the horizon {horizon:.6g}, got {eta}")
    path = polygon(np.stack(states), eta, model.clock)
    return Simulation(prediction, path, None if diverged is None else diverged * eta, iterate, unstable)


def _states(run: Iteration, eta: float, steps: int, watched: int) -> tuple[list[Array], int | None]:
    """Return W before the first and after each of `steps` steps, and the step at which the run diverges.

    Beyond `steps` the run is watched for `watched` more.
    """
    seen: list[Array] = []
    state = run.start
    with np.errstate(over="ignore", invalid="ignore"):
        for number in range(steps + watched + 1):
            W = run.matrix(state)
            if not np.all(np.abs(W) < LARGEST_ENTRY):
                return seen, number
            if number <= steps:
                seen.append(W)
            state = run.step(state, eta)
    return seen, None


def training_area(simulation: Simulation) -> float | None:
    """Return the integral of the training loss from 0 to infinity, with its exponential tail.

    None if it does not vanish, or if an iteration is unstable or ends with more than LARGEST_TAIL of it to come.
    """
    a, W0, _ = simulation.prediction.setting.ordered
    trained = a > 0
    body = simulation.area_to_the_end
    learns = simulation.prediction.training_area is not None or simulation.prediction.setting.model.learns(a, W0)
    if body is None or not learns:
        return None
    if not np.any(trained):
        return 0.0
    last = float(training_loss(simulation.path.curve[0][-1], a))
    tail = last / (simulation.prediction.setting.model.settling_of(W0) * float(np.min(a[trained])))
    is_open = simulation.iterate != "flow" or not simulation.prediction.form.known
    open_end = simulation.unstable or (is_open and tail > LARGEST_TAIL * body)
    return None if open_end else body + tail
