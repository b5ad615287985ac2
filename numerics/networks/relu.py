"""ReLU networks trained in the informative input subspace, with the output layer handled through second moments.

Three exact reductions of the plain network (one hidden layer; P = [I_r 0; 0 0], rotated outputs W_2' = Q^T W_2):

* the first layer sees x~ (q entries) instead of d coordinates: z = B x~, B = [W_1 Q_r, b_1] (h, q);
* with the features phi = (max(z, 0), 1, x) the residual is linear, f - x = T phi, T = [W_2', b_2', -P]; so
  dL/dT = T S with S = mean phi phi^T, and the back-propagated error is G phi with G = T^T T: residuals, of width d, are never
  formed, and both moments are symmetric products;
* on a test cluster a hidden unit that is active (or silent) on every vertex of the convex hull of the points is so on all of
  them: only the mixed units need the points, the others need the second moment of x~.

Source: elementary.

Legend: n networks, N samples, r informative coordinates, q = r + bias, h hidden, d outputs, m = h + bias + r features;
B (n, h, q), T (n, d, m), x~ (n, q, N) and phi (n, m, N) in columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numerics.networks.layers import Network
from numerics.task.arrays import Array


@dataclass(frozen=True)
class ReluNetwork:
    """A batch of reduced ReLU networks with one hidden layer.

    Parameters
    ----------
    features : rows that make all features before rectification, shape (n, m, q): B, then the constant, then x
    T : residual map on the features, shape (n, d, m)
    hidden : h; the first h features are rectified and only they, and the constant, carry trained columns of T
    bias : whether there are biases
    """

    features: Array
    T: Array
    hidden: int
    bias: bool

    @property
    def trained(self) -> int:
        """Return the number of trained columns of T, h or h + 1."""
        return self.hidden + self.bias


def reduce(network: Network, Q: Array, rank: int) -> ReluNetwork:
    """Return plain networks with one hidden layer reduced to data embedded by `Q[:, :rank]`; Q has shape (n, d, d) or (d, d).

    Raises
    ------
    ValueError : if the networks do not have exactly one hidden layer
    """
    if len(network.weights) != 2:
        raise ValueError(f"network must have one hidden layer, got {len(network.weights) - 1}")
    first, second = network.weights
    bias = bool(network.biases)
    batch, hidden = first.shape[:2]
    turned = Q.mT
    q = rank + bias
    features = np.zeros((batch, hidden + q, q))
    features[:, :hidden, :rank] = first @ Q[..., :rank]
    features[:, hidden + bias :, :rank] = np.eye(rank)
    T = np.zeros((batch, second.shape[1], hidden + q))
    T[:, :, :hidden] = turned @ second
    T[:, np.arange(rank), hidden + bias + np.arange(rank)] = -1.0
    if bias:
        features[:, :hidden, rank] = network.biases[0]
        features[:, hidden, rank] = 1.0
        T[:, :, hidden] = (turned @ network.biases[1][..., None])[..., 0]
    return ReluNetwork(features, T, hidden, bias)


def activate(network: ReluNetwork, x: Array, out: Array | None = None) -> Array:
    """Return the features phi = (max(B x~, 0), 1, x) of inputs x~ in columns (n, q, N), shape (n, m, N)."""
    phi = np.matmul(network.features, x, out=out)
    np.maximum(phi[:, : network.hidden], 0.0, out=phi[:, : network.hidden])
    return phi


def gram(network: ReluNetwork) -> Array:
    """Return G = T^T T, shape (n, m, m)."""
    return np.matmul(network.T.mT, network.T)


def gradient(
    network: ReluNetwork, x: Array, phi: Array, G: Array, scale: float = 1.0, out: Array | None = None
) -> tuple[Array, Array]:
    """Return `scale` times the gradient of 1/(2N) sum ||T phi||^2: of B, (n, h, q), and of the trained columns of T.

    dL/dT = T S, dL/dB = mean ((G phi) * 1{z > 0}) x~^T.

    Parameters
    ----------
    x, phi : inputs (n, q, N) and their features (n, m, N), in columns
    G : `gram(network)`
    scale : factor, usually the step size
    out : scratch of shape (n, h, N)
    """
    share = scale / x.shape[2]
    hidden = network.hidden
    S = np.matmul(phi, phi.mT)
    second = np.matmul(network.T, S[:, :, : network.trained])
    second *= share
    back = np.matmul(G[:, :hidden], phi, out=out)
    back *= phi[:, :hidden] > 0
    return np.matmul(back, share * x.mT), second


def descend(network: ReluNetwork, first: Array, second: Array) -> None:
    """Subtract a direction from the trained weights, in place."""
    network.features[:, : network.hidden] -= first
    network.T[:, :, : network.trained] -= second


def point_loss(G: Array, phi: Array) -> Array:
    """Return 1/2 ||T phi||^2 = 1/2 phi^T G phi of features (n, m, v) in columns, shape (n, v)."""
    return 0.5 * (np.matmul(G, phi) * phi).sum(axis=1)


def residuals(network: ReluNetwork, x: Array) -> Array:
    """Return f(x) - x of inputs x~ in columns (n, q, v), in rotated outputs, shape (n, d, v)."""
    return np.matmul(network.T, activate(network, x))


@dataclass(frozen=True)
class Cluster:
    """A test cluster prepared for its evaluation: x~ in columns, shape (q, N), and those on the convex hull, shape (v, q)."""

    x: Array
    vertices: Array


def cluster(points: Array, x: Array) -> Cluster:
    """Return a test cluster prepared from informative points (N, r) and the same points augmented (N, q)."""
    from scipy.spatial import ConvexHull

    corners = x
    if points.shape[1] == 1:
        corners = x[[points[:, 0].argmin(), points[:, 0].argmax()]]
    elif points.shape[1] <= 3 and np.ptp(points, axis=0).min() > 0:
        corners = x[ConvexHull(points).vertices]
    return Cluster(np.ascontiguousarray(x.T), corners)


def cluster_loss(network: ReluNetwork, index: int, test: Cluster) -> float:
    """Return 1/(2N) sum_k ||T phi_k||^2 of one network of the batch over a test cluster.

    With phi = C psi, psi = (x~, mixed units), the loss is 1/2 tr(T C Psi C^T T^T), Psi = mean psi psi^T.
    """
    features, T, hidden = network.features[index], network.T[index], network.hidden
    corners = test.vertices @ features[:hidden].T
    on, off = (corners > 0).all(axis=0), (corners <= 0).all(axis=0)
    mixed = np.flatnonzero(~on & ~off)
    q, count = test.x.shape
    psi = np.empty((q + len(mixed), count))
    psi[:q] = test.x
    np.maximum(np.matmul(features[mixed], test.x, out=psi[q:]), 0.0, out=psi[q:])
    Psi = psi @ psi.T / count
    linear = np.concatenate([on, np.ones(len(features) - hidden, dtype=bool)])
    TC = np.concatenate([T[:, linear] @ features[linear], T[:, mixed]], axis=1)
    return 0.5 * float(((TC @ Psi) * TC).sum())
