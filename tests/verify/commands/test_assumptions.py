"""`assumptions` answers with status 0 which of D.1 to D.5 fails first and by how much, and refuses wrong calls in one line."""

import json

import pytest

from verify.cli import main

CALL = ["assumptions", "--mu", "1,6", "--sigma", "0,0", "--init-scale"]


@pytest.mark.parametrize(
    ("more", "first"),
    [
        (["0.1", "--eta", "1"], "D.2"),
        (["0.1", "--eta", "0"], "D.4"),
        (["1e-20", "--eta", "1e-4"], "D.5"),
        (["1e-150", "--eta", "1e-4"], None),
        (["0.1", "--eta", "0", "--dim", "3"], "D.1"),
    ],
)
def test_the_first_failure(more, first, capsys):
    assert main([*CALL, *more, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {"holds", "first_failure", "orders", "constants"} <= set(said)
    assert (said["holds"], said["first_failure"]) == (first is None, first)
    assert main([*CALL, *more]) == 0
    assert (first or "hold together") in capsys.readouterr().out.splitlines()[0]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["0.1"], "--eta"),
        (["0.1", "--eta", "-1"], "eta must be a finite number of at least 0, got -1"),
        (["0.1", "--eta", "1", "--model", "one-layer"], "model must be tied"),
        (["0.1", "--eta", "1", "--plot", "x.png"], "--plot must be left out"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(more, told, capsys):
    assert main([*CALL, *more]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
