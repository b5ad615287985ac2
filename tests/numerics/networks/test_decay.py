"""Proposition: rates and passage times are read off known curves without bias."""

import numpy as np
import pytest

from numerics.networks import decay


@pytest.mark.parametrize("eta", [0.003, 0.3])
def test_rate_of_exact_descent_has_no_bias_in_the_step(eta: float):
    rates, steps = np.array([0.5, 2.0]), np.arange(0, 400, 2)
    residuals = 3.0 * (1 - eta * rates[:, None]) ** steps
    assert decay.rate(steps, residuals, eta, 1e-4) == pytest.approx(rates, rel=1e-10)


def test_the_window_shuts_out_what_comes_after():
    steps = np.arange(200)
    curve = np.exp(-0.05 * steps)
    curve[100:] = np.exp(-0.001 * steps[100:])
    assert decay.rate(steps, curve[None], 1.0, 0.02) == pytest.approx([-np.expm1(-0.05)], rel=1e-10)
    assert np.isnan(decay.rate(steps, curve[None], 1.0, 0.97)[0])


def test_the_rate_is_that_of_the_least_squares_line():
    """Powers of 2, by hand: sum dk log / sum dk^2 over the records up to the first below the share."""
    steps = np.array([2, 3, 5, 6, 9, 10])
    residuals = np.array([[8.0, 4.0, 2.0, 1.0, 0.5, 1.0], [2.0, 3.0, 1.0, 0.5, 0.1, 1.0], [4.0, 2.0, 0.25, 2.0, 1.0, 1.0]])
    # the records at 2, 3, 5, 6; at 2, 5, 6; and two of them
    assert decay.rate(steps, residuals, 0.5, 0.125) == pytest.approx(
        [2 * (1 - 2 ** (-7 / 10)), 2 * (1 - 2 ** (-6 / 13)), np.nan], rel=1e-14, nan_ok=True
    )


def test_passages():
    steps = np.array([1.0, 4.0, 10.0, 12.0])
    curves = np.array(
        [[0.0, 0.25, 0.75, 0.1], [0.5, 0.25, 0.75, 0.8], [0.0, 0.1, 0.2, 0.4], [0.3, 0.5, 0.1, 0.9], [-0.5, 0.75, 0.8, 0.9]]
    )
    assert decay.passage(steps, curves, 0.5) == pytest.approx([7.0, 1.0, np.nan, 4.0, 3.4], rel=1e-15, nan_ok=True)
