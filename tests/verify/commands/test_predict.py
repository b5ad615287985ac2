"""`predict`, `simulate` and `figures` keep their contract: fields, one-line errors, no SymPy, files that repeat."""

import json
import re
import subprocess
import sys

import numpy as np
import pytest

from numerics import stated_errors
from verify.cli import main

CALL = ["--mu", "1.5,1", "--sigma", "0.05,1/20"]


@pytest.fixture
def start(tmp_path):
    path = tmp_path / "start.json"
    path.write_text('[["12/10000000", 7e-7], [7e-7, "1/1000000"]]')
    return ["--w0", str(path)]


def test_json_has_the_agreed_fields(start, capsys):
    assert main(["predict", *CALL, *start, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert main(["simulate", *CALL, *start, "--json"]) == 0
    seen = json.loads(capsys.readouterr().out)
    assert set(said) - set(seen) == {"error", "intervals", "form", "rises", "appendix_d"}
    assert all(low <= T <= high for (low, high), T in zip(said["intervals"], seen["learning_times"], strict=True))
    assert said["order"] == [1, 2]
    assert said["learning_times"] == pytest.approx(seen["learning_times"], rel=1e-3)


def test_the_paragraph_says_what_happens(start, capsys):
    assert main(["predict", *CALL, *start]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "Concept 1 is learned first, at t = 6.046" in text
    assert "The test loss will rise by 0.000419" in text
    assert "surely between 1 1.1275" in text
    assert "6.0457 and 6.5113" in text


def test_measured_stands_beside_predicted(start, capsys):
    assert main(["simulate", *CALL, *start, "--iterate", "gd", "--eta", "0.05"]) == 0
    assert "minimum, measured" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["predict", *CALL], "give either --w0 or --init-scale"),
        (["predict", *CALL, "--init-scale", "0.1", "--w0", "x.npy"], "give either --w0 or --init-scale"),
        (["predict", *CALL, "--w0", "missing.npy"], "does not exist"),
        (
            ["predict", "--mu", "1,x", "--sigma", "1,1", "--init-scale", "1"],
            "such as 1/50, got 'x'",
        ),
        (["predict", "--mu", "1,2,3", "--sigma", "1,1", "--init-scale", "1"], "sigma must have 3"),
        (["simulate", *CALL, "--init-scale", "0.1", "--iterate", "gd"], "eta must be"),
        (["predict", "--mu", "1,2", "--sigma", "1", "--init-scale", "1"], "sigma must have 2 entries, got 1"),
        (["predict", "--mu", "1e300,1", "--sigma", "1,1", "--init-scale", "1"], "mu must be at most 1e+06, got 1e+300"),
        (["simulate", "--mu", "1,1", "--sigma", "1e300,1", "--init-scale", "1"], "sigma must be at most 1e+06"),
        (["predict", "--mu", "1e6,1", "--sigma", "1,1", "--init-scale", "1", "--rates", "squared"], "rates of at most 2e+12"),
        (["predict", "--mu", "nan,1", "--sigma", "1,1", "--init-scale", "1"], "must be finite numbers"),
        (["predict", "--mu", "1e999999999,1", "--sigma", "1,1", "--init-scale", "1"], "must be finite numbers"),
        (["predict", *CALL, "--init-scale", "1e200"], "init-scale must be at least 1e-150 and at most 1e+06, got 1e+200"),
        (
            ["simulate", *CALL, "--init-scale", "0.1", "--dim", "100000"],
            "dim must be a whole number between 1 and 128",
        ),
        (["predict", *CALL, "--init-scale", "0.1", "--horizon", "1e300"], "at most 1e+09, got 1e+300"),
        (["simulate", *CALL, "--init-scale", "0.1", "--horizon", "1e300"], "at most 1e+09, got 1e+300"),
        (["simulate", "--mu", "1e6,1", "--sigma", "1,1", "--init-scale", "1", "--horizon", "1e9"], "1e+10 / the largest rate"),
        (["predict", *CALL, "--init-scale", "0.1", "--probe", "1,2"], "probe must be 2 zeros and ones, of any sign, got 1, 2"),
        (["predict", *CALL, "--init-scale", "0.1", "--plot", "a.gif"], "--plot must end in .svg, .pdf or .png, got a.gif"),
        (["simulate", *CALL, "--init-scale", "0.1", "--eta", "0.1"], "eta must be left out unless iterate is gd or recurrence"),
        (["figures", "out", "nothing"], "no figure matches"),
    ],
)
def test_wrong_calls_are_one_line(arguments, sentence, capsys):
    assert main(arguments) == 2
    message = capsys.readouterr().err
    assert sentence in message
    assert message.count("\n") == 1


def test_npy_starts_are_read(tmp_path, capsys):
    np.save(tmp_path / "start.npy", 1e-3 * np.eye(2))
    assert main(["predict", *CALL, "--w0", str(tmp_path / "start.npy"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "rounding"


def test_predict_needs_no_sympy():
    code = "import sys; from verify.cli import main; main(sys.argv[1:]); sys.exit('sympy' in sys.modules)"
    call = ["predict", *CALL, "--init-scale", "0.01", "--json"]
    assert subprocess.run([sys.executable, "-c", code, *call], capture_output=True, check=False).returncode == 0


def test_figures_repeat_byte_by_byte(tmp_path, capsys):
    for folder in ("first", "second"):
        assert main(["figures", str(tmp_path / folder), "figure5-plain"]) == 0
    for kind in ("svg", "pdf"):
        first, second = ((tmp_path / folder / f"figure5-plain.{kind}").read_bytes() for folder in ("first", "second"))
        assert first == second


def test_plots_are_written(start, tmp_path, capsys):
    assert main(["simulate", *CALL, *start, "--plot", str(tmp_path / "curves.svg")]) == 0
    assert (tmp_path / "curves.svg").read_text().startswith("<?xml")


SMALL = ["--mu", "1,1.5", "--sigma", "0.05,0.05", "--init-scale", "0.2", "--seed", "3", "--horizon", "3"]
LARGE_STEP = ["--mu", "1,2", "--sigma", "0.1,0.1", "--init-scale", "0.3", "--iterate", "gd", "--eta", "2.5"]


def words(capsys, *arguments):
    assert main(list(arguments)) == 0
    return " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("arguments", [["predict", *SMALL], ["simulate", *SMALL]])
def test_a_loss_still_rising_at_the_horizon_is_said_to(arguments, capsys):
    said = words(capsys, *arguments)
    assert "is still rising at the end of the horizon" in said
    assert "does not rise" not in said
    assert main([*arguments, "--json"]) == 0
    assert 0.0015 < json.loads(capsys.readouterr().out)["rise"] < 0.0025


def test_a_descent_that_diverges_is_said_to(capsys):
    said = words(capsys, "simulate", *LARGE_STEP)
    assert "The iteration diverges" in said
    assert "rise of the test loss diverges" in said


def test_a_descent_says_how_far_its_area_goes_and_nothing_of_the_flow(capsys):
    said = words(capsys, "simulate", *SMALL, "--iterate", "gd", "--eta", "0.05")
    assert "area under training loss to infinity unknown 2.1" in said
    assert "area under training loss to horizon 1.3" in said
    assert "stays open" not in said
    assert "to horizon" not in words(capsys, "simulate", *SMALL)


def test_a_closed_form_that_does_not_tell_says_so(capsys):
    said = words(capsys, "predict", "--mu", "1,2,3", "--sigma", "0.05,0.05,0.05", "--init-scale", "0.4", "--seed", "27")
    assert "The closed form does not tell here whether the test loss rises" in said
    assert "`swingby certify` or `swingby simulate` would" in said
    assert "will rise" not in said
    assert "stays open" not in said


def test_directions_never_learned_are_named_in_the_plural(capsys):
    assert "Directions 1 and 2 are never learned" in words(
        capsys, "predict", "--mu", "0,0", "--sigma", "0,0", "--init-scale", "0.1"
    )


@pytest.mark.parametrize("width", ["40", "200"])
def test_no_figure_is_cut_on_a_narrow_terminal(capsys, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", width)
    for command in ("predict", "simulate"):
        assert main([command, *CALL, "--init-scale", "0.9", "--seed", "3"]) == 0
        out = capsys.readouterr().out
        assert "\u2026" not in out
        assert "area under training loss to infinity" in out


def test_an_error_larger_than_its_figure_is_no_useful_estimate(capsys, tmp_path, monkeypatch):
    """A start with few digits has none for its losses; errors of twice the learning times are put in place of its own."""
    monkeypatch.setattr(stated_errors, "learning_time_errors", lambda prediction: 2 * prediction.learning_times)
    U = np.random.default_rng(0).random((2, 2))
    (tmp_path / "tiny.json").write_text(json.dumps([[f"{entry}e-320" for entry in row] for row in (U @ U.T).tolist()]))
    assert main(["predict", "--mu", "1,1.5", "--sigma", "0.05,0.05", "--w0", str(tmp_path / "tiny.json")]) == 0
    out = capsys.readouterr().out
    assert "no useful estimate" in out
    assert "off by more than a learning time itself" in " ".join(out.split())
    assert not re.search(r"[0-9]{20}|e\+[0-9]", out)
    assert main(["predict", "--mu", "1,1.5", "--sigma", "0.05,0.05", "--w0", str(tmp_path / "tiny.json"), "--json"]) == 0
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["learning_times"] == [None, None]
    assert (error["rise"], error["test_loss"]) == (None, None)
    assert error["final_test_loss"] is None
    assert error["turning_points"] == []
    # Two times, the end, the end once more, the rise, and the rise in the paragraph.
    assert " ".join(out.split()).count("no useful estimate") == 6


def test_a_turning_point_of_a_large_start_has_no_useful_estimate(capsys):
    start = ["predict", "--mu", "1,1.5", "--sigma", "0.05,0.05", "--init-scale", "2", "--seed", "14"]
    assert main([*start, "--json"]) == 0
    error = json.loads(capsys.readouterr().out)["error"]
    assert [off[name] for off in error["turning_points"] for name in ("t", "loss")].count(None) == 2
    assert main(start) == 0
    assert " ".join(capsys.readouterr().out.split()).count("no useful estimate") >= 2


def test_without_a_closed_form_no_curve_of_it_is_drawn_and_the_flow_is(tmp_path, capsys):
    deep = [*CALL, "--model", "deep", "--depth", "3", "--init-scale", "0.3", "--seed", "2", "--plot"]
    assert main(["predict", *deep, str(tmp_path / "none.svg")]) == 0
    assert capsys.readouterr().err == "swingby: no curve is drawn, since there is no closed form here\n"
    assert main(["simulate", *deep, str(tmp_path / "flow.svg")]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["flow.svg"]
