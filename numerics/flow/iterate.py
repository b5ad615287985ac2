"""The finite-step iterations of tied networks: one start or a stack of them, or thousands side by side.

    gradient descent on U    U+ = U + eta X U,   X = A - (A W + W A)/2,  W = U U^T    (keeps W >= 0)
    recurrence on W          W+ = W + eta V(W)                                        (Appendix D; does not)
    side by side             W+ = W + eta ( a_i w_ij + w_ij a_j - Q_ij - Q_ji ),   Q = Y W,   Y_ij = (a_i + a_j) w_ij / 2
    rise                     max over k of ( loss_k - min over j <= k of loss_j ),  loss = 1/2 ||W z - z||^2

One step is eta units of printed time. Side by side the starts lie along the last axis: stacks of small matrices spend their
time on calls; with the starts last, every product of d x d matrices is d^3 long vector operations (ten times faster at d = 3),
those of the recurrence written over memory that is already there.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Appendix D, as transcribed.

Legend: U (..., d, h); W (..., d, d); n starts side by side: U (d, h, n), W (d, d, n); A (d,) or (d, d), a = A where diagonal;
z (d,) test point; eta > 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from itertools import count

import numpy as np

from numerics.task.arrays import Array
from numerics.task.field import tied_field, tied_weight_field
from numerics.task.loss import follow_rise
from numerics.task.trajectory import Clock, Trajectory

Observer = Callable[[int, Array], None]
#: Starts of one block: the few arrays of a block together stay in the cache of one core.
BLOCK = 1000
#: An entry beyond this has left every bound of the theory (entries of a descent never exceed 1 by more than rounding).
DIVERGED = 100.0


@dataclass(frozen=True)
class Fates:
    """What became of n starts.

    Parameters
    ----------
    rise : largest rise of the test loss above its running minimum, shape (n,)
    loss : last test loss, shape (n,)
    least : least eigenvalue of W at each of the inspected steps, shape (inspections, n); -inf after divergence
    diverged : whether an entry of W passed `DIVERGED`, shape (n,)
    """

    rise: Array
    loss: Array
    least: Array
    diverged: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


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
    """
    with np.errstate(over="ignore", invalid="ignore"):
        return _iterate(recurrence_step, W, A, eta, steps, observe)


def polygon(states: Array, eta: float, clock: Clock) -> Trajectory:
    """Return the path through states (n, d, d), one after each step of eta units of time, straight between them."""
    steps = eta * np.arange(len(states), dtype=float)
    slopes = np.diff(states, axis=0, append=states[-1:]) / eta

    def motion(t: Array) -> tuple[Array, Array]:
        at = np.clip(np.floor(t / eta * (1 + 1e-15)).astype(int), 0, len(states) - 1)
        return states[at] + slopes[at] * (t - steps[at])[:, None, None], slopes[at]

    return Trajectory(motion, steps, clock)


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


def product(first: Array, second: Array) -> Array:
    """Return the matrix products of (i, j, n) and (j, k, n), shape (i, k, n)."""
    return np.einsum("ijn,jkn->ikn", first, second)


def weight_slope(U: Array, W: Array, a: Array) -> Array:
    """Return U' = X U where W = U U^T."""
    return a[:, None, None] * U - product(0.5 * (a[:, None] + a)[:, :, None] * W, U)


def point_loss(W: Array, z: Array) -> Array:
    """Return 1/2 ||W z - z||^2, shape (n,)."""
    residual = np.einsum("ijn,j->in", W, z) - z[:, None]
    return 0.5 * (residual**2).sum(axis=0)


def side_by_side(
    start: Array, a: Array, z: Array, eta: float, steps: int, method: str = "gd", inspect: tuple[int, ...] = ()
) -> Fates:
    """Iterate starts U (n, d, h) by gradient descent on U, or W = U U^T by the recurrence, and return the outcome of each.

    Parameters
    ----------
    start : U, shape (n, d, h)
    a, z : rates and test point, shape (d,)
    eta, steps : step size > 0 on the printed clock, number of steps
    method : "gd" or "recurrence"
    inspect : steps after which the least eigenvalue of W is taken

    Raises
    ------
    ValueError : if the method is unknown, eta not above 0 or `steps` below 0
    """
    if method not in ("gd", "recurrence"):
        raise ValueError(f"method must be one of gd, recurrence, got {method}")
    _check(eta, steps)
    blocks = [start[k : k + BLOCK] for k in range(0, len(start), BLOCK)]
    parts = [_block(np.ascontiguousarray(np.moveaxis(block, 0, 2)), a, z, eta, steps, method, inspect) for block in blocks]
    return Fates(*(np.concatenate([getattr(part, field.name) for part in parts], axis=-1) for field in fields(Fates)))


def descent_losses(start: Array, a: Array, z: Array, eta: float, steps: int, every: int = 1) -> Array:
    """Return the test losses of starts U (n, d, h) under gradient descent on U, every so many steps, shape (n, records)."""
    _check(eta, steps)
    curves = []
    for block in (start[k : k + BLOCK] for k in range(0, len(start), BLOCK)):
        U, records = np.ascontiguousarray(np.moveaxis(block, 0, 2)), []
        for number in range(steps + 1):
            W = product(U, U.swapaxes(0, 1))
            if number % every == 0:
                records.append(point_loss(W, z))
            U = U + eta * weight_slope(U, W, a)
        curves.append(np.stack(records, axis=1))
    return np.concatenate(curves)


def _block(U: Array, a: Array, z: Array, eta: float, steps: int, method: str, inspect: tuple[int, ...]) -> Fates:
    W = product(U, U.swapaxes(0, 1))
    lowest, rise = np.full(U.shape[2], np.inf), np.zeros(U.shape[2])
    diverged = np.zeros(U.shape[2], dtype=bool)
    least = []
    recur = in_place(W, a, eta)
    # A diverging start may overflow before it is caught; it is frozen and reported, not warned about.
    with np.errstate(over="ignore", invalid="ignore"):
        for number in count():
            loss = point_loss(W, z)
            follow_rise(loss, lowest, rise)
            if number in inspect:
                least.append(np.where(diverged, -np.inf, np.linalg.eigvalsh(np.moveaxis(W, 2, 0))[:, 0]))
            if number == steps:
                break
            if method == "gd":
                U = U + eta * weight_slope(U, W, a)
                W = product(U, U.swapaxes(0, 1))
            else:
                recur()
                gone = ~(np.abs(W).max(axis=(0, 1)) <= DIVERGED)
                if gone.any():
                    diverged |= gone
                    W[:, :, gone] = np.eye(len(W))[:, :, None]
    return Fates(rise, loss, np.array(least).reshape(len(inspect), len(rise)), diverged)


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
