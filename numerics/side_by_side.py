"""The recurrence on W for many starts at once, the starts along the last axis.

    W+ = W + eta ( a_i w_ij + w_ij a_j - Q_ij - Q_ji ),   Q = Y W,   Y_ij = (a_i + a_j) w_ij / 2

The step is that of `numerics.iterate.recurrence_step` for A = diag(a). Stacks of small matrices spend their time on calls; with
the starts last, every product of d x d matrices is d long vector operations, written over memory that is already there.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Appendix D, as transcribed.

    W  shape (d, d, n), symmetric;   a  rates, shape (d,);   eta  step > 0
"""

from __future__ import annotations

import numpy as np

from numerics.task import Array

#: Entries of one block of starts: the few arrays of a block together stay in the cache of one core.
BLOCK_ENTRIES = 20_000


def recurrence_side_by_side(W: Array, a: Array, eta: float, steps: int) -> Array:
    """Run `steps` steps of the recurrence from starts W of shape (n, d, d), symmetric, and return the last W, same shape."""
    block = max(1, BLOCK_ENTRIES // max(1, a.size**2))
    ended = np.empty(W.shape)
    for first in range(0, len(W), block):
        part = slice(first, first + block)
        columns = np.moveaxis(0.5 * (W[part] + W[part].swapaxes(1, 2)), 0, 2).copy(order="C")
        ended[part] = np.moveaxis(_run(columns, a, eta, steps), 2, 0)
    return ended


def half_rates(a: Array, eta: float) -> Array:
    """Return eta (a_i + a_j) / 2, shape (d, d, 1)."""
    return (0.5 * eta * (a[:, None] + a))[:, :, None]


def step_in_place(W: Array, half: Array, room: tuple[Array, Array, Array]) -> None:
    """Replace W of shape (d, d, n) by W + eta V(W); `half` is `half_rates`, `room` three arrays like W to work in.

    What is added is exactly symmetric, and W stays so: nothing damps an antisymmetric part, it would grow as exp((a_i + a_j) t).
    """
    Y, Q, term = room
    np.multiply(half, W, out=Y)
    np.multiply(Y[:, :1], W[:1], out=Q)
    for k in range(1, len(W)):
        np.multiply(Y[:, k, None], W[None, k], out=term)
        Q += term
    np.add(Q, Q.swapaxes(0, 1), out=term)
    np.multiply(Y, 2.0, out=Y)
    Y -= term
    W += Y


def _run(W: Array, a: Array, eta: float, steps: int) -> Array:
    """Step W of shape (d, d, n) in place."""
    half, room = half_rates(a, eta), (np.empty_like(W), np.empty_like(W), np.empty_like(W))
    for _ in range(steps):
        step_in_place(W, half, room)
    return W
