"""How far a log may be off what the theory says of it, figure by figure and row by row, and by which causes.

    arithmetic   FIXED of a kind's largest size and CHANGING of how much it changes: what float32 and its sums leave
    digits       half of the last digit to which the log is written
    spread       of networks that learn from samples and batches of their own: twice as far as the farthest of them goes
    noise        of the log itself, read off its roughness: of rows against the line through their neighbours, in so many
                 deviations that none of all rows is farther by chance
    band         the sum

Noise is relative to the logged figure or absolute, whichever is likelier. It is read off the curve by which it is the least, and
only where it alternates, since what a wrong curve leaves is rough as well.

Source: new.

Legend: k records; m columns; groups of columns: each loss by itself, outputs together, entries together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    """The noise of a log, by kind of column: its deviation, whether that is relative to the figure, the mean of its logarithm."""

    size: dict[str, float]
    relative: dict[str, bool]
    level: dict[str, float]

    def deviation(self, columns: Sequence[Column], values: Array) -> Array:
        """Return the standard deviation at every row of logged values, shape (k, m)."""
        size = np.array([self.size.get(item.kind, 0.0) for item in columns])
        relative = np.array([self.relative.get(item.kind, False) for item in columns])
        return np.where(relative, size * magnitude(values), size)


#: None at all.
NONE = Noise({}, {}, {})


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


def roughness(when: Array, rest: Array, columns: Sequence[Column], values: Array, any_sign: bool = False) -> Noise:
    """Return the noise in what is left of logged values beside a curve; nan where what is left is no noise."""
    size, relative, level = {}, {}, {}
    ahead, behind = np.diff(when)[1:], np.diff(when)[:-1]
    before, after = ahead / (ahead + behind), behind / (ahead + behind)
    norms = np.sqrt(1 + before**2 + after**2)[:, None]
    rough = (rest[1:-1] - before[:, None] * rest[:-2] - after[:, None] * rest[2:]) / norms
    for kind, members in groups(columns).items():
        size[kind], relative[kind], level[kind] = np.nan, False, np.nan
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
        if any_sign or total == 0 or float(np.sum(own[1:] * own[:-1])) < ALTERNATING * total:
            size[kind], level[kind] = alike, found
    return Noise(size, relative, level)


def fitting_width(log: Log, base: Array) -> Array:
    """Return weights for a fit before the noise is known: what arithmetic leaves and the roughness of the log, (k, m)."""
    rough = roughness(log.when, log.values, log.columns, log.values, any_sign=True)
    return np.asarray(arithmetic(log.columns, base) + np.nan_to_num(rough.deviation(log.columns, log.values)))


def least(found: Sequence[Noise]) -> Noise:
    """Return the least noise of each kind; 0 where none shows any."""
    size, relative, level = {}, {}, {}
    for kind in found[0].size:
        seen = [noise for noise in found if np.isfinite(noise.size[kind])]
        best = seen[int(np.argmin([noise.level[kind] for noise in seen]))] if seen else NONE
        size[kind], relative[kind], level[kind] = (part.get(kind, 0.0) for part in (best.size, best.relative, best.level))
    return Noise(size, {kind: bool(is_so) for kind, is_so in relative.items()}, level)


def beyond(found: Noise, own: Sequence[Noise]) -> Noise:
    """Return the noise of a log where it is more than that of networks of its training, and nan elsewhere."""
    size = dict(found.size)
    for kind, level in found.level.items():
        levels = [noise.level[kind] for noise in own]
        if levels and level <= np.max(levels) + np.log(FARTHER):
            size[kind] = np.nan
    return Noise(size, found.relative, found.level)


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
