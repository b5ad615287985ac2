"""Iterate thousands of small tied networks side by side, and keep only what is asked of each.

The steps are those of `numerics.iterate` with the starts along the last axis, so that every product of d x d matrices is d^3
long vector operations (ten times faster at d = 3 than a stack of small matrices). A test holds both layouts together.

    U+ = U + eta X U,  X = A - (A W + W A)/2,  W = U U^T        W+ = W + eta (X W + W X)
    rise = max over k of ( loss_k - min over j <= k of loss_j ),  loss = 1/2 ||W z - z||^2

Source: arXiv 2410.08309v2, Appendix D (as transcribed).

Legend: n starts; U (d, h, n), W (d, d, n); a (d,) rates; z (d,) test point; eta step, printed clock.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numerics.arrays import Array
from numerics.iterate import in_place
from numerics.loss import follow_rise

#: Starts per block: a block's matrices stay in the cache of one core.
BLOCK = 1000
#: An entry beyond this has left every bound of the theory (entries of a descent never exceed 1 by more than rounding).
DIVERGED = 100.0


@dataclass(frozen=True)
class Outcome:
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


def product(first: Array, second: Array) -> Array:
    """Return the matrix products of (i, j, n) and (j, k, n), shape (i, k, n)."""
    return np.einsum("ijn,jkn->ikn", first, second)


def descent_step(U: Array, W: Array, a: Array, eta: float) -> Array:
    """Return `U + eta X U` where `W = U U^T`."""
    return U + eta * (a[:, None, None] * U - product(0.5 * (a[:, None] + a)[:, :, None] * W, U))


def point_loss(W: Array, z: Array) -> Array:
    """Return `1/2 ||W z - z||^2`, shape (n,)."""
    residual = np.einsum("ijn,j->in", W, z) - z[:, None]
    return 0.5 * (residual**2).sum(axis=0)


def run(start: Array, a: Array, z: Array, eta: float, steps: int, method: str = "gd", inspect: tuple[int, ...] = ()) -> Outcome:
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
    ValueError : if the method is unknown or eta is not positive
    """
    if method not in ("gd", "recurrence"):
        raise ValueError(f"method must be gd or recurrence, got {method}")
    if not eta > 0:
        raise ValueError(f"eta must be > 0, got {eta}")
    blocks = [start[k : k + BLOCK] for k in range(0, len(start), BLOCK)]
    parts = [_block(np.ascontiguousarray(np.moveaxis(block, 0, 2)), a, z, eta, steps, method, inspect) for block in blocks]
    return Outcome(
        np.concatenate([part.rise for part in parts]),
        np.concatenate([part.loss for part in parts]),
        np.concatenate([part.least for part in parts], axis=1),
        np.concatenate([part.diverged for part in parts]),
    )


def _block(U: Array, a: Array, z: Array, eta: float, steps: int, method: str, inspect: tuple[int, ...]) -> Outcome:
    W = product(U, U.swapaxes(0, 1))
    lowest, rise = np.full(U.shape[2], np.inf), np.zeros(U.shape[2])
    diverged = np.zeros(U.shape[2], dtype=bool)
    least = []
    recur = in_place(W, a, eta)
    # A diverging start may overflow before it is caught; it is frozen and reported, not warned about.
    with np.errstate(over="ignore", invalid="ignore"):
        for number in range(steps + 1):
            loss = point_loss(W, z)
            follow_rise(loss, lowest, rise)
            if number in inspect:
                least.append(np.where(diverged, -np.inf, np.linalg.eigvalsh(np.moveaxis(W, 2, 0))[:, 0]))
            if number == steps:
                break
            if method == "gd":
                U = descent_step(U, W, a, eta)
                W = product(U, U.swapaxes(0, 1))
            else:
                recur()
                gone = ~(np.abs(W).max(axis=(0, 1)) <= DIVERGED)
                if gone.any():
                    diverged |= gone
                    W[:, :, gone] = np.eye(len(W))[:, :, None]
    return Outcome(rise, loss, np.array(least).reshape(len(inspect), len(rise)), diverged)
