"""Proposition: starting weights have the laws they are said to have, in the scale and in the order of the draws."""

import numpy as np
import pytest

from numerics.networks import layers


def test_networks_of_different_shapes_do_not_stack():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="widths"):
        layers.stack([layers.torch_linear((3, 3), True, rng), layers.torch_linear((3, 4, 3), True, rng)])


def test_initial_weights_have_the_stated_laws():
    rng = np.random.default_rng(3)
    net = layers.torch_linear((64, 16, 64), True, rng)
    for values, inputs in ((net.weights[0], 64), (net.weights[1], 16), (net.biases[1], 16)):
        assert np.abs(values).max() <= inputs**-0.5
        assert np.abs(values).max() > 0.9 * inputs**-0.5
    normal = layers.gaussian((64, 64), 0.01, True, rng)
    assert normal.weights[0].std() == pytest.approx(0.01, rel=0.05)
    assert not normal.biases[0].any()


def test_one_generator_draws_weights_before_biases():
    net = layers.torch_linear((4, 3), True, np.random.default_rng(5))
    rng = np.random.default_rng(5)
    assert (net.weights[0] == rng.uniform(-0.5, 0.5, (1, 3, 4))).all()
    assert (net.biases[0] == rng.uniform(-0.5, 0.5, (1, 3))).all()
    assert layers.torch_linear((4, 3), False, np.random.default_rng(5)).biases == ()
