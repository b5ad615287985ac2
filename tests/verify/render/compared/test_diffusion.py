"""Proposition: order, slope, corner and times are printed as they are, and the verdict comes before its statements."""

import pytest

from numerics.diffusion.bridge import Prediction
from numerics.diffusion.cells import PAPER
from numerics.diffusion.compare import Comparison, Statement
from numerics.diffusion.discs import Discs
from numerics.intervals import Interval
from verify.render.compared.diffusion import print_comparison, print_prediction


def test_a_prediction(capsys):
    print_prediction(PAPER, Discs(colour=0.3, size=0.4), Prediction(1, -0.25, (0.125, 0.75), (None, 1.5), None, None))
    assert capsys.readouterr().out.splitlines() == [
        "cells colour size (weight): 0 0 (1/3), 0 1 (1/3), 1 0 (1/3); separations: colour 0.3, size 0.4",
        "size is learned first; until then colour moves by -0.250 for each unit of size",
        "the first stage ends at colour 0.12, size 0.75",
        "learning times, in units of D/2 of loss time: colour not within the time followed, size 1.500",
    ]


@pytest.mark.parametrize(
    ("low", "high", "word"), [(0.0, 0.1, "holds"), (0.3, 0.4, "FAILS"), (0.1, 0.3, "open")], ids=["inside", "outside", "across"]
)
def test_a_comparison(capsys, low, high, word):
    statement = Statement("bend", "so much", Interval(low, 0.2, high, 8), (-0.25, 0.25))
    print_comparison(Comparison((statement, Statement("times", "never", None, (0, 1)))))
    lines = capsys.readouterr().out.splitlines()
    verdict = {"holds": "open: times: never", "FAILS": "not described: bend: so much", "open": "open: bend: so much"}[word]
    assert lines[1] == verdict
    assert lines[2] == f"  {word:<6} bend: so much"
    assert lines[3] == f"         interval [{low:.3f}, {high:.3f}], must lie in [-0.250, 0.250]"
    assert lines[5] == "         interval no interval, must lie in [0.000, 1.000]"
