"""Oracle: layered networks trained the plain way, on every sample and in every coordinate.

    h_0 = x,  z_l = W_l h_{l-1} + b_l,  h_l = act(z_l) for l < L,  f(x) = z_L;   act the identity or max(z, 0)
    loss of N samples    1/(2N) sum_k ||f(x_k) - x_k||^2

The released code divides by the outputs d and not by two, so its learning rate `lr` is 2 lr / d here.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 2, as transcribed; backpropagation.

Legend: n networks in the batch, L layers, N samples, d coordinates; W_l (n, out, in), b_l (n, out).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from numerics.networks.data import slices
from numerics.networks.layers import Network, stack
from numerics.networks.protocol import Run, output_points, probe_points
from numerics.networks.routes import State, material
from numerics.task.arrays import Array


def embed(points: Array, Q: Array) -> Array:
    """Return ambient coordinates Q[:, :r] x of informative points (..., r), shape (..., d)."""
    return points @ Q[:, : points.shape[-1]].T


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


def by_samples(runs: Sequence[Run]) -> Iterator[State]:
    """Yield the states of runs of any layers."""
    protocol = runs[0].protocol
    rectified = protocol.architecture.rectified
    drawn = [material(run) for run in runs]
    x = np.stack([embed(m.points, m.Q) for m in drawn])
    test = np.stack([embed(m.test, m.Q) for m in drawn])
    target = np.stack([embed(probe_points(run.protocol), m.Q) for run, m in zip(runs, drawn, strict=True)])
    Q = np.stack([m.Q for m in drawn])
    shown = np.stack([embed(output_points(run.protocol), m.Q) for run, m in zip(runs, drawn, strict=True)])
    parts = slices(x.shape[1], protocol.optimiser.batch or x.shape[1])
    state = stack([m.start for m in drawn])
    for number in range(protocol.steps + 1):

        def evaluate(state: Network = state) -> Array:
            return loss(state, test, rectified)

        def outputs(state: Network = state) -> Array:
            turned = forward(state, shown, rectified)[-1] @ Q
            return turned[:, :, : protocol.data.rank]

        yield State(point_losses(state, target, rectified), evaluate, outputs)
        if number < protocol.steps:
            direction = gradient(state, x[:, parts[number % len(parts)]], rectified)
            state = step(state, direction, protocol.step_size)
