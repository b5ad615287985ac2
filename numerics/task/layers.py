"""Linear networks layer by layer, f = W_L ... W_1 x: the product, the gradient flow of the loss, and how the product moves.

    loss      L = 1/2 tr((W - I) A (W - I)^T),   W = W_L ... W_1
    layers    W_l' = -dL/dW_l = -(W_L ... W_{l+1})^T G (W_{l-1} ... W_1)^T,   G = (W - I) A       (loss clock)
    product   W' = sum_l (W_L ... W_{l+1}) W_l' (W_{l-1} ... W_1)

Source: elementary; Saxe et al., ICLR 2014 (arXiv 1312.6120).

Legend: W_1 (..., h, d) next to the input, W_L (..., d, h), all between (..., h, h'); A shape (d,) for a diagonal or (d, d).
"""

from __future__ import annotations

from itertools import accumulate

import numpy as np

from numerics.task.arrays import Array

#: W_1, ..., W_L, the one next to the input first.
Layers = tuple[Array, ...]


def layer_product(layers: Layers) -> Array:
    """Return W = W_L ... W_1, shape (..., d, d)."""
    return _below(layers)[-1]


def layer_field(layers: Layers, A: Array) -> Layers:
    """Return W_l' = -dL/dW_l of every layer, each of the shape of its layer, on the loss clock."""
    return _moved(layers, A)[0]


def product_field(layers: Layers, A: Array) -> Array:
    """Return W' of the product, shape (..., d, d), on the loss clock."""
    velocities, below, above = _moved(layers, A)
    before = (np.eye(layers[0].shape[-1]), *below[:-1])
    return np.asarray(sum(over @ velocity @ under for over, velocity, under in zip(above, velocities, before, strict=True)))


def flattened(layers: Layers) -> Array:
    """Return the entries of all layers in one vector."""
    return np.concatenate([layer.ravel() for layer in layers])


def unflattened(flat: Array, shapes: tuple[tuple[int, ...], ...]) -> Layers:
    """Return the layers of the given shapes whose entries are the last axis of an array."""
    ends = np.cumsum([rows * columns for rows, columns in shapes])
    parts = np.split(flat, ends[:-1], axis=-1)
    return tuple(part.reshape(*flat.shape[:-1], *shape) for part, shape in zip(parts, shapes, strict=True))


def _below(layers: Layers) -> list[Array]:
    """Return W_1, W_2 W_1, ..., W."""
    return list(accumulate(layers, lambda product, layer: layer @ product))


def _moved(layers: Layers, A: Array) -> tuple[Layers, list[Array], list[Array]]:
    """Return the velocities, the products W_l ... W_1, and the products W_L ... W_{l+1}."""
    below = _below(layers)
    residual = np.eye(below[-1].shape[-1]) - below[-1]
    pull = residual * A if A.ndim == 1 else residual @ A
    d = layers[-1].shape[-2]
    above = list(accumulate(reversed(layers[1:]), lambda product, layer: product @ layer, initial=np.eye(d)))[::-1]
    velocities = [above[0].swapaxes(-1, -2) @ pull]
    velocities += [
        over.swapaxes(-1, -2) @ pull @ under.swapaxes(-1, -2) for over, under in zip(above[1:], below[:-1], strict=True)
    ]
    return tuple(velocities), below, above
