"""Proposition: `swingby train` keeps curves by figure and goes on where it stopped, and says what is wrong."""

import numpy as np
import pytest

from verify.cli import main
from verify.commands.train import ends


def test_protocols_are_printed_without_a_directory(capsys):
    assert main(["train", "--figure", "2c", "--form", "printed"]) == 0
    text = capsys.readouterr().out
    assert text.count("Figure 2c, printed") == 2
    assert "not printed" in text


def test_curves_are_kept_and_not_computed_again(capsys, tmp_path):
    call = ["train", str(tmp_path / "out"), "--figure", "14", "--figure", "5", "--seeds", "2", "--jobs", "1"]
    assert main(call) == 0
    first = capsys.readouterr().out
    work = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "work").iterdir()}
    assert main(call) == 0
    assert capsys.readouterr().out == first
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "work").iterdir()} == work
    with (
        np.load(tmp_path / "out" / "01-figure-14-coded.npz") as layers,
        np.load(tmp_path / "out" / "03-figure-5-coded.npz") as tied,
    ):
        assert layers["x_hat"].shape == (2, 4721)
        assert layers["cluster"].shape == (2, 240)
        assert tied["x_hat"].shape == tied["training"].shape == (2, 2001)


@pytest.mark.parametrize(
    "arguments",
    [
        ["train", "--figure", "99"],
        ["train", "--seeds", "0"],
        ["train", "/nonexistent/a/b"],
        ["train", "out", "--figure", "14", "--scheduler", "nonsense"],
        ["verify", "task", "--scheduler", "tcp://127.0.0.1:1"],
    ],
    ids=" ".join,
)
def test_wrong_calls_are_said_in_one_line(capsys, monkeypatch, tmp_path, arguments):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("swingby: ")
    assert captured.err.count("\n") == 1


def test_without_a_folder_it_says_what_was_not_done(capsys):
    assert main(["train", "--figure", "2a"]) == 0
    said = "3 protocols, none trained: swingby train DIRECTORY trains them and keeps the curves there."
    assert capsys.readouterr().out.endswith(f"\n\n{said}\n")


def test_figures_are_named_in_their_order(capsys):
    assert main(["train", "--figure", "99"]) == 2
    assert "--figure must be one of 2a, 2b, 2c, 3, 5, 7, 8, 9, 10, 11, " in capsys.readouterr().err


def test_means_are_over_the_runs_that_did_not_diverge():
    losses = np.array([[2.0, 1.0], [4.0, 3.0], [1.0, np.inf], [1.0, np.nan]])
    assert ends(losses) == "  3.0000 to   2.0000  (mean of 2, 2 of 4 diverged)"
    assert ends(losses[:2]) == "  3.0000 to   2.0000  (mean of 2)"
    assert ends(losses[2:]) == "diverges  (2 of 2)"


def test_figures_are_drawn_from_what_is_kept(capsys, tmp_path):
    """Of the same folder and seeds, without training again; both forms are."""
    for form in ("printed", "coded"):
        assert main(["train", str(tmp_path), "--figure", "5", "--form", form, "--seeds", "2", "--jobs", "1"]) == 0
    work = set((tmp_path / "work").iterdir())
    assert main(["figures", str(tmp_path), "figure4", "--seeds", "2", "--jobs", "1"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"{tmp_path / 'figure4'}.svg, .pdf"
    assert set((tmp_path / "work").iterdir()) == work
