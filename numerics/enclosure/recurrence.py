"""The recurrence of Appendix D and gradient descent on U, in balls or exact rationals.

    recurrence           W+ = W + eta V(W)
    gradient descent     W+ = (I + eta X) W (I + eta X)^T = W + eta V(W) + eta^2 X W X^T,    X = A - (A W + W A)/2

Balls: started from exact data at a precision that is raised until the wanted iterates have the wanted radius; every
ball contains the exact iterate.  Rationals: exact, for few steps (digits double with each).

A matrix is proved indefinite by a vector with x^T W x < 0, and positive definite by its pivots.

Source: arXiv 2410.08309v2, Appendix D, as transcribed; gradient descent on U: new.

Legend: W symmetric (d, d); a exact rates, length d; eta exact step size; k step numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from flint import arb, arb_mat, ctx, fmpq, fmpq_mat

from numerics.ball_field import diagonal, field, mirror
from numerics.enclose import Rows, check_data
from numerics.log_norm import is_positive_definite

HIGHEST_PRECISION = 1 << 16
Update = Callable[[arb_mat, arb_mat, arb], arb_mat]


def recurrence_step(W: arb_mat, A: arb_mat, eta: arb) -> arb_mat:
    """Return W + eta V(W), shape (d, d)."""
    return W + field(W, A) * eta


def descent_step(W: arb_mat, A: arb_mat, eta: arb) -> arb_mat:
    """Return (I + eta X) W (I + eta X)^T with X = A - (A W + W A)/2, shape (d, d)."""
    moved = (A - mirror(A * W) * arb(0.5)) * eta
    left = moved + arb_mat(W.nrows(), W.nrows(), [arb(i == j) for i in range(W.nrows()) for j in range(W.nrows())])
    return mirror(left * W * left.transpose()) * arb(0.5)


UPDATES: dict[str, Update] = {"recurrence": recurrence_step, "gd": descent_step}


@dataclass(frozen=True)
class Iterates:
    """Balls that contain the exact iterates W_k at the steps asked for, and the precision that was needed."""

    at: dict[int, arb_mat]
    precision: int


def enclose_iterates(
    W0: Rows, a: Sequence[fmpq], eta: fmpq, at: Sequence[int], iterate: str = "recurrence", relative: float = 1e-6
) -> Iterates:
    """Return balls around W_k for every k in `at`, each entry to the relative radius asked for.

    W0 : (d, d) exact symmetric; a : (d,) exact; eta > 0; at : step numbers >= 0; iterate : "recurrence" or "gd".
    Raises ValueError on bad data or when 2^16 bits are not enough.
    """
    d = check_data(W0, a)
    if iterate not in UPDATES:
        raise ValueError(f"iterate: must be one of {', '.join(UPDATES)}, got {iterate!r}")
    if not eta > 0 or any(k < 0 for k in at):
        raise ValueError(f"eta, at: need eta > 0 and steps >= 0, got {eta} and {list(at)}")
    precision = 256
    while precision <= HIGHEST_PRECISION:
        with ctx.workprec(precision):
            W = arb_mat(d, d, [arb(W0[min(i, j)][max(i, j)]) for i in range(d) for j in range(d)])
            found = _run(W, diagonal(a), arb(eta), sorted(set(at)), UPDATES[iterate], relative)
        if found is not None:
            return Iterates(found, precision)
        precision *= 2
    raise ValueError(f"at: the iterates up to {max(at)} need more than {HIGHEST_PRECISION} bits")


def _run(W: arb_mat, A: arb_mat, eta: arb, at: Sequence[int], update: Update, relative: float) -> dict[int, arb_mat] | None:
    """Return the iterates, or None as soon as a wanted one is too wide."""
    found: dict[int, arb_mat] = {}
    k = 0
    for wanted in at:
        while k < wanted:
            W = update(W, A, eta)
            k += 1
            if k % 256 == 0 and not W.trace().is_finite():
                return None
        scale = sum((entry.mid() * entry.mid() for entry in W.entries()), arb(0)).sqrt().upper()
        if not all(entry.is_finite() and entry.rad() <= scale * relative for entry in W.entries()):
            return None
        found[wanted] = W
    return found


def rational_recurrence(W0: Rows, a: Sequence[fmpq], eta: fmpq, steps: int) -> fmpq_mat:
    """Return the exact iterate after so many steps of W+ = W + eta V(W), shape (d, d)."""
    d = check_data(W0, a)
    W = fmpq_mat(d, d, [W0[i][j] for i in range(d) for j in range(d)])
    A = fmpq_mat(d, d, [a[i] if i == j else fmpq(0) for i in range(d) for j in range(d)])
    for _ in range(steps):
        Y = A * W + W * A
        W = W + (Y - (Y * W + W * Y) * fmpq(1, 2)) * eta
    return W


def positive_definite(W: arb_mat) -> bool:
    """Return whether the pivots prove every matrix in the balls positive definite."""
    return is_positive_definite(W.tolist())


def negative_direction(W: arb_mat) -> tuple[fmpq, ...] | None:
    """Return an exact vector x with x^T W x < 0 proved for every matrix in the balls, or None.

    The candidate is the eigenvector of the midpoint's least eigenvalue after scaling to a unit diagonal, which keeps
    entries of very different sizes apart.
    """
    d = W.nrows()
    middle = [[entry.mid() for entry in row] for row in W.tolist()]
    scales = [abs(middle[i][i]).sqrt() if middle[i][i] != 0 else arb(1) for i in range(d)]
    scaled = np.array([[float(middle[i][j] / (scales[i] * scales[j])) for j in range(d)] for i in range(d)])
    vector = np.linalg.eigh(scaled)[1][:, 0]
    x = tuple(_nearby((arb(float(v)) / scale).mid()) for v, scale in zip(vector, scales, strict=True))
    column = arb_mat(d, 1, [arb(entry) for entry in x])
    return x if (column.transpose() * W * column)[0, 0] < 0 else None


def _nearby(x: arb) -> fmpq:
    """Return an exact number within 2^-60 of x, relatively."""
    with ctx.workprec(60):
        mantissa, exponent = (+x).mid().man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)
