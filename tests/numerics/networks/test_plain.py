"""Proposition: the oracle's gradients are the derivatives of its loss, by complex steps and by central differences."""

import numpy as np
import pytest

from numerics.networks.layers import Network, stack, torch_linear
from tests.numerics.networks import plain

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
    net = torch_linear((3, *[5] * (depth - 1), 3), bias, np.random.default_rng(depth))
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
    net = torch_linear((3, *[5] * (depth - 1), 3), bias, np.random.default_rng(depth))
    direction = _flat(plain.gradient(net, X, rectified=True))
    for array, values in enumerate(_flat(net)):
        for index in np.ndindex(values.shape):
            up, down = (plain.loss(_perturbed(net, array, index, s * 1e-6), X, True)[0] for s in (1, -1))
            assert direction[array][index] == pytest.approx((up - down) / 2e-6, rel=1e-6, abs=1e-8)


def test_relu_differs_from_linear():
    net = torch_linear((3, 5, 3), True, np.random.default_rng(1))
    assert plain.loss(net, X, True)[0] != pytest.approx(plain.loss(net, X, False)[0], rel=1e-3)


def test_batched_networks_are_trained_as_if_alone():
    nets = [torch_linear((3, 4, 3), True, np.random.default_rng(k)) for k in range(3)]
    together = plain.gradient(stack(nets), X, True)
    for k, net in enumerate(nets):
        alone = plain.gradient(net, X, True)
        for joint, single in zip(_flat(together), _flat(alone), strict=True):
            assert joint[k] == pytest.approx(single[0], rel=1e-13, abs=1e-15)


def test_mean_square_of_the_released_code_is_twice_the_loss_over_d():
    net = torch_linear((3, 3), True, np.random.default_rng(2))
    residual = plain.forward(net, X, False)[-1] - X
    assert (residual**2).mean() == pytest.approx(2 * plain.loss(net, X, False)[0] / 3, rel=1e-14)
