"""The recorder takes arrays of any framework and writes what is read back; a run that is killed leaves all that it logged."""

import os
import signal
import subprocess
import sys
import time
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest

from numerics.training_log.reading import read_log
from numerics.training_log.recorder import Recorder

ROOT = Path(__file__).parents[3]
MU = (1.0, 1.5)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_what_is_written_is_read_back(tmp_path, suffix):
    W = np.array([[0.5, 0.25], [0.1, 0.75]])
    path = tmp_path / f"run{suffix}"
    with Recorder(path, MU) as log:
        for step in (0, 5, 10, 20):
            log(step, log.probes @ W.T, train_loss=0.25, W=W)
    found = read_log(path)
    assert found.when.tolist() == [0, 5, 10, 20]
    names = {item.name: value for item, value in zip(found.columns, found.values[0], strict=True)}
    at = W @ MU
    assert names["test_loss"] == pytest.approx(0.5 * np.sum((at - MU) ** 2))
    assert (names["out_1"], names["out_2"]) == tuple(at)
    assert (names["out_10_1"], names["out_01_1"]) == (0.5, 0.375)
    assert (names["w_12"], names["w_21"], names["train_loss"]) == (0.25, 0.1, 0.25)


def test_probes_can_be_others_in_more_dimensions(tmp_path):
    with Recorder(tmp_path / "run.csv", MU, dim=3, compositions=[[0, 1]]) as log:
        assert log.probes.tolist() == [[1, 1.5, 0], [0, 1.5, 0]]
        for step in range(3):
            log(step, log.probes)
    assert "out_01_3" in (tmp_path / "run.csv").read_text().splitlines()[0].split(",")


REFUSED = [
    (lambda log: log(0, log.probes[:1]), "outputs must have shape (3, 2), got (1, 2)"),
    (lambda log: log(0, log.probes * np.nan), "outputs must be finite, got nan"),
    (lambda log: log(0, "x"), "outputs must be an array of numbers, got str"),
    (lambda log: log(0.5, log.probes), "step must be a whole number above the one before, got 0.5"),
    (lambda log: [log(1, log.probes), log(1, log.probes)], "got 1 after 1"),
    (lambda log: [log(0, log.probes), log(1, log.probes, train_loss=1)], "given every time or never"),
]


@pytest.mark.parametrize(("call", "sentence"), REFUSED)
def test_what_is_no_row_is_refused(tmp_path, call, sentence):
    with Recorder(tmp_path / "run.csv", MU) as log, pytest.raises(ValueError, match="must") as refused:
        call(log)
    assert sentence in str(refused.value)


def test_a_log_is_open_only_within_its_block(tmp_path):
    log = Recorder(tmp_path / "run.csv", MU)
    with pytest.raises(ValueError, match="within its with block"):
        log(0, log.probes)
    for path, sentence in ((tmp_path / "run.txt", "end in .csv or .jsonl"), (tmp_path / "no" / "run.csv", "writable file")):
        with pytest.raises(ValueError, match=sentence):
            Recorder(path, MU)


def test_a_failing_run_leaves_what_it_logged(tmp_path):
    path = tmp_path / "run.csv"

    def run():
        with Recorder(path, MU) as log:
            for step in range(4):
                log(step, log.probes)
            raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        run()
    assert read_log(path).rows == 4


KILLED = """
import sys, time
from numerics.training_log.recorder import Recorder
with Recorder(sys.argv[1], (1.0, 1.5)) as log:
    for step in range(10**9):
        log(step, log.probes)
        time.sleep(0.001)
"""


def test_a_run_that_is_killed_leaves_what_it_logged(tmp_path):
    path = tmp_path / "run.csv"
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(path)], env={**os.environ, "PYTHONPATH": str(ROOT)})
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and (not path.exists() or path.read_bytes().count(b"\n") < 20):
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    text = path.read_bytes()
    assert text.endswith(b"\n")
    assert read_log(path).rows == text.count(b"\n") - 1 >= 19


@pytest.mark.parametrize("framework", [name for name in ("numpy", "torch", "jax") if find_spec(name)])
def test_the_example_records_in_every_framework_there_is(tmp_path, monkeypatch, framework):
    spec = spec_from_file_location("recording", ROOT / "examples" / "recording.py")
    example = module_from_spec(spec)
    spec.loader.exec_module(example)
    monkeypatch.setattr(example, "STEPS", 30)
    curves = []
    for name in ("numpy", framework):
        getattr(example, f"with_{name}")(tmp_path / f"{name}.csv")
        curves.append(read_log(tmp_path / f"{name}.csv").values)
    assert curves[0] == pytest.approx(curves[1], rel=1e-3, abs=1e-6)


class Tensor:
    """What tensors of other frameworks are like: not taken by NumPy until they let their gradients go."""

    def __init__(self, values, attached=True):
        self.values, self.attached = values, attached

    def detach(self):
        return Tensor(self.values, attached=False)

    def __array__(self, dtype=None, copy=None):
        if self.attached:
            raise TypeError("attached")
        return np.asarray(self.values, dtype=dtype)


def test_gradients_are_let_go(tmp_path):
    with Recorder(tmp_path / "run.csv", MU) as log:
        for step in range(3):
            log(step, Tensor(log.probes))
    assert read_log(tmp_path / "run.csv").of("test_loss").tolist() == [0, 0, 0]
