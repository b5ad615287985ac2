"""Claims that the hand-written numerics are what the theory derives: every right-hand side has its twin.

`theory` and `numerics` share no code; a wrong sign in either makes one of these red.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from numerics.flow import iterate
from numerics.task import field, loss
from theory import one_layer, steps, task, two_layer
from verify.claim import Claim
from verify.methods import Twin

if TYPE_CHECKING:
    from theory.algebra.equation import Equation


def _twin(
    name: str,
    title: str,
    function: Callable[..., Any],
    equation: Callable[[], Equation],
    letters: tuple[str, ...],
    rests_on: str,
    diagonal: tuple[str, ...] = (),
) -> Claim:
    return Claim(
        id=f"numerics.{name}",
        title=title,
        source="new",
        method=Twin(function, letters, diagonal),
        equations=lambda: [equation()],
        code=(f"{function.__module__}.{function.__name__}",),
        depends_on=(rests_on,),
    )


ONE_LAYER_FIELD = _twin(
    "one_layer_field",
    "The NumPy field of one layer is the derived $-(W - I) A$, for $d = 1, 2, 3, 5$ and full $A$.",
    field.one_layer_field,
    one_layer.flow,
    ("W", "A"),
    "one_layer.flow",
)

ONE_LAYER_FIELD_DIAGONAL = _twin(
    "one_layer_field_diagonal",
    (
        r"The NumPy field of one layer is the derived $-(W - I) A$, for $d = 1, 2, 3, 5$ and $A = \operatorname{diag}(a)$ "
        "handed over as $a$."
    ),
    field.one_layer_field,
    one_layer.flow,
    ("W", "A"),
    "one_layer.flow",
    diagonal=("A",),
)

TIED_FIELD = _twin(
    "tied_field",
    "The NumPy field of tied networks is $V(W) = W A + A W - (A W^2 + W^2 A + 2 W A W)/2$, for $d = 1, 2, 3, 5$ and full $A$.",
    field.tied_field,
    two_layer.printed_field,
    ("W", "A"),
    "two_layer.congruence_form",
)

TIED_FIELD_DIAGONAL = _twin(
    "tied_field_diagonal",
    r"The NumPy field of tied networks is $V(W)$ for $d = 1, 2, 3, 5$ and $A = \operatorname{diag}(a)$ handed over as $a$.",
    field.tied_field,
    two_layer.printed_field,
    ("W", "A"),
    "two_layer.congruence_form",
    diagonal=("A",),
)

LOSS_GRADIENT = _twin(
    "loss_gradient",
    "The NumPy gradient of the tied loss (and with it $U' = X U$) is the derived $-(2 A - A W - W A) U$, for $d = 1, 2, 3, 5$.",
    field.loss_gradient,
    two_layer.gradient,
    ("U", "A"),
    "two_layer.gradient",
)

DESCENT_STEP = _twin(
    "descent_step",
    r"The NumPy step of gradient descent is the derived $U + \eta X U$, for $d = 1, 2, 3, 5$.",
    iterate.gradient_descent_step,
    steps.descent_step,
    ("U", "A", "eta"),
    "two_layer.descent_step",
)

RECURRENCE_STEP = _twin(
    "recurrence_step",
    r"The NumPy step of the recurrence is $W + \eta V(W)$, for $d = 1, 2, 3, 5$.",
    iterate.recurrence_step,
    steps.recurrence_step,
    ("W", "A", "eta"),
    "two_layer.recurrence_step",
)

TRAINING_LOSS = _twin(
    "training_loss",
    r"The NumPy training loss is $\tfrac12 \operatorname{tr}((W - I) A (W - I)^T)$, for $d = 1, 2, 3, 5$ and full $A$.",
    loss.training_loss,
    one_layer.trace_loss,
    ("W", "A"),
    "task.root_loss",
)

TRAINING_LOSS_DIAGONAL = _twin(
    "training_loss_diagonal",
    (
        r"The NumPy training loss is $\tfrac12 \operatorname{tr}((W - I) A (W - I)^T)$, for $d = 1, 2, 3, 5$ and "
        r"$A = \operatorname{diag}(a)$ handed over as $a$."
    ),
    loss.training_loss,
    one_layer.trace_loss,
    ("W", "A"),
    "task.root_loss",
    diagonal=("A",),
)

TEST_LOSS = _twin(
    "test_loss",
    r"The NumPy test loss is $\tfrac12 \lVert W z - z \rVert^2$, for $d = 1, 2, 3, 5$.",
    loss.test_loss,
    task.test_loss,
    ("W", "z"),
    "task.test_loss",
)

TEST_LOSS_SLOPE = _twin(
    "test_loss_slope",
    r"The NumPy slope of the test loss is $(W z - z) \cdot W' z$, for $d = 1, 2, 3, 5$.",
    loss.test_loss_slope,
    task.test_loss_slope,
    ("W", "V", "z"),
    "task.test_loss_slope",
)
