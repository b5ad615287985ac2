"""Proposition: what no network, no schedule and no start can be is refused before anything is trained."""

from dataclasses import replace

import pytest

from numerics.diffusion.recipe import Recipe, Run

RECIPE = Recipe(steps=6, every=2, levels=10)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"target": "score"}, "target must be image or noise, got 'score'"),
        ({"network": "cnn"}, "network must be mlp or unet, got 'cnn'"),
        ({"schedule": "sine"}, "schedule must be cosine or linear or learned, got 'sine'"),
        ({"schedule": "learned"}, "target must be noise where the schedule is learned, got 'image'"),
        ({"look_steps": 0}, "look_steps must lie between 1 and levels = 10, got 0"),
        ({"look_steps": 11}, "look_steps must lie between 1 and levels = 10, got 11"),
        ({"steps": 3}, "steps must be a positive multiple of every = 2, got 3"),
        ({"steps": 0}, "steps must be a positive multiple of every = 2, got 0"),
        ({"every": 0}, "steps must be a positive multiple of every = 0, got 6"),
    ],
)
def test_a_wrong_recipe_is_refused(changed, said):
    with pytest.raises(ValueError, match=said):
        replace(RECIPE, **changed)


@pytest.mark.parametrize("overlap", [1.5, -2, float("nan")])
def test_an_overlap_that_is_no_cosine_is_refused(overlap):
    with pytest.raises(ValueError, match="overlap must lie between -1 and 1, got"):
        Run(overlap=overlap)
