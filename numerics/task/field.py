"""The vector fields of the flows, batched over leading axes.

    one layer, loss clock        W' = -(W - I) A
    tied, printed clock          W' = V(W) = X W + W X,  X = A - (A W + W A)/2
                                 U' = X U,  W = U U^T

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Theorem 4.1 and Eq. (4.3), as transcribed.

Legend: W, U shape (..., d, d) and (..., d, d'); A shape (d,) for a diagonal or (d, d), symmetric.
"""

from __future__ import annotations

import numpy as np

from numerics.task.arrays import Array


def one_layer_field(W: Array, A: Array) -> Array:
    """Return W' = -(W - I) A on the loss clock, of the shape of W."""
    residual = np.eye(W.shape[-1]) - W
    return residual * A if A.ndim == 1 else residual @ A


def generator(W: Array, A: Array) -> Array:
    """Return X = A - (A W + W A)/2 for symmetric W, of the shape of W."""
    if A.ndim == 1:
        return _generator_of_rates(W, A)
    product = A @ W
    return A - 0.5 * (product + product.swapaxes(-1, -2))


def tied_field(W: Array, A: Array) -> Array:
    """Return W' = V(W) = X W + W X on the printed clock, of the shape of W, for symmetric W."""
    product = generator(W, A) @ W
    return product + product.swapaxes(-1, -2)


def tied_field_of_rates(W: Array, a: Array) -> Array:
    """Return V(W) for diagonal A = diag(a) of its own for each W, rates (..., d); shape (..., d, d)."""
    product = _generator_of_rates(W, a) @ W
    return product + product.swapaxes(-1, -2)


def tied_weight_field_of_rates(U: Array, a: Array) -> Array:
    """Return U' = X U for diagonal A = diag(a) of its own for each U, rates (..., d); of the shape of U."""
    return _generator_of_rates(U @ U.swapaxes(-1, -2), a) @ U


def _generator_of_rates(W: Array, a: Array) -> Array:
    """Return X = A - (A W + W A)/2 for rates (..., d), entry by entry: a_i delta_ij - (a_i + a_j) w_ij / 2."""
    half = -0.5 * a
    X = (half[..., :, None] + half[..., None, :]) * W
    np.einsum("...ii->...i", X)[...] += a
    return X


def tied_weight_field(U: Array, A: Array) -> Array:
    """Return U' = X U on the printed clock, of the shape of U."""
    return generator(U @ U.swapaxes(-1, -2), A) @ U


def loss_gradient(U: Array, A: Array) -> Array:
    """Return dL/dU = -(2 A - A W - W A) U with W = U U^T, of the shape of U."""
    return -2.0 * tied_weight_field(U, A)
