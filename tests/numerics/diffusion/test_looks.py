"""Proposition: looks hold the losses that training has and the samples that networks draw, and go on where they stopped."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.diffusion.cells import BALANCED, PAPER
from numerics.diffusion.discs import Discs
from numerics.diffusion.looks import SAMPLES, bytes_of, compositions, looks_after, read_looks
from numerics.diffusion.recipe import Recipe, Run
from numerics.diffusion.training import generate, train

pytestmark = pytest.mark.slow

DISCS = Discs(width=8)
RUNS = (Run(PAPER, DISCS, 5), Run(PAPER, DISCS, 6))
RECIPE = Recipe(steps=4, every=2, batch=4, noises=3, hidden=8, layers=1, levels=10, rate=0.01)


@pytest.fixture(scope="module")
def trained():
    states = []
    train(RUNS, RECIPE, on_look=lambda done, state: states.append(state))
    return states, looks_after(looks_after(None, RUNS, RECIPE, states[0]), RUNS, RECIPE, states[1])


def test_the_unseen_composition_comes_last():
    assert compositions(PAPER).tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert len(compositions(BALANCED)) == 9
    assert compositions(BALANCED)[-1].tolist() == [1, 1]


def test_one_look_a_chunk(trained):
    _, looks = trained
    assert looks.step.tolist() == [2, 4]
    assert looks.loss.shape == (2, 2, 4)
    assert looks.samples.shape == (2, 2, 4, SAMPLES, 8, 8, 3)
    assert (looks.loss > 0).all()


def test_samples_are_those_of_the_networks(trained):
    states, looks = trained
    images = generate(RUNS, RECIPE, states[1], np.repeat(compositions(PAPER), SAMPLES, axis=0))
    first = (images[1, 0].reshape(3, 8, 8).transpose(1, 2, 0) + 1) / 2
    assert looks.samples[1, 1, 0, 0] == pytest.approx(np.clip(first, 0, 1) * 255, abs=0.5)


def test_of_a_network_that_estimates_nothing_the_loss_is_the_mean_square_of_its_images(trained):
    """Weights that are all 0 estimate 0: the loss is E x^2 of the composition."""
    state = trained[0][1]
    blank = {name: np.zeros_like(array) for name, array in state.average.items()}
    empty = replace(state, weights=blank, average=blank)
    found = looks_after(None, RUNS, RECIPE, empty).loss[0, 0]
    levels = compositions(PAPER)
    squares = [(DISCS.draw(np.random.default_rng(1), np.tile(level, (4000, 1)))[0] ** 2).mean() for level in levels]
    assert found == pytest.approx(squares, rel=0.05)


def test_bytes_are_pixels_from_black_to_white():
    image = np.array([-1.0, 1.0, 0.0, 3.0, *[-1.0] * 4, *[0.2] * 4])
    assert bytes_of(image).tolist() == [[[0, 0, 153], [255, 0, 153]], [[128, 0, 153], [255, 0, 153]]]


def test_what_is_kept_is_read_and_cut_to_the_training(trained, tmp_path):
    _, looks = trained
    looks.keep(tmp_path / "looks.npz")
    found = read_looks(tmp_path / "looks.npz", 1)
    assert found.step.tolist() == [2]
    assert (found.loss == looks.loss[:, :1]).all()
    assert (found.samples == looks.samples[:, :1]).all()
    with pytest.raises(ValueError, match=r"looks must hold the 3 of the training beside them, got 2 in "):
        read_looks(tmp_path / "looks.npz", 3)
