"""The finite-step iterations of tied networks, batched over starts.

    gradient descent on U    U+ = U + eta X U,   X = A - (A W + W A)/2,  W = U U^T    (keeps W >= 0)
    recurrence on W          W+ = W + eta V(W)                                        (Appendix D; does not)
    side by side             W+ = W + eta ( a_i w_ij + w_ij a_j - Q_ij - Q_ji ),   Q = Y W,   Y_ij = (a_i + a_j) w_ij / 2

One step is eta units of printed time. Many starts of the recurrence lie along the last axis: stacks of small matrices spend
their time on calls; with the starts last, every product of d x d matrices is d long vector operations, written over memory
that is already there.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Appendix D, as transcribed.

Legend: U (..., d, d'); W (..., d, d), side by side (d, d, n); A (d,) or (d, d), a = A where diagonal; eta > 0.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numerics.arrays import Array
from numerics.clock import Clock
from numerics.field import tied_field, tied_weight_field
from numerics.trajectory import Trajectory

Observer = Callable[[int, Array], None]
#: Entries of one block of starts: the few arrays of a block together stay in the cache of one core.
BLOCK_ENTRIES = 20_000


def gradient_descent_step(U: Array, A: Array, eta: float) -> Array:
    """Return U + eta X U."""
    return U + eta * tied_weight_field(U, A)


def recurrence_step(W: Array, A: Array, eta: float) -> Array:
    """Return W + eta V(W)."""
    return W + eta * tied_field(W, A)


def gradient_descent(U: Array, A: Array, eta: float, steps: int, observe: Observer | None = None) -> Array:
    """Run `steps` steps of gradient descent on U and return the last U.

    `observe(step, U)` is called with the state before the first step (step 0) and after each one.
    """
    return _iterate(gradient_descent_step, U, A, eta, steps, observe)


def recurrence(W: Array, A: Array, eta: float, steps: int, observe: Observer | None = None) -> Array:
    """Run `steps` steps of the recurrence on W and return the last W.

    A start that diverges overflows to infinity or NaN and stays there: that is the result, and the caller looks for it.
    Many starts, shape (n, d, d), with A = diag(a) and nobody observing run side by side, which is far quicker.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        if W.ndim == 3 and A.ndim == 1 and observe is None:
            _check(eta, steps)
            return recurrence_side_by_side(W, A, eta, steps)
        return _iterate(recurrence_step, W, A, eta, steps, observe)


def polygon(states: Array, eta: float, clock: Clock) -> Trajectory:
    """Return the path through states (n, d, d), one after each step of eta units of time, straight between them."""
    steps = eta * np.arange(len(states), dtype=float)
    slopes = np.diff(states, axis=0, append=states[-1:]) / eta

    def motion(t: Array) -> tuple[Array, Array]:
        at = np.clip(np.floor(t / eta * (1 + 1e-15)).astype(int), 0, len(states) - 1)
        return states[at] + slopes[at] * (t - steps[at])[:, None, None], slopes[at]

    return Trajectory(motion, steps, clock)


def recurrence_side_by_side(W: Array, a: Array, eta: float, steps: int) -> Array:
    """Run `steps` steps of the recurrence from starts W of shape (n, d, d), symmetric, and return the last W, same shape."""
    block = max(1, BLOCK_ENTRIES // max(1, a.size**2))
    ended = np.empty(W.shape)
    for first in range(0, len(W), block):
        part = slice(first, first + block)
        columns = np.moveaxis(0.5 * (W[part] + W[part].swapaxes(1, 2)), 0, 2).copy(order="C")
        step = in_place(columns, a, eta)
        for _ in range(steps):
            step()
        ended[part] = np.moveaxis(columns, 2, 0)
    return ended


def in_place(W: Array, a: Array, eta: float) -> Callable[[], None]:
    """Return what replaces the symmetric W of shape (d, d, n) by W + eta V(W) each time it is called, without new memory.

    What is added is exactly symmetric, and W stays so: nothing damps an antisymmetric part, it would grow as exp((a_i + a_j) t).
    """
    half = (0.5 * eta * (a[:, None] + a))[:, :, None]
    Y, Q, term = np.empty_like(W), np.empty_like(W), np.empty_like(W)

    def step() -> None:
        np.multiply(half, W, out=Y)
        np.multiply(Y[:, :1], W[:1], out=Q)
        for k in range(1, len(W)):
            np.multiply(Y[:, k, None], W[None, k], out=term)
            np.add(Q, term, out=Q)
        np.add(Q, Q.swapaxes(0, 1), out=term)
        np.multiply(Y, 2.0, out=Y)
        np.subtract(Y, term, out=Y)
        np.add(W, Y, out=W)

    return step


def _iterate(
    step: Callable[[Array, Array, float], Array], state: Array, A: Array, eta: float, steps: int, observe: Observer | None
) -> Array:
    _check(eta, steps)
    if observe is not None:
        observe(0, state)
    for number in range(1, steps + 1):
        state = step(state, A, eta)
        if observe is not None:
            observe(number, state)
    return state


def _check(eta: float, steps: int) -> None:
    if not (np.isfinite(eta) and eta > 0):
        raise ValueError(f"eta must be finite and above 0, got {eta}")
    if steps < 0:
        raise ValueError(f"steps must be at least 0, got {steps}")
