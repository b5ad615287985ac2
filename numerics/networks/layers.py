"""The weights of layered networks, and how they start.

    f(x) = z_L,  z_l = W_l h_{l-1} + b_l,  h_0 = x,  h_l = act(z_l) for l < L;   act the identity or max(z, 0)
    gaussian             entries N(0, scale^2), biases zero
    torch_linear         PyTorch's default of a linear layer: weights and biases uniform on [-1, 1] / sqrt(inputs)

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 2.1 and Appendix F.1, as transcribed; PyTorch's documentation of
`torch.nn.Linear`.

Legend: n networks in the batch, L layers; W_l (n, out, in), b_l (n, out); widths (inputs, hidden..., outputs).
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
