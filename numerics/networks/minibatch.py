"""Minibatches: slices of the samples in order, and of each its second moment.

A network that is linear in its input sees a minibatch only through M_b = mean_k x~_k x~_k^T, with x~ = (x, 1) when there are
biases and x~ = x when not: the gradient of mean_k 1/2 ||f(x_k) - x_k||^2 for f(x) = F x~ is a function of F and M_b. The
released code takes slices of 128 of a list shuffled once, so the same ceil(N / 128) matrices recur in the same order in every
epoch.

Source: the released code (training loop); the reduction is elementary.

Legend: N samples, r coordinates, q = r or r + 1, B minibatches.
"""

from __future__ import annotations

import numpy as np

from numerics.arrays import Array


def slices(count: int, size: int) -> list[slice]:
    """Return the consecutive slices of at most `size` of `count` samples; the last may be shorter.

    Raises
    ------
    ValueError : if `size` is not positive
    """
    if size < 1:
        raise ValueError(f"size must be >= 1, got {size}")
    return [slice(start, min(start + size, count)) for start in range(0, count, size)]


def augmented(points: Array, bias: bool) -> Array:
    """Return the points (N, r) with the constant coordinate 1 appended when there are biases, shape (N, q)."""
    return np.concatenate([points, np.ones((*points.shape[:-1], 1))], axis=-1) if bias else points


def moment(points: Array, bias: bool) -> Array:
    """Return mean_k x~_k x~_k^T of points (N, r), shape (q, q)."""
    extended = augmented(points, bias)
    return extended.T @ extended / len(extended)


def moments(points: Array, size: int, bias: bool) -> Array:
    """Return the moments of all minibatches in order, shape (B, q, q).

    Parameters
    ----------
    points : informative coordinates in training order, shape (N, r)
    size : samples per minibatch (N or more for the full batch)
    bias : whether the network has biases
    """
    return np.stack([moment(points[part], bias) for part in slices(len(points), size)])
