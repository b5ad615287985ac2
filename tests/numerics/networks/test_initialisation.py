"""Proposition: starting weights have the laws they are said to have, in the scale and in the order of the draws."""

import numpy as np
import pytest

from numerics.networks import initialisation


def test_initial_weights_have_the_stated_laws():
    rng = np.random.default_rng(3)
    net = initialisation.torch_linear((64, 16, 64), True, rng)
    for values, inputs in ((net.weights[0], 64), (net.weights[1], 16), ((net.biases or ())[1], 16)):
        assert np.abs(values).max() <= inputs**-0.5
        assert np.abs(values).max() > 0.9 * inputs**-0.5
    normal = initialisation.gaussian((64, 64), 0.01, True, rng)
    assert normal.weights[0].std() == pytest.approx(0.01, rel=0.05)
    assert not (normal.biases or (np.ones(1),))[0].any()
    U = initialisation.uniform_tied(500, 3, 4, 0.2, rng)
    assert U.shape == (500, 3, 4)
    assert 0 <= U.min() < 0.001
    assert 0.199 < U.max() < 0.2


def test_one_generator_draws_weights_before_biases():
    net = initialisation.torch_linear((4, 3), True, np.random.default_rng(5))
    rng = np.random.default_rng(5)
    assert (net.weights[0] == rng.uniform(-0.5, 0.5, (1, 3, 4))).all()
    assert ((net.biases or ())[0] == rng.uniform(-0.5, 0.5, (1, 3))).all()
    assert initialisation.torch_linear((4, 3), False, np.random.default_rng(5)).biases is None
