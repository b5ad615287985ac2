"""The composition of stages is the recursion it is written as, in logarithms, and is exact where it should be."""

import numpy as np
import pytest

from numerics.closed_form.entries import isotropic, logistic
from numerics.closed_form.stages import blocks_of_equal_rates, compose, half_integral, log_phi


def plain_composition(a, W0, t):
    """The recursion as a reader would write it, without a thought for overflow."""
    d, S = a.size, W0.copy()
    c, phi, rows = np.zeros(d), np.zeros(d), []
    for k in range(d):
        c[k] = S[k, k]
        phi[k] = 1 + c[k] * np.expm1(2 * a[k] * t)
        rows.append(S[k].copy())
        powers = (2 * a[k] + a[:, None] + a) / (4 * a[k])
        S = S - np.outer(S[:, k], S[k]) / c[k] * (1 - phi[k] ** -powers)
    W = np.zeros((d, d))
    for i in range(d):
        W[i, i] = c[i] * np.exp(2 * a[i] * t) / phi[i]
        for j in range(i + 1, d):
            shrink = phi[i] ** (-(3 * a[i] + a[j]) / (4 * a[i])) * phi[j] ** (-(3 * a[j] + a[i]) / (4 * a[j]))
            W[i, j] = W[j, i] = rows[i][j] * np.exp((a[i] + a[j]) * t) * shrink
    return W


@pytest.mark.parametrize("d", [1, 2, 3, 5, 8])
def test_equals_the_plain_recursion(d):
    rng = np.random.default_rng(d)
    a = np.sort(rng.uniform(0.2, 2.0, d))[::-1]
    B = rng.standard_normal((d, 2 * d))
    W0 = 1e-3 * B @ B.T / (2 * d)
    for t in (0.0, 0.7, 2.0, 5.0):
        np.testing.assert_allclose(compose(a, W0, np.asarray(t)), plain_composition(a, W0, t), rtol=1e-9, atol=1e-15)


def test_starts_at_the_start():
    W0 = np.array([[0.02, 0.01], [0.01, 0.03]])
    np.testing.assert_allclose(compose(np.array([2.0, 1.0]), W0, np.zeros(1))[0], W0, rtol=1e-14)


def test_broadcasts_over_parameters_and_times():
    a = np.array([[2.0, 1.0], [1.5, 0.5]])
    W0 = np.array([[[0.02, 0.01], [0.01, 0.03]], [[0.01, 0.0], [0.0, 0.02]]])
    t = np.linspace(0, 3, 4)
    together = compose(a[:, None], W0[:, None], t)
    assert together.shape == (2, 4, 2, 2)
    for row in range(2):
        np.testing.assert_array_equal(together[row], compose(a[row], W0[row], t))


def test_one_block_is_the_isotropic_solution():
    W0 = np.array([[0.02, 0.01, 0.0], [0.01, 0.03, 0.005], [0.0, 0.005, 0.01]])
    a, t = np.full(3, 0.8), np.linspace(0, 8, 5)
    np.testing.assert_allclose(compose(a, W0, t, (3,)), isotropic(np.asarray(0.8), W0, t), rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("omega", [1e-2, 1e-150, 1e-300])
def test_learns_at_the_pivot_time_however_small_the_start(omega):
    a, W0 = np.array([1.0, 0.5]), omega * np.array([[1.0, 0.6], [0.6, 1.0]])
    T = np.log((1 - 0.64 * omega) / (0.64 * omega)) / (2 * a[1])
    W = compose(a, W0, np.array([T]))[0]
    assert np.all(np.isfinite(W))
    assert W[1, 1] == pytest.approx(0.5, abs=0.1 if omega > 1e-10 else 1e-6)


def test_a_direction_without_rate_keeps_its_schur_complement():
    W0 = np.array([[0.02, 0.01], [0.01, 0.03]])
    W = compose(np.array([1.0, 0.0]), W0, np.array([200.0]))[0]
    assert W[1, 1] == pytest.approx(0.03 - 0.01**2 / 0.02, rel=1e-12)


@pytest.mark.parametrize(("a", "c"), [(1.0, 1e-300), (1.0, 0.5), (2.0, 1.5), (1e-6, 0.1)])
def test_log_phi_is_smooth_across_its_two_forms(a, c):
    t = np.array([29.9999, 30.0001]) / (2 * a)
    low, high = log_phi(np.asarray(a), np.asarray(c), t)
    slope = 2 * a * logistic(a, c, t[0]) * (t[1] - t[0])
    assert high - low == pytest.approx(slope, rel=1e-3, abs=1e-13)


def test_half_integral_has_its_limit_at_rate_zero():
    t = np.array([3.0])
    np.testing.assert_allclose(
        half_integral(np.asarray(1e-9), np.asarray(0.2), t), half_integral(np.asarray(0.0), np.asarray(0.2), t), rtol=1e-7
    )


def test_blocks_are_the_groups_of_equal_rates():
    assert blocks_of_equal_rates(np.array([2.0, 1.0, 1.0, 0.5, 0.0, 0.0])) == (1, 2, 1, 2)
