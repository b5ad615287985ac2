"""Proposition: the carried residual is near the true error of the composition, and its orders are those by hand."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from mpmath import mp

from numerics.closed_form import stages
from numerics.closed_form.defect import _weights, error_orders, largest_squared_peak, propagated_residual
from numerics.closed_form.entries import logistic, minor_entry, peak_value
from numerics.closed_form.stages import compose
from numerics.model.tied import TIED
from numerics.task.field import tied_field

A = np.array([2.0, 1.0])
W0 = 1e-3 * np.array([[1.0, 0.5], [0.5, 1.0]])


def test_the_estimate_is_the_actual_error():
    t = np.linspace(0, 8, 1601)
    W, Wdot = TIED.closed_form(A, W0).motion(t)
    actual = TIED.integrate(A, W0, 8.0).W(t) - W
    longer, found = propagated_residual(A, t, W, Wdot, np.zeros(2, dtype=bool))
    size = np.max(np.abs(actual))
    assert size > 1e-4
    assert np.max(np.abs(found - actual)) < 1e-4 * size
    assert np.max(np.abs(longer - actual)) < 5e-4 * size


@pytest.mark.parametrize("d", [2, 3, 5])
def test_the_estimate_is_of_second_order_and_off_by_a_third_of_what_longer_steps_make(d):
    """Rates from 1 down by 1.1 to 1.5, a correlated start."""
    rng = np.random.default_rng(d)
    a = np.cumprod(np.append(1.0, 1 / rng.uniform(1.1, 1.5, d - 1)))
    U = 0.05 * rng.random((d, d))
    motion, path = TIED.closed_form(a, U @ U.T).motion, TIED.integrate(a, U @ U.T, 30.0)
    errors = []
    for steps in (800, 1600):
        t = np.linspace(0, 30, steps + 1)
        W, Wdot = motion(t)
        longer, found = propagated_residual(a, t, W, Wdot, np.zeros(d, dtype=bool))
        errors.append(np.max(np.abs(found - (path.W(t) - W))))
        assert errors[-1] == pytest.approx(np.max(np.abs(found - longer)) / 3, rel=0.1)
    assert np.log2(errors[0] / errors[1]) == pytest.approx(2, abs=0.1)


def test_a_time_that_longer_steps_pass_over_has_the_larger_difference_beside_it():
    t = np.array([0.0, 0.1, 0.3, 0.4, 0.6, 0.9])
    W, Wdot = TIED.closed_form(A, 10 * W0).motion(t)
    longer, found = propagated_residual(A, t, W, Wdot, np.zeros(2, dtype=bool))
    gap = (longer - found)[:, 0, 1]
    assert gap[1] == gap[2] != 0
    assert gap[3] == max(gap[2], gap[4], key=abs)
    ends = [0, 2, 4, 5]
    alone = propagated_residual(A, t[ends], W[ends], Wdot[ends], np.zeros(2, dtype=bool))[1]
    np.testing.assert_allclose(longer[ends], alone, rtol=1e-12, atol=1e-18)


def test_an_exact_path_has_no_error():
    t = np.linspace(0, 8, 401)
    W, Wdot = TIED.closed_form(A, np.diag([1e-3, 2e-3])).motion(t)
    for E in propagated_residual(A, t, W, Wdot, np.zeros(2, dtype=bool)):
        assert np.max(np.abs(E)) < 1e-11


def test_a_false_path_has_the_error_put_in():
    """From W(0) = 0 the flow stays there, so the error of W = s t is -s t."""
    t, s = np.linspace(0, 1, 2001), 1e-8
    W, Wdot = (s * t)[:, None, None], np.full((t.size, 1, 1), s)
    _, E = propagated_residual(np.array([1.0]), t, W, Wdot, np.zeros(1, dtype=bool))
    np.testing.assert_allclose(E, -W, atol=1e-13)


def test_orders_of_three_rates_by_hand():
    """theta_12 = 1/8, theta_23 = 1/6, (a_1 - a_2)^2 / (4 a_1 a_2) = 1/48."""
    a = np.array([4.0, 3.0, 2.0])
    near = (1 / 8, 1 / 6)
    order, loss = error_orders(a)
    assert np.diag(order) == pytest.approx([2 * near[0], 2 * near[0], 2 * near[1]])
    assert order[0, 1] == pytest.approx(near[0] + 2 * near[0])
    assert order[1, 2] == pytest.approx(near[1] + 2 * near[0])
    assert order[0, 2] == pytest.approx(near[0] + near[1] + 1 / 48)
    assert loss == pytest.approx(2 * near[0])
    np.testing.assert_array_equal(order, order.T)


def test_largest_squared_peak_is_that_of_the_minor_entry():
    t = np.linspace(0, 12, 200_001)
    pivots = (W0[0, 0], 1e-30)  # the second direction as good as unlearned
    peak = np.max(np.abs(minor_entry(W0[0, 1], tuple(A), pivots, t)))
    assert np.all(logistic(A[1], pivots[1], t) < 1e-10)
    assert largest_squared_peak(A, W0) == pytest.approx(peak**2, rel=1e-6)
    assert largest_squared_peak(np.ones(1), np.ones((1, 1))) == 0


@pytest.mark.parametrize("rates", [[7.0, 5.5, 4.9, 2.1, 1.3], [7.0, 4.9, 3.1, 2.2, 2.1]])
def test_orders_of_five_rates_by_their_definition(rates):
    a = np.array(rates)
    theta = {(i, j): (a[i] - a[j]) / (2 * a[i]) for i, j in combinations(range(5), 2)}
    near = {pair: theta[pair] for pair in pairwise(range(5))}
    order, loss = error_orders(a)
    for i in range(5):
        touching = min(share for pair, share in near.items() if i in pair)
        assert order[i, i] == pytest.approx(2 * touching)
        for j in range(i + 1, 5):
            if j == i + 1:
                expected = near[i, j] + 2 * min(share for pair, share in near.items() if {i, j} & set(pair))
            else:
                expected = min(theta[i, k] + theta[k, j] + (a[i] - a[k]) ** 2 / (4 * a[i] * a[k]) for k in range(i + 1, j))
            assert order[i, j] == order[j, i] == pytest.approx(expected)
    assert loss == pytest.approx(2 * min(near.values()))


@pytest.mark.parametrize("factor", [(0.05, 0.06, 0.001), (-0.05, 0.001, -0.06), (0.001, 0.06, -0.05), (-0.001, 0.001, 0.06)])
def test_largest_squared_peak_is_over_all_minor_entries(factor):
    """The peaks of w_ij from l_ji l_ii, with pivots l_ii^2 and the direction j as good as unlearned."""
    a, t = np.array([3.0, 1.9, 0.8]), np.linspace(0, 12, 100_001)
    L = np.diag([0.05, 0.07, 0.03])
    L[1, 0], L[2, 0], L[2, 1] = factor
    peaks = [
        np.max(np.abs(minor_entry(L[j, i] * L[i, i], (a[i], a[j]), (L[i, i] ** 2, 1e-300), t)))
        for i, j in combinations(range(3), 2)
    ]
    assert largest_squared_peak(a, L @ L.T) == pytest.approx(max(peaks) ** 2, rel=1e-6)


def test_a_pivot_beyond_one_half_counts_as_one_half():
    start = np.array([[0.8, 0.1], [0.1, 0.3]])
    assert largest_squared_peak(A, start) == pytest.approx(float(peak_value(0.1, 2.0, 1.0, 0.5)) ** 2)


def test_an_error_of_a_diagonal_path_is_carried_exactly_to_first_order():
    """The flow from diag(c) and a path that is off it by p(t), p(0) = 0: its error is -p."""
    a, t, size = np.array([2.0, 1.1]), np.linspace(0, 5, 2001), 1e-7
    w = logistic(a, np.array([2e-3, 0.3]), t[:, None])
    X = np.einsum("nk,kl->nkl", w, np.eye(2))
    M = np.array([[0.4, 1.0], [1.0, -0.7]])
    p, slope = size * np.sin(t)[:, None, None] * M, size * np.cos(t)[:, None, None] * M
    for found in propagated_residual(a, t, X + p, tied_field(X, a) + slope, np.zeros(2, dtype=bool)):
        np.testing.assert_allclose(found, -p, atol=1e-4 * size)


@pytest.mark.parametrize("scale", [0.2, 1e-300])
@pytest.mark.parametrize(("dependent", "slow"), [((False, True), [[0, 1], [1, 1]]), ((False, False), [[0, 0], [0, 0]])])
def test_a_dependent_direction_carries_errors_no_faster_than_it_grows(scale, dependent, slow):
    """W = diag(0.3, scale e^{t / 10}) with a constant residual r: E' = g E + r, with the growth of sqrt(w_ii w_jj) where slow."""
    a, t, r = np.array([2.0, 1.0]), np.linspace(0, 1, 2001), 1e-9
    W = np.zeros((t.size, 2, 2))
    W[:, 0, 0], W[:, 1, 1] = 0.3, scale * np.exp(t / 10)
    _, E = propagated_residual(a, t, W, tied_field(W, a) - r, np.array(dependent))
    own = np.array([[0.0, 0.05], [0.05, 0.1]])
    for i, j in np.ndindex(2, 2):
        g = a[i] + a[j] - (3 * a[i] + a[j]) * W[:, i, i] / 2 - (3 * a[j] + a[i]) * W[:, j, j] / 2
        if slow[i][j]:
            g = np.full(t.size, own[i, j])
        gain = np.append(0.0, np.cumsum((g[1:] + g[:-1]) / 2 * np.diff(t)))
        expected = r * np.exp(gain[-1]) * np.trapezoid(np.exp(-gain), t)
        assert E[-1, i, j] == pytest.approx(expected, rel=1e-4)


def test_errors_decay_where_their_entry_is_learned():
    t, r, w = np.linspace(0, 3, 1501), 1e-9, 0.9
    W = np.full((t.size, 1, 1), w)
    _, E = propagated_residual(np.ones(1), t, W, tied_field(W, np.ones(1)) - r, np.zeros(1, dtype=bool))
    g = 2 - 4 * w
    np.testing.assert_allclose(E[:, 0, 0], r * np.expm1(g * t) / g, rtol=1e-5)


def test_an_error_beyond_all_bounds_is_the_largest():
    t = np.array([0.0, 1.0, 2.0])
    W = np.zeros((3, 1, 1))
    for residual in (-1e-3, 1e-3):
        for E in propagated_residual(np.array([1000.0]), t, W, np.full((3, 1, 1), -residual), np.zeros(1, dtype=bool)):
            assert np.abs(E[:, 0, 0]).tolist() == [0.0, 2.0, 2.0]


@pytest.mark.parametrize("w", [0.0, 0.2, 0.5, 0.9])
def test_steps_by_hand(w):
    """At d = 1, a = 1, constant W = w, residual r: N(E) = r - 2 E^2, and g = 2 - 4 w; two steps, and one over both."""
    t, r, g = np.array([0.0, 0.7, 1.0]), 0.3, mp.mpf(2 - 4 * w)
    W = np.full((3, 1, 1), w)
    field = 2 * w - 2 * w * w
    found = propagated_residual(np.ones(1), t, W, np.full((3, 1, 1), field - r), np.zeros(1, dtype=bool))

    def weights(h):
        z = g * h
        return (h * mp.expm1(z) / z, h * (mp.expm1(z) - z) / z**2) if z else (mp.mpf(h), mp.mpf(h) / 2)

    second = mp.mpf(0)
    for n, h in enumerate((mp.mpf("0.7"), mp.mpf("0.3"))):
        p_1, p_2 = weights(h)
        growth = mp.exp(g * h)
        guess = growth * second + p_1 * (r - 2 * second**2)
        second = guess + p_2 * (-2 * guess**2 + 2 * second**2)
        assert found[1][n + 1, 0, 0] == pytest.approx(float(second), rel=1e-12)
    p_1, p_2 = weights(mp.mpf(1))
    guess = p_1 * r
    assert found[0][2, 0, 0] == pytest.approx(float(guess - 2 * p_2 * guess**2), rel=1e-12)
    assert abs(found[0][2, 0, 0] - second) > 1e-4


def test_what_is_added_has_no_cancellation_in_small_steps():
    z = np.array([1e-9, 1e-5, 9.9e-5, 1.1e-4, -1e-5, 1e-2, 3.0, -40.0, 500.0])
    for found, exact in zip(_weights(z), (lambda x: mp.expm1(x) / x, lambda x: (mp.expm1(x) - x) / x**2), strict=True):
        with mp.workdps(60):
            expected = [float(exact(mp.mpf(value))) for value in z.tolist()]
        np.testing.assert_allclose(found, expected, rtol=1e-8)


def test_the_estimates_do_not_depend_on_how_many_times_are_worked_on_together(monkeypatch):
    t, a = np.linspace(0.0, 6.0, 50), np.array([1.0, 0.6])
    W = compose(a, np.array([[0.02, 0.015], [0.015, 0.03]]), t)
    for dependent in (np.zeros(2, dtype=bool), np.array([False, True])):
        whole = propagated_residual(a, t, W, np.gradient(W, t, axis=0), dependent)
        monkeypatch.setattr(stages, "TOGETHER", 28)
        assert [part.stop - part.start for part in stages.parts(49, 2)] == [7] * 7
        apart = propagated_residual(a, t, W, np.gradient(W, t, axis=0), dependent)
        monkeypatch.undo()
        np.testing.assert_array_equal(whole, apart)


@pytest.mark.parametrize("function", [error_orders, lambda a: largest_squared_peak(a, W0)])
def test_rates_must_descend(function):
    with pytest.raises(ValueError, match=r"^a must descend, .*, got \[1.0, 2.0\]$"):
        function(A[::-1])
