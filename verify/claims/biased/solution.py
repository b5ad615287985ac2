"""Claims about one layer with biases, as the released code trains it: gradient, solution, the same flip of the order."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator

from theory import biased
from verify.claim import Claim
from verify.methods import Agreement, Identity

GRADIENT = Claim(
    id="biased.gradient",
    title=(
        r"For $d = 1, 2$ and any three samples, the gradient of the mean loss in $[W\;b]$ is $([W\;b] - [I\;0]) \tilde A$, "
        r"$\tilde A = \bigl[ \begin{smallmatrix} A & m \\ m^T & 1 \end{smallmatrix} \bigr]$."
    ),
    source="new; released code",
    method=Identity(),
    equations=lambda: [biased.gradient(size, 3) for size in (2, 1)],
    code=("theory.biased.gradient", "theory.biased.augmented_moment"),
    depends_on=("task.sample_loss",),
)

SOLUTION = Claim(
    id="biased.solution",
    title=(
        r"In every dimension, $P + (\tilde W(0) - P) E$ solves $\tilde W' = -(\tilde W - P) \tilde A$ when $E' = -E \tilde A$, "
        r"as $\exp(-\tilde A t)$ does."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [biased.solution()],
    code=("theory.biased.solution",),
    depends_on=("biased.gradient",),
)


def _integrated(tolerance: float, rng: Generator, mean: float = 1.0) -> tuple[Any, Any]:
    """Return W~ at 20 times by its NumPy closed form and by DOP853, for a random task in d = 3; `mean` scales m, a fault."""
    from numerics.biased_layer import flow
    from numerics.flow import integrate_one_layer

    points = rng.standard_normal((40, 3)) + np.array([1.0, 0.5, 0.0])
    extended = np.hstack([points, np.ones((40, 1))])
    moment, start = extended.T @ extended / 40, rng.standard_normal((3, 4))
    times = np.sort(rng.uniform(0, 5, 20))
    # With the row (0, 1) below, [W b] - [I 0] becomes Z - I, which stays zero in that row: the field of one layer.
    path = integrate_one_layer(np.vstack([start, np.eye(4)[3:]]), moment, 5.0, rtol=tolerance, atol=tolerance)
    scaled = moment.copy()
    scaled[3, :3] *= mean
    scaled[:3, 3] *= mean
    return [path.W(time)[:3] for time in times], flow(start, scaled, times)


SOLUTION_INTEGRATED = Claim(
    id="biased.solution_integrated",
    title=(
        r"For random samples and $\tilde W(0)$ in $d = 3$, the NumPy closed form of a layer with biases is its flow integrated "
        "by DOP853."
    ),
    source="new",
    method=Agreement(
        pair=_integrated,
        what="[I 0] + ([W b](0) - [I 0]) exp(-A~ t) is compared with the integrated flow at 20 random times in [0, 5].",
        faults=(
            ("the mean dropped from A~", lambda tolerance, rng: _integrated(tolerance, rng, mean=0.0)),
            ("the mean halved in A~", lambda tolerance, rng: _integrated(tolerance, rng, mean=0.5)),
        ),
    ),
    code=("numerics.biased_layer.flow", "numerics.flow.integrate_one_layer"),
    depends_on=("biased.solution",),
)

INVARIANT_SPAN = Claim(
    id="biased.invariant_span",
    title=(
        r"For $d = 2, 3, 4$ and equal rates $a$, $\tilde A$ maps $(\mu, 0)$ and $(0, 1)$ into their span ($m = \rho \mu$): "
        r"from zero, all concepts of $\hat x$ are learned in step, so biases leave the flip of the order at $a_1 = a_2$."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [biased.invariant_span(size) for size in (2, 3, 4)],
    code=("theory.biased.invariant_span",),
    depends_on=("biased.solution", "one_layer.order_flip"),
)
