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

from numerics.arrays import Floats
from numerics.field import one_layer_field, tied_field
from numerics.iterate import gradient_descent, recurrence
from numerics.loss import test_loss, training_loss
from numerics.loss_curve import Motion, TurningPoint, first_passages, rise, turning_points
from numerics.predict import Prediction, finite_list, predict
from numerics.setting import Setting
from numerics.trajectory import integrate, integrate_linear, pivots, triangular_factor

ITERATES = ("flow", "gd", "recurrence")
#: More steps than this would take minutes and gigabytes.
MOST_STEPS = 1_000_000
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
    diverged : when the run left the numbers, or None
    """

    prediction: Prediction
    motion: Motion
    grid: Floats
    diverged: float | None = None

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
    def rise(self) -> float:
        """Return the largest rise of the test loss."""
        return rise(self.turning_points, float(test_loss(self.motion(np.zeros(1))[0], self.prediction.ordered[2])[0]))


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
    W = np.stack(_states(prediction.setting.model, a, W0, iterate, eta, steps))
    finite = np.all(np.isfinite(W) & (np.abs(W) < 1e100), axis=(1, 2))
    length = W.shape[0] if np.all(finite) else int(np.argmin(finite))
    W, grid = W[:length], eta * np.arange(length)
    slope = np.diff(W, axis=0, append=W[-1:]) / eta

    def motion(t: Floats) -> tuple[Floats, Floats]:
        at = np.clip(np.floor(np.asarray(t) / eta * (1 + 1e-15)).astype(int), 0, length - 1)
        return W[at] + slope[at] * (np.asarray(t) - grid[at])[..., None, None], slope[at]

    return Simulation(prediction, motion, grid, None if length == finite.size else float(length * eta))


def _states(model: str, a: Floats, W0: Floats, iterate: str, eta: float, steps: int) -> list[Floats]:
    """Return W before the first and after each step."""
    seen: list[Floats] = []
    if model == "one-layer":
        W = W0
        for _ in range(steps + 1):
            seen.append(W)
            W = W + eta * one_layer_field(W, a)
    elif iterate == "gd":
        with np.errstate(over="ignore", invalid="ignore"):
            gradient_descent(triangular_factor(W0), a, eta, steps, lambda _, U: seen.append(U @ U.T))
    else:
        recurrence(W0, a, eta, steps, lambda _, W: seen.append(W))
    return seen


def training_area(simulation: Simulation) -> float | None:
    """Return the integral of the training loss by Gauss quadrature, with its exponential tail; None if it does not vanish."""
    a, W0, _ = simulation.prediction.ordered
    trained = a > 0
    tied = simulation.prediction.setting.model == "tied"
    if simulation.diverged is not None or (tied and np.any(pivots(W0)[trained] == 0)):
        return None
    if not np.any(trained):
        return 0.0
    nodes, weights = leggauss(GAUSS_POINTS)
    middle, half = (simulation.grid[1:] + simulation.grid[:-1]) / 2, np.diff(simulation.grid) / 2
    loss = training_loss(simulation.motion((middle[:, None] + half[:, None] * nodes).ravel())[0], a)
    body = float(half @ (loss.reshape(-1, GAUSS_POINTS) @ weights))
    last = float(training_loss(simulation.motion(simulation.grid[-1:])[0], a)[0])
    return body + last / ((4 if tied else 2) * float(np.min(a[trained])))


def as_json(simulation: Simulation) -> dict[str, Any]:
    """Return the fields of `simulate --json`, never NaN or infinity."""
    question = simulation.prediction.setting
    _, W0, z = simulation.prediction.ordered
    last = simulation.motion(np.array([simulation.prediction.horizon]))[0]
    return {
        "clock": question.clock,
        "a": [float(rate) for rate in question.a],
        "order": [int(k) + 1 for k in question.order],
        "pivots": [float(c) for c in pivots(W0)] if question.model == "tied" else None,
        "learning_times": finite_list(question.by_coordinate(simulation.learning_times)),
        "turning_points": [{"kind": p.kind, "t": p.t, "loss": p.loss} for p in simulation.turning_points],
        "rise": simulation.rise,
        "training_area": training_area(simulation),
        "final_test_loss": None if simulation.diverged is not None else float(test_loss(last, z)[0]),
    }
