"""Solve one layer with biases exactly: gradient flow, and gradient descent over any order of minibatches.

With `x~ = (x, 1)`, `W~ = [W b]` and the target `P = [I 0]`:

    flow      W~(t) = P + (W~(0) - P) exp(-A~ t),    A~ = E x~ x~^T = [[A, m], [m^T, 1]]
    descent   W~_k  = P + (W~_0 - P) (I - eta M_1) (I - eta M_2) ... (I - eta M_k)

The rates of a biased layer are the eigenvalues of A~, not the a_k.

Source: elementary; one layer without biases is arXiv 2410.08309v2, Theorem 4.1 (as transcribed). Clock: loss.

Legend: W~ (d, q), q = r + 1, A~ and M_b (q, q) symmetric, eta step on the half mean square.
"""

from __future__ import annotations

import numpy as np

from numerics.arrays import Array


def target(outputs: int, inputs: int) -> Array:
    """Return P = [I 0], shape (outputs, inputs)."""
    return np.eye(outputs, inputs)


def flow(start: Array, moment: Array, times: Array) -> Array:
    """Return `P + (W~(0) - P) exp(-A~ t)` at each time.

    Parameters
    ----------
    start : W~(0) with P = [I_r 0; 0 0] in its coordinates, shape (d, q)
    moment : A~, symmetric, shape (q, q)
    times : shape (k,), loss clock

    Returns
    -------
    shape (k, d, q)
    """
    rates, vectors = np.linalg.eigh(moment)
    P = informative_target(start)
    decay = np.exp(-np.outer(times, rates))[:, None, :]
    return P + (((start - P) @ vectors) * decay) @ vectors.T


def descent(start: Array, moments: Array, eta: float, steps: int) -> Array:
    """Return W~ after `steps` steps over the moments (B, q, q) in cyclic order, shape (d, q)."""
    P = informative_target(start)
    factor = np.eye(start.shape[1])
    for number in range(steps):
        factor = factor - eta * factor @ moments[number % len(moments)]
    return P + (start - P) @ factor


def informative_target(start: Array) -> Array:
    """Return P for W~ of shape (d, r + 1): the identity on the r informative coordinates, zero on the bias and beyond."""
    return target(len(start), start.shape[1] - 1) @ np.eye(start.shape[1] - 1, start.shape[1])
