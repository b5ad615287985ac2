"""The test loss along a trajectory, its turning points by root finding, and first passages.

A trajectory is a function of times (n,) that gives W and W', each (n, d, d); closed forms and integrations serve alike.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), sections 2 and 5.

    z (d,) test point     t (n,) printed time     W (n, d, d)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from numerics.arrays import Floats
from numerics.loss import rise as largest_rise
from numerics.loss import test_loss, test_loss_slope

#: A trajectory with its derivative.
Motion = Callable[[Floats], tuple[Floats, Floats]]
#: Its values on a grid.
Known = tuple[Floats, Floats] | None

#: Turning points that differ by less than this from their neighbour are not told apart from rounding.
SMALLEST_RISE = 1e-9
#: Halvings of a bracket; 80 are more than a double has bits for.
HALVINGS = 80
#: Relative width of a bracket that is narrow enough.
ROOT_PRECISION = 1e-14


@dataclass(frozen=True)
class TurningPoint:
    """An interior minimum or maximum of the test loss."""

    kind: str
    t: float
    loss: float


def time_grid(a: Floats, anchors: Floats, horizon: float, points: int = 240, ratio: float = 1.12) -> Floats:
    """Return times that are dense, on every scale from 1 / a_max to the horizon, around each anchor.

    Parameters
    ----------
    a : (d,) rates
    anchors : (m,) times where something is learned
    horizon : last time, > 0
    """
    fastest = float(np.max(a, initial=0.0))
    shortest = min(0.02 / fastest, horizon / 50) if fastest > 0 else horizon / 50
    steps = int(np.ceil(np.log(horizon / shortest) / np.log(ratio))) + 1
    away = np.geomspace(shortest, horizon, steps)
    centres = np.unique(np.clip(np.append(anchors[np.isfinite(anchors)], 0.0), 0.0, horizon))
    around = (centres[:, None] + np.concatenate([-away, [0.0], away])).ravel()
    times = np.concatenate([around, np.linspace(0.0, horizon, points)])
    times = np.unique(times[(times >= 0) & (times <= horizon)])
    keep = np.append(True, np.diff(times) > shortest / 8)
    return np.asarray(np.append(times[keep][:-1], horizon) if times[keep][-1] != horizon else times[keep])


def bisect(positive: Callable[[Floats], np.ndarray], low: Floats, high: Floats) -> Floats:
    """Return, for each bracket, where `positive` changes from its value at `low` to its value at `high`, shape (m,)."""
    if low.size == 0:
        return low
    before = positive(low)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        same = positive(middle) == before
        low, high = np.where(same, middle, low), np.where(same, high, middle)
        if np.all(high - low <= ROOT_PRECISION * np.abs(high)):
            break
    return np.asarray((low + high) / 2)


def first_passages(motion: Motion, grid: Floats, level: float = 0.5, known: Known = None) -> Floats:
    """Return when each w_kk first passes the level; 0 if it starts there, infinity if never on the grid; shape (d,).

    `known` is the motion on the grid, where it is at hand.
    """
    W, _ = known or motion(grid)
    above = np.einsum("nkk->nk", W) >= level
    found = np.where(above[0], 0.0, np.inf)
    index = np.argmax(above, axis=0)
    coming = np.flatnonzero(np.any(above, axis=0) & ~above[0])
    if coming.size:
        rows = np.arange(coming.size)

        def passed(t: Floats) -> np.ndarray:
            return np.asarray(motion(t)[0][rows, coming, coming] >= level)

        found[coming] = bisect(passed, grid[index[coming] - 1], grid[index[coming]])
    return np.asarray(found)


def turning_points(motion: Motion, z: Floats, grid: Floats, known: Known = None) -> list[TurningPoint]:
    """Return the interior minima and maxima of the test loss, in time order, by roots of its slope.

    `known` is the motion on the grid, where it is at hand.
    """
    W, Wdot = known or motion(grid)
    rising = test_loss_slope(W, Wdot, z) > 0
    loss = test_loss(W, z)
    changes = np.flatnonzero(rising[1:] != rising[:-1])
    changes = changes[_persistent(loss[0], loss[changes + 1], loss[-1], SMALLEST_RISE / 10)]

    def slope_positive(t: Floats) -> np.ndarray:
        return np.asarray(test_loss_slope(*motion(t), z) > 0)

    times = bisect(slope_positive, grid[changes], grid[changes + 1])
    if times.size == 0:
        return []
    values = test_loss(motion(times)[0], z)
    kept = _persistent(loss[0], values, loss[-1], SMALLEST_RISE)
    previous = np.append(loss[0], values[kept])[:-1]
    return [
        TurningPoint("max" if value > before else "min", float(t), float(value))
        for t, value, before in zip(times[kept], values[kept], previous, strict=True)
    ]


def _persistent(first: float, values: Floats, last: float, depth: float) -> np.ndarray:
    """Return the indices of the extrema left when neighbours closer than `depth` are merged, the shallowest first."""
    index = list(range(values.size))
    while index:
        level = np.array([first, *values[index], last])
        gaps = np.abs(np.diff(level))
        least = int(np.argmin(gaps))
        if gaps[least] > depth:
            break
        inner = [position for position in (least - 1, least) if 0 <= position < len(index)]
        for position in reversed(inner):
            del index[position]
    return np.array(index, dtype=int)


def with_rising_end(points: list[TurningPoint], initial_loss: float, end: TurningPoint) -> list[TurningPoint]:
    """Return the turning points and, where the test loss is still rising at the end of the horizon, the end as a maximum.

    Parameters
    ----------
    points : interior turning points in time order
    initial_loss : the test loss at t = 0
    end : time and loss at the end of the horizon, of kind "max"
    """
    rising = points[-1].kind == "min" if points else True
    before = points[-1].loss if points else initial_loss
    return [*points, end] if rising and end.loss - before > SMALLEST_RISE else points


def rise(points: list[TurningPoint], initial_loss: float) -> float:
    """Return the largest increase of the test loss above its running minimum; 0 if it never rises.

    `points` are the turning points `with_rising_end`.
    """
    return float(largest_rise(np.array([initial_loss, *(point.loss for point in points)])))
