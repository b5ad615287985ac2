"""Layered networks: how their weights start, and how they are trained the plain way: every sample, every coordinate.

    h_0 = x,  z_l = W_l h_{l-1} + b_l,  h_l = act(z_l) for l < L,  f(x) = z_L;   act the identity or max(z, 0)
    loss of N samples    1/(2N) sum_k ||f(x_k) - x_k||^2
    gaussian             entries N(0, scale^2), biases zero
    torch_linear         PyTorch's default of a linear layer: weights and biases uniform on [-1, 1] / sqrt(inputs)

The released code divides by the outputs d and not by two, so its learning rate `lr` is 2 lr / d here. This is the oracle of
the reduced networks (`linear`, `relu`) and what they are timed against.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 2 and appendix, as transcribed; backpropagation; PyTorch's
documentation of `torch.nn.Linear`.

Legend: n networks in the batch, L layers, N samples, d coordinates; W_l (n, out, in), b_l (n, out); widths (inputs,
hidden..., outputs).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from numerics.task.arrays import Array


@dataclass(frozen=True)
class Network:
    """The weights of a batch of equally shaped networks.

    Parameters
    ----------
    weights : L arrays, W_l of shape (n, out, in)
    biases : L arrays, b_l of shape (n, out), or none
    """

    weights: tuple[Array, ...]
    biases: tuple[Array, ...] = ()

    @property
    def widths(self) -> tuple[int, ...]:
        """Return (inputs, hidden..., outputs)."""
        return (self.weights[0].shape[2], *(W.shape[1] for W in self.weights))


def gaussian(widths: tuple[int, ...], scale: float, bias: bool, rng: np.random.Generator) -> Network:
    """Return one network (a batch of one) with entries N(0, scale^2) and zero biases."""
    weights = tuple(scale * rng.standard_normal((1, out, inputs)) for inputs, out in pairwise(widths))
    return Network(weights, tuple(np.zeros((1, out)) for out in widths[1:]) if bias else ())


def torch_linear(widths: tuple[int, ...], bias: bool, rng: np.random.Generator) -> Network:
    """Return one network (a batch of one), each layer uniform on [-1, 1] / sqrt(inputs), weights drawn before biases."""
    weights, biases = [], []
    for inputs, out in pairwise(widths):
        bound = 1.0 / np.sqrt(inputs)
        weights.append(rng.uniform(-bound, bound, (1, out, inputs)))
        if bias:
            biases.append(rng.uniform(-bound, bound, (1, out)))
    return Network(tuple(weights), tuple(biases))


def stack(networks: list[Network]) -> Network:
    """Join batches of equally shaped networks into one.

    Raises
    ------
    ValueError : if widths or the use of biases differ
    """
    shapes = {(network.widths, not network.biases) for network in networks}
    if len(shapes) != 1:
        raise ValueError(f"networks must share widths and the use of biases, got {sorted(shapes)}")
    weights = zip(*(network.weights for network in networks), strict=True)
    biases = zip(*(network.biases for network in networks), strict=True)
    return Network(tuple(map(np.concatenate, weights)), tuple(map(np.concatenate, biases)))


def forward(network: Network, x: Array, rectified: bool) -> list[Array]:
    """Return [h_0, h_1, ..., f(x)] for inputs (n, N, d) or (N, d); hidden entries after the activation."""
    outputs = [x]
    last = len(network.weights) - 1
    for layer, W in enumerate(network.weights):
        z = outputs[-1] @ W.swapaxes(1, 2)
        if network.biases:
            z = z + network.biases[layer][:, None, :]
        outputs.append(np.maximum(z, 0.0) if rectified and layer < last else z)
    return outputs


def loss(network: Network, x: Array, rectified: bool) -> Array:
    """Return 1/(2N) sum_k ||f(x_k) - x_k||^2, shape (n,)."""
    return point_losses(network, x, rectified).mean(axis=-1)


def point_losses(network: Network, x: Array, rectified: bool) -> Array:
    """Return 1/2 ||f(x_k) - x_k||^2 of every input (n, N, d), shape (n, N)."""
    residual = forward(network, x, rectified)[-1] - x
    return 0.5 * (residual**2).sum(axis=-1)


def gradient(network: Network, x: Array, rectified: bool) -> Network:
    """Return the gradient of `loss` with respect to all weights and biases, by backpropagation.

    delta_L = (f(x) - x) / N, dL/dW_l = sum_k delta_l h_{l-1}^T, delta_{l-1} = act'(z_{l-1}) * W_l^T delta_l.
    """
    outputs = forward(network, x, rectified)
    delta = (outputs[-1] - x) / x.shape[-2]
    weights: list[Array] = []
    biases: list[Array] = []
    for layer in reversed(range(len(network.weights))):
        weights.append(delta.swapaxes(1, 2) @ outputs[layer])
        biases.append(delta.sum(axis=1))
        if layer:
            delta = delta @ network.weights[layer]
            if rectified:
                delta = delta * (outputs[layer] > 0)
    return Network(tuple(reversed(weights)), tuple(reversed(biases)) if network.biases else ())


def step(network: Network, direction: Network, rate: float) -> Network:
    """Return network - rate * direction."""
    weights = tuple(W - rate * G for W, G in zip(network.weights, direction.weights, strict=True))
    return Network(weights, tuple(b - rate * g for b, g in zip(network.biases, direction.biases, strict=True)))
