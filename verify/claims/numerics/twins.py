"""Claims that the hand-written numerics are what the theory derives: every right-hand side has its twin.

`theory` and `numerics` share no code; a wrong sign in either makes one of these red.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from numerics.flow import iterate
from numerics.task import field, loss
from theory import one_layer, steps, task, two_layer
from theory.algebra.equation import Equation
from verify.claim import Claim
from verify.methods import Twin


def _twin(
    function: Callable[..., Any],
    equation: Callable[[], Equation],
    title: str,
    *,
    rests_on: str,
    letters: tuple[str, ...] = ("W", "A"),
    name: str = "",
) -> Claim:
    """Return the claim that a function is the derived equation."""
    return Claim(
        id=f"numerics.{name or function.__name__}",
        title=title,
        source="new",
        method=Twin(function, letters),
        equations=lambda: [equation()],
        code=(f"{function.__module__}.{function.__name__}",),
        depends_on=(rests_on,),
    )


def _given_diagonal(twin: Claim, title: str = "") -> Claim:
    """Return the claim for A handed over as its diagonal, by default with the title changed accordingly."""
    method = replace(cast("Twin", twin.method), diagonal=("A",))
    by_default = twin.title.replace("full $A$", r"$A = \operatorname{diag}(a)$ handed over as $a$")
    return replace(twin, id=f"{twin.id}_diagonal", title=title or by_default, method=method)


ONE_LAYER_FIELD = _twin(
    field.one_layer_field,
    one_layer.flow,
    "The NumPy field of one layer is the derived $-(W - I) A$, for $d = 1, 2, 3, 5$ and full $A$.",
    rests_on="one_layer.flow",
)

ONE_LAYER_FIELD_DIAGONAL = _given_diagonal(ONE_LAYER_FIELD)

TIED_FIELD = _twin(
    field.tied_field,
    two_layer.printed_field,
    "The NumPy field of tied networks is $V(W) = W A + A W - (A W^2 + W^2 A + 2 W A W)/2$, for $d = 1, 2, 3, 5$ and full $A$.",
    rests_on="two_layer.congruence_form",
)

TIED_FIELD_DIAGONAL = _given_diagonal(
    TIED_FIELD,
    r"The NumPy field of tied networks is $V(W)$ for $d = 1, 2, 3, 5$ and $A = \operatorname{diag}(a)$ handed over as $a$.",
)

LOSS_GRADIENT = _twin(
    field.loss_gradient,
    two_layer.gradient,
    "The NumPy gradient of the tied loss (and with it $U' = X U$) is the derived $-(2 A - A W - W A) U$, for $d = 1, 2, 3, 5$.",
    rests_on="two_layer.gradient",
    letters=("U", "A"),
)

DESCENT_STEP = _twin(
    iterate.gradient_descent_step,
    steps.descent_step,
    r"The NumPy step of gradient descent is the derived $U + \eta X U$, for $d = 1, 2, 3, 5$.",
    rests_on="two_layer.descent_step",
    letters=("U", "A", "eta"),
    name="descent_step",
)

RECURRENCE_STEP = _twin(
    iterate.recurrence_step,
    steps.recurrence_step,
    r"The NumPy step of the recurrence is $W + \eta V(W)$, for $d = 1, 2, 3, 5$.",
    rests_on="two_layer.recurrence_step",
    letters=("W", "A", "eta"),
)

TRAINING_LOSS = _twin(
    loss.training_loss,
    one_layer.trace_loss,
    r"The NumPy training loss is $\tfrac12 \operatorname{tr}((W - I) A (W - I)^T)$, for $d = 1, 2, 3, 5$ and full $A$.",
    rests_on="task.root_loss",
)

TRAINING_LOSS_DIAGONAL = _given_diagonal(TRAINING_LOSS)

TEST_LOSS = _twin(
    loss.test_loss,
    task.test_loss,
    r"The NumPy test loss is $\tfrac12 \lVert W z - z \rVert^2$, for $d = 1, 2, 3, 5$.",
    rests_on="task.test_loss",
    letters=("W", "z"),
)

TEST_LOSS_SLOPE = _twin(
    loss.test_loss_slope,
    task.test_loss_slope,
    r"The NumPy slope of the test loss is $(W z - z) \cdot W' z$, for $d = 1, 2, 3, 5$.",
    rests_on="task.test_loss_slope",
    letters=("W", "V", "z"),
)
