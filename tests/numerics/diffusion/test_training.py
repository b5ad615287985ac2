"""Proposition: a step is AdamW on the stated loss, looks are means over noises, and the same seeds give the same bits."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.diffusion import training
from numerics.diffusion.cells import BALANCED, PAPER
from numerics.diffusion.checkpoint import keep, resume
from numerics.diffusion.denoisers import Mlp
from numerics.diffusion.discs import Discs
from numerics.diffusion.readout import Readout, read_samples
from numerics.diffusion.recipe import Recipe, Run
from numerics.diffusion.schedule import cosine, linear
from numerics.diffusion.training import bound, generate, overlapped, start, train

pytestmark = pytest.mark.slow

DISCS = Discs(width=8)
RUNS = (Run(PAPER, DISCS, 5), Run(BALANCED, Discs(colour=0.4, size=0.3, width=8), 6, 0.5))
RECIPE = Recipe(steps=6, every=2, batch=4, noises=3, hidden=8, layers=1, levels=10, rate=0.01, decay=0.1, average=0.5)


@pytest.fixture(scope="module")
def trained():
    seen = []
    return train(RUNS, RECIPE, on_look=lambda done, state: seen.append((done, state))), seen


def test_looks_are_taken_before_and_after_every_chunk(trained):
    state, seen = trained
    assert [done for done, _ in seen] == [2, 4, 6]
    assert state.looks.shape == (2, 4, 2)
    assert state.losses.shape == (2, 3)
    assert (seen[1][1].looks == state.looks[:, :3]).all()
    assert np.isfinite(state.looks).all()
    assert (state.losses > 0).all()


def test_a_network_that_begins_at_nothing_sees_nothing():
    state = start(RUNS, RECIPE)
    for run, look in zip(RUNS, state.looks[:, 0], strict=True):
        assert look == pytest.approx(Readout(run.discs)(np.zeros(192)), abs=1e-6)


def _adamw(weights, gradient, moments, count):
    first, second = moments
    first, second = 0.9 * first + 0.1 * gradient, 0.999 * second + 0.001 * gradient**2
    change = first / (1 - 0.9**count) / (np.sqrt(second / (1 - 0.999**count)) + 1e-8)
    return weights - 0.01 * (change + 0.1 * weights), (first, second)


@pytest.mark.parametrize("target", ["image", "noise"])
def test_two_steps_by_hand_on_the_bias(trained, target):
    """At the first step the last layer is 0, so that only it and the bias move, by a gradient that can be written down."""
    recipe = replace(RECIPE, target=target, steps=2)
    state = train(RUNS[:1], recipe)
    rng = np.random.default_rng([5, 1, 0])
    chosen = rng.choice(3, 8, p=[1 / 3] * 3)
    levels = np.array([[float(level) for level in cell.levels] for cell in PAPER.cells])[chosen]
    images, conditionings = DISCS.draw(rng, levels)
    numbers, noises = rng.integers(10, size=(2, 4)), rng.standard_normal((2, 4, 192), np.float32)
    images, conditionings = images.reshape(2, 4, -1), conditionings.reshape(2, 4, -1)
    network, left = Mlp(192, 8, 1, 0.1), cosine(10)
    weights = {name: array.astype(float) for name, array in network.start(np.random.default_rng([5, 0])).items()}
    moments = {name: (np.zeros_like(array), np.zeros_like(array)) for name, array in weights.items()}
    average, losses = weights["bias"].copy(), []
    for step in (0, 1):
        x, noise, kept = images[step], noises[step].astype(float), left[numbers[step]][:, None]
        noised = np.sqrt(kept) * x + np.sqrt(1 - kept) * noise
        wanted = x if target == "image" else noise
        found = np.asarray(network(weights, noised, (numbers[step] + 1) / 10, conditionings[step]), dtype=float)
        losses.append(((found - wanted) ** 2).mean())
        slope = 2 * (found - wanted) / found.size
        if step == 0:
            inside = np.asarray(
                network({**weights, "out": np.eye(8), "bias": np.zeros(8)}, noised, (numbers[0] + 1) / 10, conditionings[0])
            )
            for name in weights:
                gradient = {"bias": slope.sum(axis=0), "out": inside.T @ slope}.get(name, np.zeros_like(weights[name]))
                weights[name], moments[name] = _adamw(weights[name], gradient, moments[name], 1)
        else:
            weights["bias"], _ = _adamw(weights["bias"], slope.sum(axis=0), moments["bias"], 2)
        average = 0.5 * average + 0.5 * weights["bias"]
    assert np.asarray(state.weights["bias"])[0] == pytest.approx(weights["bias"], abs=2e-5)
    assert np.asarray(state.average["bias"])[0] == pytest.approx(average, abs=2e-5)
    assert state.losses[0, 0] == pytest.approx(np.mean(losses), rel=1e-4)


def test_a_look_at_a_network_that_estimates_noise_inverts_the_noising():
    state = start(RUNS[:1], replace(RECIPE, target="noise"))
    noises = np.random.default_rng([5, 2, 0]).standard_normal((3, 192), np.float32)
    assert state.looks[0, 0] == pytest.approx(Readout(DISCS)(noises.mean(axis=0) / 1e-2), rel=1e-3)


def test_the_same_seeds_give_the_same_bits_and_others_do_not(trained):
    training._stack.cache_clear()
    again = train(RUNS, RECIPE)
    assert (again.looks == trained[0].looks).all()
    assert all((np.asarray(again.weights[name]) == np.asarray(array)).all() for name, array in trained[0].weights.items())
    other = train((RUNS[0], replace(RUNS[1], seed=7)), RECIPE)
    assert (other.looks[0] == trained[0].looks[0]).all()
    assert (other.looks[1] != trained[0].looks[1]).any()


def test_a_training_that_was_killed_goes_on_bit_for_bit(trained, tmp_path):
    file = tmp_path / "state.npz"
    whole, seen = trained
    keep(file, RUNS, RECIPE, seen[0][1])
    after = train(RUNS, RECIPE, resume(file, RUNS, RECIPE))
    assert (after.looks == whole.looks).all()
    assert (after.losses == whole.losses).all()
    assert all((np.asarray(after.average[name]) == np.asarray(array)).all() for name, array in whole.average.items())


def test_stacks_of_several_widths_and_losses_that_are_no_numbers_are_refused():
    with pytest.raises(ValueError, match="runs of a stack must have images of one width, got several"):
        train((Run(), Run(discs=DISCS)), RECIPE)
    with pytest.raises(FloatingPointError, match="training of run 1 gives no number any more before step 2"):
        train(RUNS[:1], replace(RECIPE, rate=1e30))


#: A U-Net as in the paper, as small as can be: noise estimated, schedule learned, discs that move, looks by samples.
MOVING = Discs(width=8, jitter=0.2)
SMALLEST = Recipe(
    **{"steps": 2, "every": 1, "batch": 4, "noises": 3, "levels": 10, "rate": 0.01, "target": "noise", "schedule": "learned"},
    **{"network": "unet", "channels": (2,), "look_steps": 2},
)


@pytest.fixture(scope="module")
def learned():
    seen = []
    return train((Run(PAPER, MOVING, 5),), SMALLEST, on_look=lambda done, state: seen.append(state)), seen


def test_the_first_loss_of_a_learned_schedule_is_the_bound(learned):
    """The network begins at nothing: the loss of noises is the mean of their squares."""
    rng = np.random.default_rng([5, 1, 0])
    chosen = rng.choice(3, 4, p=[1 / 3] * 3)
    x, _ = MOVING.draw(rng, np.array([[float(level) for level in cell.levels] for cell in PAPER.cells])[chosen])
    rng.integers(10, size=(1, 4))
    noise = rng.standard_normal((1, 4, 192), np.float32)
    last = 1 / (1 + np.exp(-10.0))
    prior = (last + (1 - last) * x**2 - 1 - np.log(last)).mean() / 2
    expected = 7.5 * (noise**2).mean() + np.exp(-5.0) / 2e-6 + prior
    assert learned[0].losses[0, 0] == pytest.approx(expected, rel=1e-4)
    assert float(bound((noise**2).mean(), np.array([-5.0, 10.0]), x)) == pytest.approx(expected, rel=1e-4)


def test_the_ends_of_a_learned_schedule_move_by_adam_without_decay(learned):
    """The first step of Adam is the rate against the sign of the slope: the least noise falls, and so does the largest."""
    after = np.asarray(learned[1][0].weights["gamma"])[0]
    assert after == pytest.approx([-5.01, 9.99], abs=1e-4)


def test_images_of_a_network_that_estimates_no_noise_are_the_first_noise_scaled():
    runs = (Run(PAPER, MOVING, 5),)
    state = start(runs, SMALLEST)
    images = generate(runs, SMALLEST, state, np.array([[0.0, 0.0], [1.0, 1.0]]), steps=3, seed=4)
    first = np.random.default_rng(4).standard_normal((2, 192), np.float32)
    assert images == pytest.approx(first[None] / np.sqrt(linear(10)[-1]), rel=1e-3)
    noises = np.random.default_rng([5, 2, 0]).standard_normal((3, 192), np.float32)
    expected = read_samples(MOVING, noises / np.sqrt(linear(10)[-1])).mean(axis=0)
    assert state.looks[0, 0] == pytest.approx(expected, rel=1e-3)


def test_samples_are_the_same_by_seed_and_ancestral_ones_are_others(trained):
    levels = np.array([[1.0, 1.0]])
    once, again = (generate(RUNS, RECIPE, trained[0], levels, steps=4, seed=1) for _ in range(2))
    assert once.shape == (2, 1, 192)
    assert (once == again).all()
    assert (once[0] != once[1]).any()
    ancestral = generate(RUNS, RECIPE, trained[0], levels, steps=4, eta=1.0, seed=1)
    assert np.isfinite(ancestral).all()
    assert (ancestral != once).any()


def test_a_unet_that_was_killed_goes_on_bit_for_bit(learned, tmp_path):
    file, runs = tmp_path / "state.npz", (Run(PAPER, MOVING, 5),)
    whole, seen = learned
    keep(file, runs, SMALLEST, seen[0])
    after = train(runs, SMALLEST, resume(file, runs, SMALLEST))
    assert (after.looks == whole.looks).all()
    assert (after.losses == whole.losses).all()
    assert all((np.asarray(after.weights[name]) == np.asarray(array)).all() for name, array in whole.weights.items())


def test_discs_that_move_are_not_looked_at_by_their_mean_image():
    with pytest.raises(ValueError, match=r"jitter must be 0 where look_steps is 1 .*, got 0\.2"):
        train((Run(discs=MOVING),), RECIPE)


def test_an_overlap_is_the_cosine_of_blue_and_small_at_the_start(trained):
    first = np.random.default_rng(0).standard_normal((4, 20_000))
    for overlap in (0.9, -1.0):
        turned = overlapped(first, overlap)
        blue, small = turned[2] - turned[0], -turned[3]
        assert blue @ small / np.sqrt((blue @ blue) * (small @ small)) == pytest.approx(overlap, abs=0.02)
        assert (turned[:3] == first[:3]).all()
        assert small @ small == pytest.approx(20_000, rel=0.03)
    started = np.asarray(start(RUNS, RECIPE).weights["c1"])
    drawn = [Mlp(192, 8, 1, 0.1).start(np.random.default_rng([seed, 0]))["c1"] for seed in (5, 6)]
    assert (started[0] == drawn[0]).all()
    assert (started[1] == overlapped(drawn[1], 0.5)).all()
