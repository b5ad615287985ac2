"""Proposition: minibatches are the samples in order, and their moments, weighted, are the moment of all samples."""

import numpy as np
import pytest

from numerics.networks.data import Clusters, draw
from numerics.networks.minibatch import augmented, moment, moments, slices


def test_slices_keep_the_order_and_leave_the_last_short():
    parts = slices(15_000, 128)
    assert len(parts) == 118
    assert parts[-1] == slice(14_976, 15_000)
    points = draw(Clusters((1.0, 2.0), (0.3, 0.2), 2, samples=100), np.random.default_rng(6))
    weights = np.array([part.stop - part.start for part in slices(200, 64)])
    weighted = np.tensordot(weights, moments(points, 64, True), axes=1) / 200
    assert weighted == pytest.approx(moment(points, True), rel=1e-13)


def test_the_constant_is_appended_where_there_are_biases():
    points = np.arange(6.0).reshape(3, 2)
    assert augmented(points, True).tolist() == [[0, 1, 1], [2, 3, 1], [4, 5, 1]]
    assert augmented(points, False) is points


def test_sizes_must_be_positive():
    with pytest.raises(ValueError, match="size"):
        slices(10, 0)
