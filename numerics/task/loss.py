"""Losses of a linear map W, batched over leading axes.

    training   L(W) = 1/2 tr((W - I) A (W - I)^T)          (A = diag(a) or a full second moment)
    samples    1/(2 N) sum_k ||W x_k - x_k||^2
    weighted   1/2 tr((W - I) Sigma (W - I)):  the mean of test losses with E z z^T = Sigma
    test       1/2 ||W z - z||^2,   its slope along W':  (W z - z) . W' z
    divergence Phi(W) = tr W - ln det W - d, what the training loss of the tied flow integrates to; infinite where W is singular
    rise       max_t ( L(t) - min_{s <= t} L(s) ): the largest increase of a loss above its running minimum, from the start to
               the end, both included; 0 where it never rises

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Eqs. (2.1) and (4.1), as transcribed.

Legend: W shape (..., d, d); A shape (d,) for a diagonal or (d, d); z shape (d,), in test losses also (..., d).
"""

from __future__ import annotations

import numpy as np

from numerics.task.arrays import Array

#: A change of a recorded loss below this is taken for rounding.
SMALLEST_STEP = 1e-9
#: An eigenvalue that is negative beyond this part of the largest makes a matrix indefinite.
INDEFINITE = 1e-10


def training_loss(W: Array, A: Array) -> Array:
    """Return 1/2 tr((W - I) A (W - I)^T), shape (...)."""
    residual = W - np.eye(W.shape[-1])
    weighted = residual * A if A.ndim == 1 else residual @ A
    return 0.5 * np.einsum("...ij,...ij->...", weighted, residual)


def training_loss_of_rates(W: Array, a: Array) -> Array:
    """Return the training loss for diagonal A = diag(a) of its own for each W, rates (..., d); shape (...)."""
    residual = W - np.eye(W.shape[-1])
    return 0.5 * np.einsum("...ij,...ij->...", residual * a[..., None, :], residual)


def sample_loss(W: Array, samples: Array) -> Array:
    """Return 1/(2 N) sum_k ||W x_k - x_k||^2 over samples of shape (..., d), for one W of shape (d, d)."""
    points = samples.reshape(-1, samples.shape[-1])
    residual = points @ W.T - points
    return 0.5 * np.mean(np.sum(residual**2, axis=-1))


def test_loss(W: Array, z: Array) -> Array:
    """Return 1/2 ||W z - z||^2, shape (...)."""
    residual = _output(W, z) - z
    return 0.5 * np.einsum("...i,...i->...", residual, residual)


def test_loss_slope(W: Array, velocity: Array, z: Array) -> Array:
    """Return d/dt of the test loss, (W z - z) . (W' z), shape (...), for a velocity W' of the shape of W."""
    return np.einsum("...i,...i->...", _output(W, z) - z, _output(velocity, z))


def _output(W: Array, z: Array) -> Array:
    """Return W z, shape (..., d); of one z as one product, which is several times quicker than one for each W."""
    if z.ndim == 1:
        return np.reshape(np.dot(W.reshape(-1, z.size), z), W.shape[:-1])
    return np.einsum("...ij,...j->...i", W, z)


def weighted_loss_slope(W: Array, velocity: Array, weights: Array) -> Array:
    """Return d/dt of 1/2 tr((W - I) Sigma (W - I)) with Sigma = diag(weights), weights (..., d), for symmetric W; shape (...)."""
    residual = W - np.eye(W.shape[-1])
    return np.einsum("...ik,...ik,...k->...", residual, velocity, weights)


def log_det_divergence(W: Array) -> float:
    """Return Phi(W) = tr W - ln det W - d for positive semidefinite W, shape (d, d); infinite where W is singular.

    Raises
    ------
    ValueError : if W has a negative eigenvalue
    """
    values = np.linalg.eigvalsh(W)
    if values[0] < -INDEFINITE * values[-1]:
        raise ValueError(f"W must be positive semidefinite, got an eigenvalue of {values[0]:.3g}")
    sign, logarithm = np.linalg.slogdet(W)
    return float(np.trace(W) - logarithm - len(W)) if sign > 0 else float("inf")


def rise(losses: Array) -> Array:
    """Return the largest increase of each curve (..., n) above its running minimum, both ends included, shape (...)."""
    return np.max(losses - np.minimum.accumulate(losses, axis=-1), axis=-1)


def turns(losses: Array) -> Array:
    """Return how often each curve (n, k) turns between falling and rising by more than `SMALLEST_STEP` a record, shape (n,)."""
    moves = np.diff(losses)
    return np.array([np.count_nonzero(np.diff(np.sign(row[np.abs(row) > SMALLEST_STEP]))) for row in moves])


def follow_rise(loss: Array, lowest: Array, largest: Array) -> None:
    """Add the next loss of each curve to its running minimum and its `rise` so far, in place; all of one shape."""
    np.minimum(lowest, loss, out=lowest)
    np.maximum(largest, loss - lowest, out=largest)


# pytest collects functions by name: these are no tests.
test_loss.__test__ = False  # type: ignore[attr-defined]
test_loss_slope.__test__ = False  # type: ignore[attr-defined]
