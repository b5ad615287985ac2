"""Pivots and factors give the matrix back, in floats and exactly, and indefinite starts are refused."""

from fractions import Fraction

import numpy as np
import pytest

from numerics.elimination import exact_pivots, pivots, triangular_factor


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


def test_exact_pivots_are_those_of_floats():
    W = [[2, 1, 0], [1, 2, 1], [0, 1, 2]]
    rows = [[Fraction(entry) for entry in row] for row in W]
    found = list(exact_pivots(rows))
    assert [c for c, _ in found] == [2, Fraction(3, 2), Fraction(4, 3)]
    assert [beside for _, beside in found] == [[1, 0], [1], []]
    np.testing.assert_allclose([float(c) for c, _ in found], pivots(np.array(W, dtype=float)))
    assert rows[1][1] == 2


def test_an_exact_pivot_of_zero_takes_nothing_out():
    rows = [[Fraction(0), Fraction(0)], [Fraction(0), Fraction(3)]]
    assert [c for c, _ in exact_pivots(rows)] == [0, 3]
