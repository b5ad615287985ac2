"""Proposition: the second moment of finitely many samples has the variance of fourth moments, on the domain stated."""

import pytest
from sympy import ImmutableMatrix, Rational

from tests.theory.domains import where
from theory import empirical
from theory.algebra.symbols import deviation, signal

MEANS, SPREADS, SAMPLES = (2, 3), (5, 7), 11


def fourth(mean, spread):
    return mean**4 + 6 * mean**2 * spread**2 + 3 * spread**4


def second(mean, spread):
    return mean**2 + spread**2


def variance(row, column):
    """Return the mean over both clusters of var(x_i x_j), by the moments of a Gaussian, for two clusters of samples."""
    total = 0
    for cluster in (0, 1):
        m = [mean if place == cluster else 0 for place, mean in enumerate(MEANS)]
        first, other = (m[row], SPREADS[row]), (m[column], SPREADS[column])
        total += fourth(*first) - second(*first) ** 2 if row == column else second(*first) * second(*other)
    return Rational(total, 2) / (2 * SAMPLES)


def test_the_variance_of_every_entry():
    made = empirical.moment_variance(2)
    assert where(made) == "mu_1, sigma_1, mu_2, sigma_2 >= 0; n > 0"
    values = {signal(k): MEANS[k - 1] for k in (1, 2)} | {deviation(k): SPREADS[k - 1] for k in (1, 2)} | {empirical.n: SAMPLES}
    expected = ImmutableMatrix(2, 2, variance)
    assert [side.subs(values) for side in (made.carried_out().lhs, made.rhs)] == [expected] * 2


@pytest.mark.parametrize("order", [2, 4])
def test_even_moments_are_never_negative(order):
    assert empirical.gaussian_moment(order).doit().is_nonnegative
