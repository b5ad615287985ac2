"""A path W(t) on one clock: closed forms, integrations and iterations are all of this type, and are compared here.

    motion     t -> ( W(t), W'(t) );  W' is the field at W, where the path solves a flow
    clocks     loss      gradient flow of the stated loss
               printed   W' = V(W): tied networks, at half the speed of the loss clock
               code      steps of the released code
    shared     several paths at once: times, and for each the number of its path
    converted  on a clock one unit of which is s units of the old one, W~(t) = W(s t) and W~'(t) = s W'(s t)

Source: elementary; the factors are derived in the theory and hold by the claims `clocks.*`.

Legend: t times, shape (n,) or a single one; W, W' (n, d, d) or (d, d).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from typing import Any

import numpy as np

from numerics.task.arrays import Array, Numbers

#: Times, shape (n,), to W and W' there, each (n, d, d).
Motion = Callable[[Array], tuple[Array, Array]]

#: Times and the numbers of the paths that they are on, each (n,), to W and W' there, each (n, d, d).
Together = Callable[[Array, np.ndarray], tuple[Array, Array]]

#: Entries of W at the times that are worked on together: a few such arrays stay in the cache of one core.
TOGETHER = 1 << 16


def parts(n: int, d: int, paths: int = 1) -> Iterator[slice]:
    """Yield slices of n times, in order, of as many as are worked on together for matrices (d, d), one or one a path."""
    size = max(1, TOGETHER // (d**2 * paths))
    yield from (slice(first, min(first + size, n)) for first in range(0, n, size))


def in_parts(motion: Together, t: Array, which: np.ndarray, d: int) -> tuple[Array, Array]:
    """Return W and W' at times on some paths, worked on in parts: what is in between takes no more memory than a part."""
    slices = list(parts(t.size, d))
    if len(slices) < 2:
        return motion(t, which)
    W, velocity = np.empty((2, t.size, d, d))
    for part in slices:
        W[part], velocity[part] = motion(t[part], which[part])
    return W, velocity


def motion_along(state: Callable[[Array], Array], field: Callable[[Array, Array], Array], A: Array) -> Motion:
    """Return the motion t -> ( W(t), field(W(t), A) ) of a solution of W' = field(W, A)."""

    def part(t: Array, _: np.ndarray) -> tuple[Array, Array]:
        W = state(t)
        return W, field(W, A)

    return lambda t: in_parts(part, t, t, A.shape[-1])


class Clock(Enum):
    """The unit of a time axis."""

    LOSS = "loss"
    PRINTED = "printed"
    CODE = "code"


def tied_speed(clock: Clock, eta: float = 1.0) -> float:
    """Return the units of printed time in one unit of `clock` for tied networks (one code step: eta > 0)."""
    if not eta > 0:
        raise ValueError(f"eta must be above 0, got {eta}")
    return {Clock.PRINTED: 1.0, Clock.LOSS: 2.0, Clock.CODE: eta}[clock]


def one_layer_speed(clock: Clock, eta: float = 1.0, dimension: int = 1) -> float:
    """Return the units of loss time in one unit of `clock` for one layer (one code step: 2 eta / d)."""
    if clock is Clock.PRINTED:
        raise ValueError("clock must be loss or code for one layer, got printed")
    return {Clock.LOSS: 1.0, Clock.CODE: 2.0 * eta / dimension}[clock]


def same_clock(first: Clock, second: Clock) -> Clock:
    """Return the common clock of two curves that are compared, drawn together or shown side by side.

    Raises
    ------
    ValueError : if they differ, or count steps, which are of no fixed length: such curves must not be compared
    """
    if first is not second or first is Clock.CODE:
        raise ValueError(f"curves must share a clock of time, got {first.value} and {second.value}; convert one of them")
    return first


@dataclass(frozen=True, eq=False)
class Trajectory:
    """The path W(t) on [0, end].

    Parameters
    ----------
    motion : times, shape (n,), to W and W', each (n, d, d)
    steps : times from 0 to the end between which the path is smooth, shape (m,)
    clock : the unit of t
    cells : in how many cells each step is searched for events
    """

    motion: Motion
    steps: Array
    clock: Clock
    cells: int = 1

    @property
    def end(self) -> float:
        """Return the last time."""
        return float(self.steps[-1])

    @cached_property
    def grid(self) -> Array:
        """Return the ends of all cells, in order, shape (n,)."""
        inner = np.linspace(self.steps[:-1], self.steps[1:], self.cells, endpoint=False, axis=1).ravel()
        return np.append(inner, self.steps[-1])

    @cached_property
    def curve(self) -> tuple[Array, Array]:
        """Return W and W' on the grid, each (n, d, d)."""
        return self.motion(self.grid)

    def W(self, t: Numbers) -> Array:
        """Return W(t), shape (n, d, d), or (d, d) at a single time."""
        return self._part(0, t)

    def velocity(self, t: Numbers) -> Array:
        """Return W'(t), shape (n, d, d), or (d, d) at a single time."""
        return self._part(1, t)

    def _part(self, which: int, t: Numbers) -> Array:
        found = self.motion(np.atleast_1d(np.asarray(t, dtype=float)))[which]
        return found.reshape(*np.shape(t), *found.shape[1:])

    def on(self, clock: Clock, speed: Callable[[Clock], float]) -> Trajectory:
        """Return the same path on another clock.

        Parameters
        ----------
        clock : the new unit of t
        speed : a clock to what one unit of it is worth, `tied_speed` or `one_layer_speed` with the step size filled
            in where one of the clocks counts steps
        """
        worth = speed(clock) / speed(self.clock)

        def motion(t: Array) -> tuple[Array, Array]:
            W, velocity = self.motion(worth * t)
            return W, worth * velocity

        return replace(self, motion=motion, steps=self.steps / worth, clock=clock)


@dataclass(frozen=True, eq=False)
class Shared:
    """The motion of one of several paths that are evaluated together: the one with this number."""

    together: Together
    number: int

    def __call__(self, t: Array) -> tuple[Array, Array]:
        """Return W and W' at times on this path."""
        return self.together(t, np.full(t.size, self.number))


def together(paths: Sequence[Trajectory]) -> Together:
    """Return W and W' at times on any of some paths of one dimension, in one call for all that share their motion."""
    calls: dict[int, Together] = {}
    places, numbers = np.empty((2, len(paths)), dtype=int)
    for k, motion in enumerate(path.motion for path in paths):
        own = motion if isinstance(motion, Shared) else Shared(lambda t, _, motion=motion: motion(t), 0)  # type: ignore[misc]
        calls.setdefault(id(own.together), own.together)
        places[k], numbers[k] = list(calls).index(id(own.together)) if len(calls) > 1 else 0, own.number
    if len(calls) == 1:
        return lambda t, which: own.together(t, numbers[which])

    def each(t: Array, which: np.ndarray) -> tuple[Array, Array]:
        parts = [np.flatnonzero(places[which] == k) for k in range(len(calls))]
        found = [call(t[part], numbers[which[part]]) for call, part in zip(calls.values(), parts, strict=True) if part.size]
        back = np.argsort(np.concatenate(parts))
        W, velocity = (np.concatenate(part)[back] for part in zip(*found, strict=True))
        return W, velocity

    return each


def values(paths: Sequence[Trajectory], times: Sequence[Array]) -> list[tuple[Array, Array]]:
    """Return W and W' of each of some paths of one dimension at times of its own, evaluated together."""
    sizes = [t.size for t in times]
    found = together(paths)(np.concatenate(times), np.repeat(np.arange(len(paths)), sizes))
    W, velocity = (np.split(part, np.cumsum(sizes)[:-1]) for part in found)
    return list(zip(W, velocity, strict=True))


def hold_curves(paths: Sequence[Trajectory]) -> None:
    """Compute `curve` of some paths of one dimension together, where it is not there yet."""
    open_ones = [path for path in paths if "curve" not in vars(path)]
    if open_ones:
        hold(open_ones, "curve", values(open_ones, [path.grid for path in open_ones]))


def hold(objects: Sequence[Any], name: str, found: Sequence[Any]) -> None:
    """Give objects the values of a cached property, which have been computed together."""
    for one, value in zip(objects, found, strict=True):
        vars(one)[name] = value


def difference(first: Trajectory, second: Trajectory, t: Numbers) -> Array:
    """Return W_1(t) - W_2(t), shape (n, d, d), or (d, d) at a single time.

    Raises
    ------
    ValueError : if the two are on different clocks
    """
    same_clock(first.clock, second.clock)
    return first.W(t) - second.W(t)
