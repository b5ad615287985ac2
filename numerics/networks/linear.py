"""Linear networks trained on second moments, in the informative subspace: what the plain network does, without samples.

f(Q_r x) = Q F x~ with F = W_L' ... W_2 W~_1 plus the biases carried along, where

* W~_1 = [W_1 Q_r, b_1] (h, q): of the first layer only the r informative columns are ever used or trained;
* W_L' = Q^T W_L and b_L' = Q^T b_L: in the rotated output the target is P = [I_r 0; 0 0];
* a minibatch enters through M = mean x~ x~^T alone: with the residual R = F - P, L = 1/2 tr(R M R^T),
  delta_L = R M, delta_{l-1} = W_l^T delta_l, dL/dW_l = delta_l F_{l-1}^T, dL/dW~_1 = delta_1, and dL/db_l is the last
  column of delta_l.

One step costs O(h^2 q) instead of O(h^2 N). Arrays are stored transposed, which is what BLAS likes best.

Source: elementary (the chain rule).

Legend: n networks, q = r (no biases) or r + 1, d outputs, h hidden; F_l (q, n, h) transposed as (n, q, h); M (n, q, q).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numerics.networks.layers import Network
from numerics.task.arrays import Array


@dataclass(frozen=True)
class LinearNetwork:
    """A batch of reduced linear networks.

    Parameters
    ----------
    first : W~_1 transposed, shape (n, q, h)
    weights : W_2..W_L' of shape (n, out, in)
    biases : b_2..b_L' of shape (n, out), or none
    rank : r
    """

    first: Array
    weights: tuple[Array, ...]
    biases: tuple[Array, ...]
    rank: int


def reduce(network: Network, Q: Array, rank: int) -> LinearNetwork:
    """Return plain linear networks reduced to data embedded by `Q[:, :rank]`; Q has shape (n, d, d) or (d, d)."""
    turned = Q.swapaxes(-1, -2)
    weights = [W.copy() for W in network.weights]
    weights[-1] = turned @ weights[-1]
    first = (weights[0] @ Q[..., :rank]).swapaxes(1, 2)
    biases = [b.copy() for b in network.biases]
    if biases:
        biases[-1] = (turned @ biases[-1][..., None])[..., 0]
        first = np.concatenate([first, biases[0][:, None, :]], axis=1)
    return LinearNetwork(np.ascontiguousarray(first), tuple(weights[1:]), tuple(biases[1:]), rank)


def residual(network: LinearNetwork) -> tuple[list[Array], Array]:
    """Return [F_1, ..., F_{L-1}] and the residual map R = F - P, all transposed: (n, q, h) and (n, q, d)."""
    products = [network.first]
    for layer, W in enumerate(network.weights):
        product = products[-1] @ W.swapaxes(1, 2)
        if network.biases:
            product[:, -1] += network.biases[layer]
        products.append(product)
    R = products.pop()
    R = R if network.weights else R.copy()
    informative = np.arange(network.rank)
    R[:, informative, informative] -= 1.0
    return products, R


def gradient(
    network: LinearNetwork, products: list[Array], R: Array, M: Array, scratch: tuple[Array, ...] = (), scale: float = 1.0
) -> LinearNetwork:
    """Return `scale` times the gradient of L = 1/2 tr(R M R^T).

    Parameters
    ----------
    products, R : what `residual` returns for the network
    M : second moments, shape (n, q, q) or (q, q)
    scratch : arrays of the shapes of `network.weights`, if any, which the large parts are written into
    scale : factor, usually the step size
    """
    delta = np.matmul(scale * M, R)
    weights: list[Array] = []
    biases: list[Array] = []
    for layer in reversed(range(len(network.weights))):
        weights.append(np.matmul(delta.swapaxes(1, 2), products[layer], out=scratch[layer] if scratch else None))
        biases.append(delta[:, -1])
        delta = delta @ network.weights[layer]
    return LinearNetwork(delta, tuple(reversed(weights)), tuple(reversed(biases)) if network.biases else (), network.rank)


def descend(network: LinearNetwork, direction: LinearNetwork) -> None:
    """Subtract a direction from the weights, in place."""
    held = (network.first, *network.weights, *network.biases)
    for values, change in zip(held, (direction.first, *direction.weights, *direction.biases), strict=True):
        np.subtract(values, change, out=values)


def quadratic_loss(R: Array, M: Array) -> Array:
    """Return 1/2 tr(R M R^T) for the transposed residual map R (n, q, d), shape (n,)."""
    return 0.5 * ((M @ R) * R).sum(axis=(1, 2))


def point_loss(R: Array, point: Array) -> Array:
    """Return 1/2 ||R x~||^2 at v points per network: R (n, q, d), point (n, v, q); shape (n, v)."""
    return 0.5 * (np.matmul(point, R) ** 2).sum(axis=2)
