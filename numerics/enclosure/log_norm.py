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

from functools import cache

import numpy as np
from flint import arb, arb_mat

from numerics.enclosure.field import mirror, tangent


@cache
def _positions(d: int) -> tuple[tuple[int, int], ...]:
    return tuple((i, j) for i in range(d) for j in range(i, d))


def operator_matrix(X: arb_mat, A: arb_mat) -> list[list[arb]]:
    """Return DV(X) on Sym(d) in the orthonormal basis e_ii, (e_ij + e_ji)/sqrt 2: n rows of n balls.

    X : symmetric hull, shape (d, d)
    A : rates, diagonal, shape (d, d)
    """
    d = X.nrows()
    root = arb(2).sqrt()
    columns = []
    for i, j in _positions(d):
        unit = arb_mat(d, d)
        unit[i, j] = unit[j, i] = arb(1) if i == j else 1 / root
        image = tangent(X, unit, A)
        columns.append([image[p, p] if p == r else image[p, r] * root for p, r in _positions(d)])
    return [list(row) for row in zip(*columns, strict=True)]


def operator_norm(K: list[list[arb]]) -> arb:
    """Return an upper bound of ||K||_2 <= sqrt(||K||_1 ||K||_inf)."""
    sizes = [[entry.abs_upper() for entry in row] for row in K]
    rows = max(sum(row, arb(0)).upper() for row in sizes)
    columns = max(sum(column, arb(0)).upper() for column in zip(*sizes, strict=True))
    return (rows * columns).sqrt().upper()


def is_positive_definite(S: list[list[arb]]) -> bool:
    """Return whether the factorisation S = L diag(p) L^T in balls proves every pivot p_k > 0.

    S : symmetric rows of balls, of which the upper triangle is read
    """
    rows = [list(row) for row in S]
    for k, pivot_row in enumerate(rows):
        if not pivot_row[k] > 0:
            return False
        for i in range(k + 1, len(rows)):
            ratio = pivot_row[i] / pivot_row[k]
            for j in range(i, len(rows)):
                rows[i][j] = rows[i][j] - ratio * pivot_row[j]
    return True


def greatest_eigenvalue_bound(K: list[list[arb]]) -> arb:
    """Return c + ||H||_inf with c >= lambda_max(S) proved, S and H midpoint and radii of (K + K^T)/2.

    Where the factorisation does not go through, Gershgorin's discs bound lambda_max(S).
    """
    n = len(K)
    entries = [[(K[i][j] + K[j][i]) / 2 for j in range(n)] for i in range(n)]
    spread = max(sum((entry.rad() for entry in row), arb(0)).upper() for row in entries)
    middle = [[entry.mid() for entry in row] for row in entries]
    floats = np.array([[float(entry) for entry in row] for row in middle])
    scale = float(np.abs(floats).max()) + float(spread)
    if not np.isfinite(floats).all():
        return arb("inf")
    guess = arb(float(np.linalg.eigvalsh(floats)[-1]) + 1e-9 * scale + 1e-3 * float(spread))
    shifted = [[guess - middle[i][j] if i == j else -middle[i][j] for j in range(n)] for i in range(n)]
    if is_positive_definite(shifted):
        return (guess + spread).upper()
    discs = [middle[i][i] + sum((abs(middle[i][j]) for j in range(n) if j != i), arb(0)) for i in range(n)]
    return (max(disc.upper() for disc in discs) + spread).upper()


def log_norm(X: arb_mat, A: arb_mat) -> tuple[arb, arb]:
    """Return upper bounds of the logarithmic norm and of the operator norm of DV over the hull X.

    X : symmetric hull; where its mirror entries differ it is made symmetric first, shape (d, d)
    A : rates, diagonal, shape (d, d)
    """
    K = operator_matrix(mirror(X) / 2, A)
    return greatest_eigenvalue_bound(K), operator_norm(K)
