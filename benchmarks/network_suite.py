"""Time the 29 runs of the released suite, and four linear layers and ReLU beside plain minibatch NumPy.

    python benchmarks/network_suite.py [--seeds N] [--workers W] [--skip-plain]

Both sides do the same work from the same seeds: every step, the loss at x_hat every step, the 5,000-point test cluster 240 times.
BLAS has one thread everywhere; ratios come from one run of this script.
"""

from __future__ import annotations

import argparse
import os
import resource
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from dataclasses import replace

from numerics.ensemble import processes
from numerics.protocol import Probes, Protocol
from numerics.protocols import protocols, released_suite
from numerics.routes import plain
from numerics.runs import Run, material
from numerics.suite import seeds, train_all
from numerics.training import record, train


def suite(count: int, workers: int) -> tuple[float, float]:
    runs = seeds(released_suite(), count)
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
    material(Run(short, 0))
    start = time.perf_counter()
    record(short, 1, plain([Run(short, 0)]))
    slow = (time.perf_counter() - start) / steps
    start = time.perf_counter()
    train([Run(short, seed) for seed in range(batch)])
    return slow, (time.perf_counter() - start) / steps / batch


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 20])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--skip-plain", action="store_true")
    options = parser.parse_args()
    for count in options.seeds:
        elapsed, memory = suite(count, options.workers)
        print(f"29 runs, {count} seed(s), {options.workers} processes: {elapsed:.1f} s, largest process {memory:.0f} MiB")
    if options.skip_plain:
        return
    four = protocols("coded", "2c")[0]
    relu = protocols("coded", "12")[0]
    for protocol, name in ((four, "four linear layers, d = 64"), (relu, "ReLU, d = 64")):
        for variant, label in ((protocol, "with evaluations"), (replace(protocol, probes=Probes(cluster=0)), "training alone")):
            slow, fast = ratio(variant, 20, 2360)
            times = f"plain {slow * 1e6:.0f} us, reduced {fast * 1e6:.1f} us a step and seed"
            print(f"{name}, {label}: {times}: {slow / fast:.1f} times")


if __name__ == "__main__":
    main()
