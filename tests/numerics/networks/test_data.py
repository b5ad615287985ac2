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


class Late:
    """Streams that draw the centre so many times, and then a point five deviations away."""

    def __init__(self, centres: int) -> None:
        self.centres = centres

    def spawn(self, count: int) -> list["Late"]:
        return [self] * count

    def standard_normal(self, shape: tuple[int, ...]) -> np.ndarray:
        self.centres -= 1
        return np.full(shape, 0.0 if self.centres >= 0 else 5.0)

    def permutation(self, count: int) -> np.ndarray:
        return np.arange(count)


def test_impossible_exclusion_says_so():
    """A point is drawn a thousand times; the ball has its boundary."""
    clusters = Clusters((1.0,), (0.5,), 1, samples=1, exclusion=2.0)
    assert draw(clusters, Late(999)).tolist() == [[3.5]]
    with pytest.raises(ValueError, match=r"exclusion must leave training points, got 2\.0, which"):
        draw(clusters, Late(1000))
    still = Clusters((1.0,), (0.0,), 1, samples=3, origin=True, exclusion=0.0)
    with pytest.raises(ValueError, match="exclusion"):
        draw(still, np.random.default_rng(0))
    cornered = Clusters((3.0, 4.0), (0.0, 0.0), 2, samples=1, exclusion=2.9)
    assert sorted(draw(cornered, np.random.default_rng(0)).tolist()) == [[0.0, 4.0], [3.0, 0.0]]
    with pytest.raises(ValueError, match="exclusion"):
        draw(replace(cornered, exclusion=3.0), np.random.default_rng(0))


def test_points_are_centres_plus_deviations_in_an_order_of_their_own():
    """The coded clusters 1, 2 and the origin, each from its own stream, roots of the variances; then the test cluster."""
    clusters = Clusters((1.0, 2.0), (0.25, 0.09), 4, "variance", origin=True, samples=3, test_spread=(0.01, 0.04))
    *streams, order = np.random.default_rng(8).spawn(4)
    centres = np.array([[1.0, 0.0], [0.0, 2.0], [0.0, 0.0]])
    points = [centre + [0.5, 0.3] * own.standard_normal((3, 2)) for centre, own in zip(centres, streams, strict=True)]
    assert draw(clusters, np.random.default_rng(8)) == pytest.approx(np.concatenate(points)[order.permutation(9)], rel=1e-14)
    normal = np.random.default_rng(9).standard_normal((3, 2))
    assert draw_test(clusters, np.random.default_rng(9)) == pytest.approx([1, 2] + [0.1, 0.2] * normal, rel=1e-14)
    alike = replace(clusters, test_spread=None)
    assert draw_test(alike, np.random.default_rng(9)) == pytest.approx([1, 2] + [0.5, 0.3] * normal, rel=1e-14)


def test_the_population_moment_by_hand():
    """Three clusters (1, 0), (0, 2), 0, and variances .25, .09, .04: a = sigma^2 + mu^2/3, the mean is (1, 2, 0)/3."""
    clusters = Clusters((1.0, 2.0), (0.25, 0.09, 0.04), 5, "variance", origin=True)
    A = np.diag([0.25 + 1 / 3, 0.09 + 4 / 3, 0.04])
    assert clusters.moment(False) == pytest.approx(A, rel=1e-14)
    assert clusters.moment(True) == pytest.approx(
        np.block([[A, np.array([[1 / 3], [2 / 3], [0.0]])], [np.array([[1 / 3, 2 / 3, 0.0, 1.0]])]]), rel=1e-14
    )
    assert clusters.rank == 3
    assert (clusters.task().concepts, clusters.task().dim, clusters.task().clusters()) == (2, 3, 3)


def test_rotation_is_orthogonal_and_embedding_keeps_norms():
    clusters = Clusters((1.0, 2.0), (0.3, 0.2), 5, rotated=True, samples=50)
    Q = rotation(clusters, np.random.default_rng(3))
    product = Q @ Q.T
    assert product == pytest.approx(np.eye(5), abs=1e-14)
    points = draw(clusters, np.random.default_rng(4))
    assert np.linalg.norm(embed(points, Q), axis=1) == pytest.approx(np.linalg.norm(points, axis=1), rel=1e-13)
    upper = Q.T @ np.random.default_rng(3).standard_normal((5, 5))
    assert np.tril(upper, -1) == pytest.approx(np.zeros((5, 5)), abs=1e-14)
    assert (np.diagonal(upper) > 0).all()
    untouched = np.random.default_rng(3)
    assert (rotation(BASE, untouched) == np.eye(5)).all()
    assert untouched.random() == np.random.default_rng(3).random()


def test_test_cluster_has_its_own_spread():
    clusters = Clusters((1.0, 2.0), (2.0, 0.05), 2, "variance", samples=20_000, test_spread=(0.05, 0.05))
    points = draw_test(clusters, np.random.default_rng(5))
    assert points.mean(axis=0) == pytest.approx([1.0, 2.0], abs=0.01)
    assert points.var(axis=0) == pytest.approx([0.05, 0.05], rel=0.05)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"spread": (0.1,)}, r"spread must have at least one entry per concept \(2\), got 1"),
        ({"dim": 1}, r"dim must be at least the number of spreads \(2\), got 1"),
        ({"mu": (1.0, -1.0)}, r"mu and spread must be >= 0, got \(1\.0, -1\.0\), \(0\.1, 0\.2\), None"),
        ({"spread": (0.1, -0.2)}, r"mu and spread must be >= 0, got .*, \(0\.1, -0\.2\), None"),
        ({"test_spread": (-0.1, 0.1)}, r"mu and spread must be >= 0, got .*, \(-0\.1, 0\.1\)"),
        ({"test_spread": (0.1,)}, "test_spread must have 2 entries, got 1"),
        ({"test_spread": (0.1, 0.2, 0.3)}, "test_spread must have 2 entries, got 3"),
        ({"samples": 0}, "samples must be >= 1, got 0"),
    ],
)
def test_bad_descriptions_are_refused_by_name(changes, message):
    good = Clusters((1.0, 0.0), (0.1, 0.2), 2, samples=1, test_spread=(0.0, 0.0))
    assert draw(good, np.random.default_rng(0)).shape == (2, 2)
    with pytest.raises(ValueError, match=message):
        replace(good, **{"test_spread": None, **changes})


def test_slices_keep_the_order_and_leave_the_last_short():
    assert slices(10, 4) == [slice(0, 4), slice(4, 8), slice(8, 10)]
    assert slices(4, 2) == [slice(0, 2), slice(2, 4)]
    assert slices(2, 1) == [slice(0, 1), slice(1, 2)]
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
    assert augmented(points[None], True).tolist() == [[[0, 1, 1], [2, 3, 1], [4, 5, 1]]]


def test_minibatch_moments_by_hand():
    points = np.array([[1.0, 2.0], [3.0, 5.0], [7.0, 0.0]])
    assert moment(points[:2], False).tolist() == [[5.0, 8.5], [8.5, 14.5]]
    assert moment(points[:2], True).tolist() == [[5.0, 8.5, 2.0], [8.5, 14.5, 3.5], [2.0, 3.5, 1.0]]
    assert moments(points, 2, False).tolist() == [[[5.0, 8.5], [8.5, 14.5]], [[49.0, 0.0], [0.0, 0.0]]]


def test_sizes_must_be_positive():
    with pytest.raises(ValueError, match="size must be >= 1, got 0"):
        slices(10, 0)


def test_without_a_size_all_points_are_one_minibatch():
    points = draw(BASE, np.random.default_rng(7))
    assert (moments(points, None, True) == moment(points, True)).all()
    assert len(moments(points, None, False)) == 1


def test_seeds_are_consecutive_and_the_first_is_drawn():
    seeds = consecutive(3, np.random.default_rng(1))
    assert list(seeds) == [seeds[0], seeds[0] + 1, seeds[0] + 2]
    assert seeds[0] == np.random.default_rng(1).integers(2**31)
