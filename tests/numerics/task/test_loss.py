"""Losses are the means they are defined as; the slope of the test loss is its derivative."""

import numpy as np
import pytest

from numerics.task import loss
from numerics.task.identity_mapping import second_moment
from numerics.task.loss import (
    follow_rise,
    log_det_divergence,
    rise,
    sample_loss,
    test_loss,
    test_loss_slope,
    training_loss,
    training_loss_of_rates,
    turns,
)

RNG = np.random.default_rng(3)


def test_sample_loss_by_a_plain_loop():
    W, samples = RNG.standard_normal((3, 3)), RNG.standard_normal((2, 4, 3))
    by_loop = np.mean([0.5 * np.sum((W @ x - x) ** 2) for x in samples.reshape(-1, 3)])
    assert sample_loss(W, samples) == pytest.approx(by_loop)
    assert training_loss(W, second_moment(samples)) == pytest.approx(by_loop)


def test_losses_of_many_are_those_of_each():
    W, a, z = RNG.standard_normal((4, 3, 3)), RNG.random((4, 3)), RNG.standard_normal((4, 3))
    each = [training_loss(one, np.diag(rates)) for one, rates in zip(W, a, strict=True)]
    np.testing.assert_allclose(training_loss_of_rates(W, a), each, rtol=1e-14)
    by_loop = [0.5 * np.sum((one @ probe - probe) ** 2) for one, probe in zip(W, z, strict=True)]
    np.testing.assert_allclose(test_loss(W, z), by_loop, rtol=1e-14)
    np.testing.assert_allclose(test_loss(W, z[0]), [0.5 * np.sum((one @ z[0] - z[0]) ** 2) for one in W], rtol=1e-14)


def test_a_weighted_slope_is_the_mean_slope_of_its_probes():
    W, V, weights = np.diag([0.5, 0.2, 2.0]) + 0.1, RNG.standard_normal((3, 3)), np.array([4.0, 1.0, 0.25])
    slopes = [test_loss_slope(W, V, np.sqrt(weight) * axis) for weight, axis in zip(weights, np.eye(3), strict=True)]
    assert loss.weighted_loss_slope(W, V, weights) == pytest.approx(sum(slopes))


def test_test_loss_and_slope():
    W, V, z = RNG.standard_normal((2, 3, 3)), RNG.standard_normal((2, 3, 3)), RNG.standard_normal(3)
    assert test_loss(W, z) == pytest.approx([0.5 * np.sum((single @ z - z) ** 2) for single in W])
    step = 1e-6
    differences = (test_loss(W + step * V, z) - test_loss(W - step * V, z)) / (2 * step)
    assert test_loss_slope(W, V, z) == pytest.approx(differences, rel=1e-6)


def test_identity_has_no_loss():
    assert training_loss(np.eye(3), np.ones(3)) == 0
    assert test_loss(np.eye(3), np.ones(3)) == 0


#: A rise from the very start; one above an older minimum; one still going on at the end; none.
CURVES = {(3.0, 5.0): 2.0, (3.0, 1.0, 2.0, 1.5, 2.2, 0.0): 1.2, (3.0, 1.0, 2.0, 0.5, 1.8): 1.3, (3.0, 2.0, 2.0): 0.0}


@pytest.mark.parametrize(("curve", "expected"), CURVES.items())
def test_the_rise_is_the_largest_above_the_running_minimum(curve, expected):
    by_pairs = max(later - earlier for k, later in enumerate(curve) for earlier in curve[: k + 1])
    lowest, largest = np.full(1, np.inf), np.zeros(1)
    for value in curve:
        follow_rise(np.array([value]), lowest, largest)
    assert rise(np.array([curve, curve])) == pytest.approx([expected, expected])
    assert (by_pairs, largest[0]) == pytest.approx((expected, expected))


def test_the_divergence_is_a_sum_over_eigenvalues():
    values = np.array([0.2, 0.9, 1.7])
    frame = np.linalg.qr(np.random.default_rng(0).standard_normal((3, 3)))[0]
    assert log_det_divergence((frame * values) @ frame.T) == pytest.approx(np.sum(values - np.log(values) - 1), rel=1e-13)


def test_the_divergence_of_the_identity_is_zero():
    assert log_det_divergence(np.eye(4)) == 0


@pytest.mark.parametrize("W", [np.diag([1.0, -1.0]), -np.eye(2), np.diag([1.0, -1e-9])])
def test_the_divergence_of_an_indefinite_matrix_is_refused(W):
    with pytest.raises(ValueError, match="positive semidefinite"):
        log_det_divergence(W)


@pytest.mark.parametrize("W", [np.zeros((2, 2)), np.ones((2, 2)), np.diag([1.0, 0.0, 2.0])])
def test_the_divergence_of_a_singular_matrix_is_infinite(W):
    assert log_det_divergence(W) == np.inf


def test_losses_of_stacks_are_the_single_ones():
    W, V = RNG.standard_normal((4, 5, 3, 3)), RNG.standard_normal((4, 5, 3, 3))
    a, z = np.array([1.3, 0.4, 0.0]), np.array([0.7, -1.2, 2.0])
    losses, slopes, trained = test_loss(W, z), test_loss_slope(W, V, z), training_loss(W, a)
    for place in np.ndindex(4, 5):
        residual = W[place] - np.eye(3)
        assert losses[place] == pytest.approx(np.sum((residual @ z) ** 2) / 2)
        assert slopes[place] == pytest.approx((residual @ z) @ V[place] @ z)
        assert trained[place] == pytest.approx(np.trace(residual @ np.diag(a) @ residual.T) / 2)
    curves = np.array([[[3.0, 1.0, 2.0], [1.0, 4.0, 0.0]]])
    assert rise(curves).tolist() == [[1.0, 3.0]]


@pytest.mark.parametrize("scale", [1e-3, 1.0, 100.0])
def test_a_negative_eigenvalue_is_rounding_by_the_size_of_the_matrix(scale):
    assert log_det_divergence(scale * np.diag([1.0, 0.5, -0.7e-10])) == np.inf
    with pytest.raises(ValueError, match="positive semidefinite"):
        log_det_divergence(scale * np.diag([1.0, 0.5, -1.5e-10]))


def test_losses_at_test_points_are_not_taken_for_tests():
    named = [one for name, one in vars(loss).items() if name.startswith("test_")]
    assert [one.__test__ for one in named] == [False, False]


def test_turns_are_counted_and_standing_still_is_none():
    """Rounding is no turn either."""
    curves = [[3, 2, 1, 2, 1, 0], [3, 2, 2, 2, 1, 0], [3, 2, 2, 3, 3, 3], [1, 2, 3, 4, 5, 6], [3, 2, 2 + 1e-10, 2, 1, 0]]
    assert turns(np.array(curves, dtype=float)).tolist() == [2, 0, 1, 0, 0]
