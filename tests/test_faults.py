"""One wrong sign or coefficient anywhere turns `swingby verify` red and names a claim about what was changed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

#: File, what stands there, what is put in its place, the claim that must be named, and the claims to run.
FAULTS = [
    (
        "theory/two_layer.py",
        "moment * matrix - HALF * suppressed",
        "moment * matrix + HALF * suppressed",
        "two_layer.congruence_form",
    ),
    ("theory/two_layer.py", "(3 * a[i] + a[j])", "(3 * a[i] - a[j])", "two_layer.entry_form"),
    ("theory/two_layer.py", "w[k, j] * (a[i] + a[j] + 2 * a[k])", "w[k, j] * (a[i] + a[j] + a[k])", "two_layer.entry_form"),
    ("theory/two_layer.py", "rhs=-(2 * A - A * U * U.T", "rhs=-(A - A * U * U.T", "two_layer.gradient"),
    ("theory/one_layer.py", "rhs=-(W - I) * A,", "rhs=(W - I) * A,", "one_layer.flow"),
    ("theory/task.py", "signal(p) ** 2 / clusters", "signal(p) ** 2", "task.second_moment"),
    ("theory/logistic.py", "log(delta * (1 - c)", "log(delta * (1 + c)", "two_layer.time_to_level"),
    (
        "numerics/task/field.py",
        "(half[..., :, None] + half[..., None, :]) * W",
        "(half[..., :, None] - half[..., None, :]) * W",
        "numerics.tied_field_diagonal",
    ),
    ("numerics/task/field.py", "return A - 0.5 * (product", "return A - 0.25 * (product", "numerics.tied_field"),
    ("numerics/task/field.py", "np.eye(W.shape[-1]) - W", "np.eye(W.shape[-1]) + W", "numerics.one_layer_field"),
    ("numerics/flow/iterate.py", "return W + eta * tied_field", "return W - eta * tied_field", "numerics.recurrence_step"),
    (
        "numerics/task/loss.py",
        "_output(W, z) - z, _output(velocity, z)",
        "_output(W, z) + z, _output(velocity, z)",
        "numerics.test_loss_slope",
    ),
    ("numerics/task/identity_mapping.py", "signals**2 / self.clusters()", "signals**2 / self.concepts", "numerics.rates"),
    ("numerics/task/trajectory.py", "Clock.LOSS: 2.0", "Clock.LOSS: 0.5", "clocks.conversion"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "claim"), FAULTS, ids=[f"{fault[0]}:{fault[3]}" for fault in FAULTS])
def test_a_fault_is_red_and_names_its_claim(tmp_path, file, right, wrong, claim):
    for name in ("theory", "numerics", "verify"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "swingby.py", tmp_path)
    path = tmp_path / file
    text = path.read_text()
    assert text.count(right) == 1, f"{file} must have {right!r} once"
    path.write_text(text.replace(right, wrong))
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-m", "swingby", "verify", claim, "--jobs", "1"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert f"NOT AS EXPECTED {claim}" in done.stdout
    assert "came out REFUTED" in done.stdout
