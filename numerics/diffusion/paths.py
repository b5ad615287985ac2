"""Paths of the unseen composition between the corners, of several runs of one training: what is read off them.

Source: new.

Legend: steps (n,), ascending; coordinates (runs, n), or (n,) of one path; levels between 0 and 1
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from numerics.array_files import read_arrays
from numerics.task.arrays import Array

#: A concept is learned when its coordinate is here for the last time from below.
HALF = 0.5
#: Where the strong concept is nearly learned, the weak one is looked at.
NEARLY = 0.8
#: Names of the arrays of a log.
NAMES = ("step", "colour", "size")
#: A log of more numbers is no log of a training.
LARGEST = 10**8


@dataclass(frozen=True, eq=False)
class Paths:
    """Coordinates of the unseen composition by step.

    Parameters
    ----------
    step : shape (n,), ascending
    coordinates : (colour, size), each of shape (runs, n)
    """

    step: Array
    coordinates: tuple[Array, Array]

    def weak_at(self, strong: int, level: float = NEARLY) -> Array:
        """Return the other coordinate where coordinate `strong` first crosses a level, by run; nan where it never does."""
        pairs = zip(self.coordinates[strong], self.coordinates[1 - strong], strict=True)
        return np.array([other_at(first, other, level) for first, other in pairs])

    def learned_at(self) -> Array:
        """Return the steps at which the concepts are learned, shape (runs, 2); infinite where they are not."""
        found = [[last_passage(self.step, smoothed(path)) for path in both] for both in zip(*self.coordinates, strict=True)]
        return np.array([[np.inf if time is None else time for time in both] for both in found])

    def error(self) -> Array:
        """Return the mean squared distance to the unseen composition, ((1 - z_1)^2 + (1 - z_2)^2)/2, shape (runs, n)."""
        first, second = self.coordinates
        return ((1 - first) ** 2 + (1 - second) ** 2) / 2


def smoothed(path: Array) -> Array:
    """Return the means of three neighbours; the ends stay."""
    if len(path) < 3:
        return path
    return np.concatenate([path[:1], (path[:-2] + path[1:-1] + path[2:]) / 3, path[-1:]])


def other_at(first: Array, other: Array, level: float) -> float:
    """Return one coordinate where the first comes to a level from below for the first time, between points linearly."""
    above = np.flatnonzero(first >= level)
    if not above.size:
        return float("nan")
    after = int(above[0])
    if after == 0:
        return float(other[0])
    return float(np.interp(level, first[after - 1 : after + 1], other[after - 1 : after + 1]))


def last_passage(times: Array, coordinate: Array, level: float = HALF) -> float | None:
    """Return when a coordinate comes from below to a level for the last time and stays above, or None if it ends below."""
    below = np.flatnonzero(coordinate < level)
    if not below.size:
        return float(times[0])
    last = int(below[-1])
    if last + 1 == len(times):
        return None
    low, high = coordinate[last], coordinate[last + 1]
    return float(times[last] + (level - low) / (high - low) * (times[last + 1] - times[last]))


def read_log(path: Path) -> Paths:
    """Return the paths of a `.npz` with `step` (n,) and `colour`, `size` (runs, n), or (n,) of one run.

    Raises
    ------
    ValueError : naming the file, the array and what is wrong with it
    """
    arrays = read_arrays(path, f"log must be a .npz of the arrays {', '.join(NAMES)}", NAMES)
    for name, array in arrays.items():
        if array.dtype.kind not in "iuf" or array.size > LARGEST:
            raise ValueError(f"{name} of {path} must be an array of numbers, got {array.dtype} of shape {array.shape}")
        arrays[name] = array.astype(float)
    step = arrays["step"]
    if step.ndim != 1 or len(step) < 2 or not (np.isfinite(step).all() and (np.diff(step) > 0).all()):
        raise ValueError(f"step of {path} must be at least two ascending numbers, got shape {step.shape}")
    coordinates = [np.atleast_2d(arrays[name]) for name in ("colour", "size")]
    for name, array in zip(("colour", "size"), coordinates, strict=True):
        if array.ndim != 2 or array.shape[1] != len(step) or array.shape != coordinates[0].shape:
            shape = arrays[name].shape
            raise ValueError(f"{name} of {path} must have a row of {len(step)} numbers for every run, got shape {shape}")
        if not np.isfinite(array).all():
            raise ValueError(f"{name} of {path} must be finite, got nan or infinite")
    return Paths(step, (coordinates[0], coordinates[1]))
