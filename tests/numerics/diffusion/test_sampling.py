"""Proposition: on data whose denoiser is known the samplers do what their formulas say; both estimates are one by algebra."""

import jax.numpy as jnp
import numpy as np
import pytest

from numerics.diffusion.sampling import both, chosen_levels, sample
from numerics.diffusion.schedule import cosine, linear

MEAN = np.array([0.3, -0.7, 2.0], dtype=np.float32)
LEFT = cosine(50)


def _gaussian(variance, left=LEFT):
    """Return the exact estimates for data N(MEAN, variance)."""
    left = np.asarray(left, np.float32)

    def estimate(x, k):
        a = jnp.asarray(left)[k]
        image = MEAN + jnp.sqrt(a) * variance / (a * variance + 1 - a) * (x - jnp.sqrt(a) * MEAN)
        return both(image, x, a, "image")

    return estimate


@pytest.mark.parametrize("steps", [1, 6, 50])
def test_data_at_one_point_are_found_from_any_noise(steps):
    start = np.random.default_rng(0).standard_normal((4, 3), np.float32)
    assert np.asarray(sample(_gaussian(0.0), LEFT, start, steps)) == pytest.approx(np.tile(MEAN, (4, 1)), abs=1e-6)
    z = np.random.default_rng(1).standard_normal((steps - 1, 4, 3), np.float32)
    assert np.asarray(sample(_gaussian(0.0), LEFT, start, steps, z, 1.0)) == pytest.approx(np.tile(MEAN, (4, 1)), abs=1e-6)


@pytest.mark.parametrize("steps", [2, 8])
def test_ddim_turns_a_standard_gaussian_by_the_cosines_of_its_angles(steps):
    """With variance 1 and a = cos^2 of an angle, a step multiplies the deviation by the cosine of the difference."""
    start = np.random.default_rng(2).standard_normal((4, 3), np.float32)
    angles = [*np.arccos(np.sqrt(LEFT[chosen_levels(50, steps)])), 0.0]
    factor = np.prod(np.cos(np.diff(angles)))
    expected = MEAN + factor * (start - np.sqrt(LEFT[-1]) * MEAN)
    assert np.asarray(sample(_gaussian(1.0), LEFT, start, steps)) == pytest.approx(expected, abs=1e-5)


def test_ddim_comes_to_the_exact_flow_at_first_order():
    """The flow keeps the deviation in units of its spread, (x - sqrt(a) m)/sqrt(a v + 1 - a); v = .25 here."""
    left, start = linear(400, (-12.0, 12.0)), np.random.default_rng(3).standard_normal((2, 3), np.float32)
    exact = MEAN + 0.5 * (start - np.sqrt(left[-1]) * MEAN)
    errors = [np.abs(np.asarray(sample(_gaussian(0.25, left), left, start, steps)) - exact).max() for steps in (50, 100, 200)]
    assert errors[2] < 0.02
    assert errors[0] / errors[1] == pytest.approx(2, abs=0.3)
    assert errors[1] / errors[2] == pytest.approx(2, abs=0.3)


def test_eta_one_is_the_posterior_of_ho_et_al():
    rng = np.random.default_rng(4)
    start, z = rng.standard_normal((4, 3), np.float32), rng.standard_normal((4, 4, 3), np.float32)
    estimate, visited = _gaussian(0.5), chosen_levels(50, 5)
    x = start.astype(float)
    for k, after, drawn in zip(visited[:-1], visited[1:], z, strict=True):
        a, b = LEFT[k], LEFT[after]
        kept = a / b
        image = np.asarray(estimate(x, k)[0], dtype=float)
        mean = (np.sqrt(b) * (1 - kept) * image + np.sqrt(kept) * (1 - b) * x) / (1 - a)
        x = mean + np.sqrt((1 - b) / (1 - a) * (1 - kept)) * drawn
    expected = np.asarray(estimate(x, visited[-1])[0])
    assert np.asarray(sample(estimate, LEFT, start, 5, z, 1.0)) == pytest.approx(expected, abs=1e-5)


def test_either_estimate_gives_the_other():
    rng = np.random.default_rng(5)
    image, noise, left = rng.standard_normal(6), rng.standard_normal(6), 0.3
    x = np.sqrt(left) * image + np.sqrt(1 - left) * noise
    for found, target in ((image, "image"), (noise, "noise")):
        one, other = both(found, x, left, target)
        assert np.asarray(one) == pytest.approx(image, abs=1e-5)
        assert np.asarray(other) == pytest.approx(noise, abs=1e-5)


def test_levels_are_even_and_begin_at_the_last():
    assert chosen_levels(200, 8).tolist() == [199, 174, 149, 124, 99, 74, 49, 24]
    assert chosen_levels(5, 5).tolist() == [4, 3, 2, 1, 0]
    assert chosen_levels(5, 1).tolist() == [4]


def test_what_cannot_be_sampled_is_refused():
    for steps in (0, 51):
        with pytest.raises(ValueError, match=f"steps must lie between 1 and 50, got {steps}"):
            sample(_gaussian(1.0), LEFT, np.zeros((1, 3)), steps)
    with pytest.raises(ValueError, match=r"noises must be given for eta above 0, got none for eta = 0\.5"):
        sample(_gaussian(1.0), LEFT, np.zeros((1, 3)), 2, eta=0.5)
