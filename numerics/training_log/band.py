"""How far a log may be off what the theory says of it, figure by figure and row by row, and by which causes.

    arithmetic   FIXED of a kind's largest size and CHANGING of how much it changes: what float32 and its sums leave
    digits       half of the last digit to which the log is written
    spread       of networks that learn from samples and batches of their own: twice as far as the farthest of them goes
    noise        of the log itself, read off its roughness: of rows against the line through their neighbours, in so many
                 deviations that none of all rows is farther by chance
    band         the sum

Noise is relative to the logged figure or absolute, whichever is likelier. It is read off the curve by which it is the least, and
only where it alternates beside one of them, since what a wrong curve leaves is rough as well.

Source: new.

Legend: k records; m columns; groups of columns: each loss by itself, outputs together, entries together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import norm

from numerics.task.arrays import Array
from numerics.training_log.log import Column, Log
from numerics.training_log.training import Reference

#: Parts of the size and of the change of a figure that are no news.
FIXED, CHANGING = 1e-5, 2e-3
#: A network of the user's may go so many times farther than any of those drawn here, and at least so many deviations.
FARTHER, LEAST_DEVIATIONS = 2.0, 3.0
#: The probability that any row of a log is off by more than the band by its own noise.
LEVEL = 1e-3
#: A log is written to so many digits at least if it is rounded at all.
DIGITS = range(2, 8)
#: Roughness is noise where its neighbours are of opposite sign: by -2/3 of its square if the noise is white, above 0 on a curve.
ALTERNATING = -0.3
#: Fewer rows show no roughness.
ROUGH_FROM = 8


@dataclass(frozen=True, eq=False)
class Noise:
    """What is rough in a log, by kind of column: its deviation, whether relative to the figure, the mean of its logarithm.

    alternates : whether it is so rough as noise is
    """

    size: dict[str, float]
    relative: dict[str, bool]
    level: dict[str, float]
    alternates: dict[str, bool]

    def deviation(self, columns: Sequence[Column], values: Array) -> Array:
        """Return the standard deviation of the noise at every row of logged values, shape (k, m)."""
        size = np.array([self.size[item.kind] if self.alternates.get(item.kind) else 0.0 for item in columns])
        relative = np.array([self.relative.get(item.kind, False) for item in columns])
        return np.where(relative, size * magnitude(values), size)


#: None at all.
NONE = Noise({}, {}, {}, {})


def groups(columns: Sequence[Column]) -> dict[str, list[int]]:
    """Return the columns of each kind."""
    return {kind: [at for at, item in enumerate(columns) if item.kind == kind] for kind in dict.fromkeys(c.kind for c in columns)}


def scales(columns: Sequence[Column], base: Array) -> Array:
    """Return the largest size of each column's kind, shape (m,)."""
    return _by_kind(columns, np.max(np.abs(base), axis=0))


def _by_kind(columns: Sequence[Column], sizes: Array) -> Array:
    found = np.zeros(len(columns))
    for members in groups(columns).values():
        found[members] = np.max(sizes[members])
    return found


def arithmetic(columns: Sequence[Column], base: Array) -> Array:
    """Return what arithmetic may leave, shape (m,)."""
    return FIXED * scales(columns, base) + CHANGING * _by_kind(columns, np.ptp(base, axis=0))


def digits(values: Array) -> Array:
    """Return half of the last digit to which each column is written, shape (k, m); 0 where it has all."""
    found = np.zeros(values.shape)
    for at, column in enumerate(values.T):
        for count in DIGITS:
            unit = 10.0**-count
            if np.all(np.abs(column - np.round(column, count)) <= 1e-9 * unit + 4e-16 * np.abs(column)):
                found[:, at] = unit / 2
                break
            with np.errstate(divide="ignore"):
                place = np.where(column == 0, 0.0, np.floor(np.log10(np.abs(column))))
            unit_here = 10.0 ** (place - count + 1)
            if np.all(np.abs(column / unit_here - np.round(column / unit_here)) <= 1e-6):
                found[:, at] = unit_here / 2
                break
    return found


def in_widths(off: Array, width: Array) -> Array:
    """Return how far off figures are, in parts of widths: 0 where they are not, infinite where nothing says how far."""
    with np.errstate(all="ignore"):  # a descent that diverges is nowhere near
        found = np.where(off == 0, 0.0, np.abs(off) / width)
    return np.where(np.isfinite(found), found, np.inf)


def magnitude(values: Array) -> Array:
    """Return the mean size of each value and its neighbours in its column, shape (k, m)."""
    size = np.abs(values)
    return np.asarray((np.vstack([size[:1], size[:-1]]) + size + np.vstack([size[1:], size[-1:]])) / 3)


def roughness(when: Array, rest: Array, columns: Sequence[Column], values: Array) -> Noise:
    """Return what is rough in what is left of logged values beside a curve; nan where there are too few rows."""
    size, relative, level, alternates = {}, {}, {}, {}
    ahead, behind = np.diff(when)[1:], np.diff(when)[:-1]
    before, after = ahead / (ahead + behind), behind / (ahead + behind)
    norms = np.sqrt(1 + before**2 + after**2)[:, None]
    rough = (rest[1:-1] - before[:, None] * rest[:-2] - after[:, None] * rest[2:]) / norms
    for kind, members in groups(columns).items():
        size[kind], relative[kind], level[kind], alternates[kind] = np.nan, False, np.nan, False
        if len(when) < ROUGH_FROM:
            continue
        own, here = rough[:, members], magnitude(values)[1:-1][:, members]
        least = 1e-12 * max(float(np.max(here)), 1e-300)
        alike = float(np.sqrt(np.mean(own**2)))
        share = float(np.sqrt(np.mean((own / (here + least)) ** 2)))
        found = float(np.log(max(alike, 1e-300)))
        if share > 0 and (other := float(np.log(share) + np.mean(np.log(here + least)))) < found:
            own, alike, relative[kind], found = own / (here + least), share, True, other
        total = float(np.sum(own**2))
        size[kind], level[kind] = alike, found
        alternates[kind] = total == 0 or float(np.sum(own[1:] * own[:-1])) < ALTERNATING * total
    return Noise(size, relative, level, alternates)


def fitting_width(log: Log, base: Array) -> Array:
    """Return weights for a fit before the noise is known: what arithmetic leaves and the roughness of the log, (k, m)."""
    rough = roughness(log.when, log.values, log.columns, log.values)
    rough = replace(rough, alternates=dict.fromkeys(rough.size, True))
    return np.asarray(arithmetic(log.columns, base) + np.nan_to_num(rough.deviation(log.columns, log.values)))


def least(found: Sequence[Noise]) -> Noise:
    """Return the noise of each kind: none where it alternates beside no curve, else what is rough beside the least rough."""
    size, relative, level, alternates = {}, {}, {}, {}
    for kind in found[0].size:
        known = [noise for noise in found if np.isfinite(noise.level[kind])]
        best = min(known, key=lambda noise: noise.level[kind], default=found[0])
        size[kind], relative[kind], level[kind] = best.size[kind], best.relative[kind], best.level[kind]
        alternates[kind] = any(noise.alternates[kind] for noise in known)
    return Noise(size, relative, level, alternates)


def beyond(found: Noise, own: Sequence[Noise]) -> Noise:
    """Return what is rough in a log where it is more than in networks of its training, and 0 elsewhere."""
    size, alternates = dict(found.size), dict(found.alternates)
    for kind, level in found.level.items():
        levels = [noise.level[kind] for noise in own]
        if levels and level <= np.max(levels) + np.log(FARTHER):
            size[kind], alternates[kind] = 0.0, False
    return Noise(size, found.relative, found.level, alternates)


@dataclass(frozen=True, eq=False)
class Band:
    """A band around a reference, each (k, m): its half width, and the deviations of the log's noise in it."""

    width: Array
    spread: Array
    noise: Array
    digits: Array
    arithmetic: Array


def band(log: Log, found: Reference, noise: Noise) -> Band:
    """Return the band around the descent of a reference."""
    base = found.descent
    floor = np.broadcast_to(arithmetic(log.columns, base), base.shape)
    spread = np.zeros(base.shape)
    if len(found.scatter):
        deviation = np.sqrt(np.mean(found.scatter**2, axis=0))
        farthest = float(np.max(np.abs(found.scatter) / (deviation + floor)))
        spread = max(FARTHER * farthest, LEAST_DEVIATIONS) * deviation
    own = noise.deviation(log.columns, log.values)
    count = float(norm.isf(LEVEL / 2 / base.size))
    written = digits(log.values)
    return Band(floor + spread + count * own + written, spread, own, written, floor)
