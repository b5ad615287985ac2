"""Starting weights.

    gaussian        entries N(0, scale^2), biases zero
    uniform tied    U uniform on [0, scale), as in the released code's figures of the tied model
    torch linear    PyTorch's default of a linear layer: weights and biases uniform on [-1, 1] / sqrt(inputs)

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), appendix, as transcribed; the released code; PyTorch's documentation of
`torch.nn.Linear`.

Legend: W (out, in), b (out,), U (d, h); widths (inputs, hidden..., outputs).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from numerics.arrays import Array
from numerics.networks.plain import Network


def gaussian(widths: tuple[int, ...], scale: float, bias: bool, rng: np.random.Generator) -> Network:
    """Return one network (a batch of one) with entries N(0, scale^2) and zero biases."""
    weights = [scale * rng.standard_normal((1, out, inputs)) for inputs, out in pairwise(widths)]
    return Network(tuple(weights), tuple(np.zeros((1, W.shape[1])) for W in weights) if bias else None)


def torch_linear(widths: tuple[int, ...], bias: bool, rng: np.random.Generator) -> Network:
    """Return one network (a batch of one), each layer uniform on [-1, 1] / sqrt(inputs), weights drawn before biases."""
    weights, biases = [], []
    for inputs, out in pairwise(widths):
        bound = 1.0 / np.sqrt(inputs)
        weights.append(rng.uniform(-bound, bound, (1, out, inputs)))
        if bias:
            biases.append(rng.uniform(-bound, bound, (1, out)))
    return Network(tuple(weights), tuple(biases) if bias else None)


def uniform_tied(count: int, dim: int, hidden: int, scale: float, rng: np.random.Generator) -> Array:
    """Return starts U of the tied model, uniform on [0, scale), shape (count, dim, hidden)."""
    return scale * rng.random((count, dim, hidden))
