"""Proposition: parts by entry and parts by cluster sum to the slope of the test loss, and each is what its own data would do."""

import numpy as np
import pytest

from numerics.task.attribution import cluster_moments, slope_by_cluster, slope_by_entry
from numerics.task.field import one_layer_field, tied_field
from numerics.task.identity_mapping import Task
from numerics.task.loss import test_loss_slope

MU, SIGMA = np.array([1.0, 1.5]), np.array([0.1, 0.2, 0.3])


@pytest.mark.parametrize("field", [tied_field, one_layer_field])
def test_parts_sum_to_the_slope(field):
    rng = np.random.default_rng(1)
    W, z = rng.standard_normal((4, 3, 3)), rng.standard_normal(3)
    W = W + W.swapaxes(-1, -2)
    moments = cluster_moments(MU, SIGMA)
    a = np.array([0.1**2 + 0.5, 0.2**2 + 1.5**2 / 2, 0.3**2])
    np.testing.assert_allclose(np.sum(moments, axis=0), a, rtol=1e-14)
    slope = test_loss_slope(W, field(W, a), z)
    np.testing.assert_allclose(np.sum(slope_by_entry(W, field(W, a), z), axis=(-2, -1)), slope, rtol=1e-12)
    parts = slope_by_cluster(W, [field(W, moment) for moment in moments], z)
    assert parts.shape == (4, 2)
    np.testing.assert_allclose(np.sum(parts, axis=-1), slope, rtol=1e-12)


def test_an_entry_by_hand():
    """R = W z - z = (1 + 2 - 1, 0 - 2) = (2, -2)."""
    W, velocity, z = np.array([[1.0, 1.0], [0.0, 0.0]]), np.array([[3.0, 5.0], [7.0, 11.0]]), np.array([1.0, 2.0])
    assert slope_by_entry(W, velocity, z).tolist() == [[6, 20], [-14, -44]]


def test_a_cluster_is_the_moment_of_its_samples():
    task = Task(tuple(MU), tuple(SIGMA), 3)
    samples = task.sample(200_000, np.random.default_rng(2))
    for cluster, moment in zip(samples, 2 * cluster_moments(MU, SIGMA), strict=True):
        np.testing.assert_allclose(cluster.T @ cluster / len(cluster), np.diag(moment), atol=0.02)
