"""Proposition: the quadratures of a rank-one start are the flow, stay of rank one, and are the logistic in one dimension."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad

from numerics.closed_form.rank_one import _panels, internal_time, rank_one
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


#: A late crossing of F = 1, |u|^2 above 1, two crossings of rates, none at all in time.
STARTS = [[1e-21, 0.0, 1e-9, 1e-5], [0.9, 0.6, 0.1, 0.3], [1e-80, 0.3, 1e-70, 1e-60], [1e-30, 0.0, 1e-90, 1e-14]]


@pytest.mark.parametrize("u", STARTS)
@pytest.mark.parametrize("unit", [0.05, 1.0, 40.0])
def test_internal_time_is_its_quadrature(u, unit):
    a, u = np.array([2.3, 1.7, 0.9, 0.0]), np.array(u)
    r0 = u @ u

    def share(tau):
        F = np.sum(u**2 * np.exp(2 * a * tau))
        return F / np.sqrt(F**2 + 4 * (1 - r0))

    tau = np.array([0.0, 0.4, 3.1, 11.7, 20.9, 29.5, 47.0, 61.3, 70.0])
    crossings = -np.log(np.abs(u[u != 0])) / np.maximum(a[u != 0], 0.1)
    marks = np.unique(np.concatenate([tau, *(crossings + shift for shift in (-3.0, -1.0, -0.3, 0.0, 0.3, 1.0, 3.0))]))
    marks = marks[(marks >= 0) & (marks <= tau[-1])]
    pieces = [quad(share, *ends, epsabs=1e-15, epsrel=1e-13)[0] for ends in pairwise(marks)]
    t = marks + np.append(0.0, np.cumsum(pieces))
    np.testing.assert_allclose(unit * internal_time(unit * a, u, t / unit), marks, rtol=1e-12, atol=1e-13)


def test_late_and_tiny_starts_do_not_overflow():
    u = np.array([1e-140, 3e-140])
    W = rank_one(np.array([2.0, 1.0]), u, np.array([0.0, 100.0, 161.0, 1e4]))
    np.testing.assert_allclose(W[0], np.outer(u, u), rtol=1e-12)
    np.testing.assert_allclose(W[1], np.outer(u, u) * np.exp([[400.0, 300.0], [300.0, 200.0]]), rtol=1e-9)
    np.testing.assert_allclose(W[3], [[1, 0], [0, 0]], atol=1e-12)


def test_without_rates_nothing_moves_and_no_time_is_no_motion():
    u, t = np.array([0.3, -0.4]), np.array([0.0, 0.7, 5.0])
    np.testing.assert_allclose(rank_one(np.zeros(2), u, t), np.broadcast_to(np.outer(u, u), (3, 2, 2)), rtol=1e-13)
    np.testing.assert_allclose(rank_one(np.array([2.0, 1.0]), u, t[:1])[0], np.outer(u, u), rtol=1e-13)
    assert internal_time(np.zeros(2), u, t) == pytest.approx(t / (1 + 0.25 / 1.75), rel=1e-13)


def test_a_start_of_norm_one_is_no_exception():
    u, a, t = np.array([0.0, 1.0]), np.array([2.0, 1.0]), np.array([0.0, 0.7, 3.0])
    np.testing.assert_allclose(rank_one(a, u, t), np.broadcast_to(np.diag([0.0, 1.0]), (3, 2, 2)), atol=1e-13)


#: Where F = 1 is by the one living direction that is there first; the others are dead, without rate, or later.
MARKS = [
    ([1.7, 0.6], [1e-5, 0.0], 300.0, np.log(1e5) / 1.7),
    ([5.0, 1.7, 0.9], [0.0, 1e-4, 1e-60], 90.0, np.log(1e4) / 1.7),
    ([3.0, 0.2], [1e-60, 1e-3], 40.0, np.log(1e3) / 0.2),
    ([0.05, 0.0], [1e-3, 0.9], 700.0, np.log(1e3) / 0.05),
    ([2.0, 0.4], [0.9, 1e-3], 2.0, -np.log(0.9) / 2),
]


@pytest.mark.parametrize(("a", "u", "end", "crossing"), MARKS)
def test_panels_are_short_beside_the_start_and_where_F_is_one(a, u, end, crossing):
    a, u = np.array(a), np.array(u)
    shortest = 0.2 / np.max(a[u != 0])
    edges = _panels(a, u, end)
    for mark in {0.0, crossing} if crossing < end else {0.0}:
        for distance in (mark, mark - shortest, mark + shortest):
            assert np.min(np.abs(edges - distance)) < 1e-12 or not 0 <= distance <= end
        low, high = np.sort(np.abs([edges[:-1] - mark, edges[1:] - mark]), axis=0)
        assert np.all((high <= shortest * (1 + 1e-9)) | (high <= low * np.exp(0.2) * (1 + 1e-9)))
    assert edges[[0, -1]].tolist() == [0.0, end]
    assert len(edges) <= 3 * (np.ceil(np.log(end / shortest) / 0.2) + 2)


@pytest.mark.parametrize(("a", "u"), [([2.5, 0.4], [1.0, 0.1]), ([7.0, 2.5], [0.0, 1.1])])
@pytest.mark.parametrize("scales", [0.3, 7.5, 30.0])
def test_there_are_no_more_panels_than_that_takes(a, u, scales):
    """With F = 1 at the start or before, each panel but the first is e^0.2 times as far as the one before, or a little less."""
    edges = _panels(np.array(a), np.array(u), 0.08 * np.exp(0.2 * scales))
    np.testing.assert_allclose(edges, [0.0, *0.08 * np.exp(0.2 * scales * np.linspace(0, 1, int(np.ceil(scales)) + 1))])


@pytest.mark.parametrize("end", [0.0, 0.01, 0.08])
def test_a_time_within_the_first_panel_is_one_panel(end):
    assert _panels(np.array([2.5, 0.4]), np.array([1.0, 0.1]), end).tolist() in ([0.0, end], [end])
    assert _panels(np.array([2.5, 0.0]), np.array([0.0, 0.1]), 7.0).tolist() == [0.0, 7.0]
