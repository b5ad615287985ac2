"""The finite-step iterations of tied networks, batched over starts.

    gradient descent on U    U+ = U + eta X U,   X = A - (A W + W A)/2,  W = U U^T    (keeps W >= 0)
    recurrence on W          W+ = W + eta V(W)                                        (Appendix D; does not)

One step is eta units of printed time.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Appendix D, as transcribed.

    U  shape (..., d, d');   W  shape (..., d, d);   A  shape (d,) or (d, d);   eta > 0
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numerics.field import tied_field, tied_weight_field
from numerics.side_by_side import recurrence_side_by_side
from numerics.task import Array

Observer = Callable[[int, Array], None]


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
