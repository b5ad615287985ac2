"""Proposition: intervals cover as often as they say, and equality is claimed only when the whole interval lies in the margin."""

import numpy as np
import pytest
from scipy import stats

from numerics import intervals


@pytest.mark.parametrize(("successes", "count"), [(0, 10), (3, 10), (10, 10), (290, 1000)])
def test_proportion_inverts_the_binomial_tails(successes: int, count: int):
    found = intervals.proportion(successes, count, 0.01)
    assert (found.value, found.count) == (successes / count, count)
    if successes:
        assert stats.binom.sf(successes - 1, count, found.low) == pytest.approx(0.005, rel=1e-6)
    else:
        assert found.low == 0
    if successes < count:
        assert stats.binom.cdf(successes, count, found.high) == pytest.approx(0.005, rel=1e-6)
    else:
        assert found.high == 1


def test_mean_agrees_with_scipy():
    values = np.random.default_rng(0).standard_normal(17) + 3
    found = intervals.mean(values, 0.05)
    expected = stats.ttest_1samp(values, 0.0).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), rel=1e-12)


def test_coverage_of_the_mean_square_and_of_the_order():
    """At level .1, misses in 2,000 repetitions stay within the binomial's own 1e-6 limits around .1, asymptotics included."""
    rng = np.random.default_rng(1)
    sizes = np.array([1.0, 4.0])
    squares, orders = 0, 0
    for _ in range(2000):
        samples = [rng.standard_normal(200) * size**-0.5 for size in sizes]
        squares += not intervals.mean_square(samples[0], 0.1).low <= 1.0 <= intervals.mean_square(samples[0], 0.1).high
        found = intervals.order(sizes, samples, 0.1)
        orders += not found.low <= -0.5 <= found.high
    assert 0.06 < squares / 2000 < 0.14
    assert 0.06 < orders / 2000 < 0.14


def test_three_answers():
    interval = intervals.Interval(0.9, 1.0, 1.1, 5)
    assert interval.inside(0.8, 1.2) is True
    assert interval.inside(1.05, 1.2) is None
    assert interval.inside(1.11, 1.2) is False
    assert interval.half_width == pytest.approx(0.1)


def test_bad_calls_are_refused_by_name():
    with pytest.raises(ValueError, match="successes"):
        intervals.proportion(3, 2, 0.1)
    with pytest.raises(ValueError, match="values"):
        intervals.mean(np.ones(1), 0.1)


def test_limits_of_a_margin_belong_to_it():
    interval = intervals.Interval(0.5, 0.75, 1.0, 5)
    assert interval.inside(0.5, 1.0) is True
    assert interval.inside(1.0, 2.0) is None
    assert interval.inside(0.0, 0.5) is None
    assert interval.inside(np.nextafter(1.0, 2), 2.0) is False
    assert interval.inside(0.0, np.nextafter(0.5, 0)) is False
    assert interval.inside(0.6, 1.0) is None
    assert interval.inside(0.5, 0.9) is None


def test_logarithm_of_a_mean_square_by_hand():
    # squares 1, 4, 9: mean 14/3, variance 49/3
    log, error = intervals.log_mean_square(np.array([1.0, -2.0, 3.0]))
    assert log == pytest.approx(np.log(14 / 3))
    assert error == pytest.approx((49 / 3) ** 0.5 / 3**0.5 / (14 / 3))
    found = intervals.mean_square(np.array([1.0, -2.0, 3.0]), 0.05)
    reach = 1.959963984540054 * error
    assert (found.low, found.value, found.high) == pytest.approx((14 / 3 * np.exp(-reach), 14 / 3, 14 / 3 * np.exp(reach)))
    assert found.count == 3


def test_order_is_the_weighted_slope_of_logarithms():
    rng = np.random.default_rng(3)
    sizes, samples = np.array([1.0, 2.0, 8.0]), [rng.standard_normal(n) * 2.0**k for k, n in enumerate((20, 50, 90))]
    y, sd = np.array([intervals.log_mean_square(values) for values in samples]).T / 2
    # generalised least squares by its normal equations
    X = np.column_stack([np.ones(3), np.log(sizes)])
    covariance = np.linalg.inv(X.T @ np.diag(sd**-2) @ X)
    slope, reach = (covariance @ X.T @ (y / sd**2))[1], 1.6448536269514722 * covariance[1, 1] ** 0.5
    found = intervals.order(sizes, samples, 0.1)
    assert (found.low, found.value, found.high) == pytest.approx((slope - reach, slope, slope + reach), rel=1e-9)
    assert found.count == 160


@pytest.mark.parametrize(("successes", "count"), [(-1, 10), (11, 10), (0, 0)])
def test_a_proportion_of_what_there_is_not_is_refused(successes: int, count: int):
    with pytest.raises(ValueError, match=rf"successes must be in 0..count with count >= 1, got {successes} of {count}"):
        intervals.proportion(successes, count, 0.1)


def test_the_least_counts_are_taken():
    assert intervals.proportion(1, 1, 0.1).high == 1
    assert intervals.proportion(0, 1, 0.1).low == 0
    found = intervals.mean(np.array([1.0, 3.0]), 0.5)
    assert (found.low, found.value, found.high, found.count) == pytest.approx((1, 2, 3, 2))
