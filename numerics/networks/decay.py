"""Decay rates and passage times read off recorded curves.

* Descent multiplies a residual along an eigenvector by 1 - eta a per step: from the fitted slope -lambda of the log residual per
  step, a = (1 - e^{-lambda}) / eta is the rate per unit of flow time, without a bias in eta.
* A passage through a level is interpolated linearly between two records.

Source: elementary. Clock: loss for one layer, printed for the tied model.

Legend: n curves, k records; steps (k,) step numbers.
"""

from __future__ import annotations

import numpy as np

from numerics.arrays import Array


def rate(steps: Array, residuals: Array, eta: float, window: tuple[float, float]) -> Array:
    """Return the rate of each curve, fitted by least squares where the residual is within the window.

    Parameters
    ----------
    steps : shape (k,)
    residuals : positive, shape (n, k)
    eta : step size
    window : (highest, lowest) residual relative to the first record, 1 >= highest > lowest > 0

    Returns
    -------
    shape (n,); NaN for a curve with fewer than three records in the window
    """
    relative = residuals / residuals[:, :1]
    used = (relative <= window[0]) & (relative >= window[1])
    # Only the stretch up to the first record below the window: what comes after may be noise.
    used &= np.logical_and.accumulate(relative >= window[1], axis=1)
    return np.array([_slope(steps[chosen], curve[chosen], eta) for chosen, curve in zip(used, relative, strict=True)])


def _slope(steps: Array, residual: Array, eta: float) -> float:
    if len(steps) < 3:
        return float("nan")
    slope = float(np.polyfit(steps, np.log(residual), 1)[0])
    return -float(np.expm1(slope)) / eta


def passage(steps: Array, curves: Array, level: float) -> Array:
    """Return when each curve first reaches the level from below, shape (n,); 0 if it starts there, NaN if it never does."""
    above = curves >= level
    first = above.argmax(axis=1)
    rows = np.arange(len(curves))
    before = np.maximum(first - 1, 0)
    left, right = curves[rows, before], curves[rows, first]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(first > 0, (level - left) / (right - left), 0.0)
    time = steps[before] + share * (steps[first] - steps[before])
    return np.where(above.any(axis=1), time, np.nan)
