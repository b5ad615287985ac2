"""Claims about the major entries w_ii on the diagonal manifold: logistic growth."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.flow.events import first_passages
from theory import logistic
from verify.claim import Claim
from verify.methods import Agreement, equality
from verify.methods.flows import tied_flow

SOLUTION = equality(
    "two_layer.major_entry",
    (
        "$w(t) = c e^{2 a t}/(1 + c (e^{2 a t} - 1))$ solves $w' = 2 a w (1 - w)$ from $w(0) = c$, for $a > 0$ and "
        r"$0 \le c \le 1$."
    ),
    logistic.solution,
    logistic.initial_value,
    source=logistic.SOURCE,
    code=("theory.minor_entries.major", "theory.logistic.solution"),
    depends_on=("two_layer.diagonal_manifold",),
)

LEVEL = equality(
    "two_layer.time_to_level",
    r"A major entry with $0 < c < \delta < 1$ is at level $\delta$ at $T = \ln[\delta (1 - c)/(c (1 - \delta))]/(2 a)$.",
    logistic.level,
    source=logistic.SOURCE,
    code=("theory.logistic.time_to_level",),
    depends_on=("two_layer.major_entry",),
)


def _crossings(tolerance: float, rng: Generator, factor: float = 2.0, minor: float = 0.0) -> tuple[Any, Any]:
    """Return measured and predicted times at which the entries of a random diagonal start, d = 4, reach 1/2."""
    a, c = rng.uniform(0.3, 2.0, 4), rng.uniform(0.001, 0.2, 4)
    path = tied_flow(np.diag(c) + minor * (1 - np.eye(4)), a, 20.0, rtol=tolerance, atol=tolerance)
    return first_passages(path), np.log((1 - c) / c) / (factor * a)


CROSSINGS = Claim(
    id="two_layer.learning_times_measured",
    title=r"From a random diagonal start in $d = 4$, each $w_{kk}$ is measured to cross 1/2 at $\ln((1 - c_k)/c_k)/(2 a_k)$.",
    source="new",
    method=Agreement(
        pair=_crossings,
        what="Crossing times of the integrated flow are compared with the formula.",
        faults=(("rate a in place of 2a", {"factor": 1.0}), ("minor entries of 1/1000", {"minor": 1e-3})),
    ),
    code=("numerics.flow.events.first_passages", "numerics.task.field.tied_field"),
    depends_on=("two_layer.time_to_level",),
)
