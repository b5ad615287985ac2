"""Proposition: training points near the unseen composition are left out, and the paths are compared seed by seed."""

from dataclasses import replace

import numpy as np
import pytest

from tests.verify.render.paper.test_trajectories import lines
from verify.render.figure import THICK
from verify.render.paper.names import PAPER_FIGURES


def test_points_near_the_unseen_composition_are_left_out_and_the_rest_compared(forms):
    found, whole = forms("16"), forms("15")
    picture = PAPER_FIGURES["figure16"].draw(found, whole)
    for place, axis in enumerate(picture.axes):
        form, row = ("printed", "coded")[place % 2], place // 2
        mu = np.array([(1, 2), (2, 4)][row])
        (circle,) = axis.patches
        assert circle.get_radius() == mu[0] / 2
        assert tuple(circle.get_center()) == tuple(mu)
        (points,) = lines(axis, marker=".")
        assert len(points.get_xydata()) == 64 * (3 if form == "coded" else 2)
        assert (np.linalg.norm(points.get_xydata() - mu, axis=1) > mu[0] / 2).all()
        (dotted,) = lines(axis, linestyle=":")
        same = whole[form][row]
        assert dotted.get_xydata() == pytest.approx(same.outputs()[found[form][row].risen()])
    assert not PAPER_FIGURES["figure15"].draw(whole).axes[0].patches


def test_networks_that_all_diverge_are_drawn_as_none(forms):
    found = forms("13")
    gone = {form: [replace(one, curves=one.curves.of(slice(0, 0)), seeds=one.seeds[:0]) for one in found[form]] for form in found}
    picture = PAPER_FIGURES["figure13"].draw(gone)
    assert not lines(picture.axes[0], linewidth=THICK["linewidth"])
    assert "6 of 6 as printed and 6 of 6 as coded" in picture.get_label()
