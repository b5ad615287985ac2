"""Proposition: a sweep gives the same bits on any executor, and after any death of its processes goes on where it stopped.

What is stored is found again by the same task of the same code, and by no other.
"""

import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import numerics
from numerics import ensemble
from numerics.ensemble import Store, cores, processes, sweep
from numerics.networks.data import Clusters
from numerics.networks.protocol import Architecture, Initialisation, Optimiser, Probes, Protocol, with_seeds
from numerics.networks.training import blocks, train_all

ROOT = Path(__file__).parents[2]
DATA = Clusters((1.0, 2.0), (0.4, 0.3), 4, origin=True, rotated=True, samples=50)
SMALL = Protocol("-", "coded", "small", DATA, Architecture("layers", 2, 4), Optimiser(), Initialisation(), 40, Probes(cluster=3))
RUNS = with_seeds([SMALL, replace(SMALL, architecture=Architecture("layers", 2, 4, rectified=True))], range(9))


def square(task: int) -> dict[str, np.ndarray]:
    """Return the square of a task; a task below zero fails."""
    if task < 0:
        raise ValueError(f"task must be >= 0, got {task}")
    return {"square": np.array(task**2), "pid": np.array(os.getpid())}


def same(first: list, second: list) -> bool:
    return all((a.x_hat == b.x_hat).all() and (a.cluster == b.cluster).all() for a, b in zip(first, second, strict=True))


@pytest.fixture(scope="module")
def alone() -> list:
    with processes(1) as executor:
        return train_all(RUNS, executor)


def test_two_processes_give_the_bits_of_one(alone: list):
    with processes(2) as executor:
        assert same(train_all(RUNS, executor), alone)


def test_blocks_cover_every_run_once():
    assert sorted(index for block in blocks(RUNS) for index in block) == list(range(len(RUNS)))
    assert len(blocks(RUNS)) == 1 + 3


def test_stored_work_is_not_done_again(tmp_path: Path):
    store = Store(tmp_path)
    first = sweep(square, [1, 2, 3], None, store)
    with processes(1) as executor:
        second = sweep(square, [3, 1, 4], executor, store)
    assert [int(result["square"]) for result in second] == [9, 1, 16]
    assert [int(result["pid"]) == os.getpid() for result in second] == [True, True, False]
    assert len(first) == 3


def test_progress_counts_kept_work_first(tmp_path: Path):
    sweep(square, [1, 2], None, Store(tmp_path))
    seen: list[tuple[int, int]] = []
    sweep(square, [1, 2, 3, 4], None, Store(tmp_path), lambda done, total: seen.append((done, total)))
    assert seen == [(2, 4), (3, 4), (4, 4)]


def test_damaged_and_half_written_files_are_computed_anew(tmp_path: Path):
    store = Store(tmp_path)
    sweep(square, [1, 2], None, store)
    for path in tmp_path.glob("*.npz"):
        path.write_bytes(path.read_bytes()[:40])
    (tmp_path / "left.part").write_bytes(b"PK")
    assert [int(result["square"]) for result in sweep(square, [1, 2], None, store)] == [1, 4]
    assert store.load("numerics.nothing", 1) is None


def test_finished_work_is_kept_when_a_task_fails(tmp_path: Path):
    store = Store(tmp_path)
    with pytest.raises(ValueError, match="task"):
        sweep(square, [1, 2, -1], None, store)
    assert len(list(tmp_path.glob("*.npz"))) == 2


def test_tasks_alike_are_refused():
    with pytest.raises(ValueError, match="differ"):
        sweep(square, [1, 1])


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="cores cannot be taken from a process here")
def test_cores_are_those_the_process_may_use():
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        assert cores() == 1
        with processes() as executor:
            assert executor._max_workers == 1
    finally:
        os.sched_setaffinity(0, allowed)
    assert cores() == len(allowed)


@pytest.mark.parametrize(("counted", "said"), [(3, 3), (None, 1)])
def test_cores_are_those_of_the_machine_where_no_more_is_known(monkeypatch: pytest.MonkeyPatch, counted: int | None, said: int):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: counted)
    assert cores() == said


def test_one_worker_with_one_thread_is_enough_and_none_is_not():
    with processes(1) as executor:
        assert executor._max_workers == 1
        names = ["OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"]
        assert list(executor.map(os.getenv, names)) == ["1", "1", "1"]
    with pytest.raises(ValueError, match="workers must be >= 1, got 0"):
        processes(0)


def test_threads_do_as_well():
    with ThreadPoolExecutor(3) as executor:
        assert [int(result["square"]) for result in sweep(square, list(range(20)), executor)] == [k**2 for k in range(20)]


SWEEP = """
    import sys
    from pathlib import Path
    from numerics.ensemble import processes
    from numerics.ensemble import Store
    from numerics.networks.training import train_all
    from tests.numerics.test_ensemble import RUNS
    if __name__ == "__main__":
        with processes(2) as executor:
            train_all(RUNS, executor, Store(Path(sys.argv[1])))
"""


def test_kill_nine_in_the_middle_then_the_same_command(tmp_path: Path, alone: list):
    script = tmp_path / "sweep.py"
    script.write_text(textwrap.dedent(SWEEP))
    kept = tmp_path / "results"
    command = [sys.executable, str(script), str(kept)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    deadline = time.monotonic() + 60
    while not list(kept.glob("*.npz")) and time.monotonic() < deadline:
        time.sleep(0.002)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    finished = {path: path.stat().st_mtime_ns for path in kept.glob("*.npz")}
    assert finished
    subprocess.run(command, env=environment, check=True, timeout=60)
    assert all(path.stat().st_mtime_ns == stamp for path, stamp in finished.items())
    assert len(list(kept.glob("*.npz"))) == len(blocks(RUNS))
    assert same(train_all(RUNS, None, Store(kept)), alone)


CODE = '''"""What is here."""


def double(x):
    """Return 2 x."""
    return 2 * x  # exact
'''


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "room").mkdir()
    (tmp_path / "a.py").write_text(CODE)
    (tmp_path / "room" / "b.py").write_text(CODE)
    return tmp_path


def code(package: Path) -> str:
    return ensemble.sources.__wrapped__(package)


def test_results_of_other_code_are_not_taken(package: Path):
    first = code(package)
    assert code(package) == first
    (package / "a.py").write_text("x = 2\n")
    changed = code(package)
    (package / "a.py").rename(package / "b.py")
    assert len({first, changed, code(package)}) == 3


def test_a_changed_formula_in_another_room_is_other_code(package: Path):
    first = code(package)
    (package / "room" / "b.py").write_text(CODE.replace("2 * x ", "3 * x "))
    assert code(package) != first


def test_changed_comments_docstrings_and_layout_are_the_same_code(package: Path):
    first = code(package)
    changed = CODE.replace("# exact", "# exact, for doubles").replace("Return 2 x.", "Return twice x.")
    (package / "room" / "b.py").write_text(changed.replace("What is here", "What else is here").replace("2 * x", "(2*x)"))
    assert code(package) == first


def test_a_string_that_is_used_is_code(package: Path):
    (package / "a.py").write_text('x = "one"\n')
    first = code(package)
    (package / "a.py").write_text('x = "two"\n')
    assert code(package) != first


def test_the_keys_are_those_of_the_whole_package():
    root = Path(numerics.__file__).parent
    assert ensemble.sources() == code(root)
    assert any(path.parent != root for path in root.rglob("*.py"))


def test_stored_arrays_come_back(tmp_path: Path):
    kept = Store(tmp_path / "work")
    assert kept.load("numerics.x", 1) is None
    kept.save("numerics.x", 1, {"a": np.arange(3)})
    found = kept.load("numerics.x", 1)
    assert found is not None
    assert found["a"].tolist() == [0, 1, 2]
    assert kept.load("numerics.x", 2) is None
    assert kept.load("numerics.y", 1) is None


def test_a_store_makes_its_directory_and_unpickles_nothing(tmp_path: Path):
    kept = Store(tmp_path / "one" / "other")
    for value in (1.0, 2.0):
        kept.save("numerics.x", 1, {"a": np.array([value])})
    found = kept.load("numerics.x", 1)
    assert found is not None
    assert found["a"].tolist() == [2.0]
    kept.save("numerics.x", 1, {"a": np.array([None])})
    assert kept.load("numerics.x", 1) is None
