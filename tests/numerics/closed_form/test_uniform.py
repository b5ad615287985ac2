"""Proposition: the uniform solution is the recursion it is written as, exact at equal rates, for diagonal starts and at first."""

import numpy as np
import pytest

from numerics.closed_form.entries import isotropic, learning_time, logistic
from numerics.closed_form.stages import compose
from numerics.closed_form.uniform import uniform, uniform_motion
from numerics.flow.integrate import integrate_factored
from numerics.task.elimination import pivots
from numerics.task.field import tied_field


def start_of(rng, d, size):
    B = rng.standard_normal((d, 2 * d))
    return size * B @ B.T / (2 * d)


def plain_recursion(a, W0, t):
    """The recursion as a reader would write it, without a thought for overflow."""
    d, X = a.size, W0.copy()
    for k in range(d):
        c, row = X[k, k], X[k].copy()
        psi = np.log(1 + c * np.expm1(2 * a[k] * t)) / (4 * a[k])
        others = [i for i in range(d) if i != k]
        for i in others:
            for j in others:
                X[i, j] -= row[i] * row[j] / c * (1 - np.exp(-(2 * a[k] + a[i] + a[j]) * psi))
        for i in others:
            X[i, k] = X[k, i] = row[i] * np.exp(a[k] * t - (3 * a[k] + a[i]) * psi)
        X[k, k] = c * np.exp(2 * a[k] * t - 4 * a[k] * psi)
    return X


@pytest.mark.parametrize("d", [1, 2, 3, 6])
def test_equals_the_plain_recursion(d):
    rng = np.random.default_rng(d)
    a, W0 = np.sort(rng.uniform(0.2, 2.0, d))[::-1], start_of(rng, d, 1e-2)
    for t in (0.0, 0.7, 2.0, 5.0, 12.0):
        np.testing.assert_allclose(uniform(a, W0, np.asarray(t)), plain_recursion(a, W0, t), rtol=1e-8, atol=1e-13)


def test_equal_rates_are_the_isotropic_solution_of_any_size_and_rank():
    rng = np.random.default_rng(5)
    t, thin = np.linspace(0, 30, 61), np.outer([1.0, 2.0, -1.0, 0.5], [1.0, 2.0, -1.0, 0.5])
    for W0 in (start_of(rng, 4, 1e-6), start_of(rng, 4, 1.0), 1e-3 * thin):
        found, exact = uniform(np.full(4, 0.8), W0, t), isotropic(np.asarray(0.8), W0, t)
        np.testing.assert_allclose(found, exact, atol=1e-11)


def test_diagonal_starts_are_learned_entry_by_entry():
    a, c, t = np.array([2.0, 1.0, 0.0]), np.array([1e-3, 0.2, 0.1]), np.linspace(0, 9, 7)
    W = uniform(a, np.diag(c), t)
    np.testing.assert_allclose(np.einsum("nkk->nk", W), logistic(a, c, t[:, None]), rtol=1e-13)
    assert np.count_nonzero(W) == 3 * t.size


@pytest.mark.parametrize("size", [1e-3, 1.0, 30.0])
def test_leaves_the_start_as_the_flow_does(size):
    rng = np.random.default_rng(3)
    a, W0 = np.array([1.5, 1.0, 0.4]), start_of(rng, 3, size)
    np.testing.assert_allclose(uniform(a, W0, np.zeros(1))[0], W0, rtol=1e-14)
    slope = uniform_motion(a[None], W0[None], np.zeros(1))[1][0]
    np.testing.assert_allclose(slope, tied_field(W0, a), rtol=1e-11, atol=1e-13 * size**2)


def test_rates_apart_give_the_composition_in_the_limit_of_small_starts():
    """The two differ by products of minor entries, which vanish with the start; both tend to the flow."""
    rng = np.random.default_rng(2)
    a, M = np.array([2.0, 1.0, 0.4]), start_of(rng, 3, 1.0)
    gaps = []
    for omega in (1e-3, 1e-6, 1e-9):
        t = np.linspace(0, np.log(1 / omega) + 12, 400)
        gaps.append(np.max(np.abs(uniform(a, omega * M, t) - compose(a, omega * M, t))))
    assert gaps[0] > 8 * gaps[1] > 64 * gaps[2]


@pytest.mark.parametrize("ratio", [1.001, 1.03, 1.1, 1.3, 2.0])
def test_close_rates_are_near_the_flow_where_the_composition_is_not(ratio):
    rng = np.random.default_rng(8)
    U = 0.01 * rng.random((3, 3))
    a, t = np.array([ratio, 1.0, 1 / ratio]), np.linspace(0, 20, 401)
    flow = integrate_factored(U @ U.T, a, 20.0).W(t)
    assert np.max(np.abs(uniform(a, U @ U.T, t) - flow)) < 0.03
    if ratio < 1.1:
        assert np.max(np.abs(compose(a, U @ U.T, t) - flow)) > 0.2


def test_each_is_learned_when_its_pivot_says_in_the_limit():
    a, W0 = np.array([3.0, 1.0]), 1e-12 * np.array([[1.0, 0.6], [0.6, 0.8]])
    T = learning_time(a, pivots(W0))
    W = uniform(a, W0, T)
    assert [W[k, k, k] for k in range(2)] == pytest.approx([0.5, 0.5], abs=1e-4)


def test_a_direction_that_depends_on_others_is_not_learned():
    a, u, t = np.array([2.0, 1.0]), np.array([0.1, 0.2]), np.linspace(0, 40, 41)
    W = uniform(a, np.outer(u, u), t)
    assert W[-1, 0, 0] == pytest.approx(1, abs=1e-9)
    assert np.all(np.abs(W[:, 1, 1]) < 0.3)
    assert abs(W[-1, 1, 1]) < 1e-6


def test_broadcasts_over_parameters_and_refuses_another_order():
    a, W0 = np.array([[2.0, 1.0], [1.5, 0.5]]), np.array([[[0.02, 0.01], [0.01, 0.03]], [[0.01, 0.0], [0.0, 0.02]]])
    t = np.linspace(0, 3, 4)
    together = uniform(a[:, None], W0[:, None], t)
    for row in range(2):
        np.testing.assert_allclose(together[row], uniform(a[row], W0[row], t), rtol=1e-15)
    for function in (uniform, compose):
        with pytest.raises(ValueError, match=r"^a must descend, .*, got \[1.0, 2.0\]$"):
            function(np.array([1.0, 2.0]), W0[0], t)


def test_nothing_overflows():
    a, t = np.array([50.0, 1.0]), np.array([0.0, 100.0, 1e4])
    W = uniform(a, np.array([[1e-5, 2e-6], [2e-6, 1e-5]]), t)
    np.testing.assert_allclose(W[-1], np.eye(2), atol=1e-12)
    assert np.all(np.isfinite(W))
