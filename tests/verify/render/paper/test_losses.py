"""Proposition: the losses are the recorded ones, by epoch, and the shares that rise are counted at steps and at epochs."""

import numpy as np
import pytest

from verify.render.figure import THICK
from verify.render.paper import losses
from verify.render.paper.names import PAPER_FIGURES


def risen(rows, least):
    """Return by a plain loop how many rows rise above their running minimum."""
    count = 0
    for row in rows:
        lowest, most = row[0], 0.0
        for value in row:
            lowest = min(lowest, value)
            most = max(most, value - lowest)
        count += most > least
    return count / len(rows)


@pytest.mark.parametrize("number", ["3", "14"])
def test_medians_are_drawn_and_shares_are_said(forms, number):
    found = forms(number)
    picture = PAPER_FIGURES[f"figure{number}"].draw(found)
    for axis, form in zip(picture.axes, ("printed", "coded"), strict=True):
        medians = [line for line in axis.lines if line.get_linewidth() == THICK["linewidth"]]
        words = axis.get_title().splitlines()
        assert words[0] == f"as {form}"
        for one, median, said in zip(found[form], medians, words[1:], strict=True):
            rows = one.curves.x_hat
            x, y = median.get_data()
            assert x == pytest.approx(np.arange(1, 41) / one.epoch)
            assert y == pytest.approx(np.median(rows[:, 1:], axis=0))
            shares = f"{risen(rows, losses.RISE):.0%} rise ({risen(rows[:, :: one.epoch], losses.RISE):.0%} between epochs)"
            assert said.endswith(shares)
        assert axis.get_legend() is None
