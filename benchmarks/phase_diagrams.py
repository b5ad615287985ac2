"""The phase diagrams of swing-by: three panels of 200 x 200 settings, every one simulated, on all cores."""

from __future__ import annotations

import time
from collections.abc import Iterator

from benchmarks.table import Row
from verify.render.figures import phase_panels

SIDE = 200


def rows() -> Iterator[Row]:
    """Return the time of 3 x 200 x 200 simulated settings."""
    begun = time.perf_counter()
    panels = phase_panels(SIDE)
    yield Row(f"phase diagrams, {len(panels)} x {SIDE} x {SIDE} settings simulated", time.perf_counter() - begun)
