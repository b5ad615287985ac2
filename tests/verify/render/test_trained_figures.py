"""Proposition: the figures of trained diffusion models show what was trained, beside what the bridge says of it."""

import numpy as np
import pytest

from numerics.diffusion import training
from numerics.diffusion.cells import DESIGNS
from numerics.diffusion.discs import Discs
from numerics.diffusion.paths import NEARLY, Paths
from verify.render import trained_figures as module

STEP = np.arange(0.0, 601, 25)


def measured(runs, recipe):
    """Return straight paths from the mean levels along the slope of each design, a little off for each seed."""
    rows = []
    for run in runs:
        colour, size = (float(level) for level in run.design.mean())
        across = colour + (1.2 - colour) * STEP / STEP[-1]
        slope = float(run.design.slope(0, Discs().within()))
        rows.append((across, size + slope * (across - colour) + 0.01 * run.seed))
    first, second = np.array(rows).swapaxes(0, 1)
    return Paths(STEP, (first, second))


@pytest.fixture(autouse=True)
def untrained(monkeypatch):
    monkeypatch.setattr(training, "measured", measured)


def test_paths_are_drawn_over_the_bridge():
    panels = module.paths().axes
    assert [panel.get_title() for panel in panels] == ["paper's three cells, 4 networks", "balanced cells, 4 networks"]
    for panel, name in zip(panels, module.COMPARED, strict=True):
        lines = [line.get_xydata() for line in panel.get_lines()]
        assert len(lines[0]) == len(STEP) - 1
        mean = module.paths_of_designs()[name].coordinates
        assert lines[4] == pytest.approx(np.array([part[:, 1:].mean(axis=0) for part in mean]).T)
        assert lines[5][0] == pytest.approx([float(level) for level in DESIGNS[name].mean()], abs=0.05)


def test_errors_are_those_of_the_paths():
    picture = module.error()
    (axis,) = picture.axes
    found = module.paths_of_designs()["balanced"].error()[:, 1:]
    assert axis.get_lines()[-1].get_ydata() == pytest.approx(found.mean(axis=0))
    assert [text.get_text() for text in picture.legends[0].get_texts()] == [
        "paper's three cells, mean of 4",
        "balanced cells, mean of 4",
        "a network",
    ]
    assert "trained by AdamW" in picture.get_label()


def test_what_follows_the_slope_lies_on_the_diagonal():
    (axis,) = module.control().axes
    means = [line.get_xydata()[0] for line in axis.get_lines() if line.get_marker() == "_"]
    assert len(means) == len(DESIGNS)
    assert [y for _, y in means] == pytest.approx([x + 0.015 for x, _ in means], abs=1e-9)
    assert NEARLY == 0.8


def test_times_stand_against_those_of_the_bridge(monkeypatch):
    bridge = np.array([[100.0 + k, 200.0 - k] for k in range(6)])
    monkeypatch.setattr(module, "steps_of_adamw", lambda design, tasks: bridge)
    (axis,) = module.times().axes
    points = {line.get_label(): line.get_xydata() for line in axis.get_lines()}
    assert points["colour, at its separation"][:, 0] == pytest.approx(np.repeat(bridge[:, 0], 3))
    assert points["size, at .4"].shape == (18, 2)


def test_samples_are_shown_by_step(monkeypatch):
    def train(runs, recipe, state, look):
        for done in range(recipe.every, recipe.steps + 1, recipe.every):
            look(done, done)

    shown = np.linspace(-1, 1, 2 * 2 * 768).reshape(2, 2, 768)
    monkeypatch.setattr(training, "train", train)
    monkeypatch.setattr(training, "generate", lambda runs, recipe, state, levels: shown * state / 1000)
    axes = module.samples().axes
    assert len(axes) == 4 * len(module.STAGES)
    last = axes[-1].get_images()[0].get_array()
    assert last[0, 0, 0] == round(255 * (shown[1, 1, 0] + 1) / 2)
    assert axes[-1].get_xlabel() == "step 1000"
