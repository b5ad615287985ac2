"""Proposition: schedules fall from nearly all to nearly nothing of the image, as their formulas say."""

import numpy as np
import pytest

from numerics.diffusion.schedule import cosine, linear, signal_to_noise


def test_the_cosine_schedule():
    left = cosine(200)
    u = np.array([0.25, 0.5])
    expected = np.cos(np.pi / 2 * (u + 0.008) / 1.008) ** 2 / np.cos(np.pi / 2 * 0.008 / 1.008) ** 2
    assert left[[49, 99]] == pytest.approx(expected, rel=1e-12)
    assert left[-1] == 1e-4
    assert (np.diff(left[:-1]) < 0).all()
    assert left[0] > 0.999


def test_the_linear_schedule_is_linear_in_the_logarithm_of_signal_to_noise():
    left = linear(16)
    assert np.log(signal_to_noise(left)) == pytest.approx(-np.linspace(-5, 10, 16), abs=1e-9)
    assert linear(3, (0.0, 2.0))[0] == 0.5
