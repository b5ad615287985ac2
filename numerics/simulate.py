"""What integrating or iterating one setting gives, in the same words as `numerics.predict`.

    flow         tied: U' = X U, W = U U^T;  one layer: W' = -(W - I) A          to rounding
    gd           tied: U+ = U + eta X U;     one layer: W+ = W - eta (W - I) A   one step is eta units of time
    recurrence   tied: W+ = W + eta V(W)     (Appendix D of the paper)

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Eq. 4.3, D.2 and Appendix D.

Legend: a (d,) rates, descending; W (n, d, d) along the run; t (n,) time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from numerics.area import integral
from numerics.arrays import Array
from numerics.clock import same_clock
from numerics.elimination import pivots, triangular_factor
from numerics.events import Course, TurningPoint, course, first_passages
from numerics.field import one_layer_field
from numerics.integrate import integrate_factored, integrate_one_layer
from numerics.iterate import gradient_descent_step, polygon, recurrence_step
from numerics.loss import training_loss
from numerics.predict import Prediction, finite_list, predict
from numerics.setting import Setting
from numerics.trajectory import Trajectory

ITERATES = ("flow", "gd", "recurrence")
#: More steps than this would take minutes and gigabytes.
MOST_STEPS = 1_000_000
#: A run whose entries pass this diverges.
LARGEST_ENTRY = 1e100
#: W = I repels an iteration whose step times the largest rate is above this: 1 - 2 eta a < -1, one layer 1 - eta a < -1.
STABLE_BELOW = {"tied": 1.0, "one-layer": 2.0}
#: An unstable iteration is watched for so many steps beyond the horizon, to see whether it diverges.
WATCHED = 200
#: The exponential tail of the training area is trusted up to this part of the area.
LARGEST_TAIL = 0.01
#: Gauss points per interval of the grid, for the training area.
GAUSS_POINTS = 4
#: Relative tolerance of the integration of one layer.
RTOL = 1e-11
#: A run is followed at most this many horizons further, for directions that are learned later than predicted.
PATIENCE = 3


@dataclass(frozen=True, eq=False)
class Simulation:
    """One run beside its prediction, on the clock of both.

    Parameters
    ----------
    prediction : the closed form of the same setting, whose horizon is used
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
        same_clock(self.prediction.path.clock, self.path.clock)

    @cached_property
    def learning_times(self) -> Array:
        """Return the first passages through 1/2 in descending rate, infinite if never in the run, shape (d,)."""
        return first_passages(self.path)

    @cached_property
    def course(self) -> Course:
        """Return how the test loss goes up to the horizon, or to where the run ends before it."""
        return course(self.path, self.prediction.ordered[2], min(self.prediction.horizon, self.path.end))

    @property
    def turning_points(self) -> list[TurningPoint]:
        """Return the interior minima and maxima of the test loss up to the horizon."""
        return self.course.turning_points

    @property
    def rise(self) -> float:
        """Return the largest increase of the test loss above its running minimum; infinite if the run diverges."""
        return self.course.rise if self.diverged is None else np.inf


def simulate(question: Setting, iterate: str = "flow", eta: float | None = None) -> Simulation:
    """Run the flow or an iteration of a setting, over the horizon of its prediction.

    Parameters
    ----------
    question : the setting
    iterate : "flow", "gd" or "recurrence"
    eta : step size of an iteration, > 0

    Raises
    ------
    ValueError : if `iterate` or `eta` do not fit, or the run is too long
    """
    if iterate not in ITERATES:
        raise ValueError(f"iterate must be one of {', '.join(ITERATES)}, got {iterate!r}")
    if iterate == "flow" and eta is not None:
        raise ValueError(f"eta must be left out unless iterate is gd or recurrence, got {eta} with iterate flow")
    prediction = predict(question)
    if iterate == "flow":
        return _flow(prediction)
    if eta is None or not (np.isfinite(eta) and eta > 0):
        raise ValueError(f"eta must be finite and above 0 for iterate {iterate}, got {eta}")
    return _iteration(prediction, iterate, eta)


def _flow(prediction: Prediction) -> Simulation:
    a, W0, _ = prediction.ordered
    run = _Run(prediction, a, W0)
    simulation = run.until(max(float(prediction.grid[-1]), prediction.horizon))
    expected = np.isfinite(prediction.learning_times)
    for factor in (2.0, float(PATIENCE + 1)):
        if np.all(np.isfinite(simulation.learning_times[expected])):
            break
        simulation = run.until(factor * float(prediction.grid[-1]))
    return simulation


@dataclass(frozen=True, eq=False)
class _Run:
    """Integrations of one setting to different times."""

    prediction: Prediction
    a: Array
    W0: Array

    def until(self, t_end: float) -> Simulation:
        """Integrate to `t_end` and return the run on the predicted grid and the integrator's own steps."""
        tied = self.prediction.setting.model == "tied"
        path = integrate_factored(self.W0, self.a, t_end) if tied else integrate_one_layer(self.W0, self.a, t_end, RTOL, RTOL)
        inner = self.prediction.grid[self.prediction.grid < t_end]
        beyond = np.linspace(inner[-1], t_end, 200)
        return Simulation(self.prediction, path.over(np.unique(np.concatenate([inner, beyond, path.steps]))))


def _iteration(prediction: Prediction, iterate: str, eta: float) -> Simulation:
    a, W0, _ = prediction.ordered
    steps = int(np.ceil(prediction.horizon / eta)) + 1
    if steps > MOST_STEPS:
        raise ValueError(f"eta must be at least horizon / {MOST_STEPS:,} = {prediction.horizon / MOST_STEPS:.3g}, got {eta}")
    unstable = bool(eta * a[0] > STABLE_BELOW[prediction.setting.model])
    states, diverged = _states(prediction.setting.model, a, W0, iterate, eta, steps, WATCHED if unstable else 0)
    if diverged is None and eta > prediction.horizon:
        raise ValueError(f"eta must be at most the horizon {prediction.horizon:.6g}, got {eta}")
    path = polygon(np.stack(states), eta, prediction.path.clock)
    return Simulation(prediction, path, None if diverged is None else diverged * eta, iterate, unstable)


def _states(
    model: str, a: Array, W0: Array, iterate: str, eta: float, steps: int, watched: int
) -> tuple[list[Array], int | None]:
    """Return W before the first and after each of `steps` steps, and the step at which the run diverges.

    Beyond `steps` the run is watched for `watched` more.
    """
    seen: list[Array] = []
    factor = model == "tied" and iterate == "gd"
    state = triangular_factor(W0) if factor else W0
    with np.errstate(over="ignore", invalid="ignore"):
        for number in range(steps + watched + 1):
            W = state @ state.T if factor else state
            if not np.all(np.abs(W) < LARGEST_ENTRY):
                return seen, number
            if number <= steps:
                seen.append(W)
            if model == "one-layer":
                state = W + eta * one_layer_field(W, a)
            else:
                state = gradient_descent_step(state, a, eta) if factor else recurrence_step(W, a, eta)
    return seen, None


def training_area(simulation: Simulation) -> float | None:
    """Return the integral of the training loss from 0 to infinity, with its exponential tail.

    None if it does not vanish, or if an iteration is unstable or ends with more than LARGEST_TAIL of it to come.
    """
    a, W0, _ = simulation.prediction.ordered
    trained = a > 0
    tied = simulation.prediction.setting.model == "tied"
    body = area_to_the_end(simulation)
    if body is None or (tied and np.any(pivots(W0)[trained] == 0)):
        return None
    if not np.any(trained):
        return 0.0
    last = float(training_loss(simulation.path.W(simulation.path.end), a))
    tail = last / ((4 if tied else 2) * float(np.min(a[trained])))
    open_end = simulation.unstable or (simulation.iterate != "flow" and tail > LARGEST_TAIL * body)
    return None if open_end else body + tail


def area_to_the_end(simulation: Simulation) -> float | None:
    """Return the integral of the training loss over the run by Gauss quadrature; None if the run diverges.

    An iteration ends at the first step beyond its horizon; a flow later.
    """
    if simulation.diverged is not None:
        return None
    a = simulation.prediction.ordered[0]
    return integral(simulation.path, lambda W: training_loss(W, a), GAUSS_POINTS)


def as_json(simulation: Simulation) -> dict[str, Any]:
    """Return the fields of `simulate --json`, never NaN or infinity."""
    question = simulation.prediction.setting
    _, W0, _ = simulation.prediction.ordered
    return {
        "clock": simulation.path.clock.value,
        "a": [float(rate) for rate in question.a],
        "order": [int(k) + 1 for k in question.order],
        "pivots": [float(c) for c in pivots(W0)] if question.model == "tied" else None,
        "learning_times": finite_list(question.by_coordinate(simulation.learning_times)),
        "turning_points": [{"kind": p.kind, "t": p.t, "loss": p.loss} for p in simulation.turning_points],
        "rise": simulation.rise if simulation.diverged is None else None,
        "training_area": training_area(simulation),
        "final_test_loss": None if simulation.diverged is not None else simulation.course.end.loss,
    }
