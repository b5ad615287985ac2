"""`swingby.compare` and `swingby.record` are what the command does, in Python: columns or a path in, attributes out."""

import json

import numpy as np
import pytest

import swingby
from benchmarks.training_logs import made
from verify.cli import main
from verify.compare import read


def test_a_network_is_recorded_and_compared(tmp_path, capsys):
    mu, sigma, eta, rng = (1.0, 1.5), (0.1, 0.1), 0.05, np.random.default_rng(0)
    A, W = np.diag(np.square(mu) / 2 + 0.01), 0.05 * rng.standard_normal((2, 2))
    np.save(tmp_path / "start.npy", W)
    with swingby.record(tmp_path / "run.csv", mu) as log:
        for step in range(200):
            log(step, log.probes @ W.T)
            W = W - eta * (W - np.eye(2)) @ A
    answer = swingby.compare(tmp_path / "run.csv", mu, sigma, np.load(tmp_path / "start.npy"), eta=eta, model="one-layer")
    assert answer.verdict == "described"
    assert repr(answer).startswith("<described: every statement holds")
    call = ["compare", str(tmp_path / "run.csv"), "--mu", "1,1.5", "--sigma", ".1,.1", "--eta", ".05", "--model", "one-layer"]
    assert main([*call, "--w0", str(tmp_path / "start.npy"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == answer.as_dict()
    assert "<table>" in answer._repr_html_()
    answer.draw(tmp_path / "run.png")
    assert (tmp_path / "run.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(AttributeError, match="it has"):
        _ = answer.mine


def test_what_is_no_log_is_refused():
    with pytest.raises(ValueError, match="log must be a path or a mapping of columns, got int"):
        read(3)
    case = made(2, "right", False)
    said = {name: value for name, value in case.said.items() if name != "W0"}
    with pytest.raises(ValueError, match="seed must come with init_scale"):
        swingby.compare(case.log, **said, seed=3)
