r"""Many trajectories of the tied model at once, through U: flow, gradient descent and recurrence, in doubles.

    U' = X U,  X = A - (A W + W A)/2,  W = U U^T;  over a step  U = e^{D tau} V,  D = diag(X) at its start,  by RK4 in V

Each trajectory has its own steps: while all of w_ii are tiny the flow is linear and D takes it in one; where w_ii is learned
2 a_i h stays within the stability of RK4. U lower triangular at the start keeps the relative digits of columns that are tiny
beside others, so that nearly singular W(0) of any scale keep their pivots.

Source: Lawson 1967 (the exponential factor); Eq. (4.3) of Yang et al., ICLR 2025 (arXiv 2410.08309v2), as transcribed.

Legend: U (d, d, n) or W (d, d, n), trajectories last; a (d, n) rates; h, t (n,)
"""

from __future__ import annotations

import numpy as np

from numerics.task.arrays import Array

#: Below this w_ii a step is as long as the linear flow takes to it; above 1 less this it is as long as RK4 is stable.
TINY = 1e-6
#: Steps in units of 1/a_i: where w_ii passes from the one to the other, and where it is learned (2 a_i h < 2.78).
FRONT, LEARNED = 0.15, 1.1


def gram(U: Array) -> Array:
    """Return U U^T, shape (d, d, n)."""
    d = len(U)
    W = np.empty_like(U)
    for i in range(d):
        for j in range(i + 1):
            W[i, j] = sum((U[i, k] * U[j, k] for k in range(1, d)), U[i, 0] * U[j, 0])
            W[j, i] = W[i, j]
    return W


def product(left: Array, right: Array) -> Array:
    """Return the products of square matrices, shape (d, d, n)."""
    d = len(left)
    found = np.empty_like(right)
    for i in range(d):
        for j in range(d):
            found[i, j] = sum((left[i, k] * right[k, j] for k in range(1, d)), left[i, 0] * right[0, j])
    return found


def generators(W: Array, a: Array) -> Array:
    """Return X = A - (A W + W A)/2, shape (d, d, n)."""
    X = -0.5 * (a[:, None] + a[None]) * W
    for i in range(len(a)):
        X[i, i] += a[i]
    return X


def fields(W: Array, a: Array) -> Array:
    """Return V(W) = X W + W X, shape (d, d, n)."""
    half = product(generators(W, a), W)
    return half + half.swapaxes(0, 1)


def flow_step(U: Array, a: Array, h: Array) -> Array:
    """Return U after h by RK4 with the factor e^{D tau}."""
    D = np.einsum("iin->in", generators(gram(U), a)).copy()
    half, whole = np.exp(D * h / 2)[:, None], np.exp(D * h)[:, None]

    def slope(U: Array) -> Array:
        return product(generators(gram(U), a), U) - D[:, None] * U

    k_1 = slope(U)
    k_2 = slope(half * (U + h / 2 * k_1)) / half
    k_3 = slope(half * (U + h / 2 * k_2)) / half
    k_4 = slope(whole * (U + h * k_3)) / whole
    return whole * (U + h / 6 * (k_1 + 2 * k_2 + 2 * k_3 + k_4))


def flow_steps(W: Array, a: Array) -> Array:
    """Return how long a step may be, shape (n,)."""
    found = np.full(a.shape[1], np.inf)
    for i in range(len(a)):
        w = np.maximum(W[i, i], 1e-300)
        linear = np.log(TINY / np.minimum(w, TINY)) / 2 + FRONT
        found = np.minimum(found, np.where(w > 1 - TINY, LEARNED, linear) / a[i])
    return found


def descent_step(U: Array, a: Array, eta: Array) -> Array:
    """Return U + eta X U."""
    return U + eta * product(generators(gram(U), a), U)


def recurrence_step(W: Array, a: Array, eta: Array) -> Array:
    """Return W + eta V(W)."""
    return W + eta * fields(W, a)
