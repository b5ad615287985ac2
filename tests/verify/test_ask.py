"""The public functions say what the commands say."""

import json
from decimal import Decimal
from fractions import Fraction

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


@pytest.mark.parametrize("command", ["predict", "simulate"])
def test_fractions_and_texts_are_numbers(command):
    start = [["1/100", Fraction(1, 250)], [Decimal("0.004"), "0.008"]]
    ask = getattr(swingby, command)
    assert ask(["1", "3/2"], ["1/20", 0.05], start) == ask([1, 1.5], [0.05, 0.05], START)
    assert ask([1, 1.5], [0.05, 0.05], np.array(start, dtype=object)) == ask([1, 1.5], [0.05, 0.05], np.array(START))


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        ([["1/0", 0], [0, 1]], "got '1/0' at entry \\(1, 1\\)"),
        ([[1, 0], ["x", 1]], "got 'x' at entry \\(2, 1\\)"),
        ([[1, True], [0, 1]], "got 'True' at entry \\(1, 2\\)"),
        ([[1, 0], [1]], "got row 2 with 1 entries"),
        ([[10**400, 0], [0, 1]], "at entry \\(1, 1\\)"),
        ([[1e300, 0], [0, 1]], "of at most 1e\\+12, got 1e\\+300"),
        ([], "rows of numbers"),
    ],
)
def test_the_entry_that_is_no_number_is_named(start, sentence):
    with pytest.raises(ValueError, match=r"W\(0\) must .*" + sentence):
        swingby.predict([1, 1.5], [0.05, 0.05], start)


def test_a_certificate_may_call_its_probe_v():
    call = ([1, 1.5], [0.05, 0.05], START, 3)
    assert swingby.certify(*call, v=[1, 0]) == swingby.certify(*call, probe=[1, 0])
    assert swingby.certify(*call, v=[1, 0])["data"]["probe"] == [1, 0]


@pytest.mark.parametrize(
    "values", [[1, 0.8], [np.float64(1), np.float64(0.8)], np.array([1, 0.8]), ["1", "4/5"], [1, np.float32(0.8)]]
)
def test_a_float_is_the_decimal_that_is_written_for_it(values):
    data = swingby.certify(values, [0.05, 0.1], [[0.02, 0.01], [0.01, 0.3]], 0.5, radius=1e-6)["data"]
    assert (data["mu"], data["sigma"], data["horizon"]) == (["1", "4/5"], ["1/20", "1/10"], "1/2")
    assert data["W0"] == [["1/50", "1/100"], ["1/100", "3/10"]]


def test_an_array_is_the_binary_fractions_that_it_holds_and_a_sentence_says_so():
    with pytest.warns(UserWarning, match=r"^W\(0\) is taken as the binary fractions that an array holds, 0.01 as 57646"):
        data = swingby.certify([1, 1.5], [0.05, 0.05], np.array(START), 1)["data"]
    assert Fraction(data["W0"][0][0]) == Fraction(0.01)
    exact = [[0.25, 0.125], [0.125, 0.5]]
    assert swingby.certify([1, 1.5], [0, 0], np.array(exact), 1) == swingby.certify([1, 1.5], [0, 0], exact, 1)
