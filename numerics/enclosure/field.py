"""The vector fields of two layers in ball arithmetic: value, derivative, quadratic part; norms and hulls.

    V(W)    = L - (Y W + W Y)/2,                   L, Y those of W
    DV(W) D = L - (Z W + W Z + Y D + D Y)/2,       L, Z those of D
    Q(D)    = -(Z D + D Z)/2,                      V(W + D) = V(W) + DV(W) D + Q(D) exactly

    tied    W = U U^T: L = Y = A W + W A           (Eqs. (4.3) and (D.2))
    free    S = (W_2; W_1^T) (W_2; W_1^T)^T = [[P, W], [W^T, R]], W = W_2 W_1 (loss clock):
            L = J S + S J, J = [[0, A], [A, 0]],   Y = 2 [[0, W A], [A W^T, 0]]

All matrices are symmetric, so W Y is the transpose of Y W and one product is saved. Both Q have ||Q(D)|| <= 2 max a ||D||^2.

Source: Yang et al., ICLR 2025, arXiv 2410.08309v2, Eq. (4.3) and Theorem 4.1, as transcribed; the split: new.

Legend: W, D symmetric (d, d) `arb_mat`, S (2 d, 2 d); A diagonal (d, d) `arb_mat` of rates; norms are Frobenius norms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

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


@dataclass(frozen=True)
class Free:
    """The rates A of a network whose two layers are free, for fields of the symmetric S, shape (2 d, 2 d)."""

    A: arb_mat

    def parts(self, S: arb_mat) -> tuple[arb_mat, arb_mat]:
        """Return L = J S + S J and Y = 2 [[0, W A], [A W^T, 0]]."""
        d = self.A.nrows()
        zero, rows = arb_mat(d, d), S.tolist()
        J = blocks(zero, self.A, zero)
        drag = matrix([row[d:] for row in rows[:d]]) * self.A * 2
        return mirror(J * S), blocks(zero, drag, zero)


#: The rates of a tied network, a diagonal matrix, or of a free one.
Law: TypeAlias = arb_mat | Free


def blocks(P: arb_mat, W: arb_mat, R: arb_mat) -> arb_mat:
    """Return [[P, W], [W^T, R]] of blocks of one size."""
    upper = [p + w for p, w in zip(P.tolist(), W.tolist(), strict=True)]
    lower = [w + r for w, r in zip(W.transpose().tolist(), R.tolist(), strict=True)]
    return matrix(upper + lower)


def parts(M: arb_mat, A: Law) -> tuple[arb_mat, arb_mat]:
    """Return L and Y of M."""
    if isinstance(A, Free):
        return A.parts(M)
    doubled = mirror(A * M)
    return doubled, doubled


def fastest(A: Law) -> arb:
    """Return an upper bound of max a (an exact number)."""
    return greatest(A.A if isinstance(A, Free) else A)


def field(W: arb_mat, A: Law) -> arb_mat:
    """Return V(W) = L - (Y W + W Y)/2, of the shape of W."""
    L, Y = parts(W, A)
    return L - mirror(Y * W) * HALF


def tangent(W: arb_mat, D: arb_mat, A: Law) -> arb_mat:
    """Return DV(W) D = L - (Z W + W Z + Y D + D Y)/2, of the shape of W."""
    (_, Y), (L, Z) = parts(W, A), parts(D, A)
    return L - mirror(Z * W + Y * D) * HALF


def quadratic(D: arb_mat, A: Law) -> arb_mat:
    """Return Q(D) = -(Z D + D Z)/2, of the shape of D."""
    return mirror(parts(D, A)[1] * D) * (-HALF)


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
