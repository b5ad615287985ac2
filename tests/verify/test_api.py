"""The public names do what the command does."""

import json

import numpy as np
import pytest

import swingby


def test_claims_and_verify():
    assert "two_layer.entry_form" in swingby.claims()
    (report,) = swingby.verify("two_layer.symmetry")
    assert report.as_expected
    assert report.result.outcome is swingby.Outcome.VERIFIED


def test_wrong_calls_raise():
    with pytest.raises(ValueError, match="no claim matches"):
        swingby.verify("nothing_like_it")
    with pytest.raises(ValueError, match="is not a valid Level"):
        swingby.verify(level="hard")


def test_public_names_all_load():
    for name in swingby.__all__:
        assert getattr(swingby, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        swingby.nothing  # noqa: B018


def test_one_setting_is_answered_as_by_the_commands(capsys, tmp_path):
    from verify.cli import main

    start = tmp_path / "start.json"
    start.write_text("[[0.02, 0.01], [0.01, 0.03]]")
    arguments = ["--mu", "1,1.5", "--sigma", "0.05,0.05", "--w0", str(start), "--json"]
    W0 = np.array([[0.02, 0.01], [0.01, 0.03]])
    for name, function in (("predict", swingby.predict), ("simulate", swingby.simulate)):
        assert main([name, *arguments]) == 0
        assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(function((1, 1.5), (0.05, 0.05), W0)))


def test_a_setting_that_does_not_fit_raises():
    with pytest.raises(ValueError, match=r"W\(0\) must have shape"):
        swingby.predict((1, 1.5), (0.05, 0.05), [[1.0]], dim=2)
