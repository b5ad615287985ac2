"""Proposition: a checkpoint is taken up by the training it is of, of any length, and anything else is refused in one sentence."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.diffusion.cells import BALANCED
from numerics.diffusion.checkpoint import keep, resume, task
from numerics.diffusion.discs import Discs
from numerics.diffusion.recipe import Recipe, Run
from numerics.diffusion.training import start

RUNS = (Run(discs=Discs(width=8), seed=1),)
RECIPE = Recipe(steps=2, every=2, batch=2, noises=2, hidden=4, layers=1, levels=5)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("kept") / "state.npz"
    keep(path, RUNS, RECIPE, start(RUNS, RECIPE))
    return path


def test_what_was_kept_comes_back(file):
    found, before = resume(file, RUNS, replace(RECIPE, steps=4)), start(RUNS, RECIPE)
    assert (found.looks == before.looks).all()
    assert found.losses.shape == (1, 0)
    assert all((np.asarray(found.weights[name]) == array).all() for name, array in before.weights.items())


def test_another_training_is_another_task():
    others = [
        task(RUNS, replace(RECIPE, rate=1e-3)),
        task((replace(RUNS[0], seed=2),), RECIPE),
        task((replace(RUNS[0], design=BALANCED),), RECIPE),
        task((replace(RUNS[0], discs=Discs(width=8, colour=0.3)),), RECIPE),
        task((*RUNS, *RUNS), RECIPE),
    ]
    assert len({task(RUNS, RECIPE), *others}) == 6
    assert task(RUNS, replace(RECIPE, steps=4)) == task(RUNS, RECIPE)


def test_a_checkpoint_of_another_training_is_refused(file):
    with pytest.raises(ValueError, match="checkpoint must be of the same runs and recipe, got another one in"):
        resume(file, (replace(RUNS[0], seed=2),), RECIPE)


def test_what_is_no_checkpoint_is_refused(tmp_path):
    objects = tmp_path / "objects.npz"
    np.savez(objects, task=np.array([None], dtype=object), looks=np.ones(1), losses=np.ones(1))
    text = tmp_path / "text.npz"
    text.write_text("text")
    for path in (objects, text, tmp_path / "none.npz"):
        with pytest.raises(ValueError, match=r"^checkpoint must be a \.npz of a training, got .*[^\n]$"):
            resume(path, RUNS, RECIPE)
