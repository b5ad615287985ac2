"""Proposition: presets are what they say, their runs can be set up, and the paper's is the paper's."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.diffusion.cells import BALANCED, PAPER
from numerics.diffusion.presets import PRESETS, QUICK, VDM, Setting
from numerics.diffusion.recipe import Recipe
from numerics.diffusion.training import denoiser


def test_runs_go_seed_by_seed_within_each_design():
    setting = replace(QUICK, designs=(PAPER, BALANCED), seeds=(7, 8))
    assert [(run.design, run.seed) for run in setting.runs()] == [(PAPER, 7), (PAPER, 8), (BALANCED, 7), (BALANCED, 8)]
    assert all(run.discs == setting.discs for run in setting.runs())
    assert Setting() == QUICK
    assert QUICK.recipe == Recipe(steps=400)


@pytest.mark.parametrize("name", PRESETS)
def test_the_network_of_each_can_be_drawn(name):
    setting = PRESETS[name]
    network = denoiser(setting.recipe, setting.discs.width)
    weights = network.start(np.random.default_rng(0))
    assert network.pixels == setting.discs.pixels
    assert all(np.isfinite(array).all() for array in weights.values())


def test_the_papers_own():
    recipe, discs = VDM.recipe, VDM.discs
    assert (discs.width, discs.colour, discs.size, discs.noise) == (32, 0.8, 0.2, 1e-3)
    assert (recipe.steps, recipe.batch, recipe.rate, recipe.decay) == (20_000, 128, 1e-3, 0.01)
    assert (recipe.channels, recipe.blocks, recipe.attention) == ((64, 128, 256), 2, True)
    assert (recipe.target, recipe.schedule, recipe.look_steps) == ("noise", "learned", 100)
