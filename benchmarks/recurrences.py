"""Thousands of recurrences side by side, beside a plain loop over starts and steps."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks import plain
from benchmarks.table import Row, best
from numerics.flow.iterate import in_place
from numerics.networks.protocols import FIGURE_5

STARTS = 4000
STEPS = 4000
ETA = 0.01
#: The plain loop is timed on so many starts, and multiplied up.
TIMED = 20
#: Both are compared here: later the recurrence leaves W >= 0 on some starts, and then any rounding grows without bound.
CHECKED = 1000
#: Starts of one block: the few arrays of a block together stay in the cache of one core.
BLOCK = 2000


def side_by_side(W: np.ndarray, a: np.ndarray, eta: float, steps: int) -> np.ndarray:
    """Return the last W, shape (n, d, d), of the recurrences from symmetric starts of that shape, by the steps of the audits."""
    ended = np.empty(W.shape)
    for first in range(0, len(W), BLOCK):
        part = slice(first, first + BLOCK)
        columns = np.moveaxis(0.5 * (W[part] + W[part].swapaxes(1, 2)), 0, 2).copy(order="C")
        step = in_place(columns, a, eta)
        with np.errstate(over="ignore", invalid="ignore"):  # one that diverges ends as infinity or NaN
            for _ in range(steps):
                step()
        ended[part] = np.moveaxis(columns, 2, 0)
    return ended


def rows() -> Iterator[Row]:
    """Return the time of 4,000 starts x 4,000 steps at d = 3, and that of the loop extrapolated from 20 starts."""
    a = FIGURE_5.task().rates()
    U = FIGURE_5.scale * np.random.default_rng(3).random((STARTS, 3, 3))
    W = U @ U.swapaxes(1, 2)
    fast = best(lambda: side_by_side(W, a, ETA, STEPS), repeats=3)
    slow = STARTS / TIMED * best(lambda: [plain.recurrence(start, a, ETA, STEPS) for start in W[:TIMED]], repeats=2)
    early = side_by_side(W[:TIMED], a, ETA, CHECKED)
    gap = max(float(np.max(np.abs(early[k] - plain.recurrence(W[k], a, ETA, CHECKED)))) for k in range(TIMED))
    gone = int(np.sum(~np.isfinite(side_by_side(W, a, ETA, STEPS)).all(axis=(1, 2))))
    note = f"the two differ by {gap:.1e} after {CHECKED} steps ({TIMED} starts); {gone} starts have overflowed by step {STEPS:,}"
    yield Row(f"recurrence, {STARTS:,} starts x {STEPS:,} steps, d = 3", fast, slow, f"plain loop, from {TIMED} starts", note)
