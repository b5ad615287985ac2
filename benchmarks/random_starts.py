"""Thousands of random starts of Fig. 5 side by side: the audit of how many of them rise, by gradient descent on U."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from benchmarks.table import Row
from numerics.flow import iterate
from numerics.intervals import proportion
from numerics.networks.protocols import FIGURE_5

STARTS = 10_000


def rows() -> Iterator[Row]:
    """Return the time of 10,000 starts x 2,000 steps, for the rates a and for a^2, with the proportions found."""
    task = FIGURE_5.task()
    U = FIGURE_5.starts(STARTS, np.random.default_rng(20250424))
    for name, rates in (("a", task.rates()), ("a^2", task.rates() ** 2)):
        begun = time.perf_counter()
        rises = int((iterate.side_by_side(U, rates, task.probe(), 0.01, 2000).rise > 0.01).sum())
        elapsed = time.perf_counter() - begun
        found = proportion(rises, STARTS, 0.01)
        note = f"{found.value:.4f} of the starts rise by more than .01, 99% interval [{found.low:.4f}, {found.high:.4f}]"
        yield Row(f"{STARTS:,} starts of Fig. 5, gradient descent, 2,000 steps, rates {name}", elapsed, note=note)
