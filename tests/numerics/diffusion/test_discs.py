"""Proposition: a disc has the colour and the area of its conditioning, and draws have the stated distributions."""

from fractions import Fraction

import numpy as np
import pytest

from numerics.diffusion.discs import Discs


def test_classes_are_red_and_blue_big_and_small():
    found = Discs(colour=0.6, size=0.3).conditioning(np.array([[0, 0], [1, 0], [0, 1], [0.5, 0.25]]))
    assert found == pytest.approx(
        np.array([[0.8, 0.2, 0.2, 0.6], [0.2, 0.2, 0.8, 0.6], [0.8, 0.2, 0.2, 0.3], [0.5, 0.2, 0.5, 0.525]])
    )


@pytest.mark.parametrize("diameter", [0.25, 0.45, 0.8])
def test_coverage_has_the_area_of_the_disc_and_moves_with_it(diameter):
    discs = Discs(width=48)
    covered = discs.coverage(np.array([diameter]))[0]
    assert covered.mean() == pytest.approx(np.pi * diameter**2 / 4, rel=3e-3)
    assert covered == pytest.approx(covered.T)
    assert covered == pytest.approx(covered[::-1])
    moved = discs.coverage(np.array([diameter]), np.array([[2 / 48, -1 / 48]]))[0]
    assert moved[10:40, 10:40] == pytest.approx(covered[8:38, 11:41])


def test_an_image_is_the_colour_inside_and_the_background_outside():
    image = Discs(width=16).images(np.array([[0.1, 0.5, 1.0, 0.5]]), np.array([[0.7, 0.8, 0.9]])).reshape(3, 16, 16)
    assert image[:, 8, 8] == pytest.approx([-0.8, 0.0, 1.0])
    assert image[:, 0, 0] == pytest.approx([0.4, 0.6, 0.8])
    assert Discs(width=16).images(np.array([[0.1, 0.5, 1.0, 0.5]]))[0, 0] == pytest.approx(0.8)


def test_draws_have_the_stated_spreads():
    discs = Discs(colour=0.4, size=0.2, colour_spread=Fraction(1, 4), size_spread=Fraction(1, 2), jitter=0.15, noise=0.0)
    images, conditionings = discs.draw(np.random.default_rng(0), np.tile([[1.0, 0.0]], (4000, 1)))
    assert images.shape == (4000, discs.pixels)
    away = conditionings - discs.conditioning(np.array([[1.0, 0.0]]))
    assert np.abs(away).max(axis=0) == pytest.approx([0.1, 0.1, 0.1, 0.1], rel=2e-3)
    assert away.var(axis=0) == pytest.approx(np.full(4, 0.01 / 3), rel=0.06)
    assert abs(np.corrcoef(away.T) - np.eye(4)).max() < 0.06
    corners = images.reshape(-1, 3, 16, 16)[:, :, 0, 0]
    assert corners.min() >= 2 * 0.8 - 1 - 1e-12
    assert corners.max() <= 1 + 1e-12
    dark = (1 - images.reshape(-1, 3, 16, 16).mean(axis=1)) * (images.reshape(-1, 3, 16, 16).mean(axis=1) < 0.55)
    places = np.arange(16) - 7.5
    centre = (dark.sum(axis=1) @ places) / dark.sum(axis=(1, 2))
    assert centre.std() == pytest.approx(0.15 * 16 / 3**0.5, rel=0.1)
    noisy, _ = Discs(noise=0.1).draw(np.random.default_rng(0), np.zeros((500, 2)))
    plain, _ = Discs(noise=0.0).draw(np.random.default_rng(0), np.zeros((500, 2)))
    assert (noisy - plain).std() == pytest.approx(0.1, rel=0.01)


def test_variances_of_the_levels_are_those_of_draws():
    discs = Discs(colour=0.5, size=0.4)
    _, c = discs.draw(np.random.default_rng(1), np.zeros((4000, 2)))
    levels = [(c[:, 2] - c[:, 0] + 0.5) / 1.0, (0.45 + 0.2 - c[:, 3]) / 0.4]
    assert discs.within() == (Fraction(1, 384), Fraction(3, 64))
    assert [level.var() for level in levels] == pytest.approx([1 / 384, 3 / 64], rel=0.06)
    assert [level.mean() for level in levels] == pytest.approx([0, 0], abs=0.01)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"colour": 0.9}, "colour must lie between 0.1 and 0.8, got 0.9"),
        ({"colour": float("nan")}, "colour must lie between 0.1 and 0.8, got nan"),
        ({"size": 0.05}, "size must lie between 0.1 and 0.4, got 0.05"),
        ({"width": 7}, "width must lie between 8 and 64, got 7"),
        ({"width": 65}, "width must lie between 8 and 64, got 65"),
        ({"jitter": -0.1}, "jitter must lie between 0 and 0.5, got -0.1"),
        ({"noise": 2}, "noise must lie between 0 and 1, got 2"),
        ({"colour_spread": 0.6}, "colour_spread must lie between 0 and 0.5, got 0.6"),
        ({"size_spread": -1}, "size_spread must lie between 0 and 0.5, got -1"),
    ],
)
def test_what_is_out_of_range_is_refused(given, said):
    with pytest.raises(ValueError, match=said):
        Discs(**given)
