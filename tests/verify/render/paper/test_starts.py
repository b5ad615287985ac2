"""Proposition: a start is followed by the recurrence, the flow and the closed form, by coordinate and on one clock."""

import numpy as np
import pytest

from verify.render.figure import COLOURS
from verify.render.paper.starts import Shown, entry_colours, entry_name


@pytest.mark.parametrize("form", ["printed", "coded"])
def test_all_three_begin_together_and_stay_near(forms, form):
    one = forms("5")[form][0]
    for row in range(len(one.seeds)):
        start, W = Shown(one, row), one.weights[row]
        assert start.predicted[0] == pytest.approx(W[0], abs=1e-12)
        assert start.flow[0] == pytest.approx(W[0], abs=1e-9)
        assert np.abs(start.flow - W).max() < 0.03
        assert np.abs(start.predicted - W).max() < 0.12


def test_coordinates_are_those_of_the_paper(forms):
    """Concept 2, the stronger one, is learned first."""
    start = Shown(forms("5")["printed"][0], 0)
    at = int(np.flatnonzero(start.steps >= 250)[0])
    for W in (start.flow[at], start.predicted[at]):
        assert W[1, 1] > 0.7
        assert W[0, 0] < 0.4


@pytest.mark.parametrize(("number", "form"), [("17", "printed"), ("17", "coded"), ("8", "coded")])
def test_losses_of_the_recurrence_are_those_recorded(forms, number, form):
    """Where the code has samples, those of the seed."""
    one = forms(number)[form][0]
    start, W = Shown(one, 0), one.weights[0]
    assert start.loss(W) == pytest.approx(one.curves.x_hat[0, start.steps], rel=1e-9, abs=1e-13)
    assert start.training(W) == pytest.approx(one.curves.training[0, start.steps], rel=1e-9, abs=1e-13)


def test_a_concept_has_its_colour_and_no_minor_entry_has_it():
    entries = ((0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2))
    colours = entry_colours(entries)
    assert colours[:3] == list(COLOURS[:3])
    assert len(set(colours)) == 6
    assert entry_name(0, 2) == "$w_{13}$"
