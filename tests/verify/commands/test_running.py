"""Proposition: claims run on one thread, and on a Dask cluster as they run here.

The cluster loses a worker on the way.
"""

import gc
import os
import signal
import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from numerics.ensemble import sweep
from numerics.networks.data import Clusters
from numerics.networks.protocol import Architecture, Initialisation, Optimiser, Probes, Protocol, with_seeds
from numerics.networks.training import train_all
from verify.cli import main
from verify.commands.errors import CallError
from verify.commands.running import counted, dask, executor_for, heard, one_thread

#: Dask leaves sockets to the garbage collector, which warns of them: that is Dask's affair.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

DATA = Clusters((1.0, 2.0), (0.4, 0.3), 4, origin=True, rotated=True, samples=50)
SMALL = Protocol("-", "coded", "small", DATA, Architecture("layers", 2, 4), Optimiser(), Initialisation(), 40, Probes(cluster=3))


@pytest.fixture
def cluster():
    distributed = pytest.importorskip("distributed")
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
    runs = with_seeds([SMALL, replace(SMALL, steps=50)], range(5))
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


def test_threads_chosen_by_the_user_are_left_alone(monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    one_thread()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "4")
    one_thread()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "4"


@pytest.mark.parametrize("address", ["nowhere", "tcp://127.0.0.1:1"])
def test_a_scheduler_that_does_not_answer_is_a_wrong_call(address):
    pytest.importorskip("distributed")
    with pytest.raises(CallError, match=f"--scheduler must be the address of a running Dask scheduler, got {address}"):
        executor_for(address, None).__enter__()


def test_what_a_thread_tells_is_heard_in_this_one_and_its_failure_raised():
    told = []

    def work(tell):
        tell(1, "a")
        tell(2, "b")
        return threading.current_thread()

    assert heard(work, lambda *words: told.append((*words, threading.current_thread()))) is not threading.current_thread()
    assert told == [(1, "a", threading.current_thread()), (2, "b", threading.current_thread())]
    with pytest.raises(ZeroDivisionError):
        heard(lambda tell: 1 / 0, print)


def test_an_interruption_does_not_wait_for_the_thread():
    done = threading.Event()
    threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        heard(lambda tell: done.wait(60), print)
    assert not done.is_set()
    done.set()


@pytest.mark.parametrize("is_long", [False, True])
def test_progress_is_shown_on_a_terminal_only_and_without_a_thread(monkeypatch, capfd, is_long):
    for is_terminal in ("1", ""):
        monkeypatch.setenv("FORCE_COLOR", is_terminal)
        before = threading.active_count()
        with counted("counting", is_long=is_long) as show:
            show(2, 7, "mine.word")
            assert threading.active_count() == before
        err = capfd.readouterr().err
        shown = [word in err for word in ("counting", "2/7", "mine.word", "-:--:--")]
        assert shown == ([True, True, True, is_long] if is_terminal else [False] * 4)
