"""Claims about the training loss in the run of Fig. 5: it only falls."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from verify.claim import Claim, Evidence, Result
from verify.claims.figure5.swing import END, probe, rates, start
from verify.methods import Computation

if TYPE_CHECKING:
    from numerics.flow import Trajectory


def falls_monotonically(slope: Callable[[Trajectory, float], float], power: int) -> Result:
    """Return whether a slope is negative at every one of 2,000 times up to the end."""
    from verify.methods.flows import exact_weights_flow

    path = exact_weights_flow(start(), rates(power), END)
    times = np.linspace(0.0, END, 2001)[:-1]
    slopes = np.array([slope(path, float(time)) for time in times])
    worst = int(np.argmax(slopes))
    slope_there = float(slopes[worst])
    return Result.of(slope_there < 0, len(times), {"slope_nearest_zero": slope_there}, {"t": float(times[worst])})


def training_slope(path: Trajectory, time: float) -> float:
    """Return dL/dt of the training loss, tr((W - I) A W')."""
    residual = path.W(time) - np.eye(3)
    return float(np.sum(residual * path.A * path.velocity(time)))


def _training(identifier: str, title: str, power: int) -> Claim:
    from numerics.flow import Trajectory

    return Claim(
        id=identifier,
        title=title,
        source="arXiv 2410.08309v2, Fig. 5, as transcribed",
        method=Computation(
            check=lambda rng: falls_monotonically(training_slope, power),
            evidence=Evidence.NUMERICAL,
            what="The slope of the training loss along the integrated flow is computed at 2,000 times in [0, 20).",
            refuted_by="A time at which the training loss does not fall.",
            faults=(
                (
                    "the test loss in place of the training loss",
                    lambda rng: falls_monotonically(lambda path, time: Trajectory.test_loss_slope(path, time, probe()), power),
                ),
                ("time reversed", lambda rng: falls_monotonically(lambda path, time: -training_slope(path, time), power)),
            ),
        ),
        code=("numerics.flow.integrate_tied_weights", "numerics.field.tied_weight_field"),
        depends_on=("two_layer.loss_decrease",),
    )


TRAINING_PRINTED = _training(
    "figure5.training_loss_printed_rates",
    "In the same run of Fig. 5 with rates $a_p$, the training loss falls at each of 2,000 times.",
    power=1,
)

TRAINING_SQUARED = _training(
    "figure5.training_loss_squared_rates",
    "In the same run of Fig. 5 with rates $a_p^2$, the training loss falls at each of 2,000 times.",
    power=2,
)
