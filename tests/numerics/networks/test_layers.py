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


def test_every_layer_is_drawn_in_order():
    """Layer by layer, entries row by row: the numbers of a generator of the same seed, scaled."""
    rng = np.random.default_rng(6)
    net = layers.torch_linear((4, 2, 9, 3), True, np.random.default_rng(6))
    for W, b, (inputs, out) in zip(net.weights, net.biases, ((4, 2), (2, 9), (9, 3)), strict=True):
        assert pytest.approx((2 * rng.random((1, out, inputs)) - 1) * inputs**-0.5, rel=1e-12, abs=1e-15) == W
        assert pytest.approx((2 * rng.random((1, out)) - 1) * inputs**-0.5, rel=1e-12, abs=1e-15) == b
    rng = np.random.default_rng(6)
    net = layers.gaussian((4, 2, 3), 0.3, True, np.random.default_rng(6))
    assert (net.weights[0] == 0.3 * rng.standard_normal((1, 2, 4))).all()
    assert (net.weights[1] == 0.3 * rng.standard_normal((1, 3, 2))).all()
    assert [b.tolist() for b in net.biases] == [[[0.0] * 2], [[0.0] * 3]]
    assert layers.gaussian((4, 2, 3), 0.3, False, rng).biases == ()
    assert net.widths == (4, 2, 3)


@pytest.mark.parametrize("bias", [False, True])
def test_a_stack_holds_its_networks_in_order(bias: bool):
    rng = np.random.default_rng(7)
    pair, one = (
        layers.stack([layers.torch_linear((4, 2, 3), bias, rng) for _ in range(2)]),
        layers.torch_linear((4, 2, 3), bias, rng),
    )
    whole = layers.stack([one, pair])
    assert (len(whole.weights), len(whole.biases)) == (2, 2 * bias)
    for together, first, rest in zip(
        whole.weights + whole.biases, one.weights + one.biases, pair.weights + pair.biases, strict=True
    ):
        assert together.shape == (3, *first.shape[1:])
        assert (together[:1] == first).all()
        assert (together[1:] == rest).all()


def test_networks_with_and_without_biases_do_not_stack():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=r"the use of biases, got \[\(\(3, 4\), False\), \(\(3, 4\), True\)\]"):
        layers.stack([layers.gaussian((3, 4), 1.0, bias, rng) for bias in (False, True)])
