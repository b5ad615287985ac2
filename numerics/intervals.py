"""Confidence intervals, and the decision whether an interval lies within an equivalence margin.

* proportion: Clopper and Pearson (exact, never below its level);
* mean: Student's t;
* mean square: log of the mean of squares, normal, standard error by the delta method;
* several intervals of one family: each at level alpha / m (Bonferroni), so that all cover at once with probability 1 - alpha.

Equality within a margin is *claimed* when the interval lies inside the margin, *denied* when it lies outside, and otherwise
open: failing to reject is never agreement.

Source: Clopper and Pearson, Biometrika 26 (1934); Schuirmann, J. Pharmacokinetics 15 (1987) for equivalence by intervals.

Legend: level alpha, the probability that the interval misses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from numerics.task.arrays import Array


@dataclass(frozen=True)
class Interval:
    """An estimate with its two-sided confidence interval, and the number of independent observations behind it."""

    low: float
    value: float
    high: float
    count: int

    @property
    def half_width(self) -> float:
        """Return half the length."""
        return (self.high - self.low) / 2

    def inside(self, lower: float, upper: float) -> bool | None:
        """Return True if wholly inside [lower, upper], False if wholly outside, None if it is open."""
        if lower <= self.low and self.high <= upper:
            return True
        return False if self.high < lower or self.low > upper else None


def proportion(successes: int, count: int, level: float) -> Interval:
    """Return Clopper and Pearson's interval of a proportion.

    Raises
    ------
    ValueError : if `successes` is not in 0..count or `count` is not positive
    """
    if not 0 <= successes <= count or count < 1:
        raise ValueError(f"successes must be in 0..count with count >= 1, got {successes} of {count}")
    low = stats.beta.ppf(level / 2, successes, count - successes + 1) if successes else 0.0
    high = stats.beta.ppf(1 - level / 2, successes + 1, count - successes) if successes < count else 1.0
    return Interval(float(low), successes / count, float(high), count)


def mean(values: Array, level: float) -> Interval:
    """Return Student's interval of the mean of independent values, shape (n,).

    Raises
    ------
    ValueError : if there are fewer than two values
    """
    if len(values) < 2:
        raise ValueError(f"values must be at least two, got {len(values)}")
    centre = float(np.mean(values))
    reach = float(stats.t.ppf(1 - level / 2, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values)))
    return Interval(centre - reach, centre, centre + reach, len(values))


def log_mean_square(values: Array) -> tuple[float, float]:
    """Return log mean(v^2) and its standard error sd(v^2) / (sqrt(n) mean(v^2))."""
    squares = np.asarray(values) ** 2
    average = float(squares.mean())
    return float(np.log(average)), float(np.std(squares, ddof=1) / np.sqrt(len(squares)) / average)


def mean_square(values: Array, level: float) -> Interval:
    """Return the interval of the mean square of independent values, by the normal law of its logarithm."""
    log, error = log_mean_square(values)
    reach = float(stats.norm.ppf(1 - level / 2)) * error
    return Interval(float(np.exp(log - reach)), float(np.exp(log)), float(np.exp(log + reach)), len(values))


def order(sizes: Array, samples: list[Array], level: float) -> Interval:
    """Return the interval of the slope of log rms against log size, by weighted least squares over independent samples.

    Parameters
    ----------
    sizes : shape (k,), k >= 2
    samples : k arrays of independent deviations
    """
    x = np.log(np.asarray(sizes, dtype=float))
    logs, errors = np.array([log_mean_square(values) for values in samples]).T
    y, weights = logs / 2, 4 / errors**2
    centred = x - np.average(x, weights=weights)
    spread = float((weights * centred**2).sum())
    slope = float((weights * centred * y).sum()) / spread
    reach = float(stats.norm.ppf(1 - level / 2)) / np.sqrt(spread)
    return Interval(slope - reach, slope, slope + reach, sum(len(values) for values in samples))
