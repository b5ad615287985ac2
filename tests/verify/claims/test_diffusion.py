"""Proposition: what the claims on trained denoisers read off paths is what they say, on paths made by hand."""

import numpy as np
import pytest

from numerics.diffusion.paths import Paths
from verify.claims.diffusion.images import largest_after
from verify.claims.diffusion.interventions import FROM, SPAN, speed_slopes
from verify.claims.diffusion.sweep import COLOURS, flip
from verify.claims.diffusion.trained import late_rise


def test_the_flip_lies_between_two_separations_on_a_logarithmic_axis():
    lead = np.array([-2.0, -1.0, -0.5, 0.5, 1.0, 2.0])
    assert flip(lead) == pytest.approx(np.sqrt(COLOURS[2] * COLOURS[3]))
    assert np.isnan(flip(-np.ones(6)))
    assert np.isnan(flip(np.ones(6)))


def test_a_speed_that_falls_by_e_in_250_steps_has_slope_minus_4():
    step = np.arange(0.0, 801, 25)
    away = np.exp(-step / 250)
    slopes = speed_slopes((np.array([1 - 0.6 * away, 1 - away]), np.array([1 - 0.8 * away, 0 * away])), step)
    assert slopes == pytest.approx([-4, -4])
    before = step < FROM
    bent = np.where(before, 5.0, 1 - away)[None]
    assert speed_slopes((bent, 0 * bent), step) == pytest.approx([-4])
    assert SPAN == 100


def _paths():
    step = np.arange(0.0, 401, 100)
    return Paths(step, (np.array([[0.2, 0.7, 0.9, 1.0, 1.0]]), np.array([[0.0, 0.1, 0.0, 0.5, 1.0]])))


def test_the_late_rise_is_the_late_mean_minus_the_error_where_the_colour_crosses():
    late, early = (0.25 / 2 + 0.0) / 2, (0.09 + 0.81) / 2
    assert late_rise(_paths()) == pytest.approx([late - early])


def test_the_largest_error_is_looked_for_after_the_crossing():
    assert largest_after(_paths()) == pytest.approx((0.01 + 1.0) / 2)
