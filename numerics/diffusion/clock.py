r"""From the clock of the bridge to the steps of a training, by two constants that are fitted on trainings of their own.

    steps     T_k = clock t_k(ratio), t_k the learning time of concept k by the bridge, in units of D/2 of loss time
    fit       ratio and clock of the least squares of ln T_k - ln(clock t_k(ratio)) over the concepts of several tasks

An optimiser that is no gradient flow, AdamW among them, has no clock of its own: how well one fits is what is found.

Source: new.

Legend: T (tasks, 2) steps of colour and size; times > 0
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize_scalar

from numerics.diffusion.bridge import predict
from numerics.diffusion.cells import Design
from numerics.diffusion.discs import Discs
from numerics.task.arrays import Array

#: (ratio, clock) of the recipe by which vectors are trained: fitted at separations .19 and .62 of colour, .4 of size, the paper's
#: three cells, with seeds 0, 1, 2 (medians of steps of colour and size: 346, 68 and 61, 165), before the claims on times ran.
OF_ADAMW = (0.077, 27.2)
#: Ratios among which one is sought: below, the stages are far apart; above, there are none.
RATIOS = (1e-2, 2.0)
#: To which the logarithm of a ratio is found: times change by less than a hundredth.
CLOSE = 1e-2


def learning_times(design: Design, tasks: Sequence[Discs], ratio: float) -> Array:
    """Return the learning times by the bridge, in units of D/2, shape (tasks, 2); infinite where a path does not come so far."""
    found = [predict(design, discs, ratio).learning_times for discs in tasks]
    return np.array([[np.inf if time is None else time for time in both] for both in found])


def steps_of_adamw(design: Design, tasks: Sequence[Discs]) -> Array:
    """Return the steps of AdamW at which concepts are learned, by the bridge and the two fitted constants, shape (tasks, 2)."""
    ratio, clock = OF_ADAMW
    return clock * learning_times(design, tasks, ratio)


def fitted(design: Design, tasks: Sequence[Discs], steps: Array) -> tuple[float, float]:
    """Return (ratio, clock) by least squares of logarithms.

    Raises
    ------
    ValueError : if some step is not positive and finite
    """
    T = np.asarray(steps, dtype=float)
    if not (np.isfinite(T) & (T > 0)).all():
        raise ValueError(f"steps must be positive and finite, got {T.tolist()}")

    def rest(log_ratio: float) -> Array:
        return np.log(T) - np.log(learning_times(design, tasks, float(np.exp(log_ratio))))

    def spread(log_ratio: float) -> float:
        return float(np.var(rest(log_ratio)))

    found = minimize_scalar(spread, bounds=tuple(np.log(RATIOS)), method="bounded", options={"xatol": CLOSE})
    return float(np.exp(found.x)), float(np.exp(np.mean(rest(found.x))))
