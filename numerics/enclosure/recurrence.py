"""The recurrence of Appendix D and gradient descent on U, in balls.

    recurrence           W+ = W + eta V(W)
    gradient descent     W+ = (I + eta X) W (I + eta X)^T = W + eta V(W) + eta^2 X W X^T,    X = A - (A W + W A)/2

The iteration starts from exact data, at a precision that is raised until the wanted iterates have the wanted radius; every
ball contains the exact iterate. A matrix is proved indefinite by an exact vector with x^T W x < 0; positive definite
by `numerics.enclosure.log_norm.is_positive_definite`.

Source: arXiv 2410.08309v2, Appendix D, as transcribed; gradient descent on U: new.

Legend: W symmetric (d, d); a exact rates, length d; eta exact step size; k step numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from flint import arb, arb_mat, fmpq

from numerics.enclosure.field import HALF, Rows, diagonal, field, identity, matrix, mirror, norm
from numerics.enclosure.given_data import check_data
from numerics.enclosure.precision import working_precision

#: The first try; it is doubled until the radius is reached.
LEAST_PRECISION = 256
#: What needs more bits is refused.
HIGHEST_PRECISION = 1 << 16
Update = Callable[[arb_mat, arb_mat, arb], arb_mat]


def recurrence_step(W: arb_mat, A: arb_mat, eta: arb) -> arb_mat:
    """Return W + eta V(W), shape (d, d)."""
    return W + field(W, A) * eta


def descent_step(W: arb_mat, A: arb_mat, eta: arb) -> arb_mat:
    """Return (I + eta X) W (I + eta X)^T with X = A - (A W + W A)/2, shape (d, d)."""
    left = (A - mirror(A * W) * HALF) * eta + identity(W.nrows())
    return mirror(left * W * left.transpose()) * HALF


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

    W0 : start, exact, symmetric, shape (d, d)
    a : rates, exact, nonnegative, length d
    eta : step size, exact, above 0
    at : step numbers >= 0
    iterate : "recurrence" or "gd"

    Raises
    ------
    ValueError : if an argument is none of these, or if 2^16 bits are not enough
    """
    check_data(W0, a)
    if iterate not in UPDATES:
        raise ValueError(f"iterate must be one of {', '.join(UPDATES)}, got {iterate!r}")
    if not eta > 0:
        raise ValueError(f"eta must be positive, got {eta}")
    if any(k < 0 for k in at):
        raise ValueError(f"at must hold step numbers >= 0, got {list(at)}")
    precision = LEAST_PRECISION
    while precision <= HIGHEST_PRECISION:
        with working_precision(precision):
            found = _run(matrix(W0), diagonal(a), arb(eta), sorted(set(at)), UPDATES[iterate], relative)
        if found is not None:
            return Iterates(found, precision)
        precision *= 2
    raise ValueError(f"at must hold steps whose iterates need at most {HIGHEST_PRECISION} bits, got {max(at)}")


def _run(W: arb_mat, A: arb_mat, eta: arb, at: Sequence[int], update: Update, relative: float) -> dict[int, arb_mat] | None:
    """Return the iterates, or None as soon as a wanted one is too wide."""
    found: dict[int, arb_mat] = {}
    k = 0
    for wanted in at:
        while k < wanted:
            W = update(W, A, eta)
            k += 1
        scale = norm(entry.mid() for entry in W.entries())
        if not all(entry.is_finite() and entry.rad() <= scale * relative for entry in W.entries()):
            return None
        found[wanted] = W
    return found


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
    x = tuple((arb(float(v)) / scale).mid().fmpq() for v, scale in zip(vector, scales, strict=True))
    column = matrix([[entry] for entry in x])
    return x if (column.transpose() * W * column)[0, 0] < 0 else None


def enclose_products(U0: Rows, a: Sequence[fmpq], eta: fmpq, at: Sequence[int], precision: int) -> dict[int, arb_mat]:
    """Return balls around W_k = U_k U_k^T of U+ = (I + eta X) U for every k in `at`, from exact U_0 of any shape (d, d').

    Nearly singular W are W of well-conditioned U, and need fewer bits so. With too few, the balls are wide.

    Raises
    ------
    ValueError : if a step number is negative
    """
    if any(k < 0 for k in at):
        raise ValueError(f"at must hold step numbers >= 0, got {list(at)}")
    found: dict[int, arb_mat] = {}
    with working_precision(precision):
        U, step, k = matrix(U0), diagonal(a) * arb(eta), 0
        for wanted in sorted(set(at)):
            while k < wanted:
                U = U + (step - mirror(step * (U * U.transpose())) * HALF) * U
                k += 1
            found[wanted] = U * U.transpose()
    return found
