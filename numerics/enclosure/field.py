"""The printed vector field of the tied network in ball arithmetic: value, derivative, quadratic part, norms.

    V(W)    = Y - (Y W + W Y) / 2,                   Y = A W + W A        (Eq. 4.3 / D.2)
    DV(W) D = Z - (Z W + W Z + Y D + D Y) / 2,       Z = A D + D A
    Q(D)    = -(Z D + D Z) / 2,                      V(W + D) = V(W) + DV(W) D + Q(D) exactly

All matrices are symmetric, so W Y is the transpose of Y W and one product is saved.  The same formulas for the
one-layer network are `linear_field` and friends: V(W) = -(W - I) A, printed here for its rows.

Source: Yang et al., ICLR 2025, arXiv 2410.08309v2, Eq. 4.3 and Theorem 4.1, as transcribed; the split is new here.

Legend: W, D symmetric (d, d) `arb_mat`; A diagonal (d, d) `arb_mat` of rates; norms are Frobenius norms.
"""

from __future__ import annotations

from collections.abc import Sequence

from flint import arb, arb_mat, fmpq

Scalar = int | str | fmpq | arb
HALF = arb(0.5)


def diagonal(rates: Sequence[fmpq | arb]) -> arb_mat:
    """Return diag(a) as balls at the working precision.

    a : rates, length d.  Returns (d, d).
    """
    d = len(rates)
    return arb_mat(d, d, [arb(rates[i]) if i == j else arb(0) for i in range(d) for j in range(d)])


def mirror(M: arb_mat) -> arb_mat:
    """Return M + M^T, shape (d, d)."""
    return M + M.transpose()


def field(W: arb_mat, A: arb_mat) -> arb_mat:
    """Return V(W) = Y - (Y W + W Y)/2 with Y = A W + W A, shape (d, d)."""
    Y = mirror(A * W)
    return Y - mirror(Y * W) * HALF


def tangent(W: arb_mat, D: arb_mat, A: arb_mat) -> arb_mat:
    """Return DV(W) D = Z - (Z W + W Z + Y D + D Y)/2, shape (d, d)."""
    Y, Z = mirror(A * W), mirror(A * D)
    return Z - mirror(Z * W + Y * D) * HALF


def quadratic(D: arb_mat, A: arb_mat) -> arb_mat:
    """Return Q(D) = -(Z D + D Z)/2 with Z = A D + D A, shape (d, d)."""
    return mirror(mirror(A * D) * D) * (-HALF)


def frobenius(M: arb_mat) -> arb:
    """Return an upper bound of ||M||_F over the balls of M (an exact number)."""
    total = arb(0)
    for entry in M.entries():
        size = entry.abs_upper()
        total += size * size
    return total.sqrt().upper()


def radius_norm(M: arb_mat) -> arb:
    """Return an upper bound of the Frobenius norm of the radii of M (an exact number)."""
    total = arb(0)
    for entry in M.entries():
        size = entry.rad()
        total += size * size
    return total.sqrt().upper()


def fatten(M: arb_mat, radius: arb) -> arb_mat:
    """Return balls that contain every matrix within Frobenius distance `radius` of M, shape (d, d)."""
    swell = arb(0, radius.upper())
    return arb_mat(M.nrows(), M.ncols(), [entry + swell for entry in M.entries()])
