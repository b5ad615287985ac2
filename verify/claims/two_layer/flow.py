"""Claims about two layers with tied weights: gradient, induced flow, entry form, what the flow keeps."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from theory import two_layer
from verify.claim import Claim
from verify.methods import Agreement, Identity, equality

SECTION = "arXiv 2410.08309v2, section 4.2, as transcribed"

GRADIENT = equality(
    "two_layer.gradient",
    "In every dimension, the gradient of the tied loss is $dL/dU = -(2 A - A W - W A) U$ with $W = U U^T$.",
    two_layer.gradient,
    code=("theory.two_layer.gradient", "numerics.task.field.loss_gradient"),
    depends_on=("task.root_loss",),
)

CONGRUENCE_FORM = equality(
    "two_layer.congruence_form",
    "In every dimension, $V(W) = X W + W X$ with $X = A - (A W + W A)/2$, so the flow acts on $W$ by congruences.",
    two_layer.congruence_form,
    code=("theory.two_layer.congruence_form", "theory.two_layer.generator"),
    depends_on=("two_layer.gradient", "clocks.tied_factor"),
)

FLOW_OF_WEIGHTS = equality(
    "two_layer.flow_of_weights",
    (
        "In every dimension and for $U$ of any width, $U' = X U$ moves $W = U U^T$ by $V(W)$: $W$ stays semidefinite, of rank at "
        "most the width."
    ),
    two_layer.flow_of_weights,
    depends_on=("two_layer.congruence_form",),
)

ENTRY_FORM = equality(
    "two_layer.entry_form",
    (
        r"For $d = 2 \ldots 6$ and diagonal $A$, every entry obeys $w_{ij}' = G_{ij} - S_{ij} - N_{ij}$ (growth, suppression, "
        "noise)."
    ),
    *(partial(two_layer.entry_form, size) for size in range(2, 7)),
    source="arXiv 2410.08309v2, Eq. (4.3), as transcribed",
    method=Identity(mutated=1),
    code=("theory.two_layer.entry_form", "theory.two_layer.growth", "theory.two_layer.suppression", "theory.two_layer.noise"),
    depends_on=("clocks.tied_factor",),
)

DIAGONAL_ENTRIES = equality(
    "two_layer.diagonal_entries",
    (
        r"For $d = 2 \ldots 6$, growth less suppression of a major entry is logistic: "
        "$G_{ii} - S_{ii} = 2 a_i w_{ii} (1 - w_{ii})$."
    ),
    *(partial(two_layer.diagonal_entries, size) for size in range(2, 7)),
    source=SECTION,
    depends_on=("two_layer.entry_form",),
)

SYMMETRY = equality(
    "two_layer.symmetry",
    "In every dimension, $V(W)$ is symmetric for symmetric $W$ and $A$, so the flow keeps $W$ symmetric.",
    two_layer.symmetry,
    source=SECTION,
    code=("theory.two_layer.field",),
    depends_on=("two_layer.congruence_form",),
)

DIAGONAL_MANIFOLD = equality(
    "two_layer.diagonal_manifold",
    (
        r"For $d = 2 \ldots 5$ and diagonal $A$, diagonal $W$ stay diagonal: $V(\operatorname{diag}(w)) = "
        r"\operatorname{diag}(2 a_i w_{ii} (1 - w_{ii}))$."
    ),
    *(partial(two_layer.diagonal_manifold, size) for size in range(2, 6)),
    source=SECTION,
    depends_on=("two_layer.diagonal_entries",),
)

LOSS_DECREASE = equality(
    "two_layer.loss_decrease",
    (
        r"In every dimension, $dL/dt = -2 \operatorname{tr}(X W X) = -\tfrac12 \lVert dL/dU \rVert^2$ on the printed clock, so "
        "the training loss never rises."
    ),
    two_layer.loss_decrease,
    two_layer.loss_decrease_by_gradient,
    depends_on=("two_layer.gradient", "two_layer.congruence_form"),
)


def _two_flows(tolerance: float, rng: Generator, speed: float = 1.0, rank_fault: float = 0.0) -> tuple[Any, Any]:
    """Return W from the flow of W, and U U^T from the flow of U, from a random start of rank 2 in d = 4."""
    from numerics.flow.integrate import integrate_tied, integrate_tied_weights

    factor = rng.standard_normal((4, 4))
    A, U = factor @ factor.T / 4, 0.3 * rng.standard_normal((4, 2))
    times = np.sort(rng.uniform(0, 4, 20))
    first = integrate_tied(U @ U.T + rank_fault * np.eye(4), speed * A, 4.0, rtol=tolerance, atol=tolerance)
    second = integrate_tied_weights(U, A, 4.0, rtol=tolerance, atol=tolerance)
    return [first.W(time) for time in times], [second.W(time) for time in times]


SEMIDEFINITE = Claim(
    id="two_layer.semidefinite",
    title=(
        r"From a random start of rank 2 in $d = 4$, the flow of $W$ is that of $U U^T$, $U$ being $4 \times 2$: semidefinite, "
        r"rank $\le 2$."
    ),
    source=SECTION,
    method=Agreement(
        pair=_two_flows,
        what="The flow of $W$ and the flow of $U$, integrated separately, are compared at 20 random times in $[0, 4]$.",
        faults=(("the loss clock for W", {"speed": 2.0}), ("a start of full rank", {"rank_fault": 1e-3})),
    ),
    code=("numerics.task.field.tied_field", "numerics.task.field.tied_weight_field", "numerics.flow.integrate.integrate_tied"),
    depends_on=("two_layer.flow_of_weights",),
)
