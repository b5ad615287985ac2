"""Of a setting its entries and test loss are drawn; of a proof the enclosed loss with its proved turning points."""

import re
from pathlib import Path

import numpy as np
import pytest

from numerics.certificate.certify import prove
from numerics.predict import predict
from numerics.setting import exact_setting, setting
from numerics.simulate import simulate
from verify.render import curves
from verify.render.curves import DRAWN, draw_curves, draw_proof
from verify.render.figure import COLOURS

MU, SIGMA = ("1", "1.5"), ("0.05", "0.05")
DIAGONAL = [["1/100", "0"], ["0", "1/50"]]
#: From here the test loss falls, rises and falls.
COUPLED = [["1/1000000", "7/10000000"], ["7/10000000", "12/10000000"]]


@pytest.fixture
def saved(monkeypatch):
    """Return the list of what is saved, each picture with its path."""
    kept = []
    monkeypatch.setattr(curves, "save", lambda picture, path: kept.append((picture, path)))
    return kept


def key_of(picture):
    """Return what is explained above the panels."""
    (legend,) = picture.legends
    return [text.get_text() for text in legend.get_texts()]


def logistic(start, rate, t):
    """Return the solution of w' = 2 a w (1 - w)."""
    return 1 / (1 + (1 / start - 1) * np.exp(-2 * rate * t))


def test_the_entries_and_the_loss_of_a_diagonal_start_are_logistic(saved):
    prediction = predict(setting(MU, SIGMA, DIAGONAL))
    draw_curves(Path("a.svg"), prediction)
    ((picture, path),) = saved
    top, bottom = picture.axes
    assert path == Path("a.svg")
    assert key_of(picture) == ["$w_{22}$", "$w_{11}$", "closed form"]
    assert [line.get_color() for line in top.lines] == [COLOURS[1], COLOURS[0]]
    assert picture.get_label() == (
        "tied, rates (0.5025, 1.127), test point (1, 1.5), entries of the start up to 0.02; W' = V(W), "
        f"closed form: {prediction.form.name}."
    )
    t = top.lines[0].get_xdata()
    assert (t[0], t[-1]) == (0.0, pytest.approx(prediction.horizon))
    assert len(t) >= 600
    # Rates: sigma^2 + mu^2/s, with s = 2 concepts.
    entries = [logistic(0.02, 0.0025 + 1.5**2 / 2, t), logistic(0.01, 0.0025 + 1 / 2, t)]
    for line, wanted in zip(top.lines, entries, strict=True):
        assert np.max(np.abs(line.get_ydata() - wanted)) < 1e-9
    loss = 0.5 * (1.5**2 * (1 - entries[0]) ** 2 + (1 - entries[1]) ** 2)
    (line,) = bottom.lines
    assert np.max(np.abs(line.get_ydata() - loss)) < 1e-9
    assert (top.get_ylabel(), bottom.get_ylabel()) == ("entry", "test loss")
    assert bottom.get_xlabel() == f"time ({prediction.path.clock.value} clock)"
    assert {line.get_linestyle() for line in top.lines} == {"-"}


def test_a_simulation_lies_pale_under_the_prediction(saved):
    simulation = simulate(setting(MU, SIGMA, COUPLED))
    draw_curves(Path("a.svg"), simulation.prediction, simulation)
    top, bottom = saved[0][0].axes
    assert len(top.lines) == 4
    for under, over in ((top.lines[0], top.lines[2]), (top.lines[1], top.lines[3]), tuple(bottom.lines)):
        assert under.get_linewidth() > over.get_linewidth()
        assert under.get_alpha() < 1
        assert under.get_linestyle() == "-"
        assert over.is_dashed()
        assert under.get_color() == over.get_color()
    t = top.lines[0].get_xdata()
    assert np.array_equal(top.lines[0].get_ydata(), simulation.path.W(t)[:, 0, 0])
    assert np.array_equal(top.lines[2].get_ydata(), simulation.prediction.path.W(t)[:, 0, 0])
    assert key_of(saved[0][0]) == ["$w_{22}$", "$w_{11}$", "flow, integrated", "closed form"]


def test_a_file_is_written(tmp_path):
    draw_curves(tmp_path / "a.svg", predict(setting(MU, SIGMA, DIAGONAL)))
    assert (tmp_path / "a.svg").read_bytes().startswith(b"<?xml")


@pytest.fixture
def proof():
    return prove(exact_setting(MU, SIGMA, COUPLED))


def test_the_proved_loss_lies_on_the_integrated_one(saved, proof):
    draw_proof(Path("a.svg"), proof)
    picture = saved[0][0]
    z, path = np.array([1.5, 1.0]), simulate(setting(MU, SIGMA, COUPLED)).path
    for axes in picture.axes:
        line = axes.lines[0]
        t, loss = line.get_xdata(), line.get_ydata()
        assert len(t) == DRAWN
        wanted = 0.5 * np.sum(((path.W(t) - np.eye(2)) @ z) ** 2, axis=1)
        assert np.max(np.abs(loss - wanted)) < 1e-7
    whole, near = (axes.lines[0].get_xdata() for axes in picture.axes)
    assert (whole[0], whole[-1]) == (0.0, pytest.approx(float(proof.horizon)))
    turns = [turn["t"] for turn in proof.facts["turning_points"]]
    assert whole[0] < near[0] < float(turns[0][0]) < float(turns[-1][1]) < near[-1] < whole[-1]
    assert picture.axes[-1].get_xlabel() == f"time ({proof.question.model.clock.value} clock)"


def test_minima_maxima_and_the_rise_are_marked_where_they_are_proved(saved, proof):
    draw_proof(Path("a.svg"), proof)
    low, top = proof.facts["turning_points"]
    assert (low["kind"], top["kind"]) == ("min", "max")
    for axes in saved[0][0].axes:
        marks = {bars.get_label().split(",")[0]: bars for bars in axes.containers}
        assert set(marks) == {"minimum", "maximum"}
        for name, turn, marker in (("minimum", low, "v"), ("maximum", top, "^")):
            data = marks[name].lines[0]
            assert data.get_marker() == marker
            assert float(turn["t"][0]) <= data.get_xdata()[0] <= float(turn["t"][1])
            assert data.get_ydata()[0] == pytest.approx(sum(map(float, turn["loss"])) / 2)
            shown = re.fullmatch(r"\w+, t = (\S+) ± (\S+)", marks[name].get_label())
            assert float(shown[1]) == pytest.approx(float(turn["t"][0]), rel=1e-5)
        assert key_of(saved[0][0])[:2] == ["enclosed test loss", "proved to rise"]
        assert set(key_of(saved[0][0])[2:]) == {bars.get_label() for bars in axes.containers}
        (band,) = axes.patches
        ends = band.get_x(), band.get_x() + band.get_width()
        assert ends == pytest.approx((float(low["t"][0]), float(top["t"][0])), abs=1e-9)


def test_a_loss_without_turning_points_is_drawn_once_and_without_marks(saved):
    draw_proof(Path("a.svg"), prove(exact_setting(MU, SIGMA, DIAGONAL)))
    (axes,) = saved[0][0].axes
    assert not axes.containers
    assert not axes.patches
    assert key_of(saved[0][0]) == ["enclosed test loss"]
    assert saved[0][0].get_label() == "tied, means (1, 1.5), deviations (0.05, 0.05), plain rates; proved in ball arithmetic."
