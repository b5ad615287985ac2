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
    return np.array([_rate(steps, curve / curve[0], eta, lowest) for curve in residuals])


def _rate(steps: Array, curve: Array, eta: float, lowest: float) -> float:
    # Only the stretch up to the first record below: what comes after may be noise.
    used = (curve <= 1.0) & np.logical_and.accumulate(curve >= lowest)
    if used.sum() < 3:
        return np.nan
    return float(-np.expm1(np.polyfit(steps[used], np.log(curve[used]), 1)[0]) / eta)


def passage(steps: Array, curves: Array, level: float) -> Array:
    """Return when each curve first reaches the level from below, (n,); `steps[0]` if it starts there, NaN if it never does."""
    return np.array([_passage(steps, curve, level) for curve in curves])


def _passage(steps: Array, curve: Array, level: float) -> float:
    reached = np.flatnonzero(curve >= level)
    if not reached.size:
        return np.nan
    first = reached[0]
    if first == 0:
        return float(steps[0])
    share = (level - curve[first - 1]) / (curve[first] - curve[first - 1])
    return float(steps[first - 1] + share * (steps[first] - steps[first - 1]))
