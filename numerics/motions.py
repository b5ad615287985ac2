"""The closed form that fits a model, its rates and a start, as a trajectory on the clock of the model.

    one layer                      W = I + (W(0) - I) e^{-A t}                   exact
    tied, rank one, |u|^2 < 2      quadratures                                   exact
    tied, one common rate          isotropic closed form                         exact
    tied, W(0) diagonal            logistic entries                              exact
    tied, else                     composition of stages                         leading order

Derivatives of the composition come from an imaginary step of 1e-30, exact to rounding; with stages of several directions,
whose eigenvectors have no complex form, and from starts so small that the step underflows, from central differences of
fourth order.

Source: new; see the modules of each closed form.

Legend: a (d,) rates, descending; W0 (d, d); t (n,) time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from numerics import closed_form
from numerics.arrays import Array
from numerics.clock import Clock
from numerics.elimination import pivots, triangular_factor
from numerics.field import one_layer_field, tied_field
from numerics.rank_one import rank_one
from numerics.stages import blocks_of_equal_rates, compose
from numerics.trajectory import Motion, Trajectory

IMAGINARY_STEP = 1e-30
#: Below this size of W(0) the imaginary part would underflow.
SMALLEST_FOR_IMAGINARY_STEP = 1e-250
#: Step of the central difference in units of 1 / a_max.
DIFFERENCE_STEP = 1e-3


@dataclass(frozen=True, eq=False)
class ClosedForm:
    """W(t) and W'(t) on a clock, whether they are exact, and the name of the formula."""

    motion: Motion
    clock: Clock
    exact: bool
    name: str

    def along(self, grid: Array) -> Trajectory:
        """Return the trajectory on times from 0 to its end, shape (n,)."""
        return Trajectory(self.motion, grid, self.clock)


def closed_form_of(model: str, a: Array, W0: Array) -> ClosedForm:
    """Return the closed form for a model, rates in descending order and a start."""
    if model == "one-layer":
        return ClosedForm(
            lambda t: _with_field(closed_form.one_layer(a, W0, t), a, one_layer_field), Clock.LOSS, True, "one layer"
        )
    motion, exact, name = _tied_form(a, W0)
    return ClosedForm(motion, Clock.PRINTED, exact, name)


def _tied_form(a: Array, W0: Array) -> tuple[Motion, bool, str]:
    if len(blocks_of_equal_rates(a)) == 1:
        return lambda t: _with_field(closed_form.isotropic(a[0], W0, t), a, tied_field), True, "one common rate"
    if np.array_equal(W0, np.diag(np.diag(W0))):
        return lambda t: _staged(a, W0, t), True, "diagonal start"
    L = triangular_factor(W0)
    if np.sum(np.any(L != 0, axis=0)) == 1:
        u = np.sum(L, axis=1)
        if float(u @ u) < 2:
            return lambda t: _with_field(rank_one(a, u, t), a, tied_field), True, "rank one"
    return lambda t: _staged(a, W0, t), False, "pivots"


def anchors(model: str, a: Array, W0: Array) -> Array:
    """Return the times around which something is learned, shape (m,), infinities left out."""
    if model == "one-layer":
        times = closed_form.one_layer_learning_time(a, np.diag(W0))
    else:
        times = np.concatenate([closed_form.learning_time(a, c) for c in (pivots(W0), np.diag(W0))])
    return np.asarray(times[np.isfinite(times)])


def _with_field(W: Array, a: Array, field: Callable[[Array, Array], Array]) -> tuple[Array, Array]:
    return W, field(W, a)


def _staged(a: Array, W0: Array, t: Array) -> tuple[Array, Array]:
    blocks = blocks_of_equal_rates(a)
    if max(blocks) == 1 and np.max(np.abs(W0)) > SMALLEST_FOR_IMAGINARY_STEP:
        W = compose(a, W0, t + 1j * IMAGINARY_STEP, blocks)
        return W.real, W.imag / IMAGINARY_STEP
    h = DIFFERENCE_STEP / a[0]
    far, near = (compose(a, W0, t + n * h, blocks) - compose(a, W0, t - n * h, blocks) for n in (2, 1))
    return compose(a, W0, t, blocks), (8 * near - far) / (12 * h)
