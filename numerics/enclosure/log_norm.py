r"""How fast two solutions of the flow can part: the logarithmic norm of DV on symmetric matrices.

For symmetric E(s) with E' = K(s) E + g, K(s) a mean of DV(X) over X in a convex set:  d||E||/ds <= m ||E|| + ||g||,  where

    m >= max over X of the largest eigenvalue of the symmetric part of DV(X) as an operator on Sym(d),

as ||E|| d||E||/ds = <E, K E + g>. In the orthonormal basis e_ii, (e_ij + e_ji)/sqrt 2 all these operators lie in one
n x n matrix of balls, n = d(d+1)/2. Let S be the midpoint and H the radii of its symmetric part. Then
m = lambda_max(S) + ||H||_inf will do. A candidate c for lambda_max(S) comes from floating point and is *proved* by a
factorisation c I - S = L diag(p) L^T in balls with all pivots p_k positive.

Near W = I, m is about -2 min a: errors contract, so no wrapping builds up over a long horizon.

Source: Dahlquist 1958 (logarithmic norm); Rump 2010 (verified positive definiteness); for this flow: new.

Legend: X symmetric (d, d) balls, the hull of the set; A diagonal (d, d); K, S, H (n, n); c, m scalars.
"""

from __future__ import annotations

import numpy as np
from flint import arb, arb_mat

from numerics.enclosure.field import Law, diagonal, mirror, tangent

#: Of the greatest entry and the radii: a candidate exceeds the floating-point eigenvalue by so much, to be proved easily.
PADDING = 1e-9


def operator_matrix(X: arb_mat, A: Law) -> arb_mat:
    """Return DV(X) on Sym(d) in the orthonormal basis e_ii, (e_ij + e_ji)/sqrt 2, shape (n, n).

    X : symmetric hull, shape (d, d)
    A : rates, diagonal, shape (d, d)
    """
    d, root, columns = X.nrows(), arb(2).sqrt(), []
    positions = [(i, j) for i in range(d) for j in range(i, d)]
    for i, j in positions:
        unit = arb_mat(d, d)
        unit[i, j] = unit[j, i] = arb(1) if i == j else 1 / root
        image = tangent(X, unit, A)
        columns.append([image[p, p] if p == r else image[p, r] * root for p, r in positions])
    return arb_mat(columns).transpose()


def operator_norm(K: arb_mat) -> arb:
    """Return an upper bound of ||K||_2 <= sqrt(||K||_1 ||K||_inf)."""
    sizes = [[entry.abs_upper() for entry in row] for row in K.tolist()]
    rows = max(sum(row, arb(0)).upper() for row in sizes)
    columns = max(sum(column, arb(0)).upper() for column in zip(*sizes, strict=True))
    return (rows * columns).sqrt().upper()


def is_positive_definite(S: arb_mat) -> bool:
    """Return whether the factorisation S = L diag(p) L^T proves every pivot p_k > 0, for all matrices in the balls.

    S : symmetric, of which the upper triangle is read, shape (n, n)
    """
    rows = S.tolist()
    for k, pivot_row in enumerate(rows):
        if not pivot_row[k] > 0:
            return False
        for i in range(k + 1, len(rows)):
            ratio = pivot_row[i] / pivot_row[k]
            for j in range(i, len(rows)):
                rows[i][j] = rows[i][j] - ratio * pivot_row[j]
    return True


def greatest_eigenvalue_bound(K: arb_mat) -> arb:
    """Return c + ||H||_inf with c >= lambda_max(S) proved, S and H midpoint and radii of (K + K^T)/2; infinity if not proved."""
    symmetric = mirror(K) / 2
    spread = max(sum((entry.rad() for entry in row), arb(0)).upper() for row in symmetric.tolist())
    S = symmetric.mid()
    floats = np.array([[float(entry) for entry in row] for row in S.tolist()])
    if not np.isfinite(floats).all():
        return arb("inf")
    guess = arb(float(np.linalg.eigvalsh(floats)[-1]) + PADDING * (float(np.abs(floats).max()) + float(spread)))
    return (guess + spread).upper() if is_positive_definite(diagonal([guess] * S.nrows()) - S) else arb("inf")


def log_norm(X: arb_mat, A: Law) -> tuple[arb, arb]:
    """Return upper bounds of the logarithmic norm and of the operator norm of DV over the hull X.

    X : symmetric hull; where its mirror entries differ it is made symmetric first, shape (d, d)
    A : rates, diagonal, shape (d, d)
    """
    K = operator_matrix(mirror(X) / 2, A)
    return greatest_eigenvalue_bound(K), operator_norm(K)
