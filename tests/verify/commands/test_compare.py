"""`swingby compare` keeps its contract: verdict first, fields of the JSON, exit codes, one sentence for a wrong call."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest

from benchmarks.training_logs import Plain, points
from verify.cli import main
from verify.compare import record

README = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
MU, SIGMA, ETA = np.array([1.0, 1.5]), np.array([0.05, 0.05]), 0.02
U = 0.1 * np.array([[1.0, 0.2], [0.5, 1.0]])
CALL = ["--mu", "1,1.5", "--sigma", "0.05,0.05", "--eta", "0.02"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with the log of a tied network, and its start."""
    folder = tmp_path_factory.mktemp("logs")
    network, X = Plain([U], True, False), points(MU, SIGMA)
    with (folder / "run.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["step", "test_loss", "out_10_1", "out_01_2"])
        for step in range(500):
            if step % 5 == 0:
                at, (first, second) = network(MU[None])[0], network(np.diag(MU))
                writer.writerow([step, 0.5 * np.sum((at - MU) ** 2), first[0], second[1]])
            network.step(X, ETA)
    np.save(folder / "w0.npy", U @ U.T)
    (folder / "bad.csv").write_text("step,test_loss\n0,1\n1,nan\n2,1\n")
    return folder


def test_json_has_the_agreed_fields(folder, capsys):
    assert main(["compare", str(folder / "run.csv"), *CALL, "--w0", str(folder / "w0.npy"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["verdict"] == "described"
    agreed = {"verdict", "reason", "clock", "learning_times", "budget", "claims"}
    assert agreed | {"mu", "sigma", "w0", "model", "eta", "version"} <= {*said}
    first, second = said["learning_times"]
    assert {"concept", "measured", "low", "high", "predicted"} <= {*first}
    assert second["low"] < second["measured"] < second["high"] < first["low"]
    assert second["by"] == "outputs"
    assert said["time_factor"]["low"] < 1 < said["time_factor"]["high"]


def test_the_readme_shows_what_comes_out_where_a_log_is_not_described(tmp_path, monkeypatch, capsys):
    shown = re.search(r"```sh\nswingby (compare run\.csv [^#\n]+)[^`]*```\n\n```text\n(.*?)\n```", README, re.DOTALL)
    start = 0.1 * np.array([[1, 0.2], [0.5, 1]])
    A, V = np.diag(np.square(MU) / 2 + 0.05**2), start.copy()
    with record(tmp_path / "run.csv", mu=(1, 1.5)) as log:
        for step in range(800):
            if step % 10 == 0:
                log(step, log.probes @ V @ V.T)
            G = (V @ V.T - np.eye(2)) @ A
            V = V - 0.02 * (G + G.T) @ V
    np.save(tmp_path / "w0.npy", start @ start.T)
    monkeypatch.chdir(tmp_path)
    assert main([*shown[1].split(), "--plot", "run.svg"]) == 1
    assert capsys.readouterr().out.split() == shown[2].split()
    assert Path("run.svg").read_text().startswith("<?xml")


@pytest.mark.slow
def test_without_a_start_it_is_fitted(folder, capsys):
    assert main(["compare", str(folder / "run.csv"), *CALL, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert np.all(np.array(said["start"]["low"]) < U @ U.T)
    assert np.all(np.array(said["start"]["high"]) > U @ U.T)
    assert said["w0"] is None


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("none.csv", CALL, "log must be a file that can be read"),
        ("bad.csv", CALL, "log must have finite numbers, got nan for test_loss in row 2"),
        ("run.csv", CALL[:4], "eta must be given with a log of steps, got none"),
        ("run.csv", [*CALL, "--average", "all"], "average must be one of none, entry, got 'all'"),
        ("run.csv", [*CALL, "--model", "one-layer", "--clock", "printed"], "clock must be left out for a log of steps"),
        ("run.csv", [*CALL, "--plot", "x.txt"], "--plot must end in .svg, .pdf or .png"),
        ("run.csv", [*CALL[:4], "--eta", "5"], "eta must be so small that the descent stays bounded, got steps of 5"),
        ("run.csv", ["--mu", "1,1.5", "--eta", "1"], "Missing option '--sigma'"),
        ("run.csv", ["--mu", "1,1.5,2", "--sigma", "1,1,1", "--eta", "1"], "probes by 3 zeros and ones"),
    ],
)
def test_a_wrong_call_is_one_sentence(folder, capsys, name, options, sentence):
    start = ["--init-scale", "0.1"]
    assert main(["compare", str(folder / name), *options, *start]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
