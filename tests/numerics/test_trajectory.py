"""The factored integration agrees with a plain one, from any scale of start, and refuses indefinite starts."""

import numpy as np
import pytest

from numerics.flow import integrate_tied
from numerics.trajectory import integrate, integrate_linear, pivots, triangular_factor


def test_agrees_with_the_flow_of_W():
    a, W0 = np.array([1.5, 1.0, 0.4]), np.array([[0.02, 0.01, 0.0], [0.01, 0.03, 0.005], [0.0, 0.005, 0.01]])
    factored, plain = integrate(a, W0, 12.0), integrate_tied(W0, a, 12.0, rtol=1e-11, atol=1e-13)
    for t in (0.0, 1.0, 5.0, 12.0):
        np.testing.assert_allclose(factored.at(np.array([t]))[0], plain.W(t), atol=1e-8)


def test_starts_of_1e_300_are_followed():
    path = integrate(np.array([1.0, 0.5]), 1e-300 * np.array([[1.0, 0.6], [0.6, 1.0]]), 720.0)
    T = np.log(1 / 0.64e-300)
    assert path.at(np.array([T]))[0, 1, 1] == pytest.approx(0.5, abs=1e-6)


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


def test_one_layer_by_integration_is_the_exponential():
    a, W0 = np.array([1.0, 0.3]), np.array([[0.1, 0.5], [-0.2, 0.3]])
    path = integrate_linear(a, W0, 10.0)
    np.testing.assert_allclose(path.at(np.array([4.0]))[0], np.eye(2) + (W0 - np.eye(2)) * np.exp(-4 * a), atol=1e-9)
