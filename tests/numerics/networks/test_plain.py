"""Proposition: plain gradients are the derivatives of the plain loss; starting weights have the laws they are said to have."""

import numpy as np
import pytest

from numerics.networks import plain
from numerics.networks.plain import Network

X = np.random.default_rng(0).standard_normal((7, 3))


def _flat(net: Network) -> list[np.ndarray]:
    return [*net.weights, *net.biases]


def _perturbed(net: Network, array: int, index: tuple[int, ...], amount: complex) -> Network:
    kind = complex if isinstance(amount, complex) else float
    arrays = [a.astype(kind) for a in _flat(net)]
    arrays[array][index] += amount
    depth = len(net.weights)
    return Network(tuple(arrays[:depth]), tuple(arrays[depth:]) if net.biases else ())


@pytest.mark.parametrize("depth", [1, 2, 4])
@pytest.mark.parametrize("bias", [False, True])
def test_linear_gradient_by_complex_steps(depth: int, bias: bool):
    net = plain.torch_linear((3, *[5] * (depth - 1), 3), bias, np.random.default_rng(depth))
    direction = _flat(plain.gradient(net, X, rectified=False))
    for array, values in enumerate(_flat(net)):
        for index in np.ndindex(values.shape):
            residual = plain.forward(_perturbed(net, array, index, 1e-30j), X, False)[-1] - X
            # The square without the conjugate is the analytic continuation of the loss.
            slope = 0.5 * (residual**2).sum(axis=-1).mean(axis=-1).imag[0] / 1e-30
            assert direction[array][index] == pytest.approx(slope, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("depth", [2, 3])
@pytest.mark.parametrize("bias", [False, True])
def test_relu_gradient_by_central_differences(depth: int, bias: bool):
    net = plain.torch_linear((3, *[5] * (depth - 1), 3), bias, np.random.default_rng(depth))
    direction = _flat(plain.gradient(net, X, rectified=True))
    for array, values in enumerate(_flat(net)):
        for index in np.ndindex(values.shape):
            up, down = (plain.loss(_perturbed(net, array, index, s * 1e-6), X, True)[0] for s in (1, -1))
            assert direction[array][index] == pytest.approx((up - down) / 2e-6, rel=1e-6, abs=1e-8)


def test_relu_differs_from_linear():
    net = plain.torch_linear((3, 5, 3), True, np.random.default_rng(1))
    assert plain.loss(net, X, True)[0] != pytest.approx(plain.loss(net, X, False)[0], rel=1e-3)


def test_batched_networks_are_trained_as_if_alone():
    nets = [plain.torch_linear((3, 4, 3), True, np.random.default_rng(k)) for k in range(3)]
    together = plain.gradient(plain.stack(nets), X, True)
    for k, net in enumerate(nets):
        alone = plain.gradient(net, X, True)
        for joint, single in zip(_flat(together), _flat(alone), strict=True):
            assert joint[k] == pytest.approx(single[0], rel=1e-13, abs=1e-15)


def test_mean_square_of_the_released_code_is_twice_the_loss_over_d():
    net = plain.torch_linear((3, 3), True, np.random.default_rng(2))
    residual = plain.forward(net, X, False)[-1] - X
    assert (residual**2).mean() == pytest.approx(2 * plain.loss(net, X, False)[0] / 3, rel=1e-14)


def test_networks_of_different_shapes_do_not_stack():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="widths"):
        plain.stack([plain.torch_linear((3, 3), True, rng), plain.torch_linear((3, 4, 3), True, rng)])


def test_initial_weights_have_the_stated_laws():
    rng = np.random.default_rng(3)
    net = plain.torch_linear((64, 16, 64), True, rng)
    for values, inputs in ((net.weights[0], 64), (net.weights[1], 16), (net.biases[1], 16)):
        assert np.abs(values).max() <= inputs**-0.5
        assert np.abs(values).max() > 0.9 * inputs**-0.5
    normal = plain.gaussian((64, 64), 0.01, True, rng)
    assert normal.weights[0].std() == pytest.approx(0.01, rel=0.05)
    assert not normal.biases[0].any()


def test_one_generator_draws_weights_before_biases():
    net = plain.torch_linear((4, 3), True, np.random.default_rng(5))
    rng = np.random.default_rng(5)
    assert (net.weights[0] == rng.uniform(-0.5, 0.5, (1, 3, 4))).all()
    assert (net.biases[0] == rng.uniform(-0.5, 0.5, (1, 3))).all()
    assert plain.torch_linear((4, 3), False, np.random.default_rng(5)).biases == ()
