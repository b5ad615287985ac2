"""Proposition: the intervals of learning times are those of the delay budget, and none is given where it does not hold."""

import numpy as np
import pytest

from numerics.closed_form.delay import intervals, least_time, total_correlation

START = np.array([[0.1, 0.05], [0.05, 0.2]])


def test_the_total_correlation_is_that_of_the_definition_at_every_scale():
    stated = np.log(0.1) + np.log(0.2) - np.log(0.02 - 0.0025)
    assert total_correlation(np.stack([START, 1e-200 * START])) == pytest.approx([stated, stated], rel=1e-12)


@pytest.mark.parametrize("W", [np.ones((2, 2)), np.diag([1.0, 0.0]), np.array([[1.0, 2.0], [2.0, 1.0]])])
def test_it_is_infinite_off_the_definite(W):
    assert total_correlation(W) > 30 or np.isinf(total_correlation(W))


def test_intervals_by_hand():
    low, high = intervals(np.array([2.0, 0.5]), START)
    D, F = np.log([9.0, 4.0]) / [4.0, 1.0], -np.log(1 - 0.0025 / 0.02)
    assert low == pytest.approx(D, rel=1e-9)
    assert high == pytest.approx(D + F / np.array([2.0, 0.5]), rel=1e-9)
    assert np.all(low < D)


def test_no_interval_without_a_rate_or_from_above_a_half():
    low, high = intervals(np.array([0.0, 1.0, 1.0]), np.diag([0.1, 0.6, 0.1]))
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [True, True, False]
    assert low[2] == pytest.approx(least_time(np.array(1.0), np.array(0.1)))


def test_no_interval_where_rounding_hides_the_correlation():
    nearly = np.array([[0.1, 0.1], [0.1, 0.1 * (1 + 4e-16)]])
    assert np.isnan(intervals(np.ones(2), nearly)[1]).all()
