"""Decay rates and passage times read off recorded curves.

* Descent multiplies a residual along an eigenvector by 1 - eta a per step: from the fitted slope -lambda of the log residual per
  step, a = (1 - e^{-lambda}) / eta is the rate per unit of flow time, without a bias in eta.
* A passage through a level is interpolated linearly between two records.

Source: elementary. Clock: loss for one layer, printed for the tied model.

Legend: n curves, k records; steps (k,) step numbers.
"""

from __future__ import annotations

import numpy as np

from numerics.task.arrays import Array


def rate(steps: Array, residuals: Array, eta: float, lowest: float) -> Array:
    """Return the rate of each curve, fitted by least squares from the first record on, and down to a share of it.

    Parameters
    ----------
    steps : shape (k,)
    residuals : positive, shape (n, k)
    eta : step size
    lowest : the least residual used, relative to the first record, in (0, 1)

    Returns
    -------
    shape (n,); NaN for a curve with fewer than three records in this range
    """
    relative = residuals / residuals[:, :1]
    # Only the stretch up to the first record below: what comes after may be noise.
    used = (relative <= 1.0) & np.logical_and.accumulate(relative >= lowest, axis=1)
    fits = [(steps[chosen], np.log(curve[chosen])) for chosen, curve in zip(used, relative, strict=True)]
    return np.array([-np.expm1(np.polyfit(k, log, 1)[0]) / eta if len(k) > 2 else np.nan for k, log in fits])


def passage(steps: Array, curves: Array, level: float) -> Array:
    """Return when each curve first reaches the level from below, (n,); `steps[0]` if it starts there, NaN if it never does."""
    reached = curves >= level
    around = [slice(max(first - 1, 0), first + 1) for first in reached.argmax(axis=1)]
    times = [np.interp(level, curve[part], steps[part]) for curve, part in zip(curves, around, strict=True)]
    return np.where(reached.any(axis=1), times, np.nan)
