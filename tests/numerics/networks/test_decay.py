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


def test_passages():
    steps = np.array([0.0, 10.0, 20.0])
    curves = np.array([[0.0, 0.4, 0.8], [0.6, 0.7, 0.8], [0.0, 0.1, 0.2]])
    assert decay.passage(steps, curves, 0.5) == pytest.approx([12.5, 0.0, np.nan], nan_ok=True)
