"""Time thousands of random starts of Fig. 5 side by side, beside a plain NumPy loop over starts and steps.

    python benchmarks/random_starts.py

First the audit of Fig. 5: 10,000 starts by gradient descent on U, with the rates a and a^2, and both proportions of starts
whose test loss rises by more than .01, with exact 99% intervals. Then 4,000 starts x 4,000 steps of the recurrence; the plain
loop is timed on 20 starts and extrapolated. BLAS has one thread.
"""

from __future__ import annotations

import os
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from numerics import starts
from numerics.initialisation import uniform_tied
from numerics.intervals import proportion
from numerics.task import Task


def plain_recurrence(W: np.ndarray, A: np.ndarray, z: np.ndarray, eta: float, steps: int) -> np.ndarray:
    """Return the test losses of one start, the update written as printed: nothing batched, nothing shared."""
    losses = np.empty(steps + 1)
    for step in range(steps + 1):
        losses[step] = 0.5 * ((W @ z - z) ** 2).sum()
        W = W + eta * (W @ A + A @ W - W @ A @ W - (A @ W @ W + W @ W @ A) / 2)
    return losses


def main() -> None:
    task = Task((1.0, 1.5), (0.05, 0.05), 3)
    a, z = task.rates(), task.probe()
    U = uniform_tied(10_000, 3, 3, 0.2, np.random.default_rng(20250424))
    begun = time.perf_counter()
    for name, rates in (("a", a), ("a^2", a**2)):
        found = proportion(int((starts.run(U, rates, z, 0.01, 2000).rise > 0.01).sum()), len(U), 0.01)
        print(f"rates {name}: {found.value:.4f} of 10,000 starts rise, 99% interval [{found.low:.4f}, {found.high:.4f}]")
    print(f"both in {time.perf_counter() - begun:.1f} s")

    begun = time.perf_counter()
    starts.run(U[:4000], a, z, 0.01, 4000, "recurrence")
    fast = time.perf_counter() - begun
    begun = time.perf_counter()
    for start in U[:20]:
        plain_recurrence(start @ start.T, np.diag(a), z, 0.01, 4000)
    slow = (time.perf_counter() - begun) * 4000 / 20
    print(
        f"recurrence, 4,000 starts x 4,000 steps: {fast:.2f} s; plain loop {slow:.0f} s (from 20 starts): {slow / fast:.0f} times"
    )


if __name__ == "__main__":
    main()
