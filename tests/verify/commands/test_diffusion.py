"""Proposition: `swingby diffusion` answers in the contract's words, exits by the verdict, and refuses in one line."""

import json
import sys

import numpy as np
import pytest

from numerics.diffusion import presets
from numerics.diffusion.bridge import predict
from numerics.diffusion.cells import PAPER
from numerics.diffusion.discs import Discs
from numerics.diffusion.paths import read_log
from numerics.diffusion.recipe import Recipe
from verify.cli import main
from verify.commands import diffusion as module

pytestmark = pytest.mark.slow


def run(capsys, *arguments):
    status = main(["diffusion", *map(str, arguments)])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_a_prediction_as_json(capsys):
    cells = "0 0:1/3,1 0:1/3,0 1:1/3"
    status, out, _ = run(capsys, "--predict", "--cells", cells, "--colour", ".8", "--size", ".2", "--json")
    found, expected = json.loads(out), predict(PAPER, Discs())
    assert status == 0
    assert found["cells"] == cells
    assert found["slope"] == pytest.approx(-(1 / 9) / (2 / 9 + 1 / 384), rel=1e-15)
    assert found["corner"] == pytest.approx(expected.corner)
    assert found["learning_times"] == pytest.approx(expected.learning_times, rel=1e-6)
    assert found["strong"] == "colour"


def test_a_prediction_in_words(capsys):
    status, out, _ = run(capsys, "--predict", "--cells", "balanced", "--colour", "1/4", "--size", ".4")
    assert status == 0
    assert "size is learned first; until then colour moves by 0.000 for each unit of size" in out
    assert "learning times, in units of D/2 of loss time: colour " in out


def _log(tmp_path, swap):
    found = predict(PAPER, Discs())
    rows = [found.path[:, k] + 0.001 * np.random.default_rng(k).standard_normal((8, 1)) for k in (0, 1)]
    np.savez(tmp_path / "log.npz", step=found.times, colour=rows[swap], size=rows[1 - swap])
    return tmp_path / "log.npz"


@pytest.mark.parametrize(("swap", "verdict", "status"), [(0, "described", 0), (1, "not described", 1)])
def test_a_log_is_judged(capsys, tmp_path, swap, verdict, status):
    log = _log(tmp_path, swap)
    code, out, _ = run(capsys, "--compare", log, "--json")
    found = json.loads(out)
    assert (code, found["verdict"]) == (status, verdict)
    assert [statement["name"] for statement in found["statements"]] == ["order", "bend", "times"]
    assert all(claim.startswith("diffusion.") for claim in found["claims"])
    code, out, _ = run(capsys, "--compare", log)
    assert code == status
    assert f"\n{verdict}: " in out


@pytest.fixture
def short(monkeypatch):
    """Train 50 steps of a tiny network, looked at every 25."""
    small = presets.Setting(Recipe(steps=50, batch=2, noises=2, hidden=4, layers=1))
    monkeypatch.setitem(presets.PRESETS, "quick", small)


def test_the_presets_are_those_that_there_are():
    assert tuple(presets.PRESETS) == module.PRESETS


def test_a_training_is_kept_and_is_a_log(capsys, tmp_path, short):
    status, out, _ = run(capsys, tmp_path / "kept", "--seeds", 3)
    assert status == 0
    assert out.splitlines()[0].split()[:4] == ["step", "colour", "size", "error"]
    assert "3 networks, 50 steps in" in out
    paths = read_log(tmp_path / "kept/paths.npz")
    assert paths.step.tolist() == [0, 25, 50]
    assert paths.coordinates[0].shape == (3, 3)
    with np.load(tmp_path / "kept/paths.npz") as archive:
        assert archive["error"] == pytest.approx(paths.error())
        assert archive["loss"].shape == (3, 2)
        assert archive["composition"].tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
        assert archive["loss_of_composition"].shape == (3, 2, 4)
    with np.load(tmp_path / "kept/looks.npz") as archive:
        assert archive["step"].tolist() == [25, 50]
        assert (archive["samples"].dtype, archive["samples"].shape) == (np.uint8, (3, 2, 4, 4, 16, 16, 3))
    kept = (tmp_path / "kept/paths.npz").read_bytes()
    assert run(capsys, tmp_path / "kept", "--seeds", 3)[0] == 0
    assert (tmp_path / "kept/paths.npz").read_bytes() == kept
    (tmp_path / "kept/looks.npz").unlink()
    status, _, err = run(capsys, tmp_path / "kept", "--seeds", 3)
    assert status == 2
    assert err.startswith("swingby: looks must be a .npz of the arrays step, loss, samples, got ")
    status, _, err = run(capsys, tmp_path / "kept", "--seeds", 2)
    assert status == 2
    assert err.startswith("swingby: checkpoint must be of the same runs and recipe, got another one in")


def test_a_start_of_ones_own_is_predicted(capsys):
    predictions = [
        json.loads(run(capsys, "--predict", "--cells", "balanced", "--overlap", rho, "--ratio", "1", "--json")[1])
        for rho in ("-.9", ".9")
    ]
    assert [(found["overlap"], found["ratio"]) for found in predictions] == [(-0.9, 1), (0.9, 1)]
    size_times = [found["learning_times"][1] for found in predictions]
    assert size_times[1] < size_times[0]


def test_without_the_extra_it_says_how_to_get_it(capsys, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "jax", None)
    for name in ("presets", "checkpoint", "training", "denoisers"):
        monkeypatch.delitem(sys.modules, f"numerics.diffusion.{name}", raising=False)
    status, out, err = run(capsys, tmp_path / "kept")
    assert (status, out) == (2, "")
    assert err == "swingby: training needs jax: pip install 'swingby[diffusion]'\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give one of DIRECTORY, --predict and --compare LOG.npz"),
        (("--predict", "--compare", "x.npz"), "give one of DIRECTORY, --predict and --compare LOG.npz"),
        (("folder", "--predict"), "give one of DIRECTORY, --predict and --compare LOG.npz"),
        (("none/folder",), "DIRECTORY must be a writable folder, got none/folder: No such file or directory"),
        (("folder", "--cells", "1 1:1"), "cells must be at least two, got 1"),
        (("--predict", "--cells", "none"), "cells must be 'colour size:weight,...', paper or half-paper"),
        (("--predict", "--cells", "0 0:1/2,1 1:1/2"), "cells must leave out the unseen composition 1 1"),
        (("--predict", "--cells", "0 0:1/2,1 0:1/3"), "weights of cells must sum to one, got 5/6"),
        (("--predict", "--colour", "nan"), "colour must be finite numbers"),
        (("--predict", "--colour", "1e999"), "colour must lie between 0.1 and 0.8, got inf"),
        (("--predict", "--size", "0"), "size must lie between 0.1 and 0.4, got 0.0"),
        (("--predict", "--overlap", "1.5"), "overlap must lie between -1 and 1, got 1.5"),
        (("folder", "--overlap", "-2"), "overlap must lie between -1 and 1, got -2.0"),
        (("--predict", "--ratio", "0"), "ratio must lie above 0 and at most 10, got 0"),
        (("--predict", "--preset", "small"), "--preset goes with DIRECTORY"),
        (("--compare", "none.npz", "--seeds", "3"), "--seeds goes with DIRECTORY"),
        (("folder", "--ratio", ".1"), "--ratio goes with --predict or --compare"),
        (("folder", "--json"), "--json goes with --predict or --compare"),
        (("--compare", "none.npz"), "log must be a .npz of the arrays step, colour, size, got none.npz"),
    ],
)
def test_what_is_wrong_is_one_line(capsys, arguments, said):
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith(f"swingby: {said}")
    assert err.count("\n") == 1
