"""Integration of the flows with dense output, and events found by root-finding on it.

    one layer   W' = -(W - I) A     (loss clock)
    tied        W' = V(W), or U' = X U with W = U U^T     (printed clock)
    crossing    the first time at which w_kk reaches a level
    turning     the times at which the test loss turns: roots of its slope (W z - z) . W' z, not of a grid

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 4, as transcribed; integration by SciPy's DOP853 (LSODA where stiff).

    W, U  shape (d, d), (d, d');   A  shape (d,) or (d, d);   z  shape (d,)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from numerics.clock import Clock
from numerics.field import one_layer_field, tied_field, tied_weight_field
from numerics.loss import rise as largest_rise
from numerics.loss import test_loss, test_loss_slope
from numerics.task import Array

#: Dense output of DOP853 is of order 7: cells of a step are searched for sign changes one by one.
CELLS_PER_STEP = 8
#: Beyond this a_max * end an explicit method is held up by stability (its steps stay near 3 / a_max), not by accuracy.
STIFF_FROM = 2e4
#: The least absolute tolerance: the error, divided by it, must not overflow.
SMALLEST = 1e-307


@dataclass(frozen=True)
class Trajectory:
    """The path W(t) on [0, end], from dense output.

    Parameters
    ----------
    state : t to the integrated matrix (W, or U when `tied_weights`)
    steps : the accepted times of the integrator, shape (m,)
    A : the second moment it was driven by
    field : W to W'
    clock : the unit of t
    tied_weights : whether the state is U rather than W
    failure : why the integration stopped early, or nothing
    """

    state: Callable[[float], Array]
    steps: Array
    A: Array
    field: Callable[[Array, Array], Array]
    clock: Clock
    tied_weights: bool = False
    failure: str = ""

    @property
    def end(self) -> float:
        """Return the last time reached."""
        return float(self.steps[-1])

    def W(self, time: float) -> Array:
        """Return W(t), shape (d, d)."""
        state = self.state(time)
        return state @ state.T if self.tied_weights else state

    def velocity(self, time: float) -> Array:
        """Return W'(t), shape (d, d)."""
        return self.field(self.W(time), self.A)

    def test_loss(self, time: float, z: Array) -> float:
        """Return the loss at the point z at one time."""
        return float(test_loss(self.W(time), z))

    def test_loss_slope(self, time: float, z: Array) -> float:
        """Return the time derivative of the loss at the point z."""
        return float(test_loss_slope(self.W(time), self.velocity(time), z))


@dataclass(frozen=True)
class TurningPoint:
    """An interior extremum of the test loss: "min" or "max", its time and the loss there."""

    kind: str
    time: float
    loss: float


def integrate_one_layer(W: Array, A: Array, end: float, rtol: float = 1e-10, atol: float = 1e-12) -> Trajectory:
    """Integrate W' = -(W - I) A from W to time `end` on the loss clock."""
    return _integrate(one_layer_field, one_layer_field, W, A, end, rtol, atol, Clock.LOSS, tied_weights=False)


def integrate_tied(W: Array, A: Array, end: float, rtol: float = 1e-10, atol: float = 1e-12) -> Trajectory:
    """Integrate W' = V(W) from the symmetric W to time `end` on the printed clock."""
    if np.isfinite(W).all() and not np.allclose(W, W.T, rtol=1e-12, atol=0):
        raise ValueError("W must be symmetric, got a matrix that differs from its transpose")
    # Rounding in W - W^T would not be damped by the field, which assumes there is none.
    return _integrate(tied_field, tied_field, 0.5 * (W + W.T), A, end, rtol, atol, Clock.PRINTED, tied_weights=False)


def integrate_tied_weights(U: Array, A: Array, end: float, rtol: float = 1e-10, atol: float = 1e-12) -> Trajectory:
    """Integrate U' = X U from U to time `end` on the printed clock; W = U U^T stays positive semidefinite."""
    return _integrate(tied_weight_field, tied_field, U, A, end, rtol, atol, Clock.PRINTED, tied_weights=True)


def crossing_time(path: Trajectory, index: int, level: float = 0.5) -> float | None:
    """Return the first time at which w_kk reaches `level` (0 if it starts above), or None if it never does by the end.

    `index` counts from 0.
    """
    if path.W(0.0)[index, index] >= level:
        return 0.0
    roots = _roots(lambda time: float(path.W(time)[index, index]) - level, path.steps)
    return roots[0] if roots else None


def turning_points(path: Trajectory, z: Array, threshold: float = 0.0) -> list[TurningPoint]:
    """Return the interior minima and maxima of the loss at z, in order.

    Neighbouring extrema that differ by less than `threshold` in loss are rounding and left out in pairs.
    """
    times = _roots(lambda time: path.test_loss_slope(time, z), path.steps)
    edges = [path.steps[0], *times, path.steps[-1]]
    points = []
    for number, time in enumerate(times):
        rising_before = path.test_loss_slope(0.5 * (edges[number] + time), z) > 0
        points.append(TurningPoint("max" if rising_before else "min", time, path.test_loss(time, z)))
    return _significant(points, threshold)


def rise(path: Trajectory, z: Array) -> float:
    """Return the largest increase of the test loss above its running minimum, from the start to the end, both included."""
    inner = (point.loss for point in turning_points(path, z))
    return float(largest_rise(np.array([path.test_loss(0.0, z), *inner, path.test_loss(path.end, z)])))


def _integrate(
    state_field: Callable[[Array, Array], Array],
    field: Callable[[Array, Array], Array],
    start: Array,
    A: Array,
    end: float,
    rtol: float,
    atol: float,
    clock: Clock,
    *,
    tied_weights: bool,
) -> Trajectory:
    for name, values in (("start", start), ("A", A), ("end", np.asarray(end))):
        if not np.isfinite(values).all():
            raise ValueError(f"{name} must be finite, got {values}")
    if not end > 0:
        raise ValueError(f"end must be above 0, got {end}")
    shape = start.shape

    def flat(_: float, state: Array) -> Array:
        return state_field(state.reshape(shape), A).ravel()

    # A start far smaller than atol would count as exact whatever became of it: the error is kept relative to its size.
    size = float(np.max(np.abs(start), initial=0.0))
    floor = min(atol, max(rtol * size, SMALLEST)) if size > 0 else atol
    method = "LSODA" if float(np.max(np.abs(A), initial=0.0)) * end > STIFF_FROM else "DOP853"
    solved = solve_ivp(flat, (0.0, end), start.ravel(), method=method, rtol=rtol, atol=floor, dense_output=True)
    dense = solved.sol
    return Trajectory(
        state=lambda time: dense(time).reshape(shape),
        steps=solved.t,
        A=A,
        field=field,
        clock=clock,
        tied_weights=tied_weights,
        failure="" if solved.success else str(solved.message),
    )


def _roots(function: Callable[[float], float], steps: Array) -> list[float]:
    """Return the sign changes of a function, searched cell by cell between the integrator's steps."""
    cells = np.linspace(steps[:-1], steps[1:], CELLS_PER_STEP, endpoint=False, axis=1).ravel()
    grid = np.append(cells, steps[-1])
    values = [function(time) for time in grid]
    roots = []
    for (left, before), (right, after) in pairwise(zip(grid, values, strict=True)):
        if before * after < 0:
            roots.append(float(brentq(function, left, right, xtol=1e-14 * max(1.0, right), rtol=1e-14)))
        elif after == 0 and before != 0:
            roots.append(float(right))
    return roots


def _significant(points: list[TurningPoint], threshold: float) -> list[TurningPoint]:
    kept = list(points)
    while len(kept) > 1:
        gaps = [abs(later.loss - earlier.loss) for earlier, later in pairwise(kept)]
        smallest = int(np.argmin(gaps))
        if gaps[smallest] >= threshold:
            break
        del kept[smallest : smallest + 2]
    return kept
