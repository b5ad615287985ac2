"""What the slope of the test loss is made of: the parts of each entry of W, or of each cluster of the data; they sum to it.

    by entry      dL/dt = sum_ij r_i w_ij' z_j,                         r = W z - z
    by cluster    dL/dt = sum_p r . V_p z,  V_p the field of A_p / s,  A_p = diag(sigma^2) + mu_p^2 e_p e_p^T of cluster p

The fields are linear in A, which is the mean of the A_p; squared rates are no such mean.

Source: new.

Legend: W, W' (..., d, d); z (d,) probe; moments (s, d): the diagonals of A_p / s.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from numerics.task.arrays import Array
from numerics.task.loss import test_loss_slope


def slope_by_entry(W: Array, velocity: Array, z: Array) -> Array:
    """Return r_i w_ij' z_j, shape (..., d, d)."""
    return np.asarray((W @ z - z)[..., :, None] * velocity * z)


def cluster_moments(mu: Array, sigma: Array) -> Array:
    """Return the diagonals of A_p / s, shape (s, d), for mu (s,) and sigma (d,): they sum to the rates."""
    own = np.zeros((mu.size, sigma.size))
    own[np.arange(mu.size), np.arange(mu.size)] = mu**2
    return (own + sigma**2) / mu.size


def slope_by_cluster(W: Array, velocities: Sequence[Array], z: Array) -> Array:
    """Return r . V_p z from the fields V_p (..., d, d) of each cluster, shape (..., s)."""
    return np.stack([test_loss_slope(W, velocity, z) for velocity in velocities], axis=-1)
