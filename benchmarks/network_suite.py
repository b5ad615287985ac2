"""Time the 29 runs of the released suite, and four linear layers and ReLU beside plain minibatch NumPy.

Both sides do the same work from the same seeds: every step, the loss at x_hat every step, the 5,000-point test cluster 240 times.
BLAS has one thread everywhere; ratios come from one run of this script.
"""

from __future__ import annotations

import os
import resource
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from collections.abc import Iterator
from dataclasses import replace

from benchmarks.table import Row
from numerics.ensemble import processes
from numerics.networks.protocol import Probes, Protocol, Run, with_seeds
from numerics.networks.protocols import protocols, released_suite
from numerics.networks.routes import material
from numerics.networks.training import record, train, train_all
from tests.numerics.networks.plain import by_samples

#: Seeds of the suite, processes, seeds of a batch, and steps that the ratios are taken from.
SEEDS = (1, 20)
WORKERS = 2
BATCH = 20
TIMED_STEPS = 2360


def suite(count: int, workers: int) -> tuple[float, float]:
    runs = with_seeds(released_suite(), range(count))
    start = time.perf_counter()
    with processes(workers) as executor:
        train_all(runs, executor)
    elapsed = time.perf_counter() - start
    return elapsed, max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def ratio(protocol: Protocol, batch: int, steps: int) -> tuple[float, float]:
    """Return seconds per seed and step, plain (one seed) and reduced (a batch), the evaluations in proportion."""
    probes = (
        Probes(cluster=round(protocol.probes.cluster * steps / protocol.steps)) if protocol.probes.cluster else protocol.probes
    )
    short = replace(protocol, steps=steps, probes=probes)
    alone = [Run(short, 0)]
    material(alone[0])
    start = time.perf_counter()
    record(alone, by_samples(alone))
    slow = (time.perf_counter() - start) / steps
    start = time.perf_counter()
    train([Run(short, seed) for seed in range(batch)])
    return slow, (time.perf_counter() - start) / steps / batch


def rows() -> Iterator[Row]:
    """Return the released suite for one seed and for twenty, and two architectures beside plain minibatch NumPy."""
    for count in SEEDS:
        elapsed, memory = suite(count, WORKERS)
        note = f"{WORKERS} processes, the largest {memory:.0f} MiB"
        yield Row(f"29 runs of the released suite, {count} seed{'s' if count > 1 else ''} each", elapsed, note=note)
    for protocol, name in (
        (protocols("coded", "2c")[0], "four linear layers, d = 64"),
        (protocols("coded", "12")[0], "two layers with ReLU, d = 64"),
    ):
        for variant, label in ((protocol, "with evaluations"), (replace(protocol, probes=Probes(cluster=0)), "training alone")):
            slow, fast = ratio(variant, BATCH, TIMED_STEPS)
            yield Row(f"{name}, {label}", fast, slow, "plain minibatch NumPy", f"a step and seed, {BATCH} seeds in a batch")
