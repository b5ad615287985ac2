"""Logarithmic norm and operator norm bound the true ones of every matrix in the hull, and are near them for a point."""

from __future__ import annotations

import numpy as np
import pytest
from flint import arb, arb_mat

from numerics.enclosure.field import diagonal, identity
from numerics.enclosure.log_norm import greatest_eigenvalue_bound, is_positive_definite, log_norm


def operator(W: np.ndarray, a: np.ndarray) -> np.ndarray:
    """DV(W) on symmetric matrices by central differences, exact for a quadratic up to rounding."""
    d, A = len(a), np.diag(a)

    def V(M: np.ndarray) -> np.ndarray:
        return M @ A + A @ M - (A @ M @ M + M @ M @ A + 2 * M @ A @ M) / 2

    places = [(i, j) for i in range(d) for j in range(i, d)]
    columns = []
    for i, j in places:
        E = np.zeros((d, d))
        E[i, j] = E[j, i] = 1 if i == j else 2**-0.5
        image = (V(W + E) - V(W - E)) / 2
        columns.append([image[p, r] * (1 if p == r else 2**0.5) for p, r in places])
    return np.array(columns).T


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("width", [0.0, 0.1])
def test_both_bound_every_matrix_in_the_hull(seed: int, width: float) -> None:
    rng = np.random.default_rng(seed)
    U, a = rng.random((3, 3)), rng.random(3)
    W = U @ U.T / 2
    hull = arb_mat(3, 3, [arb(float(x), width) for x in W.ravel()])
    m, norm = (float(x) for x in log_norm(hull, diagonal([arb(float(x)) for x in a])))
    for _ in range(20):
        move = rng.uniform(-width, width, (3, 3))
        K = operator(W + (move + move.T) / 2, a)
        assert np.linalg.eigvalsh((K + K.T) / 2)[-1] <= m + 1e-12
        assert np.linalg.norm(K, 2) <= norm + 1e-12
    if width == 0:
        assert m <= np.linalg.eigvalsh((K + K.T) / 2)[-1] + 1e-6


def test_errors_contract_near_the_identity() -> None:
    m, _ = log_norm(identity(2), diagonal([arb(1), arb(3)]))
    assert abs(float(m) + 2) < 1e-6


@pytest.mark.parametrize(("entries", "definite"), [([2, 1, 1, 2], True), ([1, 2, 2, 1], False), ([1, 1, 1, 1], False)])
def test_definiteness_is_proved_or_not_claimed(entries: list[int], definite: bool) -> None:
    assert is_positive_definite(arb_mat(2, 2, entries)) is definite


def test_wide_matrices_are_bounded_too() -> None:
    assert greatest_eigenvalue_bound(arb_mat(2, 2, [arb(0, 1)] * 4)) >= 2
    assert not greatest_eigenvalue_bound(arb_mat(1, 1, [arb("nan")])).is_finite()
