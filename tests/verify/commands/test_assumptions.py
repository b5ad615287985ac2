"""`assumptions` answers with status 0 which of D.1 to D.5 fails first and by how much, and refuses wrong calls in one line."""

import json

import pytest

import swingby
from verify.cli import main

CALL = ["assumptions", "--mu", "1,6", "--sigma", "0,0"]
#: D.1 to D.5 hold together.
SMALL = [["2e-70", "1e-70"], ["1e-70", "2e-70"]]


def told(capsys, *arguments):
    """Return the JSON of a call, and its first line in words."""
    assert main([*arguments, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert main(list(arguments)) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == said["sentence"]
    assert len(out) == 7
    return said, out


@pytest.mark.parametrize(
    ("more", "first", "sentence"),
    [
        (["0.1", "--eta", "1"], "D.2", "as eta is too large by 3.511 orders of magnitude; D.5 fails by 95.09"),
        (["0.1", "--eta", "0"], "D.4", "as W(0) is too large by 3.685 orders of magnitude; D.5 fails by 95.09"),
        (["1e-20", "--eta", "1e-4"], "D.5", "as W(0) is too large by 57.09 orders of magnitude."),
        (["1e-150", "--eta", "1e-4"], None, "speak of this setting: D.1 to D.5 hold together."),
        (["0.1", "--eta", "0", "--dim", "3"], "D.1", "however small W(0) is: rate 3 is 0; D.5 fails however small W(0) is."),
        (["1e-150", "--eta", "0", "--mu", "1,1"], "D.5", "rate 1, 0.5, is not above three times rate 2, 0.5."),
    ],
)
def test_the_first_failure(more, first, sentence, capsys):
    said, _ = told(capsys, *CALL, "--init-scale", *more)
    assert {"holds", "first_failure", "orders", "constants"} <= set(said)
    assert (said["holds"], said["first_failure"]) == (first is None, first)
    assert sentence in said["sentence"]


@pytest.mark.parametrize(
    ("W0", "more", "first"),
    [
        (SMALL, [], None),
        ([["2e-300", "1e-300"], ["1e-300", "2e-300"]], [], None),
        ([["1e-61", "1e-61"], ["1e-61", "1.00001e-61"]], ["--mu", "1,4.2448"], None),
        ([["1e-60", "1e-60"], ["1e-60", "1.00001e-60"]], ["--mu", "1,4.2448"], "D.5"),
        ([["2e-70", "-1e-70"], ["-1e-70", "2e-70"]], [], None),
        ([["2e-70", "0"], ["0", "2e-70"]], [], "D.1"),
        ([["0", "0"], ["0", "0"]], [], "D.1"),
        ([["1e-4"]], ["--mu", "1", "--sigma", "0"], None),
        ([["1", "0"], ["0", "1"]], ["--mu", "1,1", "--eta", "1"], "D.1"),
    ],
)
def test_odd_starts_have_one_clear_answer(W0, more, first, capsys, tmp_path):
    (tmp_path / "w.json").write_text(json.dumps(W0))
    said, out = told(capsys, *CALL, "--w0", str(tmp_path / "w.json"), "--eta", "0.0001", *more)
    assert said["first_failure"] == first
    assert sum("fails" in line for line in out[1:6]) == sum(orders != 0 for orders in said["by_assumption"].values())


def test_none_of_the_five_holds(capsys, tmp_path):
    (tmp_path / "w.json").write_text("[[1, 0], [0, 1]]")
    said, out = told(capsys, *CALL, "--w0", str(tmp_path / "w.json"), "--mu", "1,1", "--eta", "1")
    assert all(orders != 0 for orders in said["by_assumption"].values())
    assert "D.1, bounded initialization and signal strength, is the first assumption that fails" in out[0]
    assert "entry (1, 2) of W(0) is 0" in out[0]


def test_a_full_second_moment_is_answered_in_its_eigenbasis(capsys, tmp_path):
    (tmp_path / "m.json").write_text("[[9, 8], [8, 9]]")
    (tmp_path / "w.json").write_text(json.dumps([["3e-80", "1e-80"], ["1e-80", "2e-80"]]))
    call = ["assumptions", "--second-moment", str(tmp_path / "m.json"), "--w0", str(tmp_path / "w.json"), "--eta", "1e-4"]
    said, _ = told(capsys, *call)
    assert said["holds"]
    assert said["constants"]["gamma"] == pytest.approx(17)


def test_the_function_says_what_the_command_says(capsys, tmp_path):
    (tmp_path / "w.json").write_text(json.dumps(SMALL))
    assert main([*CALL, "--w0", str(tmp_path / "w.json"), "--eta", "1/100", "--rates", "squared", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert swingby.assumptions([1, 6], [0, 0], SMALL, "1/100", rates="squared") == said
    with pytest.raises(ValueError, match="eta must be a finite number of at least 0, got -1"):
        swingby.assumptions([1, 6], [0, 0], SMALL, -1)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--init-scale", "0.1"], "--eta"),
        (["--init-scale", "0.1", "--eta", "-1"], "eta must be a finite number of at least 0, got -1"),
        (["--init-scale", "0.1", "--eta", "nan"], "eta must be a finite number of at least 0, got 'nan'"),
        (["--init-scale", "0.1", "--eta", "1", "--model", "one-layer"], "model must be tied"),
        (["--init-scale", "0.1", "--eta", "1", "--plot", "x.png"], "--plot must be left out"),
        (["--init-scale", "0.1", "--eta", "1", "--sigma", "0,0,0,0", "--dim", "3"], "sigma"),
        (["--init-scale", "nan", "--eta", "1"], "init-scale"),
        (["--init-scale", "0.1", "--eta", "1", "--mu", "nan,1"], "mu"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(more, said, capsys):
    assert main([*CALL, *more]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ("[[1, 0]]", "W(0)"),
        ("[[1, NaN], [NaN, 1]]", "W(0)"),
        ("[[1, 0, 0], [0, 1, 0], [0, 0, 1]]", "sigma"),
        ("[[1, 2], [2, 1]]", "positive semidefinite"),
    ],
)
def test_a_wrong_start_is_told_in_one_line(held, said, capsys, tmp_path):
    (tmp_path / "w.json").write_text(held)
    assert main([*CALL, "--w0", str(tmp_path / "w.json"), "--eta", "1", *(["--dim", "2"] if said == "sigma" else [])]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
