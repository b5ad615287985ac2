"""Proposition: every data variant has the moments, the geometry and the order it says it has, and so do its minibatches."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.networks.data import (
    Clusters,
    augmented,
    consecutive,
    draw,
    draw_test,
    moment,
    moments,
    rotation,
    slices,
)
from tests.numerics.networks.plain import embed

BASE = Clusters((1.0, 2.0), (0.3, 0.2), 5, samples=20_000)


@pytest.mark.parametrize(
    "clusters",
    [
        BASE,
        Clusters((1.0, 2.0), (0.3, 0.2), 5, origin=True, samples=20_000),
        Clusters((1.0, 2.0), (0.3, 0.2, 0.4), 5, "variance", origin=True, samples=20_000),
    ],
)
@pytest.mark.parametrize("bias", [False, True])
def test_sample_moment_tends_to_the_population_moment(clusters: Clusters, bias: bool):
    points = draw(clusters, np.random.default_rng(1))
    # Entries are means of N products with fourth moments below 40: six standard errors.
    assert moment(points, bias) == pytest.approx(clusters.moment(bias), abs=6 * np.sqrt(40 / len(points)))


def test_variance_and_origin_change_the_rates_as_they_must():
    coded = Clusters((1.0, 2.0), (0.05, 0.05), 64, "variance", origin=True)
    assert coded.task().rates() == pytest.approx([0.05 + 1 / 3, 0.05 + 4 / 3], rel=1e-14)
    printed = Clusters((1.0, 2.0), (0.05, 0.05), 64)
    assert printed.task().rates() == pytest.approx([0.0025 + 0.5, 0.0025 + 2.0], rel=1e-14)


def test_biased_rates_of_the_first_setting_of_figure_2b():
    coded = Clusters((1.0, 2.0), (0.05, 0.05), 64, "variance", origin=True)
    assert np.linalg.eigvalsh(coded.moment(True)) == pytest.approx([0.154, 0.700, 1.913], abs=5e-4)


def test_exclusion_keeps_the_ball_empty_and_the_count_full():
    clusters = Clusters((1.0, 2.0), (1.0, 0.05), 2, "variance", origin=True, samples=4000, exclusion=0.5)
    points = draw(clusters, np.random.default_rng(2))
    assert len(points) == 12_000
    assert np.linalg.norm(points - [1.0, 2.0], axis=1).min() > 0.5
    free = draw(Clusters((1.0, 2.0), (1.0, 0.05), 2, "variance", origin=True, samples=4000), np.random.default_rng(2))
    assert np.linalg.norm(free - [1.0, 2.0], axis=1).min() < 0.5


def test_exclusion_changes_the_excluded_points_and_nothing_else():
    free = Clusters((1.0, 2.0), (0.05, 0.05), 2, "variance", origin=True, samples=4000)
    all_points, kept = (draw(one, np.random.default_rng(3)) for one in (free, replace(free, exclusion=0.5)))
    near = np.linalg.norm(all_points - [1.0, 2.0], axis=1) <= 0.5
    assert near.any()
    assert ((all_points == kept).all(axis=1) == ~near).all()


def test_impossible_exclusion_says_so():
    with pytest.raises(ValueError, match="exclusion"):
        draw(Clusters((1.0,), (0.0,), 1, samples=10, exclusion=5.0), np.random.default_rng(0))


def test_rotation_is_orthogonal_and_embedding_keeps_norms():
    clusters = Clusters((1.0, 2.0), (0.3, 0.2), 5, rotated=True, samples=50)
    Q = rotation(clusters, np.random.default_rng(3))
    product = Q @ Q.T
    assert product == pytest.approx(np.eye(5), abs=1e-14)
    points = draw(clusters, np.random.default_rng(4))
    assert np.linalg.norm(embed(points, Q), axis=1) == pytest.approx(np.linalg.norm(points, axis=1), rel=1e-13)
    assert rotation(BASE, np.random.default_rng(3)) == pytest.approx(np.eye(5), abs=0)


def test_test_cluster_has_its_own_spread():
    clusters = Clusters((1.0, 2.0), (2.0, 0.05), 2, "variance", samples=20_000, test_spread=(0.05, 0.05))
    points = draw_test(clusters, np.random.default_rng(5))
    assert points.mean(axis=0) == pytest.approx([1.0, 2.0], abs=0.01)
    assert points.var(axis=0) == pytest.approx([0.05, 0.05], rel=0.05)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (((1.0, 2.0), (0.1,), 2), "spread"),
        (((1.0,), (0.1, 0.1), 1), "dim"),
        (((-1.0,), (0.1,), 1), "mu"),
        (((1.0,), (0.1,), 1, "deviation", False, False, 0), "samples"),
        (((1.0,), (0.1,), 1, "deviation", False, False, 5, None, (0.1, 0.2)), "test_spread"),
    ],
)
def test_bad_descriptions_are_refused_by_name(arguments, word):
    with pytest.raises(ValueError, match=word):
        Clusters(*arguments)


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


def test_without_a_size_all_points_are_one_minibatch():
    points = draw(BASE, np.random.default_rng(7))
    assert (moments(points, None, True) == moment(points, True)).all()
    assert len(moments(points, None, False)) == 1


def test_seeds_are_consecutive_and_the_first_is_drawn():
    seeds = consecutive(3, np.random.default_rng(1))
    assert list(seeds) == [seeds[0], seeds[0] + 1, seeds[0] + 2]
    assert seeds[0] == np.random.default_rng(1).integers(2**31)
