"""Proposition: the quadratures of a rank-one start are the flow, stay of rank one, and are the logistic in one dimension."""

import numpy as np
import pytest

from numerics.closed_form.rank_one import internal_time, rank_one
from numerics.flow.integrate import integrate_factored


@pytest.mark.parametrize("u", [[0.01, 0.02, 0.01], [1e-6, 0.0, 1e-3], [0.9, 0.8, 0.1]])
def test_rank_one_is_the_flow(u):
    a, u = np.array([2.0, 1.0, 0.5]), np.array(u)
    t = np.linspace(0, 30, 31)
    np.testing.assert_allclose(rank_one(a, u, t), integrate_factored(np.outer(u, u), a, 30.0).W(t), atol=2e-9)


def test_rank_one_refuses_the_other_root():
    with pytest.raises(ValueError, match="rank-one"):
        rank_one(np.array([1.0]), np.array([1.5]), np.zeros(1))


def test_one_dimension_is_the_logistic():
    t = np.linspace(0, 12, 25)
    growth = 1e-4 * np.exp(2.6 * t)
    np.testing.assert_allclose(rank_one(np.array([1.3]), np.array([0.01]), t)[:, 0, 0], growth / (1 - 1e-4 + growth), rtol=1e-10)


def test_only_the_fastest_direction_is_learned_and_the_rank_is_kept():
    W = rank_one(np.array([2.0, 1.0]), np.array([-0.01, 0.3]), np.array([0.0, 2.0, 60.0]))
    np.testing.assert_allclose(W[0], [[1e-4, -3e-3], [-3e-3, 0.09]], rtol=1e-12)
    np.testing.assert_allclose(np.linalg.det(W), 0.0, atol=1e-15)
    np.testing.assert_allclose(W[-1], [[1, 0], [0, 0]], atol=1e-11)


def test_internal_time_runs_at_one_less_half_the_trace():
    a, u, h = np.array([2.0, 1.0]), np.array([0.1, 0.3]), 1e-4
    t = np.array([0.5, 1.0, 3.0])
    slope = (internal_time(a, u, t + h) - internal_time(a, u, t - h)) / (2 * h)
    np.testing.assert_allclose(slope, 1 - np.trace(rank_one(a, u, t), axis1=1, axis2=2) / 2, rtol=1e-7)


def test_zero_stays_zero():
    assert not np.any(rank_one(np.array([2.0, 1.0]), np.zeros(2), np.array([0.0, 9.0])))
