"""Claims about one linear layer: gradient, flow, solution, what is learned when."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.closed_form.entries import one_layer_area
from theory import one_layer
from theory.task import PAPER
from verify.claim import Claim, Level, Outcome
from verify.methods import Agreement, Identity, Twin, equality

SECTION = f"{PAPER}, section 4.1, as transcribed"

GRADIENT = equality(
    "one_layer.gradient",
    "In every dimension and for every symmetric $A$, the gradient of the loss is $dL/dW = (W - I) A$.",
    one_layer.gradient,
    source=SECTION,
    depends_on=("task.root_loss",),
)

FLOW = equality(
    "one_layer.flow",
    "In every dimension, gradient flow of the loss is $W' = -(W - I) A$.",
    one_layer.flow,
    source=SECTION,
    code=("theory.one_layer.flow", "numerics.task.field.one_layer_field"),
    depends_on=("one_layer.gradient",),
)

SOLUTION = equality(
    "one_layer.solution",
    (
        r"In every dimension, $W = I + (W(0) - I) E$ solves $W' = -(W - I) A$ from $W(0)$ when $E' = -E A$, $E(0) = I$, as "
        r"$\exp(-A t)$ does; for $d = 1 \ldots 4$ and diagonal $A > 0$ the exponentials are differentiated by entries."
    ),
    one_layer.exponential,
    one_layer.exponential_at_start,
    *(partial(one_layer.solution, size) for size in (2, 1, 3, 4)),
    *(partial(one_layer.initial_value, size) for size in (2, 3, 4)),
    source=SECTION,
    code=("theory.one_layer.exponential", "theory.one_layer.solution_at"),
    depends_on=("one_layer.flow",),
)


def _integrated(tolerance: float, rng: Generator, power: int = 1, sign: float = -1.0) -> tuple[Any, Any]:
    """Return the integrated flow and I + (W(0) - I) exp(-A t) at random times, for A neither diagonal nor regular, d = 4."""
    from scipy.linalg import expm

    from numerics.flow.integrate import integrate_one_layer

    factor = rng.standard_normal((4, 3))
    A, start = factor @ factor.T / 4, rng.standard_normal((4, 4))
    times = np.sort(rng.uniform(0, 5, 20))
    path = integrate_one_layer(start, A, 5.0, rtol=tolerance, atol=tolerance)
    driven = np.linalg.matrix_power(A, power)
    closed = [np.eye(4) + (start - np.eye(4)) @ expm(sign * driven * time) for time in times]
    return [path.W(time) for time in times], closed


SOLUTION_INTEGRATED = Claim(
    id="one_layer.solution_integrated",
    title=(
        "For a random singular symmetric $A$ that is not diagonal, $d = 4$, the integrated flow follows "
        r"$I + (W(0) - I) \exp(-A t)$."
    ),
    source="new",
    method=Agreement(
        pair=_integrated,
        what="The flow, integrated by DOP853, is compared with the matrix exponential at 20 random times in [0, 5].",
        faults=(("exp(A t)", {"sign": 1.0}), ("A -> A^2", {"power": 2}), ("half the rate", {"sign": -0.5})),
    ),
    code=("numerics.task.field.one_layer_field", "numerics.flow.integrate.integrate_one_layer"),
    depends_on=("one_layer.flow",),
)

TRAINING_AREA = equality(
    "one_layer.training_area",
    (
        r"In every dimension $\tfrac14 \lVert W - I \rVert_F^2$ falls at the rate $L$ along the flow; for $d = 1, 2, 3$ and "
        r"diagonal $A > 0$ the area under the training loss, integrated, is $\tfrac14 \lVert W(0) - I \rVert_F^2$ for every "
        "$W(0)$."
    ),
    *(partial(one_layer.training_area, size) for size in (2, 1, 3)),
    one_layer.area_slope,
    depends_on=("one_layer.solution",),
)


def area(a_1: float, a_2: float, *start: float) -> float:
    """Return the NumPy area for d = 2."""
    return one_layer_area(np.array([a_1, a_2]), np.array(start).reshape(2, 2))


TRAINING_AREA_IN_NUMPY = Claim(
    id="one_layer.training_area_in_numpy",
    title="The NumPy area under the training loss of one layer is the derived one, for $d = 2$.",
    source="new",
    method=Twin(area, ("a_1", "a_2", "w_11", "w_12", "w_21", "w_22")),
    equations=lambda: [one_layer.training_area(2)],
    code=("numerics.closed_form.entries.one_layer_area",),
    depends_on=("one_layer.training_area",),
)

OUTPUT_AS_PRINTED = equality(
    "one_layer.output_as_printed",
    (
        r"Theorem 4.1 as printed, $d = 3$, $s = 2$, any $z$: $f_k = \mathbf 1\{k \le s\} (1 - e^{-a_k t}) z_k + \sum_{i \le s} "
        "e^{-a_i t} w_{ki}(0) z_i$."
    ),
    partial(one_layer.output_as_printed, 3, 2),
    source=f"{PAPER}, Theorem 4.1, Eq. (4.2), as transcribed",
    method=Identity(
        counterexample={"a_1": "1", "a_2": "1", "w_11": "1", "w_13": "1", "z_1": "1", "z_3": "1"}, left="2", right="1"
    ),
    expected=Outcome.REFUTED,
    corrected_by="one_layer.output",
    depends_on=("one_layer.solution",),
    reason="Inputs off the trained coordinates meet the untrained columns, which keep $w_{ki}(0) z_i$ for ever.",
)

OUTPUT = equality(
    "one_layer.output",
    r"For $s = 2$ concepts in $d = 2, 3, 4$ and any $z$, Theorem 4.1 holds with $\sum_{i > s} w_{ki}(0) z_i$ added.",
    *(partial(one_layer.output, size, 2) for size in (3, 2, 4)),
    depends_on=("one_layer.solution",),
    corrects="one_layer.output_as_printed",
)

LEARNING_TIME = equality(
    "one_layer.learning_time",
    (
        r"For $d = 1, 2, 3$, from $W(0) = 0$ the residual of direction $k$ is $\epsilon$ of its start at "
        r"$T_k = \ln(1/\epsilon)/a_k$."
    ),
    *(partial(one_layer.residual_at_learning_time, size) for size in (2, 1, 3)),
    source=SECTION,
    code=("theory.one_layer.learning_time", "theory.one_layer.residual_at_learning_time"),
    depends_on=("one_layer.solution",),
)

ORDER = equality(
    "one_layer.order",
    r"$T_1 - T_2 = \ln(1/\epsilon) (a_2 - a_1)/(a_1 a_2)$: of two directions the one with the larger rate is learned first.",
    one_layer.order_of_learning,
    source=SECTION,
    depends_on=("one_layer.learning_time",),
)

ORDER_AT_EQUAL_DIVERSITY = equality(
    "one_layer.order_at_equal_diversity",
    r"At equal $\sigma$, $a_1 - a_2 = (\mu_1^2 - \mu_2^2)/s$: the larger signal is learned first.",
    one_layer.order_at_equal_diversity,
    source=SECTION,
    depends_on=("one_layer.order", "task.second_moment_by_indices"),
)

ORDER_FLIP = equality(
    "one_layer.order_flip",
    (
        r"$a_1 - a_2 = \sigma_1^2 - [\sigma_2^2 + (\mu_2^2 - \mu_1^2)/s]$: diversity overtakes signal where the bracket is "
        r"$\sigma_1^2$."
    ),
    one_layer.order_flip,
    source=SECTION,
    depends_on=("one_layer.order", "task.second_moment_by_indices"),
)

TERMINAL_SLOWING = equality(
    "one_layer.terminal_slowing",
    (
        r"For $d = 3$, $e^{2 a_r t} \lVert f' \rVert^2$ tends to $a_r^2 z_r^2 \lVert (W(0) - I) e_r \rVert^2$, $a_r$ the least "
        "of the rates whose direction the input meets."
    ),
    one_layer.terminal_slowing,
    partial(one_layer.terminal_slowing, (3,)),
    partial(one_layer.terminal_slowing, (2, 3)),
    level=Level.STANDARD,
    source=SECTION,
    depends_on=("one_layer.solution",),
)
