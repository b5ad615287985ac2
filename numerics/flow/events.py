"""What happens along a trajectory: first passages, and where the test loss turns and how much it rises.

    turning point   an interior root of the slope (W z - z) . W' z, where the loss differs by more than 1e-9 from its neighbours
    rise            the largest increase of the test loss above its running minimum, start and horizon included

Events are roots between the times of the grid, not times of the grid.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), sections 2.1 and 3.3.

Legend: z (d,) test point; t (n,) times.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from numerics.task.arrays import Array
from numerics.task.loss import test_loss, test_loss_slope
from numerics.task.trajectory import Trajectory, hold_curves, together, values

#: Turning points that differ by less than this from their neighbour are not told apart from rounding.
SMALLEST_RISE = 1e-9
#: Halvings of a bracket; 80 are more than a double has bits for.
HALVINGS = 80
#: Relative width of a bracket that is narrow enough.
ROOT_PRECISION = 1e-14
#: A step of an inverse parabola that is relatively so short is the last, and one of Newton: the next would be far shorter.
LAST_STEP, LAST_NEWTON = 1e-9, 3e-8
#: Newton's steps until a bracket is bisected instead; four are usual.
NEWTON_STEPS = 8
#: A slope that is more than this many times that of the chord is not taken for what the value does in between.
LARGEST_BEND = 3.0
#: A grid of more times is thinned out: twelve anchors give fewer.
MOST_TIMES = 1600
#: How far apart the times of a thinned grid are, to begin with, in parts of the distance to the nearest anchor and of the time.
APART = 0.01, 0.001
#: By how much they grow until there are few enough.
GROWTH = 1.1


@dataclass(frozen=True)
class TurningPoint:
    """An interior minimum or maximum of the test loss: "min" or "max", its time and the loss there."""

    kind: str
    t: float
    loss: float


@dataclass(frozen=True)
class Course:
    """How the test loss goes from the start to the horizon.

    Parameters
    ----------
    start : the loss at t = 0
    turning_points : its interior minima and maxima, in time order
    end : time and loss at the horizon, of kind "max"
    """

    start: float
    turning_points: list[TurningPoint]
    end: TurningPoint

    @cached_property
    def still_rising(self) -> bool:
        """Return whether the loss is rising at the horizon, by more than rounding."""
        last = self.turning_points[-1] if self.turning_points else TurningPoint("min", 0.0, self.start)
        return last.kind == "min" and self.end.loss - last.loss > SMALLEST_RISE

    @cached_property
    def extremes(self) -> list[TurningPoint]:
        """Return the turning points and, where the loss is still rising there, the horizon as a maximum."""
        return [*self.turning_points, self.end] if self.still_rising else self.turning_points

    @cached_property
    def climb(self) -> tuple[TurningPoint, TurningPoint]:
        """Return the ends of the largest increase of the loss above its running minimum: the start twice if it never rises."""
        lowest = TurningPoint("min", 0.0, self.start)
        largest = lowest, lowest
        for point in self.extremes:
            lowest = min(lowest, point, key=lambda point: point.loss)
            largest = max(largest, (lowest, point), key=lambda ends: ends[1].loss - ends[0].loss)
        return largest

    @property
    def rise(self) -> float:
        """Return the largest increase of the loss above its running minimum; 0 if it never rises."""
        return self.climb[1].loss - self.climb[0].loss


def course(path: Trajectory, z: Array, horizon: float | None = None) -> Course:
    """Return how the test loss at z goes along a path, by default to its end."""
    return courses([path], [z], [path.end if horizon is None else horizon])[0]


def courses(paths: Sequence[Trajectory], probes: Sequence[Array], horizons: Sequence[float]) -> list[Course]:
    """Return `course` of paths of one dimension, each with its own test point and horizon, side by side."""
    hold_curves(paths)
    ends = values(paths, [np.array([last]) for last in horizons])
    curves = [_slope_and_loss(*one) for one in zip(paths, probes, horizons, ends, strict=True)]
    changes = [np.flatnonzero((slope[1:] > 0) != (slope[:-1] > 0)) for _, slope, _ in curves]
    which = np.repeat(np.arange(len(paths)), [at.size for at in changes])
    (low, high), slopes = (
        [np.concatenate([one[part][at + side] for one, at in zip(curves, changes, strict=True)]) for side in (0, 1)]
        for part in (0, 1)
    )
    motion, z = together(paths), np.stack(probes)[which]
    times = bracketed(lambda t: test_loss_slope(*motion(t, which), z), (low, high), (slopes[0], slopes[1]))
    losses = test_loss(motion(times, which)[0], z) if times.size else times
    found = zip(
        horizons, curves, *(np.split(part, np.cumsum([at.size for at in changes])[:-1]) for part in (times, losses)), strict=True
    )
    return [_turned(last, loss, *roots) for last, (_, _, loss), *roots in found]


def _slope_and_loss(path: Trajectory, z: Array, last: float, end: tuple[Array, Array]) -> tuple[Array, Array, Array]:
    """Return the times of the grid before the last and that, and the slope of the test loss and the loss there."""
    inside, (W, velocity) = int(np.searchsorted(path.grid, last)), path.curve
    slope, loss = test_loss_slope(W[:inside], velocity[:inside], z), test_loss(W[:inside], z)
    return np.append(path.grid[:inside], last), np.append(slope, test_loss_slope(*end, z)), np.append(loss, test_loss(end[0], z))


def _turned(last: float, loss: Array, times: Array, losses: Array) -> Course:
    """Return the course of a loss up to the last time from its values on the grid, roots of its slope and the losses there."""
    kept = _persistent(loss[0], losses, loss[-1], SMALLEST_RISE)
    turns = [
        TurningPoint("max" if value > before else "min", float(t), float(value))
        for t, value, before in zip(times[kept], losses[kept], np.append(loss[0], losses[kept]), strict=False)
    ]
    return Course(float(loss[0]), turns, TurningPoint("max", last, float(loss[-1])))


def turns(losses: Array, depth: float) -> np.ndarray:
    """Return how many interior minima and maxima recorded curves (n, k) have that differ by more than `depth`, shape (n,)."""

    def count(curve: Array) -> int:
        slopes = np.diff(curve)
        places = np.flatnonzero(slopes[1:] * slopes[:-1] < 0) + 1
        return len(_persistent(curve[0], curve[places], curve[-1], depth))

    return np.array([count(curve) for curve in losses])


def first_passages(path: Trajectory, level: float = 0.5, every: int = 1) -> Array:
    """Return when each w_kk first reaches the level; 0 if it starts there, infinity if never on the path; shape (d,).

    A passage is looked for at every time of the grid, or at one in so many of them and the last.
    """
    return first_passages_of([path], level, every)[0]


def first_passages_of(paths: Sequence[Trajectory], level: float = 0.5, every: int = 1) -> list[Array]:
    """Return `first_passages` of paths of one dimension, side by side."""
    if every == 1:
        hold_curves(paths)
    kept = [np.append(np.arange(0, path.grid.size - 1, every), path.grid.size - 1) for path in paths]
    open_ones = [k for k, path in enumerate(paths) if "curve" not in vars(path)]
    curves = {k: (path.curve[0][kept[k]], path.curve[1][kept[k]]) for k, path in enumerate(paths) if k not in open_ones}
    if open_ones:
        found = values([paths[k] for k in open_ones], [paths[k].grid[kept[k]] for k in open_ones])
        curves |= zip(open_ones, found, strict=True)
    starts = [_before_passages(path.grid[kept[k]], *curves[k], level) for k, path in enumerate(paths)]
    coming = [np.flatnonzero(np.isnan(T)) for T, *_ in starts]
    low, high, guess = (np.concatenate([one[part] for one in starts]) for part in (1, 2, 3))
    which, entry = np.repeat(np.arange(len(paths)), [at.size for at in coming]), np.concatenate(coming)
    motion, rows = together(paths), np.arange(entry.size)

    def excess(t: Array) -> tuple[Array, Array]:
        W, velocity = motion(t, which)
        return W[rows, entry, entry] - level, velocity[rows, entry, entry]

    times = passages(excess, low, high, guess)
    for (T, *_), at, own in zip(starts, coming, np.split(times, np.cumsum([at.size for at in coming])[:-1]), strict=True):
        T[at] = own
    return [T for T, *_ in starts]


def _before_passages(grid: Array, W: Array, velocity: Array, level: float) -> tuple[Array, Array, Array, Array]:
    """Return the passages that need no search, NaN for the others, (d,), and of these the brackets and first guesses, (m,)."""
    w, speed = (np.einsum("nkk->nk", part) for part in (W, velocity))
    above = w >= level
    found = np.where(above[0], 0.0, np.where(above.any(axis=0), np.nan, np.inf))
    coming = np.flatnonzero(np.isnan(found))
    after = above.argmax(axis=0)[coming]
    low, high = grid[after - 1], grid[after]
    ends = [(w[at, coming] - level, (high - low) * speed[at, coming]) for at in (after - 1, after)]
    return found, low, high, low + (high - low) * _cubic_root(ends[0], ends[1])


def _cubic_root(first: tuple[Array, Array], last: tuple[Array, Array]) -> Array:
    """Return about where in [0, 1] a value is 0 that comes from below 0 to it, from value and slope at either end, shape (m,)."""
    (f, slope), (g, other) = first, last
    smooth = np.all([(one > 0) & (one < LARGEST_BEND * (g - f)) for one in (slope, other)], axis=0)
    with np.errstate(all="ignore"):  # ends that are equal tell nothing
        y = -f / (g - f)
        # The inverse as a cubic: x(f) = 0, x(g) = 1, with slopes 1 / f' there.
        found = y**2 * (3 - 2 * y) + (g - f) * y * (1 - y) * ((1 - y) / slope - y / other)
    return np.asarray(np.where(smooth & (found > 0) & (found < 1), found, 0.5))


def passages(excess: Callable[[Array], tuple[Array, Array]], low: Array, high: Array, guess: Array | None = None) -> Array:
    """Return, for each bracket, where a value comes from below 0 to it, shape (m,): by Newton's steps from its slope.

    They begin at a guess, by default in the middle. Where they do not come near it quickly, as without a true slope, the
    bracket is bisected.
    """
    t, last, found = (low + high) / 2 if guess is None else guess, high - low, np.zeros(low.shape, dtype=bool)
    for _ in range(NEWTON_STEPS if low.size else 0):
        value, slope = excess(t)
        low, high = np.where(value < 0, t, low), np.where(value < 0, high, t)
        with np.errstate(all="ignore"):  # without a slope there is no step of Newton
            newton = t - value / slope
        after = np.where(found, t, np.where(np.isfinite(newton), np.clip(newton, low, high), (low + high) / 2))
        step = np.abs(after - t)
        found |= (after == newton) & (step <= LAST_NEWTON * np.abs(after)) & (step <= last / 100)
        t, last = after, step
        if np.all(found):
            return np.asarray(t)
    return np.where(found, t, bisect(lambda t: excess(t)[0] >= 0, low, high))


def bracketed(value: Callable[[Array], Array], bracket: tuple[Array, Array], values: tuple[Array, Array]) -> Array:
    """Return, for each bracket, where a value changes its sign, shape (m,): by inverse parabolas where they do, else by halves.

    Parameters
    ----------
    value : times (m,) to values (m,)
    bracket, values : the ends of the brackets and the values there, each (m,)

    Source: Chandrupatla, Advances in Engineering Software 28 (1997).
    """
    (a, b), (f_a, f_b) = bracket, values
    if a.size == 0:
        return a
    t = np.clip(np.where(f_a != f_b, f_a / np.where(f_a != f_b, f_a - f_b, 1.0), 0.5), 0.01, 0.99)
    last = np.abs(b - a)
    for _ in range(HALVINGS):
        x = a + t * (b - a)
        f = value(x)
        same = (f > 0) == (f_a > 0)
        c, f_c = np.where(same, a, b), np.where(same, f_a, f_b)
        b, f_b = np.where(same, b, a), np.where(same, f_b, f_a)
        a, f_a = x, f
        nearer = np.where(np.abs(f_a) < np.abs(f_b), a, b)
        least = ROOT_PRECISION * np.abs(nearer)
        with np.errstate(all="ignore"):  # where the parabola is none, the bracket is halved
            xi, phi = (a - b) / (c - b), (f_a - f_b) / (f_c - f_b)
            inverse = f_a / (f_b - f_a) * f_c / (f_b - f_c) + (c - a) / (b - a) * f_a / (f_c - f_a) * f_b / (f_c - f_b)
            fits = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi) & np.isfinite(inverse)
            narrow = np.minimum(least / np.abs(b - a), 0.5)
        ahead = a + np.where(fits, inverse, 0.5) * (b - a)
        step = np.abs(ahead - nearer)
        near, last = fits & (step <= LAST_STEP * np.abs(nearer)) & (step <= last / 100), step
        is_there = (np.abs(b - a) <= 2 * least) | (f_a == 0)
        if np.all(is_there | near):
            return np.asarray(np.where(is_there, nearer, ahead))
        t = np.clip(np.where(fits, inverse, 0.5), narrow, 1 - narrow)
    return np.asarray(nearer)


def bisect(positive: Callable[[Array], np.ndarray], low: Array, high: Array) -> Array:
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


def time_grid(a: Array, anchors: Array, horizon: float, points: int = 240, ratio: float = 1.12) -> Array:
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
    away = shortest * (horizon / shortest) ** np.linspace(0.0, 1.0, steps)
    centres = np.unique(np.clip(np.append(anchors[np.isfinite(anchors)], 0.0), 0.0, horizon))
    around = (centres[:, None] + np.concatenate([-away, [0.0], away])).ravel()
    times = np.concatenate([around, np.linspace(0.0, horizon, points)])
    times = np.unique(times[(times >= 0) & (times <= horizon)])
    kept = times[np.append(True, np.diff(times) > shortest / 8)]
    kept[-1] = horizon
    return kept if kept.size <= MOST_TIMES else _thinned(kept, centres, shortest / 8)


def _thinned(times: Array, centres: Array, shortest: float) -> Array:
    """Return at most MOST_TIMES of the times, the first and the last among them.

    Neighbours are farther apart than the largest of `shortest` and parts of the distance to the nearest centre and of the time,
    all of which grow together until the times are few enough.
    """
    after = np.searchsorted(centres, times).clip(1, max(centres.size - 1, 1))
    away = np.min(np.abs(times - centres[[after - 1, np.minimum(after, centres.size - 1)]]), axis=0)
    room = np.max([APART[0] * away, APART[1] * times, np.full(times.shape, shortest)], axis=0)
    kept = times.tolist()
    while len(kept) > MOST_TIMES:
        room *= GROWTH
        kept = [0.0]
        for time, apart in zip(times[1:-1].tolist(), room[1:-1].tolist(), strict=True):
            if time - kept[-1] > apart:
                kept.append(time)
        kept.append(float(times[-1]))
    return np.array(kept)


def _persistent(first: float, values: Array, last: float, depth: float) -> np.ndarray:
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
