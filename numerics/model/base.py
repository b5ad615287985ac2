"""What a model has to say: its field and clock, which starts it takes, its closed form, its learning times, its iterations.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), sections 2 to 4.

A start is the matrix W(0), or for a network that is followed layer by layer its layers (`numerics.model.layered`).

Legend: a (d,) rates, descending; A (d,) or (d, d) second moment; W, W0 (d, d); S a start in floats, E exactly; Q (d, d)
orthogonal; U (d, d) random factor of a start; t (n,) times.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Generic, TypeVar

import numpy as np
from numpy.random import Generator

from numerics.task.arrays import Array
from numerics.task.elimination import pivots
from numerics.task.exact_numbers import Rows, exact_matrix
from numerics.task.trajectory import Clock, Motion, Trajectory

#: Times, W and W' on them, to two estimates of the error of W, each (n, d, d).
Estimates = Callable[[Array, Array, Array], tuple[Array, Array]]
#: A start in floats, and exactly.
S = TypeVar("S")
E = TypeVar("E")


@dataclass(frozen=True, eq=False)
class ClosedForm:
    """A formula for W(t) and W'(t).

    Parameters
    ----------
    name : what it is called
    motion : times to W and W'
    estimates : how far off W is, None where the formula is exact
    signed : whether the estimates are errors, the second the better one; else they say twice how large it is
    """

    name: str
    motion: Motion
    estimates: Estimates | None = None
    signed: bool = True

    @property
    def exact(self) -> bool:
        """Return whether only rounding separates it from the flow."""
        return self.estimates is None

    @property
    def known(self) -> bool:
        """Return whether there is one at all."""
        return self is not NO_FORM


def _no_motion(t: Array) -> tuple[Array, Array]:
    raise ValueError("W(0) must have a closed form to be predicted, got a start without one; simulate integrates the flow")


#: What a model says of a start that it has no closed form for.
NO_FORM = ClosedForm("no closed form here", _no_motion)


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


class Model(ABC, Generic[S, E]):
    """A network whose input-output map is W, trained on second moments alone.

    name : as on the command line and in JSON
    clock : the unit of its times
    flow : its flow in words, on that clock
    settling : the training loss ends as exp(-settling a_min t), unless the start says more
    stable_below : W = I repels an iteration whose step times the largest rate is above this, likewise
    coupling : why the test loss can rise although nothing is suppressed, in words; empty where that is not so
    iterates : its iterations, by name: "gd", gradient descent on the weights, and "recurrence", Euler steps on W
    depths : the least and the greatest number of layers that make up a start, and by default; all 0 where it is W(0)
    """

    name: ClassVar[str]
    clock: ClassVar[Clock]
    flow: ClassVar[str]
    settling: ClassVar[float]
    stable_below: ClassVar[float]
    coupling: ClassVar[str] = ""
    iterates: ClassVar[tuple[str, ...]] = ("gd", "recurrence")
    depths: ClassVar[tuple[int, int, int]] = (0, 0, 0)

    @abstractmethod
    def drawn_start(self, scale: float, generator: Generator, widths: Sequence[int]) -> E:
        """Return a random start of a scale without rounding, for the widths d, h, ..., d between layers."""

    @abstractmethod
    def read_start(self, given: Any, most: int) -> E:
        """Return a start exactly, as given by a user, in at most so many dimensions.

        Raises
        ------
        ValueError : naming what does not fit
        """

    @abstractmethod
    def tables(self, start: E) -> list[tuple[str, Rows]]:
        """Return the matrices of a start, each with its name, those of input and output first and last."""

    @abstractmethod
    def in_floats(self, start: E) -> S:
        """Return the nearest start in floats."""

    @abstractmethod
    def in_basis(self, start: S, Q: Array) -> S:
        """Return the start of the same network in the basis of the columns of Q, f~(x) = Q^T f(Q x)."""

    def checked_start(self, start: E) -> tuple[E, Fraction]:
        """Return a start that the model takes, and by how much it was asymmetric as given.

        Raises
        ------
        ValueError : naming W(0), the rule and the value
        """
        return start, Fraction(0)

    def eliminated(self, start: S) -> Array | None:
        """Return the matrix whose pivots set the learning times, shape (d, d), or None where the diagonal of W(0) does."""
        return None

    def pivots(self, start: S) -> Array | None:
        """Return what sets the learning times in place of the diagonal, (d,) in the given order, or None."""
        matrix = self.eliminated(start)
        return None if matrix is None else pivots(matrix)

    @abstractmethod
    def exact_learning_times(self, a: Sequence[Fraction], start: E) -> dict[int, float]:
        """Return when each coordinate k, from 0, is learned to leading order, for those that are learned, by exact data."""

    @abstractmethod
    def anchors(self, a: Array, start: S) -> Array:
        """Return the times around which something is learned, shape (m,), infinity where it never is."""

    @abstractmethod
    def closed_form(self, a: Array, start: S) -> ClosedForm:
        """Return the closed form that fits the rates and the start, or `NO_FORM`."""

    def closed_forms(self, runs: Sequence[tuple[Array, S]]) -> list[ClosedForm]:
        """Return the closed forms of many rates and starts, those of one kind sharing their motion where that is quicker."""
        return [self.closed_form(*run) for run in runs]

    @abstractmethod
    def training_area(self, a: Array, start: S) -> float | None:
        """Return the integral of the training loss from 0 to infinity by its closed form; None if it is infinite or has none."""

    def learns(self, a: Array, start: S) -> bool:
        """Return whether the training loss ends at 0, so that the area under it is finite."""
        return self.training_area(a, start) is not None

    def settling_of(self, start: S) -> float:
        """Return `settling` of a start."""
        return self.settling

    def stable_below_of(self, start: S) -> float:
        """Return `stable_below` of a start."""
        return self.stable_below

    def area_gain(self, a: Array, grid: Array, W: Array) -> float:
        """Return what `training_area` leaves out to leading order, estimated along W on a grid of times."""
        return 0.0

    def suppression(self, a: float, b: float) -> float | None:
        """Return at which major entry of the stronger rate a its minor entry with b turns to decay, or None."""
        return None

    def field(self, W: Array, A: Array) -> Array | None:
        """Return W' of the flow at W with second moment A; None where the flow is not one of W alone."""
        return None

    @abstractmethod
    def integrate(self, a: Array, start: S, end: float) -> Trajectory:
        """Return the integrated flow, to rounding."""

    def integrate_many(self, runs: Sequence[tuple[Array, S, float]]) -> list[Trajectory]:
        """Return the integrated flows of many rates, starts and ends, each as by `integrate`, side by side where quicker."""
        return [self.integrate(*run) for run in runs]

    @abstractmethod
    def iteration(self, name: str, a: Array, start: S) -> Iteration:
        """Return the iteration of a name in `iterates`."""


class MatrixModel(Model[Array, Rows]):
    """A model whose start is the matrix W(0)."""

    def drawn_start(self, scale: float, generator: Generator, widths: Sequence[int]) -> Rows:
        """Return the start from U = scale * uniform(0, 1)."""
        return self.random_start(scale * generator.random((widths[0], widths[0])))

    @abstractmethod
    def random_start(self, U: Array) -> Rows:
        """Return W(0) without rounding, for a random U in floats."""

    def read_start(self, given: Any, most: int) -> Rows:
        """Return the rows of W(0) exactly."""
        if isinstance(given, Mapping) and all(isinstance(name, str) for name in given):
            raise ValueError(f"W(0) must be one matrix for the {self.name} model, got {', '.join(sorted(map(str, given)))[:80]}")
        return exact_matrix("W(0)", given, most)

    def tables(self, start: Rows) -> list[tuple[str, Rows]]:
        """Return W(0) with its name."""
        return [("W(0)", start)]

    def in_floats(self, start: Rows) -> Array:
        """Return W(0) in floats, shape (d, d)."""
        return floats(start)

    def in_basis(self, start: Array, Q: Array) -> Array:
        """Return Q^T W(0) Q."""
        return np.asarray(Q.T @ start @ Q)


def floats(rows: Rows) -> Array:
    """Return the nearest floats of the rows of a matrix."""
    return np.array([[float(entry) for entry in row] for row in rows])
