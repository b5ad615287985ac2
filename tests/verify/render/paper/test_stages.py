"""Proposition: the stages are those of the run: entries by kind, and turning points where the loss turns."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.networks.protocols import FIGURE_5
from verify.render.figure import COLOURS
from verify.render.paper import stages
from verify.render.paper.names import PAPER_FIGURES


def test_kinds_of_entries_with_two_concepts_in_three_dimensions():
    kinds = [[stages.kind(i, j, 2) for j in range(3)] for i in range(3)]
    assert kinds == [["major", "minor", "minor"], ["minor", "major", "minor"], ["minor", "minor", "irrelevant"]]
    assert stages.kind(2, 3, 2) == "irrelevant"


def test_figure_4_shows_w_at_the_turning_points_of_the_loss(forms):
    found = forms("5")
    picture = PAPER_FIGURES["figure4"].draw(found)
    assert len(picture.axes) == 8
    for row, form in enumerate(("printed", "coded")):
        start = stages.the_start(found[form][0])
        assert start.one.seeds[start.row] == FIGURE_5.seed
        losses = start.one.curves.x_hat[start.row]
        low, high = (picture.axes[4 * row + column].get_title() for column in (1, 2))
        assert "minimum" in low
        assert "maximum" in high
        for axis in picture.axes[4 * row : 4 * row + 4]:
            step, loss = int(axis.get_title().split("step ")[1].split(",")[0]), float(axis.get_title().rsplit(" ", 1)[1])
            assert losses[step] == pytest.approx(loss, abs=0.0051)
            W = start.one.weights[start.row, list(start.steps).index(step)]
            shown = np.array([float(text.get_text()) for text in axis.texts]).reshape(3, 3)
            assert shown == pytest.approx(W, abs=0.0051)
            assert len(axis.patches) == 9
        rises = [int(title.split("step ")[1].split(",")[0]) for title in (low, high)]
        assert losses[rises[0]] < losses[rises[1]]


def test_stages_without_a_rise_are_spread_out():
    assert stages._stages(np.linspace(1, 0, 10)) == [("start", 0), ("on the way", 3), ("on the way", 6), ("end", 9)]
    assert stages._stages(np.array([3.0, 1, 2, 2.5, 0])) == [("start", 0), ("minimum", 1), ("maximum", 3), ("end", 4)]


@pytest.mark.parametrize("rates", ["plain", "squared"])
def test_figure_5_marks_the_turning_points_on_the_loss(forms, rates):
    entries, loss, path = PAPER_FIGURES[f"figure5-{rates}"].draw(forms("5")).axes
    t, values = loss.lines[0].get_data()
    marks = [line for line in loss.lines if line.get_marker() == "o"]
    found = [(float(line.get_xdata()[0]), float(line.get_ydata()[0])) for line in marks]
    for place, height in found:
        assert np.interp(place, t, values) == pytest.approx(height, abs=2e-3)
    slope = np.sign(np.diff(values[np.abs(np.gradient(values)) > 1e-6]))
    assert len(found) == np.count_nonzero(np.diff(slope))
    assert len(entries.lines) == 6
    assert len(entries.collections) == 3
    words = [text.get_text() for text in path.texts]
    assert words.count("minimum") + words.count("maximum") == len(found) == 2
    colours = {text.get_text(): text.get_color() for text in path.texts}
    assert colours["2 learned"] == COLOURS[1]
    assert entries.lines[1].get_color() == COLOURS[1]


def test_without_the_start_that_is_proved_the_one_that_turns_most_is_shown(forms):
    one = forms("5")["coded"][0]
    kept = one.seeds != FIGURE_5.seed
    without = replace(one, curves=one.curves.of(kept), seeds=one.seeds[kept])
    assert stages.the_start(without).row == without.turned()
