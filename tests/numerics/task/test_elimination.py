"""Pivots and factors give the matrix back; exact pivots are quotients of minors, and say whether a matrix is U U^T.

Floats settle that only where exact pivots agree, and asymmetry is taken out exactly or refused.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as draw

from numerics.integers.semidefinite import is_semidefinite
from numerics.model.tied import TIED
from numerics.start import random_start
from numerics.task.elimination import (
    check_semidefinite,
    exact_pivots,
    pivots,
    surely_definite,
    symmetrised,
    triangular_factor,
)


def by_minors(W: list[list[Fraction]]) -> bool:
    """Return whether every principal minor is at least 0."""
    sets = [rows for size in range(1, len(W) + 1) for rows in combinations(range(len(W)), size)]
    return all(fmpq_mat([[fmpq(W[i][j].numerator, W[i][j].denominator) for j in rows] for i in rows]).det() >= 0 for rows in sets)


def by_pivots(W: list[list[Fraction]]) -> bool:
    try:
        exact_pivots(W)
    except ValueError:
        return False
    return True


def matrices(rng: np.random.Generator) -> list[list[list[Fraction]]]:
    """Return symmetric matrices of small fractions: any, of low rank, and of low rank less a little."""
    found = []
    for d in (1, 2, 3, 4):
        for rank in range(d + 1):
            for _ in range(12):
                U = rng.integers(-2, 3, (d, rank))
                low = U @ U.T
                other = rng.integers(-1, 3, (d, d))
                less = low - np.diag(rng.integers(0, 2, d))
                for W in (low, other + other.T, less):
                    found.append([[Fraction(int(entry), 6) for entry in row] for row in W])
    return found


def test_both_tests_agree_with_the_minors() -> None:
    answers = []
    for W in matrices(np.random.default_rng(0)):
        answers.append(by_minors(W))
        assert by_pivots(W) == answers[-1]
        assert is_semidefinite(W) == answers[-1]
        assert answers[-1] or not surely_definite(W)
    assert 0.2 < np.mean(answers) < 0.8


@pytest.mark.parametrize(
    ("W", "sentence"),
    [
        ([["1/100", "1/50"], ["1/50", "1/100"]], "pivot 2 = -3/100"),
        ([["0", "1/50"], ["1/50", "1"]], "pivot 1 = 0 beside 1/50"),
        ([["-1", "0"], ["0", "1"]], "pivot 1 = -1"),
    ],
)
def test_the_pivot_is_named(W: list[list[str]], sentence: str) -> None:
    with pytest.raises(ValueError, match=f"positive semidefinite for the tied model, W = U U\\^T, got {sentence}"):
        exact_pivots([[Fraction(entry) for entry in row] for row in W])


def determinant(W: list[list[Fraction]]) -> Fraction:
    """Return the determinant by flint."""
    found = fmpq_mat([[fmpq(entry.numerator, entry.denominator) for entry in row] for row in W]).det()
    return Fraction(int(found.p), int(found.q))


def test_pivots_are_quotients_of_leading_minors() -> None:
    rng = np.random.default_rng(1)
    for d in (1, 2, 3, 5):
        U = [[Fraction(int(k), 7) for k in row] for row in rng.integers(-9, 10, (d, d + 1))]
        W = [[sum((p * q for p, q in zip(u, v, strict=True)), Fraction(0)) for v in U] for u in U]
        minors = [Fraction(1), *(determinant([row[:n] for row in W[:n]]) for n in range(1, d + 1))]
        assert exact_pivots(W) == [after / before for before, after in pairwise(minors)]


def test_a_dependent_direction_has_the_pivot_0_and_is_passed_over() -> None:
    u = [Fraction(k, 10) for k in (1, 2, 3)]
    W = [[p * q for q in u] for p in u]
    W[2][2] += 1
    assert exact_pivots(W) == [Fraction(1, 100), 0, 1]


def test_floats_settle_what_is_well_inside_and_leave_the_rest_to_pivots() -> None:
    tiny = Fraction(1, 10**30)
    inside = [[Fraction(1), Fraction(0)], [Fraction(0), tiny]]
    assert surely_definite(inside)
    for w_22 in (1 + tiny, 1, 1 - tiny):
        W = ((Fraction(1), Fraction(1)), (Fraction(1), Fraction(w_22)))
        assert not surely_definite(W)
        if w_22 >= 1:
            check_semidefinite(W)
    with pytest.raises(ValueError, match="got pivot 2 = -1e-30"):
        check_semidefinite(((Fraction(1), Fraction(1)), (Fraction(1), 1 - tiny)))


@pytest.mark.parametrize("W", [np.eye(3), np.ones((2, 2)), np.diag([1.0, 0.0, 2.0]), np.zeros((2, 2))])
def test_triangular_factor_gives_the_matrix_back(W):
    L = triangular_factor(W)
    np.testing.assert_allclose(L @ L.T, W, atol=1e-15)


def test_pivots_are_ratios_of_minors():
    W = np.array([[2.0, 1.0, 0.5], [1.0, 2.0, 1.0], [0.5, 1.0, 2.0]])
    minors = [np.linalg.det(W[:k, :k]) for k in range(1, 4)]
    np.testing.assert_allclose(np.cumprod(pivots(W)), minors)


@pytest.mark.parametrize("W", [np.array([[1.0, 2.0], [2.0, 1.0]]), np.array([[0.0, 1.0], [1.0, 1.0]]), -np.eye(2)])
def test_indefinite_starts_are_refused(W):
    with pytest.raises(ValueError, match="positive semidefinite"):
        triangular_factor(W)


def test_exact_pivots_are_those_of_floats() -> None:
    W = [[2, 1, 0], [1, 2, 1], [0, 1, 2]]
    rows = [[Fraction(entry) for entry in row] for row in W]
    assert exact_pivots(rows) == [2, Fraction(3, 2), Fraction(4, 3)]
    np.testing.assert_allclose([float(c) for c in exact_pivots(rows)], pivots(np.array(W, dtype=float)))
    assert rows[1][1] == 2


def test_an_exact_pivot_of_zero_takes_nothing_out() -> None:
    assert exact_pivots([[Fraction(0), Fraction(0)], [Fraction(0), Fraction(3)]]) == [0, 3]


@settings(deadline=None)
@given(draw.integers(1, 4), draw.integers(0, 10**6), draw.integers(-20, 3), draw.integers(-330, 3))
def test_what_floats_settle_is_definite(d: int, seed: int, nearness: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    low = TIED.random_start(rng.standard_normal((d, max(d - 1, 1))))
    scales = [Fraction(10) ** int(rng.integers(size - 3, size + 1)) for _ in range(d)]
    lift = Fraction(int(rng.integers(-1, 2))) * Fraction(10) ** nearness
    W = [[(w + (lift if i == j else 0)) * scales[i] * scales[j] for j, w in enumerate(row)] for i, row in enumerate(low)]
    if surely_definite(W):
        assert all(pivot > 0 for pivot in exact_pivots(W))


def test_definite_starts_are_settled_at_any_scale() -> None:
    for size in (1e-150, 1e-10, 1.0, 1e6):
        assert surely_definite(random_start(size, 0, 3))
    assert not surely_definite(TIED.random_start(np.ones((3, 1))))


def test_rounding_is_symmetrised_exactly_and_more_is_refused() -> None:
    tiny = Fraction(1, 10**12)
    W = ((Fraction(1), Fraction(1, 2) + tiny), (Fraction(1, 2), Fraction(1)))
    assert symmetrised(W) == (((1, Fraction(1, 2) + tiny / 2), (Fraction(1, 2) + tiny / 2, 1)), tiny)
    assert TIED.checked_start(W)[1] == tiny
    symmetric = ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(1)))
    assert symmetrised(symmetric) == (symmetric, 0)
    assert symmetrised(((Fraction(1, 3),),)) == (((Fraction(1, 3),),), 0)
    with pytest.raises(ValueError, match="must be symmetric"):
        symmetrised(((Fraction(1), Fraction(1, 10**8)), (Fraction(0), Fraction(1))))


@pytest.mark.parametrize("scale", [1e-8, 1.0, 100.0])
def test_floats_take_rounding_for_dependence_by_the_size_of_entries(scale):
    for part, dependent in ((0.7e-13, True), (1.5e-13, False)):
        found = pivots(scale * np.array([[4.0, 2.0], [2.0, 1.0 + part]]))
        assert found[0] == pytest.approx(4 * scale)
        assert bool(found[1] == 0) is dependent
    for part, refused in ((0.7e-10, False), (1.5e-10, True)):
        for W in (np.diag([-part, 1.0, 0.5]), np.diag([1.0, 0.5, -part])):
            if refused:
                with pytest.raises(ValueError, match="positive semidefinite"):
                    triangular_factor(scale * W)
            else:
                assert pivots(scale * W) == pytest.approx(np.maximum(scale * np.diag(W), 0))
    for part, refused in ((0.7e-5, False), (-0.7e-5, False), (1.5e-5, True), (-1.5e-5, True)):
        W = scale * np.array([[0.0, part, 0.0], [part, 1.0, 0.0], [0.0, 0.0, 0.5]])
        if refused:
            with pytest.raises(ValueError, match="got pivot 1 = 0"):
                triangular_factor(W)
        else:
            assert pivots(W) == pytest.approx(scale * np.array([0.0, 1.0, 0.5]))


def test_a_triangular_factor_is_that_of_cholesky():
    W = np.array([[2.0, 1.0, -0.5], [1.0, 3.0, 0.7], [-0.5, 0.7, 1.1]])
    np.testing.assert_allclose(triangular_factor(W), np.linalg.cholesky(W), rtol=1e-14, atol=1e-16)


@pytest.mark.parametrize("largest", [Fraction(1, 50), Fraction(7)])
def test_what_may_be_rounding_is_said_to_be_so(largest: Fraction) -> None:
    def refusal(W: list[list[Fraction]]) -> str:
        with pytest.raises(ValueError, match="positive semidefinite") as refused:
            exact_pivots(W)
        return str(refused.value)

    zero, small = Fraction(0), largest / 10
    for part, said in ((Fraction(9, 10**10), True), (Fraction(11, 10**10), False)):
        for sign in (1, -1):
            beside = refusal([[zero, sign * part * largest, zero], [sign * part * largest, largest, zero], [zero, zero, small]])
            assert ("rounding of a start of lower rank" in beside) is said
        negative = refusal([[largest, zero, zero], [zero, small, zero], [zero, zero, -part * largest]])
        assert ("rounding of a start of lower rank" in negative) is said


@pytest.mark.parametrize("size", [Fraction(1, 50), Fraction(1), Fraction(-7)])
def test_asymmetry_is_by_the_largest_entry_and_the_largest_is_named(size: Fraction) -> None:
    """The largest entry is an off-diagonal one, and negative where the size is."""
    big, small = size, abs(size) / 10
    for part, refused in ((Fraction(9, 10**10), False), (Fraction(11, 10**10), True)):
        apart = part * abs(size)
        W = (
            (small, big, Fraction(0)),
            (big, small, small - apart),
            (apart / 3, small, -small),
        )
        if refused:
            with pytest.raises(ValueError, match=r"must be symmetric .* at \(2, 3\)"):
                symmetrised(W)
        else:
            halves, asymmetry = symmetrised(W)
            assert asymmetry == apart
            assert halves == tuple(tuple((W[i][j] + W[j][i]) / 2 for j in range(3)) for i in range(3))
    with pytest.raises(ValueError, match=r"got 2 and 1 at \(1, 3\)"):
        symmetrised(((Fraction(1), Fraction(1), Fraction(2)), (Fraction(1),) * 3, (Fraction(1),) * 3))


@pytest.mark.parametrize(("d", "diagonal", "margin"), [(2, 1, 160), (3, 1, 300), (2, Fraction(5, 2), 208), (4, 2, 576)])
def test_floats_prove_what_is_beyond_the_margin(d: int, diagonal: Fraction, margin: int) -> None:
    """With diagonal entries in [1, 4), where D = I: the least eigenvalue against 4 (d + 2) eps (trace + 4 d)."""
    for factor, proved in ((Fraction(95, 100), False), (Fraction(105, 100), True)):
        least = factor * margin * Fraction(float(np.finfo(float).eps))
        W = [[Fraction(diagonal if i == j else 0) for j in range(d)] for i in range(d)]
        W[0][1] = W[1][0] = diagonal - least
        assert surely_definite(W) is proved


@pytest.mark.parametrize("entry", [10**400, -(10**400), 9, -9])
def test_what_is_far_from_definite_is_left_open(entry: int) -> None:
    assert not surely_definite([[Fraction(1), Fraction(entry)], [Fraction(entry), Fraction(1)]])
    assert not surely_definite([[Fraction(1), Fraction(0)], [Fraction(0), Fraction(0)]])
    assert not surely_definite([[Fraction(1), Fraction(0)], [Fraction(0), Fraction(-1)]])
