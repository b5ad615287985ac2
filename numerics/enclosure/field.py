"""The printed vector field of the tied network in ball arithmetic: value, derivative, quadratic part; norms and hulls.

    V(W)    = Y - (Y W + W Y)/2,                   Y = A W + W A        (Eqs. (4.3) and (D.2))
    DV(W) D = Z - (Z W + W Z + Y D + D Y)/2,       Z = A D + D A
    Q(D)    = -(Z D + D Z)/2,                      V(W + D) = V(W) + DV(W) D + Q(D) exactly

All matrices are symmetric, so W Y is the transpose of Y W and one product is saved.

Source: Yang et al., ICLR 2025, arXiv 2410.08309v2, Eq. (4.3) and Theorem 4.1, as transcribed; the split: new.

Legend: W, D symmetric (d, d) `arb_mat`; A diagonal (d, d) `arb_mat` of rates; norms are Frobenius norms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flint import arb, arb_mat, fmpq

Rows = Sequence[Sequence[fmpq]]

HALF = arb(0.5)


def matrix(rows: Sequence[Sequence[fmpq | arb]]) -> arb_mat:
    """Return a matrix of exact numbers as balls at the working precision."""
    return arb_mat(len(rows), len(rows[0]), [arb(entry) for row in rows for entry in row])


def diagonal(rates: Sequence[fmpq | arb]) -> arb_mat:
    """Return diag(a) as balls at the working precision.

    rates : a, length d
    """
    d = len(rates)
    return arb_mat(d, d, [arb(rates[i]) if i == j else arb(0) for i in range(d) for j in range(d)])


def identity(d: int) -> arb_mat:
    """Return I, shape (d, d)."""
    return diagonal([arb(1)] * d)


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


def greatest(M: arb_mat) -> arb:
    """Return an upper bound of max |m_ij| over the balls of M (an exact number)."""
    return max(entry.abs_upper() for entry in M.entries())


def norm(sizes: Iterable[arb]) -> arb:
    """Return an upper bound of the Euclidean norm of exact numbers (an exact number)."""
    return sum((size * size for size in sizes), arb(0)).sqrt().upper()


def frobenius(M: arb_mat) -> arb:
    """Return an upper bound of ||M||_F over the balls of M (an exact number)."""
    return norm(entry.abs_upper() for entry in M.entries())


def radius_norm(M: arb_mat) -> arb:
    """Return an upper bound of the Frobenius norm of the radii of M (an exact number)."""
    return norm(entry.rad() for entry in M.entries())


def widened(x: arb, radius: arb) -> arb:
    """Return a ball that contains every number within `radius` of x."""
    return x + arb(0, radius)


def fatten(M: arb_mat, radius: arb) -> arb_mat:
    """Return balls that contain every matrix within Frobenius distance `radius` of M, shape (d, d)."""
    return arb_mat(M.nrows(), M.ncols(), [widened(entry, radius) for entry in M.entries()])


def multiples(M: arb_mat) -> arb_mat:
    """Return balls around 0 that contain x M for every x in [-1, 1], shape (d, d)."""
    return arb_mat(M.nrows(), M.ncols(), [arb(0, entry.abs_upper()) for entry in M.entries()])
