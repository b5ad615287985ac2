"""Claims about Fig. 5: two concepts in three dimensions, tied weights, one start; the test loss turns, the training loss falls.

The start is U = 0.2 * default_rng(2).random((3, 3)), W(0) = U U^T, the distribution of the released code.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.random import Generator

from verify.claim import Claim
from verify.methods import Bounded, Points

SEED = 2

END = 20.0

#: The two flows are integrated to a relative tolerance of 1e-10; their turning times may differ by this.
TIME_TOLERANCE = 1e-6

#: Turning points nearer in loss than this are rounding.
SMALLEST_TURN = 1e-9


def start() -> np.ndarray:
    """Return U(0), shape (3, 3)."""
    return 0.2 * np.random.default_rng(SEED).random((3, 3))


def rates(power: int) -> np.ndarray:
    """Return a (power 1, as printed) or a^2 (power 2, as the released code), shape (3,), on the task as printed."""
    from numerics.task import Task

    return Task(mu=(1.0, 1.5), sigma=(0.05, 0.05), dim=3).rates() ** power


def probe() -> np.ndarray:
    """Return x_hat, shape (3,)."""
    from numerics.task import Task

    return Task(mu=(1.0, 1.5), sigma=(0.05, 0.05), dim=3).probe()


def rises(rng: Generator, power: int, smallest_rise: float, diagonal: bool = False) -> Points:
    """Compare the turning times of two flows whose test loss must fall, rise by at least `smallest_rise`, and fall."""
    from numerics.flow import integrate_tied_weights, rise, turning_points
    from verify.methods.flows import exact_flow

    U = np.sqrt(np.diag(np.diag(start() @ start().T))) if diagonal else start()
    paths = [integrate_tied_weights(U, rates(power), END), exact_flow(U @ U.T, rates(power), END)]
    found = [turning_points(path, probe(), SMALLEST_TURN) for path in paths]
    kinds = [[point.kind for point in points] for points in found]
    where = {"start": f"U = 0.2 default_rng({SEED}).random((3, 3))", "turning points, by the flows of U and of W": kinds}
    if kinds != [["min", "max"]] * 2:
        yield np.inf, where
        return
    gap = max(abs(first.time - second.time) for first, second in zip(*found, strict=True))
    lowest, highest = found[0]
    figures = {
        "minimum_time": lowest.time,
        "maximum_time": highest.time,
        "minimum_loss": lowest.loss,
        "maximum_loss": highest.loss,
        "rise": rise(found[0]),
    }
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
                "The flow of U is integrated by DOP853 to 1e-10, that of W by Taylor series; turning points, roots of the slope "
                f"of the test loss, must be one minimum and one maximum in both, at times that agree to {TIME_TOLERANCE:g}."
            ),
            refuted_by=f"Other turning points, a rise below {smallest_rise:g}, or two flows that disagree.",
            faults=(
                ("minor entries removed from the start", partial(rises, power=power, smallest_rise=smallest_rise, diagonal=True)),
                ("ten times the rise", partial(rises, power=power, smallest_rise=10 * smallest_rise)),
            ),
        ),
        code=("numerics.flow.turning_points", "numerics.flow.rise", "numerics.field.tied_field", "numerics.task.Task"),
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
    "released code",
    power=2,
    smallest_rise=0.1,
)
