"""Claims about Fig. 5: two concepts in three dimensions, tied weights, one start; the test loss turns, the training loss falls.

The start is U = 0.2 * default_rng(2).random((3, 3)), W(0) = U U^T, the distribution of the released code.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.networks.protocols import FIGURE_5
from numerics.task import loss
from verify.claim import Claim, Evidence, Result
from verify.methods import Bounded, Computation, Points
from verify.methods.flows import exact_flow, exact_weights_flow

END = 20.0
#: The two flows are integrated to a relative tolerance of 1e-10; their turning times may differ by this.
TIME_TOLERANCE = 1e-6


def rates(power: int) -> np.ndarray:
    """Return a (power 1, as printed) or a^2 (power 2, as the released code), shape (3,), on the task as printed."""
    return FIGURE_5.task().rates() ** power


def rises(rng: Generator, power: int, smallest_rise: float, diagonal: bool = False) -> Points:
    """Compare the turning times of two flows whose test loss must fall, rise by at least `smallest_rise`, and fall."""
    from numerics.flow.events import course
    from numerics.flow.integrate import integrate_tied_weights
    from numerics.task.trajectory import same_clock

    U = FIGURE_5.start()
    U = np.sqrt(np.diag(np.diag(U @ U.T))) if diagonal else U
    paths = [integrate_tied_weights(U, rates(power), END), exact_flow(U @ U.T, rates(power), END)]
    same_clock(*(path.clock for path in paths))
    courses = [course(path, FIGURE_5.task().probe()) for path in paths]
    found = [each.turning_points for each in courses]
    kinds = [[point.kind for point in points] for points in found]
    where = {
        "start": f"U = {FIGURE_5.scale} default_rng({FIGURE_5.seed}).random((3, 3))",
        "turning points, by the flows of U and of W": kinds,
    }
    if kinds != [["min", "max"]] * 2:
        yield np.inf, where
        return
    gap = max(abs(first.t - second.t) for first, second in zip(*found, strict=True))
    lowest, highest = found[0]
    times = {"minimum_time": lowest.t, "maximum_time": highest.t}
    figures = {**times, "minimum_loss": lowest.loss, "maximum_loss": highest.loss, "rise": courses[0].rise}
    yield gap if figures["rise"] >= smallest_rise else np.inf, {**where, "rise": figures["rise"]}, figures


def _non_monotone(identifier: str, title: str, source: str, power: int, smallest_rise: float) -> Claim:
    return Claim(
        id=identifier,
        title=title,
        source=source,
        method=Bounded(
            measure=partial(rises, power=power, smallest_rise=smallest_rise),
            tolerance=TIME_TOLERANCE,
            named="largest_time_difference",
            what=(
                "The flow of $U$ is integrated by DOP853 to $10^{-10}$, that of $W$ by Taylor series; turning points, roots of "
                "the slope of the test loss, must be one minimum and one maximum in both, at times that agree to "
                f"{TIME_TOLERANCE:g}. The rise is the largest increase of the test loss above its running minimum, start and "
                "horizon included."
            ),
            refuted_by=f"Other turning points, a rise below {smallest_rise:g}, or two flows that disagree.",
            faults=(
                ("minor entries removed from the start", partial(rises, power=power, smallest_rise=smallest_rise, diagonal=True)),
                ("ten times the rise", partial(rises, power=power, smallest_rise=10 * smallest_rise)),
            ),
        ),
        code=(
            "numerics.flow.events.course",
            "numerics.task.field.tied_field",
            "numerics.task.identity_mapping.Task",
        ),
        depends_on=("two_layer.semidefinite", "task.test_loss_slope"),
    )


PRINTED_RATES = _non_monotone(
    "figure5.printed_rates",
    "Fig. 5 with the paper's rates $a_p$, one start: the test loss falls, rises by more than .02, and falls again.",
    "arXiv 2410.08309v2, Fig. 5, as transcribed",
    power=1,
    smallest_rise=0.02,
)

SQUARED_RATES = _non_monotone(
    "figure5.squared_rates",
    "Fig. 5 with the released code's rates $a_p^2$, the same start: the test loss falls, rises by more than .1, and falls again.",
    "released code of Fig. 5",
    power=2,
    smallest_rise=0.1,
)


#: W, W' (n, d, d) and the rates to the slope of a loss, shape (n,).
Slope = Callable[[Any, Any, Any], Any]


def falls_monotonically(slope: Slope, power: int, sign: float = 1.0) -> Result:
    """Return whether `sign` times a slope is negative at every one of 2,000 times up to the end."""
    times = np.linspace(0.0, END, 2001)[:-1]
    slopes = sign * slope(*exact_weights_flow(FIGURE_5.start(), rates(power), END).motion(times), rates(power))
    worst = int(np.argmax(slopes))
    slope_there = float(slopes[worst])
    return Result.of(slope_there < 0, len(times), {"slope_nearest_zero": slope_there}, {"t": float(times[worst])})


def training_slope(W: Any, velocity: Any, a: Any) -> Any:
    """Return dL/dt of the training loss, tr((W - I) A W')."""
    return np.einsum("nij,j,nij->n", W - np.eye(3), a, velocity)


def slope_at_x_hat(W: Any, velocity: Any, a: Any) -> Any:
    """Return dL/dt of the test loss at x_hat."""
    return loss.test_loss_slope(W, velocity, FIGURE_5.task().probe())


def _training(identifier: str, rate: str, power: int) -> Claim:
    return Claim(
        id=identifier,
        title=f"In the same run of Fig. 5 with rates ${rate}$, the training loss falls at each of 2,000 times.",
        source="arXiv 2410.08309v2, Appendix F.4 and Fig. 17, as transcribed",
        method=Computation(
            check=lambda rng: falls_monotonically(training_slope, power),
            evidence=Evidence.NUMERICAL,
            what="The slope of the training loss along the integrated flow is computed at 2,000 times in [0, 20).",
            refuted_by="A time at which the training loss does not fall.",
            faults=(
                ("the test loss in place of the training loss", lambda rng: falls_monotonically(slope_at_x_hat, power)),
                ("time reversed", lambda rng: falls_monotonically(training_slope, power, sign=-1.0)),
            ),
        ),
        code=("numerics.flow.integrate.integrate_tied_weights", "numerics.task.field.tied_weight_field"),
        depends_on=("two_layer.loss_decrease",),
    )


TRAINING_PRINTED = _training("figure5.training_loss_printed_rates", "a_p", power=1)
TRAINING_SQUARED = _training("figure5.training_loss_squared_rates", "a_p^2", power=2)
