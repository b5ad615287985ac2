"""Proposition: what is stated of the lemmas of Appendix D holds at random numbers, by the field and the steps of the numerics."""

import numpy as np
import pytest
from sympy import ImmutableMatrix, N, Rational, lambdify

from numerics.flow.iterate import gradient_descent_step, recurrence_step
from numerics.task.field import tied_field
from theory.algebra.symbols import a_1, a_2, eta
from theory.appendix_d import descent, lemma_d1, lemma_d2, lemma_d3, lemma_d4, lemma_d5, lemma_d7, lemma_d8
from theory.appendix_d.lemma_d1 import w_11, w_12, w_22
from verify.methods.not_negative import bounds

RNG = np.random.default_rng(17)
#: Bounds are held to rounding.
ROUNDING = 1e-12


def draw(size):
    """Return rates and W = U U^T with a diagonal below 1."""
    U = RNG.standard_normal((size, size)) * 0.6 / size
    return np.sort(RNG.uniform(0.1, 1.0, size))[::-1], U


def interaction(a, W, i, j):
    """Return N_ij by its definition, term by term."""
    return sum(W[k, i] * W[k, j] * (a[i] + a[j] + 2 * a[k]) for k in range(a.size) if k not in (i, j)) / 2


def test_the_interaction_is_within_the_budget_of_the_repaired_corollary_and_attains_it():
    for size in (2, 3, 5):
        a, B = RNG.uniform(0.1, 1.0, size), 0.03
        for _ in range(50):
            W = RNG.uniform(-B, B, (size, size))
            W = (W + W.T) / 2
            for i in range(size):
                for j in range(size):
                    assert abs(interaction(a, W, i, j)) <= 2 * (size - 2 + (i == j)) * a.max() * B**2 + ROUNDING
        extreme = np.full((size, size), B)
        assert interaction(np.ones(size), extreme, 0, 0) == pytest.approx(2 * (size - 1) * B**2)


def test_what_is_left_of_the_field_is_the_interaction():
    a, U = draw(4)
    W = U @ U.T
    for i in range(4):
        left = 2 * a[i] * W[i, i] - tied_field(W, a)[i, i]
        assert left == pytest.approx(2 * a[i] * W[i, i] ** 2 + interaction(a, W, i, i))


def test_a_step_of_the_recurrence_takes_the_minor_entry_between_its_bounds_at_two():
    for _ in range(50):
        a, U = draw(2)
        W, step = U @ U.T, 0.4
        moved = recurrence_step(W, a, step)[0, 1] / W[0, 1]
        assert 0 <= moved <= 1 + step * a.sum()


def at_two(side):
    """Return a side at d = 2 as a function of eta, the rates and the entries."""
    return lambdify([eta, a_1, a_2, w_11, w_12, w_22], side)


@pytest.mark.parametrize(
    ("equation", "left"),
    [
        (descent.major_step, lambda W, after, a, step: after[0, 0]),
        (descent.minor_step, lambda W, after, a, step: after[0, 1]),
        (descent.determinant_step, lambda W, after, a, step: np.linalg.det(after)),
        (descent.below_one, lambda W, after, a, step: 1 - after[0, 0]),
        (descent.growth_bounded, lambda W, after, a, step: (1 + step * a[1]) ** 2 * W[1, 1] - after[1, 1]),
    ],
)
def test_descent_at_two_is_that_of_the_numerics(equation, left):
    stated = at_two(equation().rhs)
    for step in (0.01, 0.2):
        a, U = draw(2)
        W, after = U @ U.T, gradient_descent_step(U, a, step)
        expected = left(W, after @ after.T, a, step)
        assert stated(step, *a, W[0, 0], W[0, 1], W[1, 1]) == pytest.approx(expected, rel=1e-9, abs=1e-14)


def test_a_step_of_descent_lifts_the_pivot_by_its_logistic_at_least():
    for _ in range(200):
        u = RNG.standard_normal((2, 2)) * RNG.uniform(0.001, 0.7)
        a, step = np.array([1.0, RNG.uniform(0.01, 1 / 3)]), 1 / 180
        W = u @ u.T
        if W.diagonal().max() > 1:
            continue
        after = gradient_descent_step(u, a, step)
        before, later = (abs(np.linalg.det(side)) ** 2 / (side @ side.T)[0, 0] for side in (u, after))
        assert later >= before * (1 + 2 * step * a[1] * (1 - before)) * (1 - 1e-12)


def test_what_lifts_the_pivot_tends_to_the_difference_of_rates():
    margin = lemma_d3.pivot_margin()
    left = margin.subs(lemma_d3.x, 0)
    assert (left - (1 - lemma_d3.r)).expand() == 0
    assert bounds(margin, lemma_d3.BOX)[0] > 0.6


def test_the_strongest_entry_grows_by_its_rate_less_the_trace():
    for size in (2, 4):
        a, U = draw(size)
        W = U @ U.T
        assert tied_field(W, a)[0, 0] >= 2 * a[0] * W[0, 0] * (1 - np.trace(W)) - ROUNDING
    assert tied_field(W, a)[0, 0] - 2 * a[0] * W[0, 0] * (1 - np.trace(W)) == pytest.approx(
        sum((a[0] + a[k]) * (W[0, 0] * W[k, k] - W[0, k] ** 2) + (a[0] - a[k]) * W[0, 0] * W[k, k] for k in range(size))
    )


def test_a_step_of_descent_at_three_is_what_is_stated_and_stays_below_one():
    equation = descent.below_one_at_three()
    letters = sorted(equation.rhs.free_symbols, key=str)
    stated = lambdify(letters, equation.rhs)
    a, U = draw(3)
    U[0] *= 0.999 / np.linalg.norm(U[0])
    W, step = U @ U.T, 0.2
    values = {"eta": step} | {f"a_{k + 1}": a[k] for k in range(3)}
    values |= {f"w_{k + 1}{l + 1}": W[k, l] for k in range(3) for l in range(k, 3)}
    after = gradient_descent_step(U, a, step)
    assert stated(*[values[str(letter)] for letter in letters]) == pytest.approx(1 - after[0] @ after[0])
    assert after[0] @ after[0] <= 1


def test_lemma_d2_holds_along_the_recurrence_up_to_its_window():
    K, kappa, P, omega = 20, 1.1001, 30.0, 1e-9
    a = np.array([10.0, 3.0, 1.0])
    step = 1 / (9 * K * 10.0)
    W = omega * np.array([[1.2, 1.0, -1.1], [1.0, 1.3, 1.0], [-1.1, 1.0, 1.25]])
    start = W.copy()
    for t in range(1, int(np.log(P) / (2 * step * 10.0 * kappa)) + 1):
        W = recurrence_step(W, a, step)
        assert np.all(W * start > 0)
        assert np.all(np.abs(W) <= P * 1.3 * omega)
        assert np.all(np.abs(W) >= np.abs(start) * np.exp(step * t * np.add.outer(a, a) / kappa))


def test_the_remainder_of_lemma_d2_is_what_the_exponential_needs():
    y, u, k = 1 / 90, 1.1**-0.5, 0.0872
    assert (1 + y) * (1 - k * (1 - u) * y) >= np.exp(y * u**2)
    assert N(lemma_d2.remainder().rhs.subs({lemma_d2.y: Rational(1, 90), lemma_d2.u: Rational(95, 100), lemma_d2.k: 0})) > 0


def test_the_exponential_of_lemma_d4_is_below_its_line():
    y = np.linspace(0, 1 / 90, 20)
    for u in (0.1, 0.5, 0.9534):
        assert np.all(1 + y * u >= np.exp(y * u**2))
    assert lemma_d4.exponential().rhs.subs({lemma_d4.y: 0, lemma_d4.u: Rational(1, 2)}) == Rational(1, 4)


def test_a_linear_step_raises_the_correlation_as_is_stated():
    rates, step = (6.0, 1.0), 1 / 1080
    stated = float(lemma_d5.correlation_rises().rhs.subs({a_1: 6, a_2: 1, eta: Rational(1, 1080)}))
    assert (1 + step * 7) ** 2 - (1 + 12 * step) * (1 + 2 * step) == pytest.approx(stated, rel=1e-6)
    assert stated == pytest.approx(step**2 * (rates[0] - rates[1]) ** 2)


def test_at_three_the_minor_entry_grows_beside_a_learned_concept():
    moment = ImmutableMatrix.diag(16, 4, 1)
    matrix = Rational(1, 10**4) * ImmutableMatrix([[9000, 1, 100], [1, 5000, -100], [100, -100, 5000]])
    found = tied_field(np.array(matrix.tolist(), dtype=float), np.array([16.0, 4.0, 1.0]))[0, 1]
    assert float(lemma_d7.growth_at(moment, matrix)) == pytest.approx(found)
    assert np.linalg.eigvalsh(np.array(matrix.tolist(), dtype=float)).min() > 0
    with pytest.raises(ValueError, match="w_12 must not be 0"):
        lemma_d7.growth_at(moment, ImmutableMatrix.eye(3))


def test_at_two_it_falls_beside_one():
    stated = lambdify([lemma_d7.gap, lemma_d7.above, a_2, w_22], lemma_d7.falls().rhs)
    for _ in range(20):
        weaker, gap, above, other = RNG.uniform(0, 0.2, 4)
        W = np.array([[0.8 + above, 0.01], [0.01, other]])
        slope = -tied_field(W, np.array([3 * weaker + gap, weaker]))[0, 1] / 0.01
        assert stated(gap, above, weaker, other) == pytest.approx(slope)
        assert slope >= 0


def test_descent_suppresses_and_keeps_the_first_concept_at_the_edges():
    step, a = 1 / 180, np.array([1.0, 1 / 3])
    for first in (0.8, 0.9, 1.0):
        for second in (0.0005, 0.5, 1.0):
            W = np.array([[first, 0.02], [0.02, second]])
            X = np.diag(a) - (np.diag(a) @ W + W @ np.diag(a)) / 2
            after = (np.eye(2) + step * X) @ W @ (np.eye(2) + step * X)
            assert 0 <= after[0, 1] <= W[0, 1]
            assert recurrence_step(W, a, step)[0, 0] >= 0.8


def test_the_odds_grow_as_stated_at_the_edges_of_the_box():
    sides = lambdify([lemma_d8.x, lemma_d8.o, lemma_d8.e], lemma_d8.odds().lhs)
    for x in (1e-4, 1 / 90):
        for o in (0.2, 0.5, 0.999):
            for e in (0.0, 0.01):
                assert sides(x, o, e) >= 0
                w = (1 - o) * (1 + x * o - e)
                assert w / (1 - w) >= (1 - o) / o * (1 + x) * (1 - 25 * e) * (1 - ROUNDING)


def test_the_last_minor_entry_is_held_back_at_numbers():
    size, a = 4, np.array([40.0, 12.0, 3.5, 1.0])
    B = 1 / (20 * 40 * size)
    for i in range(size):
        for j in range(i + 1, size):
            for signs in np.ndindex(2, 2, 2):
                W = np.full((size, size), B) * np.where(RNG.random((size, size)) < 0.5, -1, 1)
                W = np.triu(W, 1)
                W = W + W.T + np.diag([0.9 if k <= i else 0.01 * (1 + sum(signs)) for k in range(size)])
                W[i, j] = W[j, i] = B
                assert tied_field(W, a)[i, j] < 0


def test_domains_of_bounds_are_boxes():
    for equation in (lemma_d1.grows_less(), lemma_d1.keeps_sign(), lemma_d8.held_back(), lemma_d8.in_time()):
        assert bounds(equation.rhs, equation.domain)[0] >= 0
