"""The public functions say what the commands say."""

import json

import numpy as np
import pytest

import swingby
from verify.cli import main

START = [[0.01, 0.004], [0.004, 0.008]]


@pytest.mark.parametrize("rates", ["plain", "squared"])
@pytest.mark.parametrize("name", ["start.npy", "start.json"])
@pytest.mark.parametrize("command", ["predict", "simulate"])
def test_functions_and_commands_agree(capsys, tmp_path, command, name, rates):
    np.save(tmp_path / "start.npy", START)
    (tmp_path / "start.json").write_text(json.dumps(START))
    arguments = ["--mu", "1,1.5", "--sigma", "0.05,0.05", "--w0", str(tmp_path / name), "--rates", rates, "--json"]
    assert main([command, *arguments]) == 0
    said = json.loads(capsys.readouterr().out)
    assert getattr(swingby, command)([1, 1.5], [0.05, 0.05], START, rates=rates) == said


def test_iterations_need_their_step():
    with pytest.raises(ValueError, match="eta must be finite and above 0"):
        swingby.simulate([1, 1.5], [0.05, 0.05], START, iterate="gd")
    run = swingby.simulate([1, 1.5], [0.05, 0.05], START, iterate="gd", eta=0.05)
    assert run["final_test_loss"] < 1e-3


def test_wrong_settings_raise():
    with pytest.raises(ValueError, match="mu"):
        swingby.predict([-1, 1], [0.05, 0.05], START)


def test_a_setting_that_does_not_fit_raises():
    with pytest.raises(ValueError, match=r"W\(0\) must have shape"):
        swingby.predict((1, 1.5), (0.05, 0.05), [[1.0]], dim=2)
