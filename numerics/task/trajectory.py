"""A path W(t) on one clock: closed forms, integrations and iterations are all of this type, and are compared here.

    motion     t -> ( W(t), W'(t) );  W' is the field at W, where the path solves a flow
    clocks     on a clock one unit of which is s units of the old one, W~(t) = W(s t) and W~'(t) = s W'(s t)

Source: elementary.

Legend: t times, shape (n,) or a single one; W, W' (n, d, d) or (d, d).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from numerics.task.arrays import Array, Numbers
from numerics.task.clock import Clock, same_clock, tied_speed

#: Times, shape (n,), to W and W' there, each (n, d, d).
Motion = Callable[[Array], tuple[Array, Array]]


def motion_along(state: Callable[[Array], Array], field: Callable[[Array, Array], Array], A: Array) -> Motion:
    """Return the motion t -> ( W(t), field(W(t), A) ) of a solution of W' = field(W, A)."""

    def motion(t: Array) -> tuple[Array, Array]:
        W = state(t)
        return W, field(W, A)

    return motion


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

    def over(self, steps: Array) -> Trajectory:
        """Return the same path on steps of one cell each, up to the last of them."""
        return replace(self, steps=steps, cells=1)

    def on(self, clock: Clock, speed: Callable[[Clock], float] = tied_speed) -> Trajectory:
        """Return the same path on another clock.

        Parameters
        ----------
        clock : the new unit of t
        speed : a clock to what one unit of it is worth, `tied_speed` or `one_layer_speed` of the `clock` module, with the step
            size filled in where one of the clocks counts steps
        """
        worth = speed(clock) / speed(self.clock)

        def motion(t: Array) -> tuple[Array, Array]:
            W, velocity = self.motion(worth * t)
            return W, worth * velocity

        return replace(self, motion=motion, steps=self.steps / worth, clock=clock)


def difference(first: Trajectory, second: Trajectory, t: Numbers) -> Array:
    """Return W_1(t) - W_2(t), shape (n, d, d), or (d, d) at a single time.

    Raises
    ------
    ValueError : if the two are on different clocks
    """
    same_clock(first.clock, second.clock)
    return first.W(t) - second.W(t)
