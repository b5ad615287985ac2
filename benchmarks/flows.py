"""The flow of Fig. 5 with dense output, beside a plain loop over 2,000 steps of the recurrence."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks import plain
from benchmarks.table import Row, best
from numerics.integrate import integrate_tied, integrate_tied_weights
from numerics.networks.protocols import FIGURE_5
from numerics.taylor import integrate_tied_taylor

END = 20.0
ETA = 0.01
RTOL = 1e-9


def rows() -> Iterator[Row]:
    """Return the times of three integrators to rtol 1e-9 and of the plain loop, errors at t = 20 by mpmath."""
    a = FIGURE_5.task().rates()
    U = FIGURE_5.start()
    W = U @ U.T
    exact = plain.exact_flow(W, a, END)
    slow = best(lambda: plain.recurrence(W, a, ETA, 2000))
    coarse = float(np.max(np.abs(plain.recurrence(W, a, ETA, 2000) - exact)))
    runs = {
        "DOP853 on W": lambda: integrate_tied(W, a, END, rtol=RTOL, atol=RTOL / 100),
        "DOP853 on U": lambda: integrate_tied_weights(U, a, END, rtol=RTOL, atol=RTOL / 100),
        "Taylor series on W": lambda: integrate_tied_taylor(W, a, END),
    }
    for name, run in runs.items():
        error = float(np.max(np.abs(run().W(END) - exact)))
        note = f"error at t = 20, by mpmath to 25 digits: {error:.1e} here, {coarse:.1e} for the loop"
        yield Row(f"flow of Fig. 5 to t = 20, dense, {name}", best(run), slow, "plain loop of 2,000 steps", note)
