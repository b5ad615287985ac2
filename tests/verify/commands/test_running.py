"""Proposition: trainings and claims run on a Dask cluster as they run here, though it loses a worker on the way."""

import gc
import os
import signal
import time
from dataclasses import replace

import numpy as np
import pytest

from numerics.data import Clusters
from numerics.ensemble import sweep
from numerics.protocol import Architecture, Initialisation, Optimiser, Probes, Protocol
from numerics.suite import seeds, train_all
from verify.cli import main
from verify.commands.running import dask

distributed = pytest.importorskip("distributed")

#: Dask leaves sockets to the garbage collector, which warns of them: that is Dask's affair.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

DATA = Clusters((1.0, 2.0), (0.4, 0.3), 4, origin=True, rotated=True, samples=50)
SMALL = Protocol("-", "coded", "small", DATA, Architecture("layers", 2, 4), Optimiser(), Initialisation(), 40, Probes(cluster=3))


@pytest.fixture
def cluster():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", host="127.0.0.1", silence_logs=50
    ) as running:
        yield running
    del running
    gc.collect()


def slow_square(task: int) -> dict[str, np.ndarray]:
    """Return the square of a task after a while, and which process computed it."""
    time.sleep(0.15)
    return {"square": np.array(task**2), "pid": np.array(os.getpid())}


def test_a_cluster_that_loses_a_worker_gives_the_same_bits(cluster):
    runs = seeds([SMALL, replace(SMALL, steps=50)], 5)
    with dask(cluster.scheduler_address) as executor:
        victim = min(int(result["pid"]) for result in sweep(slow_square, list(range(100, 104)), executor))
        futures = [executor.submit(slow_square, k) for k in range(16)]
        os.kill(victim, signal.SIGKILL)
        assert [int(future.result(timeout=60)["square"]) for future in futures] == [k**2 for k in range(16)]
        for there, here in zip(train_all(runs, executor), train_all(runs), strict=True):
            assert (there.x_hat == here.x_hat).all()
            assert (there.cluster == here.cluster).all()


def test_claims_run_there(cluster, capsys):
    assert main(["verify", "clocks", "--scheduler", cluster.scheduler_address]) == 0
    assert "all as expected" in " ".join(capsys.readouterr().out.split())
