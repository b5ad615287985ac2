"""The composition of stages is the recursion it is written as, in logarithms, and is exact where it should be."""

from itertools import combinations, pairwise

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
    t = np.array([99.9999, 100.0001]) / (2 * a)
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
    with pytest.raises(ValueError, match="a must descend"):
        blocks_of_equal_rates(np.array([1.0, 2.0]))


def matrix_power(M, exponent):
    values, V = np.linalg.eig(M)
    return V * values**exponent @ np.linalg.inv(V)


def plain_blocks(a, W0, t, sizes):
    """The recursion over groups of equal rates, by functions of whole matrices."""
    W, S, starts = np.zeros_like(W0), W0.copy(), np.cumsum([0, *sizes])
    groups = [slice(*ends) for ends in pairwise(starts)]
    phis, rows = [], []
    for B in groups:
        rate, inverse = a[B.start], np.linalg.inv(S[B, B])
        phis.append(np.eye(B.stop - B.start) + S[B, B] * np.expm1(2 * rate * t))
        rows.append(S.copy())
        W[B, B] = S[B, B] @ np.linalg.inv(phis[-1]) * np.exp(2 * rate * t)
        for i in range(B.stop, a.size):
            for j in range(B.stop, a.size):
                kept = matrix_power(phis[-1], -(2 * rate + a[i] + a[j]) / (4 * rate))
                S[i, j] = rows[-1][i, j] - rows[-1][i, B] @ inverse @ (np.eye(len(kept)) - kept) @ rows[-1][B, j]
    for (B, first, S), (C, second, _) in combinations(zip(groups, phis, rows, strict=True), 2):
        r, s = a[B.start], a[C.start]
        left = matrix_power(first, -(3 * r + s) / (4 * r))
        right = matrix_power(second, -(3 * s + r) / (4 * s))
        W[B, C] = np.exp((r + s) * t) * left @ S[B, C] @ right
        W[C, B] = W[B, C].T
    return W


@pytest.mark.parametrize("sizes", [(2, 1), (1, 2), (3, 2), (1, 3, 1)])
def test_blocks_are_the_recursion_in_functions_of_matrices(sizes):
    d = sum(sizes)
    a = np.repeat([1.7, 1.1, 0.6][: len(sizes)], sizes)
    B = np.random.default_rng(d).standard_normal((d, d + 2))
    W0 = 2e-3 * B @ B.T
    t = np.array([0.0, 0.8, 3.0])
    expected = [plain_blocks(a, W0, time, sizes) for time in t]
    np.testing.assert_allclose(compose(a, W0, t, sizes), expected, rtol=1e-9, atol=1e-13)


def test_an_imaginary_step_in_time_gives_the_derivative():
    a, W0 = np.array([1.4, 0.9, 0.3]), np.array([[0.02, 0.01, 0.004], [0.01, 0.03, -0.005], [0.004, -0.005, 0.01]])
    t, h = np.array([0.4, 1.7, 3.1, 60.0]), 1e-5
    central = (compose(a, W0, t + h) - compose(a, W0, t - h)) / (2 * h)
    np.testing.assert_allclose(compose(a, W0, t + 1e-30j).imag / 1e-30, central, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(("pivot", "learned"), [(1.5e-13, 1), (0.7e-13, 0)])
def test_a_pivot_that_is_rounding_is_none(pivot, learned):
    W0 = np.array([[0.5, 0.5, 0.0], [0.5, 0.5 * (1 + pivot), 0.0], [0.0, 0.0, 0.25]])
    W = compose(np.array([2.0, 1.0, 0.5]), W0, np.array([60.0]))[0]
    np.testing.assert_allclose(W, np.diag([1.0, learned, 1.0]), atol=1e-9)


def test_a_small_diagonal_entry_is_no_rounding_of_a_large_one():
    W0 = np.diag([0.5, 1e-20])
    together = compose(np.array([[2.0, 1.0]]), W0[None], np.array([60.0]))[0]
    np.testing.assert_allclose(together, np.eye(2), atol=1e-9)


@pytest.mark.parametrize("small", [1e-6, 3e-7, 7e-7, 2e-6, 5e-6])
def test_one_rate_keeps_the_rank_of_an_uneven_start(small):
    u = np.array([0.3, 0.3 * small, 0.2])
    W = compose(np.ones(3), np.outer(u, u), np.array([40.0]), (3,))[0]
    np.testing.assert_allclose(W, np.outer(u, u) / (u @ u), atol=1e-9)


def test_nothing_overflows_on_the_way_to_large_exponents():
    exponents = np.array([99.0, 101.0, 800.0, 1e5])
    found = log_phi(np.asarray(2.0), np.array([[0.3], [0.0]]), exponents / 4)
    np.testing.assert_allclose(found, [exponents + np.log(0.3), np.zeros(4)], rtol=1e-14)


@pytest.mark.parametrize(("v", "learned"), [((0.05, -0.1, 0.2), (1, 1, 0)), ((0.0, 0.0, 0.3), (1, 0, 1))])
def test_a_dependent_direction_is_never_learned_however_late(v, learned):
    u = np.array([0.1, 0.23, 0.17])
    W = compose(np.array([2.0, 1.0, 0.5]), np.outer(u, u) + np.outer(v, v), np.array([100.0, 400.0, 1e4]))
    np.testing.assert_allclose(W, np.broadcast_to(np.diag(learned), W.shape), atol=1e-9)


def test_rates_are_equal_by_their_own_size():
    assert blocks_of_equal_rates(np.array([100.0, 100.0 * (1 - 0.7e-10), 1.0, 1 - 1.5e-10])) == (2, 1, 1)
    assert blocks_of_equal_rates(np.array([100.0, 100.0 * (1 - 1.5e-10), 1.0, 1 - 0.7e-10])) == (1, 1, 2)
    assert blocks_of_equal_rates(np.array([0.01, 0.01 * (1 - 1.5e-10)])) == (1, 1)
