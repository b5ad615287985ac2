"""One layer f = W x: the flow W' = -(W - I) A on the loss clock, solved exactly.

    W(t) = I + (W(0) - I) e^{-A t},   w_kk = 1/2 at ln(2 (1 - w_kk(0))) / a_k,   integral of L = sum_k |(W(0) - I) e_k|^2 / 4

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 4.1; the area new.

Legend: a (d,) rates; W0 (d, d); t (n,) loss time.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from numerics.closed_form.entries import one_layer, one_layer_area, one_layer_learning_time
from numerics.flow.integrate import integrate_one_layer
from numerics.model.base import ClosedForm, Iteration, MatrixModel
from numerics.task.arrays import Array
from numerics.task.exact_numbers import Rows, log
from numerics.task.field import one_layer_field
from numerics.task.trajectory import Clock, Trajectory, motion_along

#: Tolerance of the integration: the test loss is then right to 1e-8 of itself, down to a millionth of what it is at the start.
TOLERANCE = 1e-13


class OneLayer(MatrixModel):
    """f = W x."""

    name = "one-layer"
    clock = Clock.LOSS
    flow = "W' = -(W - I) A"
    settling = 2.0
    stable_below = 2.0
    coupling = "residuals of opposite sign, which cancel at the start, decay at different rates"

    def random_start(self, U: Array) -> Rows:
        """Return W(0) = U."""
        return tuple(tuple(Fraction(float(entry)) for entry in row) for row in U)

    def exact_learning_times(self, a: Sequence[Fraction], start: Rows) -> dict[int, float]:
        """Return T_k = ln(2 (1 - w_kk(0))) / a_k for a_k > 0 and w_kk(0) < 1/2."""
        return {
            k: log(2 * (1 - start[k][k])) / float(rate) for k, rate in enumerate(a) if rate > 0 and start[k][k] < Fraction(1, 2)
        }

    def anchors(self, a: Array, W0: Array) -> Array:
        """Return the learning times, shape (d,)."""
        return one_layer_learning_time(a, np.diag(W0))

    def closed_form(self, a: Array, W0: Array) -> ClosedForm:
        """Return W(t) = I + (W(0) - I) e^{-A t}, exact."""
        return ClosedForm("one layer", motion_along(lambda t: one_layer(a, W0, t), one_layer_field, a))

    def training_area(self, a: Array, W0: Array) -> float:
        """Return the sum of |(W(0) - I) e_k|^2 / 4 over the trained coordinates."""
        return one_layer_area(a, W0)

    def field(self, W: Array, A: Array) -> Array:
        """Return -(W - I) A."""
        return one_layer_field(W, A)

    def integrate(self, a: Array, W0: Array, end: float) -> Trajectory:
        """Return the integrated flow."""
        return integrate_one_layer(W0, a, end, TOLERANCE, TOLERANCE)

    def iteration(self, name: str, a: Array, W0: Array) -> Iteration:
        """Return gradient descent, W+ = W - eta (W - I) A, which is its recurrence too."""
        return Iteration(W0, lambda W, eta: W + eta * one_layer_field(W, a))


ONE_LAYER = OneLayer()
