"""Proposition: a full second moment is answered in its eigenbasis, as a diagonal one is in its coordinates."""

import json

import numpy as np
import pytest

import swingby
from numerics.setting import exact_setting, setting
from verify.cli import main

A = [["1.2", "0.7"], ["0.7", "1"]]
W0 = [["1/1000", "1/5000"], ["1/5000", "1/700"]]


def test_learning_times_are_those_of_the_eigenbasis_descending():
    values, vectors = np.linalg.eigh(np.array([[1.2, 0.7], [0.7, 1.0]]))
    Q = vectors[:, ::-1]
    start = np.array([[1 / 1000, 1 / 5000], [1 / 5000, 1 / 700]])
    mu = tuple(np.sqrt(2 * values[::-1]))
    there = Q.T @ start @ Q
    turned = swingby.predict(mu, (0.0, 0.0), (there + there.T) / 2, horizon=20)
    found = swingby.predict(None, None, W0, second_moment=A, probe=Q @ np.array(mu), horizon=20)
    assert found["order"] == [1, 2]
    assert found["a"] == pytest.approx(values[::-1].tolist())
    assert np.abs(np.array(found["eigenvectors"]) @ Q) == pytest.approx(np.eye(2), abs=1e-12)
    for key in ("learning_times", "rise", "final_test_loss", "training_area"):
        assert found[key] == pytest.approx(turned[key], rel=1e-9)
    assert "eigenvectors" not in turned


def test_a_diagonal_second_moment_is_its_rates():
    plain = swingby.simulate((1.0, 1.5), (0.1, 0.2), W0)
    found = swingby.simulate(None, None, W0, second_moment=np.diag(plain["a"]), probe=(1.0, 1.5))
    assert found["learning_times"] == pytest.approx(plain["learning_times"][::-1])
    assert found["rise"] == pytest.approx(plain["rise"], abs=1e-12)


def test_squared_rates_and_vanishing_eigenvalues():
    question = setting(None, None, W0, second_moment=[[1, 1], [1, 1]], rates="squared")
    assert question.a == pytest.approx([4.0, 0.0], abs=0)
    assert question.z == pytest.approx([np.sqrt(2), 0.0], abs=1e-15)
    assert question.basis[:, 0] == pytest.approx([np.sqrt(0.5)] * 2)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"mu": [1, 1]}, "mu must be left out beside a second moment, got '[1, 1]'"),
        ({"second_moment": [[1, 2], [0, 1]]}, "second moment must be symmetric, got 2 and 0 at (1, 2)"),
        ({"second_moment": [[1, 2], [2, 1]]}, "second moment must be positive semidefinite, got an eigenvalue of -1"),
        ({"second_moment": [[1]]}, "second moment must have shape (2, 2), as the start, got (1, 1)"),
        ({"probe": [1, 2, 3]}, "probe must be a point of 2 numbers beside a second moment, got 3"),
        ({"second_moment": [["1e13", 0], [0, 1]]}, "second moment must have entries of at most 2e+12, got 1e+13 at entry (1, 1)"),
        ({"second_moment": [["1e-120", 0], [0, 1]]}, None),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(options, sentence):
    asked = {"mu": None, "sigma": None, "W0": W0, "second_moment": A} | options
    if sentence is None:  # beside 1 it is none
        assert exact_setting(**asked).a[1] == 0
        return
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        exact_setting(**asked)
    assert str(refused.value) == sentence


def test_the_command_line_takes_a_file_and_a_point(tmp_path, capsys):
    moment = tmp_path / "moment.json"
    moment.write_text(json.dumps(A))
    call = ["--second-moment", str(moment), "--init-scale", "0.001", "--seed", "3", "--probe", "1,-1/2"]
    for model in ("tied", "one-layer", "untied"):
        assert main(["predict", *call, "--model", model, "--json"]) == 0
        assert len(json.loads(capsys.readouterr().out)["eigenvectors"]) == 2
    assert main(["simulate", *call]) == 0
    assert "in the eigenbasis of the second moment" in " ".join(capsys.readouterr().out.split())
    assert main(["certify", *call]) == 2
    assert "second moment must be left out for a certificate, got one of 2 rows" in capsys.readouterr().err
    assert main(["predict", *call[2:]]) == 2
    assert "Missing option '--mu'." in capsys.readouterr().err
    assert main(["predict", "--second-moment", "none.json", *call[2:]]) == 2
    assert "second-moment must be a file, but none.json does not exist" in capsys.readouterr().err
