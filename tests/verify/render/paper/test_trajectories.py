"""Proposition: paths are the recorded outputs; one layer is predicted by its solution."""

import numpy as np
import pytest
from scipy.linalg import expm

from numerics.networks.protocols import protocols
from verify.render.figure import SEED, THICK
from verify.render.paper import trajectories
from verify.render.paper.names import PAPER_FIGURES


def lines(axis, **wanted):
    """Return the lines of an axis that have the wanted properties."""
    return [line for line in axis.lines if all(getattr(line, f"get_{name}")() == value for name, value in wanted.items())]


@pytest.mark.parametrize("form", ["printed", "coded"])
def test_one_layer_is_predicted_by_the_exponential_of_its_moment(form):
    """As coded with biases, two clusters and the origin: A~ = [[A, m], [m^T, 1]]; the step is .1, or 2 .1 / 64."""
    protocol, steps = protocols(form, "2a")[2], np.array([0, 3, 40, 700])
    if form == "printed":
        moment, z, step = np.diag([0.0025 + 9 / 2, 0.0025 + 4 / 2]), np.array([3.0, 2.0]), 0.1
    else:
        moment, z, step = (
            np.array([[0.05 + 3, 0, 1], [0, 0.05 + 4 / 3, 2 / 3], [1, 2 / 3, 1]]),
            np.array([3.0, 2.0, 1.0]),
            0.2 / 64,
        )
    expected = [(z - expm(-moment * step * k) @ z)[:2] for k in steps]
    assert trajectories.one_layer_mean(protocol, steps) == pytest.approx(np.array(expected), abs=1e-12)


def test_paths_are_drawn_thin_their_mean_thick_and_epochs_as_dots(forms):
    found = forms("2a")
    picture = PAPER_FIGURES["figure2a"].draw(found)
    for axis, form in zip(picture.axes, ("printed", "coded"), strict=True):
        thick = lines(axis, linewidth=THICK["linewidth"])
        dashed = [line for line in axis.lines if line.is_dashed()]
        dots = lines(axis, marker="o")
        assert len(thick) == len(dashed) == len(dots) == 3
        for one, mean, theory, ends in zip(found[form], thick, dashed, dots, strict=True):
            assert mean.get_xydata() == pytest.approx(one.outputs().mean(axis=0))
            assert theory.get_xydata() == pytest.approx(trajectories.one_layer_mean(one.protocol, one.recorded))
            assert one.epoch == {"printed": 1, "coded": 2}[form]
            assert len(ends.get_xydata()) == 40 // one.epoch + 1
        thin = lines(axis, linewidth=SEED["linewidth"])
        assert len(thin) == 9
        assert thin[4].get_xydata() == pytest.approx(found[form][1].outputs()[1])
        stars = [tuple(line.get_xydata()[0]) for line in lines(axis, marker="*")]
        assert stars == [(1, 2), (2, 2), (3, 2)]


def test_the_dimensions_are_two_colours_and_the_thick_line_rises_most(forms):
    found = forms("2c")
    picture = PAPER_FIGURES["figure2c"].draw(found)
    for axis, form in zip(picture.axes, ("printed", "coded"), strict=True):
        thick = lines(axis, linewidth=THICK["linewidth"])
        for one, line in zip(found[form], thick, strict=True):
            assert line.get_xydata() == pytest.approx(one.outputs()[one.risen()])
        assert len({line.get_color() for line in thick}) == 2


def test_means_stand_above_spreads(forms):
    found = forms("11")
    picture = PAPER_FIGURES["figure11"].draw(found)
    counts = [len(lines(axis, linewidth=THICK["linewidth"])) for axis in picture.axes]
    assert counts == [3, 3, 5, 5]
    assert [text.get_text() for text in picture.legends[0].get_texts()][:7:6] == ["above", "below"]
    assert trajectories.varied(found, "sigma")["coded"] == list(found["coded"][3:])
