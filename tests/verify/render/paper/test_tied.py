"""Proposition: what is shown of the tied model is the start the caption names, over the band of all that stay bounded."""

import re
from dataclasses import replace

import numpy as np
import pytest

from verify.render.figure import BAND
from verify.render.paper import tied
from verify.render.paper.names import PAPER_FIGURES


@pytest.mark.parametrize(("name", "entries"), [("figure8", tied.THREE), ("figure9", tied.FOUR)])
def test_entries_of_the_start_that_turns_most_lie_over_losses(forms, name, entries):
    found = forms(name.removeprefix("figure"))
    picture = PAPER_FIGURES[name].draw(found)
    for column, form in enumerate(("printed", "coded")):
        top, bottom = picture.axes[column], picture.axes[2 + column]
        (one,) = found[form]
        row = one.turned()
        assert top.get_title() == f"as {form}, seed {one.seeds[row]}"
        assert len(top.lines) == 2 * len(entries)
        for place, (i, j) in enumerate(entries):
            run, ideal = top.lines[2 * place : 2 * place + 2]
            assert run.get_ydata() == pytest.approx(one.weights[row, :, i, j])
            assert ideal.is_dashed()
            assert run.get_color() == ideal.get_color()
        low, high = np.quantile(one.curves.x_hat[:, one.recorded], BAND, axis=0)
        corners = bottom.collections[0].get_paths()[0].vertices
        assert corners[:, 1].max() == pytest.approx(high.max())
        assert corners[:, 1].min() == pytest.approx(low.min())


def test_figure_10_shows_the_start_that_is_learned_last_beside_the_flow(forms):
    found = forms("10")
    words = PAPER_FIGURES["figure10"].draw(found).get_label()
    said = re.findall(r"as (printed|coded) at (-?[\d.]+) by the recurrence, (-?[\d.]+) by the flow, and (\d+) of 3", words)
    assert [form for form, *_ in said] == ["printed", "coded"]
    for form, recurrence, flow, gone in said:
        (one,) = found[form]
        ends = one.weights[:, -1, 0, 0]
        row = int(np.argmin(np.abs(ends)))
        assert float(recurrence) == pytest.approx(ends[row], abs=6e-4)
        assert 0 <= float(flow) <= 1
        least = [np.linalg.eigvalsh(W)[0] for W in one.weights[:, -1]]
        assert int(gone) == sum(value < -1e-9 for value in least) + one.diverged


def test_what_diverges_counts_as_indefinite(forms):
    (one,) = forms("5")["printed"]
    assert tied.indefinite(replace(one, count=one.count + 4)) == tied.indefinite(one) + 4


def test_training_losses_are_drawn_beside_test_losses(forms):
    found = forms("17")
    picture = PAPER_FIGURES["figure17"].draw(found)
    for axis, form in zip(picture.axes, ("printed", "coded"), strict=True):
        (one,) = found[form]
        row = one.turned()
        test, _, training, _ = axis.lines
        assert test.get_ydata() == pytest.approx(one.curves.x_hat[row, one.recorded])
        assert training.get_ydata() == pytest.approx(one.curves.training[row, one.recorded])
        assert (np.diff(training.get_ydata()) < 1e-9).all()
        assert len(axis.collections) == 2


def test_outputs_at_the_centres_go_to_the_centres(forms):
    found = forms("18")
    picture = PAPER_FIGURES["figure18"].draw(found)
    for axis, form in zip(picture.axes, ("printed", "coded"), strict=True):
        (one,) = found[form]
        stars = [tuple(line.get_xydata()[0]) for line in axis.lines if line.get_marker() == "*"]
        assert stars == [(1, 1.5), (1, 0), (0, 1.5)]
        thick = [line for line in axis.lines if line.get_linewidth() == 3.0]
        for point, line in enumerate(thick):
            assert line.get_xydata() == pytest.approx(one.outputs(point)[one.turned(), :, :2])
        marked = one.outputs()[one.turned(), one.recorded % 100 == 0, :2]
        dots = [line.get_xydata() for line in axis.lines if line.get_marker() == "o"]
        assert dots[0] == pytest.approx(marked)
        assert {0, 600, 1200} <= set(one.recorded[one.recorded % 100 == 0].tolist())


@pytest.mark.parametrize("name", ["figure8", "figure9", "figure10"])
def test_a_form_whose_runs_all_diverge_has_empty_panels_that_say_so(forms, name):
    found = forms(name.removeprefix("figure"))
    (one,) = found["printed"]
    gone = replace(one, curves=one.curves.of(slice(0, 0)), seeds=one.seeds[:0])
    picture = PAPER_FIGURES[name].draw({"printed": [gone], "coded": found["coded"]})
    assert picture.axes[0].get_title() == "as printed, all runs diverge"
    assert [len(axis.lines) > 0 for axis in picture.axes] == [False, True, False, True]
    assert f"Counted, and left out, since they diverge: {one.count} of {one.count} as printed" in picture.get_label()
