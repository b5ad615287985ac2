"""Proposition: the spread of empirical moments is what moments of Gaussians give, and does not cover an origin cluster."""

import numpy as np
import pytest

from numerics.task.identity_mapping import Task
from numerics.task.sampling import empirical_moments, moment_variance


def test_without_signal_it_is_the_variance_of_a_wishart_matrix():
    found = moment_variance(Task((0.0, 0.0), (0.5, 2.0)), 10)
    assert found == pytest.approx(np.array([[2 * 0.5**4, 1.0], [1.0, 2 * 2.0**4]]) / 20, rel=1e-14)


def test_without_noise_it_is_zero_and_so_are_the_deviations():
    task = Task((1.0, 2.0), (0.0, 0.0))
    assert not moment_variance(task, 5).any()
    sets = empirical_moments(task, 5, 3, np.random.default_rng(0))
    assert sets == pytest.approx(np.broadcast_to(np.diag(task.rates()), (3, 2, 2)), abs=1e-15)


def test_an_origin_cluster_is_refused():
    with pytest.raises(ValueError, match="origin"):
        moment_variance(Task((1.0,), (0.1,), origin=True), 5)
