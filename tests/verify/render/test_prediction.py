"""predict and simulate say when a certificate would decide what floats leave open, and only then."""

from __future__ import annotations

import pytest

from verify.cli import main
from verify.render.prediction import left_open


@pytest.mark.parametrize(("rise", "error", "said"), [(0.0, 1e-3, True), (1e-4, 1e-3, True), (0.2, 1e-3, False)])
def test_only_what_is_below_the_error_is_open(rise: float, error: float, said: bool) -> None:
    assert ("swingby certify" in left_open(rise, error)) is said


@pytest.mark.parametrize(("probe", "said"), [("0,1", True), ("1,1", False)])
def test_simulate_points_to_the_certificate(capsys: pytest.CaptureFixture[str], probe: str, said: bool) -> None:
    # U in [0, .2] of seed 1: at a training centre no rise is seen in floats, at the composition one of .03
    arguments = ["--mu", "1,1.5", "--sigma", "0.05,0.05", "--init-scale", "0.2", "--seed", "1", "--probe", probe]
    assert main(["simulate", *arguments]) == 0
    assert ("certify" in capsys.readouterr().out) is said
