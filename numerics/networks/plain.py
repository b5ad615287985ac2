"""Layered networks trained the plain way: every sample, every coordinate.

    h_0 = x,  z_l = W_l h_{l-1} + b_l,  h_l = act(z_l) for l < L,  f(x) = z_L;   act the identity or max(z, 0)
    loss of N samples    1/(2N) sum_k ||f(x_k) - x_k||^2

The released code divides by the outputs d and not by two, so its learning rate `lr` is 2 lr / d here. This is the oracle of
the reduced networks (`linear`, `relu`) and what they are timed against.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 2, as transcribed; backpropagation.

Legend: n networks in the batch, L layers, N samples, d coordinates; W_l (n, out, in), b_l (n, out).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numerics.arrays import Array


@dataclass(frozen=True)
class Network:
    """The weights of a batch of equally shaped networks.

    Parameters
    ----------
    weights : L arrays, W_l of shape (n, out, in)
    biases : L arrays, b_l of shape (n, out), or None
    """

    weights: tuple[Array, ...]
    biases: tuple[Array, ...] | None = None

    @property
    def widths(self) -> tuple[int, ...]:
        """Return (inputs, hidden..., outputs)."""
        return (self.weights[0].shape[2], *(W.shape[1] for W in self.weights))


def stack(networks: list[Network]) -> Network:
    """Join batches of equally shaped networks into one.

    Raises
    ------
    ValueError : if widths or the use of biases differ
    """
    shapes = {(network.widths, network.biases is None) for network in networks}
    if len(shapes) != 1:
        raise ValueError(f"networks must share widths and the use of biases, got {sorted(shapes)}")
    weights = tuple(np.concatenate(layer) for layer in zip(*(network.weights for network in networks), strict=True))
    if networks[0].biases is None:
        return Network(weights)
    return Network(weights, tuple(np.concatenate(b) for b in zip(*(network.biases or () for network in networks), strict=True)))


def forward(network: Network, x: Array, rectified: bool) -> list[Array]:
    """Return [h_0, h_1, ..., f(x)] for inputs (n, N, d) or (N, d); hidden entries after the activation."""
    outputs = [x]
    last = len(network.weights) - 1
    for layer, W in enumerate(network.weights):
        z = outputs[-1] @ W.swapaxes(1, 2)
        if network.biases is not None:
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
    return Network(tuple(reversed(weights)), None if network.biases is None else tuple(reversed(biases)))


def step(network: Network, direction: Network, rate: float) -> Network:
    """Return network - rate * direction."""
    weights = tuple(W - rate * G for W, G in zip(network.weights, direction.weights, strict=True))
    if network.biases is None or direction.biases is None:
        return Network(weights)
    return Network(weights, tuple(b - rate * g for b, g in zip(network.biases, direction.biases, strict=True)))
