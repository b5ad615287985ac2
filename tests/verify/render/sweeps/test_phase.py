"""Proposition: a phase diagram shows its panel: axes named and scaled as the inputs are, and in words what it is of."""

import numpy as np
import pytest

from numerics.sweep.panel import Panel
from verify.render.sweeps.phase import draw_phase, in_ratios, label


def test_the_picture_says_what_it_shows(tmp_path):
    x, y = np.geomspace(1e-3, 1, 4), np.linspace(0.5, 1.5, 3)
    rise = np.outer(y, x) * 0.01
    rise[0, 0] = 0.0
    found = Panel(("init_scale", "mu_2"), x, y, rise, (rise > 0.005).astype(float), (rise < 1e-4).astype(float), 5)
    draw_phase(tmp_path / "p.svg", found, "model tied.")
    text = (tmp_path / "p.svg").read_text()
    for words in (
        "mean over 5 settings each",
        "the border of where closed forms predict a rise",
        "leaves it open",
        "model tied.",
    ):
        assert words in text
    draw_phase(tmp_path / "q.svg", Panel(("mu_2", "sigma_1"), y, x, rise.T, np.full((4, 3), np.nan), np.ones((4, 3)), 1), "")
    assert "no line, since no setting has a closed form" in (tmp_path / "q.svg").read_text()
    draw_phase(tmp_path / "again.svg", found, "model tied.")
    assert (tmp_path / "again.svg").read_text() == text


@pytest.mark.parametrize(
    ("name", "expected"),
    [("mu_2", r"$\mu_{2}$"), ("sigma_10", r"$\sigma_{10}$"), ("init_scale", "scale of the random start"), ("seed", "seed")],
)
def test_axes_are_named(name, expected):
    assert label(name) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [([1, 2, 3], False), ([1, 10, 100], True), ([0, 1, 10], False), ([1, 10], False), (np.geomspace(0.1, 0.3, 5), True)],
)
def test_an_axis_is_logarithmic_where_its_values_are_in_ratios(values, expected):
    assert in_ratios(np.array(values, dtype=float)) is expected
