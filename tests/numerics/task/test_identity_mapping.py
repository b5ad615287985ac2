"""The task draws what it says, with the rates and the spread it says, and refuses what makes no sense in one sentence."""

import numpy as np
import pytest

from numerics.task.identity_mapping import Task, empirical_moments, moment_variance, second_moment


def test_rates_by_hand():
    assert Task((1, 1.5), (0.05, 0.05), dim=3).rates() == pytest.approx([0.5025, 1.1275, 0.0])
    assert Task((1, 2), (0.5, 0.1), origin=True).rates() == pytest.approx([0.25 + 1 / 3, 0.01 + 4 / 3])
    assert Task((1.0,), (0.1, 0.2)).rates() == pytest.approx([1.01, 0.04])


def test_probe_is_the_unseen_composition():
    task = Task((1, 1.5), (0.05, 0.05), dim=3)
    assert task.probe().tolist() == [1.0, 1.5, 0.0]
    assert task.probe((0, 1)).tolist() == [0.0, 1.5, 0.0]


def test_samples_have_the_clusters_means_and_deviations():
    task = Task((1.0, 2.0), (0.5, 0.25), dim=3, origin=True)
    samples = task.sample(40_000, np.random.default_rng(0))
    assert samples.shape == (3, 40_000, 3)
    assert np.abs(samples.mean(axis=1) - task.means()).max() < 5 * 0.5 / 200
    assert samples.std(axis=1)[:, 0] == pytest.approx([0.5] * 3, rel=0.02)
    assert (samples[..., 2] == 0).all()
    noise = np.random.default_rng(0).standard_normal((3, 40_000, 3))
    np.testing.assert_allclose(samples, task.means()[:, None, :] + np.array([0.5, 0.25, 0.0]) * noise, atol=1e-14)


def test_second_moment_of_two_points():
    assert second_moment(np.array([[1.0, 2.0], [3.0, 0.0]])).tolist() == [[5.0, 1.0], [1.0, 2.0]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"mu": (-1.0,), "sigma": (1.0,)}, "mu must be finite and at least 0, got -1.0"),
        ({"mu": (float("nan"),), "sigma": (1.0,)}, "mu must be finite"),
        ({"mu": (1.0,), "sigma": (float("inf"),)}, "sigma must be finite"),
        ({"mu": (), "sigma": (1.0,)}, "mu must have at least one entry"),
        ({"mu": (1.0, 1.0), "sigma": (1.0, 1.0), "dim": 1}, "dim must be at least the number of concepts 2, got 1"),
        ({"mu": (1.0, 1.0), "sigma": (1.0, 1.0, 1.0), "dim": 4}, "sigma must have 2 or 4 entries, got 3"),
    ],
)
def test_bad_tasks_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Task(**arguments)


@pytest.mark.parametrize("composition", [(1,), (1, 2), (0.5, 1)])
def test_bad_compositions_are_refused(composition):
    with pytest.raises(ValueError, match="probe must be 2 zeros and ones"):
        Task((1, 1), (1, 1)).probe(composition)


def test_no_samples_are_refused():
    assert Task((1,), (1,)).sample(1, np.random.default_rng(0)).shape == (1, 1, 1)
    with pytest.raises(ValueError, match="count must be at least 1, got 0"):
        Task((1,), (1,)).sample(0, np.random.default_rng(0))


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


def test_the_variance_of_the_second_moment_is_that_of_many_sets():
    task, count = Task((1.0, 1.7), (0.4, 0.9)), 3
    sets = empirical_moments(task, count, 8_000, np.random.default_rng(5))
    assert moment_variance(task, count) == pytest.approx(sets.var(axis=0), rel=0.08)


def test_the_variance_by_hand():
    (p, q), (s, r) = (1.0, 1.7), (0.4, 0.9)
    mixed = (s**2 * r**2 + (p**2 * r**2 + q**2 * s**2) / 2) / 6
    diagonal = [(2 * s**4 + 4 * p**2 * s**2 / 2) / 6, (2 * r**4 + 4 * q**2 * r**2 / 2) / 6]
    assert moment_variance(Task((p, q), (s, r)), 3) == pytest.approx(np.array([[diagonal[0], mixed], [mixed, diagonal[1]]]))
