"""What a model has to say: its field and clock, which starts it takes, its closed form, its learning times, its iterations.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), sections 2 to 4.

Legend: a (d,) rates, descending; A (d,) or (d, d) second moment; W, W0 (d, d); U (d, d) random factor of a start; t (n,) times.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import numpy as np

from numerics.task.arrays import Array
from numerics.task.exact_numbers import Rows
from numerics.task.trajectory import Clock, Motion, Trajectory

#: Times, W and W' on them, to two estimates of the error of W, each (n, d, d).
Estimates = Callable[[Array, Array, Array], tuple[Array, Array]]


@dataclass(frozen=True, eq=False)
class ClosedForm:
    """A formula for W(t) and W'(t).

    Parameters
    ----------
    name : what it is called
    motion : times to W and W'
    estimates : how far off W is, None where the formula is exact
    """

    name: str
    motion: Motion
    estimates: Estimates | None = None

    @property
    def exact(self) -> bool:
        """Return whether only rounding separates it from the flow."""
        return self.estimates is None


@dataclass(frozen=True, eq=False)
class Iteration:
    """A finite-step iteration, one step of which is eta units of time.

    Parameters
    ----------
    start : the state at step 0
    step : state and eta to the next state
    matrix : state to W, where it is not W itself
    """

    start: Array
    step: Callable[[Array, float], Array]
    matrix: Callable[[Array], Array] = np.asarray


class Model(ABC):
    """A network whose input-output map is W, trained on second moments alone.

    name : as on the command line and in JSON
    clock : the unit of its times
    flow : its flow in words, on that clock
    settling : the training loss ends as exp(-settling a_min t)
    stable_below : W = I repels an iteration whose step times the largest rate is above this
    coupling : why the test loss can rise although nothing is suppressed, in words; empty where that is not so
    """

    name: ClassVar[str]
    clock: ClassVar[Clock]
    flow: ClassVar[str]
    settling: ClassVar[float]
    stable_below: ClassVar[float]
    coupling: ClassVar[str] = ""

    @abstractmethod
    def random_start(self, U: Array) -> Rows:
        """Return W(0) without rounding, for a random U in floats."""

    def checked_start(self, W0: Rows) -> tuple[Rows, Fraction]:
        """Return a start that the model takes, and by how much it was asymmetric as given.

        Raises
        ------
        ValueError : naming W(0), the rule and the value
        """
        return W0, Fraction(0)

    def pivots(self, W0: Array) -> Array | None:
        """Return what sets the learning times in place of the diagonal, (d,) in the given order, or None."""
        return None

    @abstractmethod
    def exact_learning_times(self, a: Sequence[Fraction], W0: Rows) -> dict[int, float]:
        """Return when each coordinate k, from 0, is learned to leading order, for those that are learned, by exact data."""

    @abstractmethod
    def anchors(self, a: Array, W0: Array) -> Array:
        """Return the times around which something is learned, shape (m,), infinity where it never is."""

    @abstractmethod
    def closed_form(self, a: Array, W0: Array) -> ClosedForm:
        """Return the closed form that fits the rates and the start."""

    @abstractmethod
    def training_area(self, a: Array, W0: Array) -> float | None:
        """Return the integral of the training loss from 0 to infinity by its closed form; None if it is infinite."""

    def area_gain(self, a: Array, grid: Array, W: Array) -> float:
        """Return what `training_area` leaves out to leading order, estimated along W on a grid of times."""
        return 0.0

    def suppression(self, a: float, b: float) -> float | None:
        """Return at which major entry of the stronger rate a its minor entry with b turns to decay, or None."""
        return None

    @abstractmethod
    def integrate(self, a: Array, W0: Array, end: float) -> Trajectory:
        """Return the integrated flow, to rounding."""

    @abstractmethod
    def iteration(self, name: str, a: Array, W0: Array) -> Iteration:
        """Return the iteration of a name: "gd", gradient descent on the weights, or "recurrence", Euler steps on W."""
