"""Proposition: the flow by series is that of other integrators and of mpmath, of one start as of many, down to rounding."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from numerics.flow.integrate import integrate_factored
from numerics.flow.series import (
    CELLS_PER_STEP,
    LARGEST,
    LONGEST,
    MOST_DIMENSIONS,
    ORDER,
    Expansion,
    integrate_by_series,
    integrate_many_by_series,
    suits,
)
from numerics.flow.taylor import taylor_coefficients
from numerics.networks.protocols import FIGURE_5
from numerics.task.elimination import pivots
from numerics.task.field import tied_field
from numerics.task.loss import test_loss


def start(d: int, scale: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    U = scale * generator.standard_normal((d, d))
    return np.sort(generator.uniform(0.2, 2, d))[::-1].copy(), U @ U.T


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize(("d", "h"), [(1, 1), (2, 2), (3, 2), (4, 4)])
def test_the_series_is_that_of_another_recursion(n, d, h):
    generator = np.random.default_rng(d)
    U, a = generator.standard_normal((n, d, h)) / 2, generator.uniform(0.3, 1, (n, d))
    found = Expansion(U, a)(U).reshape(n, ORDER + 1, h, d)
    for k in range(n):
        expected = taylor_coefficients(U[k], a[k], ORDER, of_weights=True).swapaxes(1, 2)
        np.testing.assert_allclose(found[k], expected, rtol=1e-9, atol=1e-13 * np.max(np.abs(expected)))


@pytest.mark.parametrize(
    ("d", "scale", "end"), [(1, 0.3, 9.0), (3, 0.2, 21.0), (3, 1e-30, 300.0), (6, 0.01, 60.0), (2, 1.5, 4.0)]
)
def test_the_flow_is_that_of_dop853(d, scale, end):
    a, W0 = start(d, scale, 3)
    path, other, t = integrate_by_series(a, W0, end), integrate_factored(W0, a, end, rtol=1e-12), np.linspace(0, end, 301)
    np.testing.assert_allclose(path.W(t), other.W(t), rtol=0, atol=3e-10)
    np.testing.assert_allclose(path.velocity(t), tied_field(path.W(t), a), rtol=0, atol=1e-15)
    assert (path.steps[0], path.end, path.cells) == (0, end, CELLS_PER_STEP)


@pytest.mark.parametrize("seed", range(4))
def test_the_loss_is_that_of_an_independent_run_of_printed_w(seed):
    """The bar of `simulate`: 1e-8 of the loss, or of 1e-6 of what it is at the start."""
    a, W0 = start(3, 0.2, seed)
    t, z = np.linspace(0, 30, 61), np.array([1.0, 1.5, 0.5])

    def slope(_, flat):
        W, A = flat.reshape(3, 3), np.diag(a)
        return (A @ W + W @ A - (A @ W @ W + W @ W @ A + 2 * W @ A @ W) / 2).ravel()

    other = solve_ivp(slope, (0, 30), W0.ravel(), "DOP853", t, rtol=1e-11, atol=1e-14).y.T.reshape(-1, 3, 3)
    loss, expected = (test_loss(W, z) for W in (integrate_by_series(a, W0, 30.0).W(t), other))
    assert np.all(np.abs(loss - expected) <= 1e-8 * np.maximum(expected, 1e-6 * expected[0]))


def test_many_starts_are_each_as_alone():
    starts = [start(3, 10.0**-k, k) for k in range(7)]
    ends = [5.0 * (k + 1) for k in range(7)]
    many = integrate_many_by_series(*zip(*starts, strict=True), ends)
    for (a, W0), end, path in zip(starts, ends, many, strict=True):
        alone, t = integrate_by_series(a, W0, end), np.linspace(0, end, 50)
        np.testing.assert_allclose(path.W(t), alone.W(t), rtol=0, atol=1e-13)
        assert path.end == alone.end == end


def test_the_rank_and_small_pivots_are_kept():
    """One direction depends on the others: it is never learned; another all but does, with a pivot of 1e-12 of its entry."""
    a, u = np.array([1.5, 1.0, 0.7]), np.array([0.01, 0.02, 0.015])
    single = integrate_by_series(a, np.outer(u, u), 200.0)
    assert np.linalg.matrix_rank(single.W(150.0), tol=1e-9) == 1
    near = np.outer(u, u) + np.diag([0.0, 1e-12 * u[1] ** 2, u[2] ** 2])
    path, other = integrate_by_series(a, near, 60.0), integrate_factored(near, a, 60.0, rtol=1e-12)
    assert pivots(near)[1] < 1e-11 * near[1, 1]
    t = np.linspace(0, 60, 200)
    np.testing.assert_allclose(path.W(t), other.W(t), rtol=0, atol=1e-8)


def test_before_anything_is_large_the_flow_is_linear():
    a, W0 = start(3, 1e-60, 0)
    path = integrate_by_series(a, W0, 100.0)
    grown = np.exp(a * 20.0)
    np.testing.assert_allclose(path.W(20.0), grown[:, None] * W0 * grown, rtol=1e-12)


def test_directions_of_far_apart_rates_are_followed_to_the_end():
    """The last is learned 3,000 of the shortest timescales after the first, from starts near the least of floating point."""
    a, W0 = start(4, 1e-73, 299)
    rates = a[0] * np.array([1.0, 0.5, 0.1, 0.06])
    path = integrate_by_series(rates, W0, 6000.0)
    assert suits(rates, W0, 6000.0)
    np.testing.assert_allclose(path.W(6000.0), np.eye(4), rtol=0, atol=1e-9)


def test_what_does_not_suit_is_left_to_others():
    a, W0 = start(3, 0.2, 0)
    assert suits(a, W0, 20.0)
    assert not suits(a, W0, 1.01 * LONGEST / 9 / a[0])
    assert not suits(a, 2 * LARGEST * np.eye(3), 20.0)
    assert not suits(0 * a, W0, 20.0)
    assert not suits(a, 0 * W0, 20.0)
    assert not suits(a, 1e-200 * W0, 20.0)  # linear to its end
    assert not suits(np.ones(MOST_DIMENSIONS + 1), np.eye(MOST_DIMENSIONS + 1), 20.0)


def test_figure_5_takes_few_steps():
    task = FIGURE_5.task()
    U = FIGURE_5.scale * np.random.default_rng(2).random((3, 3))
    order = np.argsort(-task.rates())
    assert len(integrate_by_series(task.rates()[order], (U @ U.T)[np.ix_(order, order)], 20.0).steps) < 25
