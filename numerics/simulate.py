"""What integrating or iterating one setting gives, in the same words as `numerics.predict`.

    flow         tied: U' = X U, W = U U^T;  one layer: W' = -(W - I) A          to rounding
    gd           tied: U+ = U + eta X U;     one layer: W+ = W - eta (W - I) A   one step is eta units of time
    recurrence   tied: W+ = W + eta V(W)     (Appendix D of the paper)

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Eq. 4.3, D.2 and Appendix D.

    a (d,) rates, descending     W (n, d, d) along the run     t (n,) time
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.polynomial.legendre import leggauss

from numerics.answer import answer
from numerics.arrays import Floats
from numerics.field import one_layer_field, tied_field
from numerics.iterate import gradient_descent_step, recurrence_step
from numerics.loss import test_loss, training_loss
from numerics.loss_curve import Motion, TurningPoint, first_passages, rise, turning_points, with_rising_end
from numerics.predict import Prediction, predict
from numerics.setting import Setting
from numerics.trajectory import integrate, integrate_linear, pivots, triangular_factor

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
#: A run is followed at most this many horizons further, for directions that are learned later than predicted.
PATIENCE = 3


@dataclass(frozen=True, eq=False)
class Simulation:
    """One run on a grid of times.

    Parameters
    ----------
    prediction : the closed form of the same setting, whose horizon and grid are used
    motion : W(t) and W'(t)
    grid : (n,) times of the whole run
    diverged : when an entry passes LARGEST_ENTRY, perhaps beyond the horizon, or None
    iterate : "flow", "gd" or "recurrence"
    unstable : whether the step is so large that W = I repels the iteration
    """

    prediction: Prediction
    motion: Motion
    grid: Floats
    diverged: float | None = None
    iterate: str = "flow"
    unstable: bool = False

    @cached_property
    def curve(self) -> Floats:
        """Return W on the grid, (n, d, d)."""
        return self.motion(self.grid)[0]

    @cached_property
    def learning_times(self) -> Floats:
        """Return the first passages through 1/2 in descending rate, infinite if never in the run, shape (d,)."""
        return first_passages(self.motion, self.grid)

    @cached_property
    def turning_points(self) -> list[TurningPoint]:
        """Return the interior minima and maxima of the test loss up to the horizon."""
        last = min(self.prediction.horizon, float(self.grid[-1]))
        shown = np.append(self.grid[self.grid < last], last)
        return turning_points(self.motion, self.prediction.ordered[2], shown)

    @cached_property
    def extremes(self) -> list[TurningPoint]:
        """Return the turning points and, where the test loss is still rising at the horizon, the horizon as a maximum."""
        t = np.array([0.0, min(self.prediction.horizon, float(self.grid[-1]))])
        first, last = test_loss(self.motion(t)[0], self.prediction.ordered[2])
        return with_rising_end(self.turning_points, float(first), TurningPoint("max", float(t[1]), float(last)))

    @property
    def still_rising(self) -> bool:
        """Return whether the test loss is still rising at the horizon."""
        return len(self.extremes) > len(self.turning_points)

    @cached_property
    def rise(self) -> float:
        """Return the largest rise of the test loss up to the horizon; infinite if the run diverges."""
        if self.diverged is not None:
            return np.inf
        return rise(self.extremes, float(test_loss(self.motion(np.zeros(1))[0], self.prediction.ordered[2])[0]))


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
    a: Floats
    W0: Floats

    def until(self, t_end: float) -> Simulation:
        """Integrate to `t_end` and return the run on the predicted grid and the integrator's own steps."""
        tied = self.prediction.setting.model == "tied"
        path = integrate(self.a, self.W0, t_end) if tied else integrate_linear(self.a, self.W0, t_end)
        field = tied_field if tied else one_layer_field

        def motion(t: Floats) -> tuple[Floats, Floats]:
            W = path.at(t)
            return W, field(W, self.a)

        inner = self.prediction.grid[self.prediction.grid < t_end]
        beyond = np.linspace(inner[-1], t_end, 200)
        return Simulation(self.prediction, motion, np.unique(np.concatenate([inner, beyond, path.steps])))


def _iteration(prediction: Prediction, iterate: str, eta: float) -> Simulation:
    a, W0, _ = prediction.ordered
    steps = int(np.ceil(prediction.horizon / eta)) + 1
    if steps > MOST_STEPS:
        raise ValueError(f"eta must be at least horizon / {MOST_STEPS:,} = {prediction.horizon / MOST_STEPS:.3g}, got {eta}")
    unstable = bool(eta * a[0] > STABLE_BELOW[prediction.setting.model])
    states, diverged = _states(prediction.setting.model, a, W0, iterate, eta, steps, WATCHED if unstable else 0)
    if diverged is None and eta > prediction.horizon:
        raise ValueError(f"eta must be at most the horizon {prediction.horizon:.6g}, got {eta}")
    W, grid = np.stack(states), eta * np.arange(len(states))
    slope = np.diff(W, axis=0, append=W[-1:]) / eta

    def motion(t: Floats) -> tuple[Floats, Floats]:
        at = np.clip(np.floor(np.asarray(t) / eta * (1 + 1e-15)).astype(int), 0, len(states) - 1)
        return W[at] + slope[at] * (np.asarray(t) - grid[at])[..., None, None], slope[at]

    return Simulation(prediction, motion, grid, None if diverged is None else diverged * eta, iterate, unstable)


def _states(
    model: str, a: Floats, W0: Floats, iterate: str, eta: float, steps: int, watched: int
) -> tuple[list[Floats], int | None]:
    """Return W before the first and after each of `steps` steps, and the step at which the run diverges.

    Beyond `steps` the run is watched for `watched` more.
    """
    seen: list[Floats] = []
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
    last = float(training_loss(simulation.motion(simulation.grid[-1:])[0], a)[0])
    tail = last / ((4 if tied else 2) * float(np.min(a[trained])))
    open_end = simulation.unstable or (simulation.iterate != "flow" and tail > LARGEST_TAIL * body)
    return None if open_end else body + tail


def area_to_the_end(simulation: Simulation) -> float | None:
    """Return the integral of the training loss over the run by Gauss quadrature; None if the run diverges.

    An iteration ends at the first step beyond its horizon; a flow later.
    """
    if simulation.diverged is not None:
        return None
    nodes, weights = leggauss(GAUSS_POINTS)
    middle, half = (simulation.grid[1:] + simulation.grid[:-1]) / 2, np.diff(simulation.grid) / 2
    W = simulation.motion((middle[:, None] + half[:, None] * nodes).ravel())[0]
    loss = training_loss(W, simulation.prediction.ordered[0])
    return float(half @ (loss.reshape(-1, GAUSS_POINTS) @ weights))


def as_json(simulation: Simulation) -> dict[str, Any]:
    """Return the fields of `simulate --json`: the answer, without what a run that diverges does not have."""
    prediction, bounded = simulation.prediction, simulation.diverged is None
    last = simulation.motion(np.array([prediction.horizon]))[0]
    return answer(
        prediction.setting,
        simulation.learning_times,
        simulation.turning_points,
        rise=simulation.rise if bounded else None,
        training_area=training_area(simulation),
        final_test_loss=float(test_loss(last, prediction.ordered[2])[0]) if bounded else None,
    )
