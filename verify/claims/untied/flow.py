"""Claims about the flow of two layers with free weights: gradients, clock, what is conserved, when it is the tied one."""

from __future__ import annotations

from typing import Any

import numpy as np

from numerics.task.layers import layer_field
from theory.layers import untied
from verify.claim import Claim, Level, Outcome
from verify.methods import Identity, Twin, equality

GRADIENTS = equality(
    "untied.gradients",
    (
        r"In every dimension, for any width and any symmetric $A$, $\partial L/\partial W_2 = G W_1^T$ and "
        r"$\partial L/\partial W_1 = W_2^T G$ with $G = (W - I) A$, $W = W_2 W_1$."
    ),
    untied.gradient_second,
    untied.gradient_first,
    level=Level.STANDARD,
    depends_on=("task.root_loss",),
)

PRODUCT = equality(
    "untied.product",
    (
        r"Along the gradient flow of the loss $W' = -(G W_1^T W_1 + W_2 W_2^T G)$, and $W_2^T W_2 - W_1 W_1^T$ stands still, in "
        "every dimension and for any width."
    ),
    untied.product_flow,
    untied.conserved,
    level=Level.STANDARD,
    depends_on=("untied.gradients",),
)

SQUARES = equality(
    "untied.squares",
    (
        r"$(W_2 W_2^T)' = -(G W^T + W G^T)$ and $(W_1^T W_1)' = -(G^T W + W^T G)$, in every dimension and for any width: with "
        r"$W'$ a flow of $W_2 W_2^T$, $W$ and $W_1^T W_1$ alone, quadratic in them."
    ),
    untied.upper_square,
    untied.lower_square,
    level=Level.STANDARD,
    depends_on=("untied.product",),
)

HALVES = equality(
    "untied.halves",
    (
        r"With $U = (W_2 + W_1^T)/2$, $D = (W_2 - W_1^T)/2$: $U' = -[(G + G^T) U - (G - G^T) D]/2$ and "
        r"$D' = -[(G - G^T) U - (G + G^T) D]/2$, in every dimension and for any width."
    ),
    untied.sum_flow,
    untied.difference_flow,
    level=Level.STANDARD,
    depends_on=("untied.gradients",),
)

EARLY = equality(
    "untied.early",
    (
        r"$W_2' = A W_1^T - W A W_1^T$ and $W_1' = W_2^T A - W_2^T W A$; without the terms of third order they are solved by $U "
        r"= e^{A t} U(0)$, which grows, and $D = e^{-A t} D(0)$, which decays, in every dimension and for any width."
    ),
    untied.early_second,
    untied.early_first,
    untied.early_solution,
    untied.early_other,
    level=Level.STANDARD,
    depends_on=("untied.gradients",),
)

CLOCK = equality(
    "untied.clock",
    (
        "On the loss clock the symmetric part of $W'$ at $W_2 = W_1^T$ is $V(W)$, in every dimension: two free layers keep the "
        "printed clock of tied ones, without a factor 2."
    ),
    untied.symmetric_part,
    level=Level.STANDARD,
    depends_on=("untied.product",),
)

STAYS_TIED = equality(
    "untied.stays_tied",
    "Two layers that start tied, $W_2 = W_1^T$, stay tied on the gradient flow of the loss.",
    untied.stays_tied,
    method=Identity(counterexample={"a_11": "2", "a_22": "1", "u_11": "1", "u_21": "1", "u_22": "1"}, left="-1", right="-2"),
    expected=Outcome.REFUTED,
    level=Level.STANDARD,
    depends_on=("untied.gradients",),
    corrected_by="untied.leaves_tied",
    reason="They part at the speed $[A, W] U$: a balanced start with $W \\ge 0$ follows the tied flow only where $A W = W A$.",
)

LEAVES_TIED = equality(
    "untied.leaves_tied",
    r"Where $W_2 = W_1^T = U$, $W_2' - W_1'^T = [A, W] U$, in every dimension and for any width.",
    untied.leaves_tied,
    level=Level.STANDARD,
    depends_on=("untied.gradients",),
    corrects="untied.stays_tied",
)

BALANCED = equality(
    "untied.balanced_start",
    (
        r"For a balanced start, $W_2 = P H$ and $W_1^T = Q H$ with orthonormal columns of $P$, $Q$ and $H \ge 0$, the matrix "
        r"$U U^T$ is $(W + W^T + (W W^T)^{1/2} + (W^T W)^{1/2})/4$, in every dimension."
    ),
    untied.balanced_start,
    untied.left_root,
    untied.right_root,
    level=Level.STANDARD,
    depends_on=("untied.early", "untied.product"),
)


def _velocity(layer: int, a: Any, B: Any, C: Any) -> Any:
    """Return dL/dW_l as the numerics have it."""
    return -np.asarray(layer_field((C, B), a)[layer])


def second_gradient(a: Any, B: Any, C: Any) -> Any:
    """Return dL/dW_2 as the numerics have it."""
    return _velocity(1, a, B, C)


def first_gradient(a: Any, B: Any, C: Any) -> Any:
    """Return dL/dW_1 as the numerics have it."""
    return _velocity(0, a, B, C)


SECOND_IN_NUMPY = Claim(
    id="untied.second_gradient_in_numpy",
    title="`layer_field` moves the second of two layers along the derived $-\\partial L/\\partial W_2$.",
    source="new",
    method=Twin(second_gradient, ("A", "B", "C"), diagonal=("A",)),
    equations=lambda: [untied.gradient_second()],
    code=("numerics.task.layers.layer_field",),
    level=Level.STANDARD,
    depends_on=("untied.gradients",),
)

FIRST_IN_NUMPY = Claim(
    id="untied.first_gradient_in_numpy",
    title="`layer_field` moves the first of two layers along the derived $-\\partial L/\\partial W_1$.",
    source="new",
    method=Twin(first_gradient, ("A", "B", "C"), diagonal=("A",)),
    equations=lambda: [untied.gradient_first()],
    code=("numerics.task.layers.layer_field",),
    level=Level.STANDARD,
    depends_on=("untied.gradients",),
)
