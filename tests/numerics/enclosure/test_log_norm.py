"""Logarithmic norm and operator norm bound the true ones of every matrix in the hull, and are near them for a point."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, arb_mat, ctx

from numerics.enclosure import log_norm as log_norm_module
from numerics.enclosure.field import diagonal, identity
from numerics.enclosure.log_norm import (
    PADDING,
    greatest_eigenvalue_bound,
    is_positive_definite,
    log_norm,
    operator_matrix,
    operator_norm,
)
from numerics.integers.semidefinite import is_semidefinite
from tests.numerics.enclosure.containment import fraction


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


@pytest.mark.parametrize("seed", range(3))
def test_operator_matrix_is_the_derivative_entry_by_entry(seed: int) -> None:
    rng = np.random.default_rng(seed)
    W, a = rng.normal(size=(3, 3)), rng.random(3)
    W = W + W.T
    X, A = arb_mat(3, 3, [arb(float(x)) for x in W.ravel()]), diagonal([arb(float(x)) for x in a])
    found = np.array([[float(entry) for entry in row] for row in operator_matrix(X, A).tolist()])
    assert np.abs(found - operator(W, a)).max() < 1e-12


def test_operator_norm_is_the_root_of_row_and_column_sums_rounded_up() -> None:
    # 1, 2; -3, 4: greatest row sum 7, greatest column sum 6
    with ctx.workprec(100):
        assert (7 * arb(6)).sqrt().overlaps(operator_norm(arb_mat(2, 2, [1, 2, -3, 4])))
        assert (7 * arb(6)).sqrt().overlaps(operator_norm(arb_mat(2, 2, [1, -3, 2, 4])))
        assert operator_norm(arb_mat(2, 2, [1, 2, -3, 4])).is_exact()
    with ctx.workprec(4):
        for seed in range(300):
            entries = np.random.default_rng(seed).integers(-40, 41, (3, 3))
            found = operator_norm(arb_mat(3, 3, [arb(int(k)).mid() for k in entries.ravel()]))
            true = int(np.abs(entries).sum(0).max() * np.abs(entries).sum(1).max())
            assert true <= fraction(found.mid().fmpq()) ** 2 < 4 * true


def test_definiteness_is_that_of_exact_elimination() -> None:
    # from the upper triangle: what stands below it is not read
    for seed in range(200):
        rng = np.random.default_rng(seed)
        d = 2 + seed % 3
        U = rng.integers(-3, 4, (d, d))
        S = U @ U.T + int(rng.integers(-4, 2)) * np.diag(rng.integers(0, 2, d))
        exact = [[Fraction(int(entry)) for entry in row] for row in S]
        definite = is_semidefinite(exact) and round(np.linalg.det(S)) != 0
        assert (
            is_positive_definite(arb_mat(d, d, [int(x) for x in (np.triu(S) + 7 * np.tri(d, k=-1, dtype=int)).ravel()]))
            is definite
        )
    assert not is_positive_definite(arb_mat(1, 1, [0]))
    assert not is_positive_definite(arb_mat(1, 1, [arb(1, 1)]))


def test_eigenvalue_bound_is_that_of_the_middle_and_the_row_sums_of_radii(monkeypatch: pytest.MonkeyPatch) -> None:
    # symmetric part of the middle [[1, 2], [2, 1]]: eigenvalue 3; radii 1/4, 1/2; 1/2, 1: greatest row sum 3/2
    K = arb_mat(2, 2, [arb(1, 0.25), arb(3, 0.5), arb(1, 0.5), arb(1, 1)])
    assert 4.5 < float(greatest_eigenvalue_bound(K)) < 4.5 + 1e-8
    assert greatest_eigenvalue_bound(K).is_exact()
    assert float(greatest_eigenvalue_bound(arb_mat(1, 1, [4]))) == pytest.approx(4 + 4 * PADDING, abs=1e-12)
    monkeypatch.setattr(log_norm_module, "PADDING", 0.125)
    assert float(greatest_eigenvalue_bound(K)) == pytest.approx(4.5 + 0.125 * (2 + 1.5), abs=1e-6)


def test_eigenvalue_bound_holds_the_worst_matrix_in_the_balls() -> None:
    # all radii r on middle 1: 2 + 2r is reached; a bound that forgets a row or a radius is below it
    for radii in ([0.1, 0.1, 0.1, 0.1], [0.5, 0, 0, 0], [0, 0.2, 0.2, 0], [0, 0, 0, 0.3], [0.1, 0.2, 0.2, 0]):
        K = arb_mat(2, 2, [arb(1, r) for r in radii])
        worst = np.linalg.eigvalsh(1 + np.array(radii).reshape(2, 2))[-1]
        assert float(greatest_eigenvalue_bound(K)) >= worst


def test_a_candidate_too_low_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(np.linalg, "eigvalsh", lambda S: np.array([0.0, 2.9]))
    assert not greatest_eigenvalue_bound(arb_mat(2, 2, [1, 2, 2, 1])).is_finite()


def test_sums_of_radii_are_rounded_up() -> None:
    # around 0 the bound is the greatest row sum of radii; at 4 bits every sum is rounded
    for seed in range(300):
        radii = np.random.default_rng(seed).integers(300, 1000, (3, 3))
        with ctx.workprec(60):
            K = arb_mat(3, 3, [arb(0, int(r)) for r in (radii + radii.T).ravel()])
            held = [sum((fraction(entry.rad().fmpq()) for entry in row), Fraction(0)) for row in (K + K.transpose()).tolist()]
        with ctx.workprec(4):
            found = greatest_eigenvalue_bound(K)
        assert max(held) / 2 * Fraction(999999, 1000000) <= fraction(found.fmpq()) < max(held)
