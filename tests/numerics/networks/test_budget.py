"""Proposition: each part of the budget vanishes with its cause, and the parts add up."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from numerics.networks.budget import Budget, TiedTraining, budgets, finite_samples, minibatches, rounding, small_omega, step_size
from numerics.networks.data import Clusters, draw

SETTING = TiedTraining(Clusters((1.5, 1.0), (0.05, 0.05), 2, samples=500), ((1.2, 0.7), (0.7, 1.0)), 1e-2, 0.01, 125, 6.0)


def test_parts_add_up():
    for budget in budgets(SETTING, range(2)):
        assert budget.remainder < 0.1
        assert budget.whole.shape == SETTING.times.shape
        without = replace(budget, parts={name: part for name, part in budget.parts.items() if name != "finite n"})
        assert without.remainder > 0.1


def test_full_batches_have_no_minibatch_noise_and_exact_data_no_finite_n():
    assert np.abs(minibatches(replace(SETTING, batch=1000), range(2))).max() < 1e-12
    exact = replace(SETTING, clusters=replace(SETTING.clusters, spread=(0.0, 0.0)))
    assert np.abs(finite_samples(exact, range(2))).max() < 1e-12


def test_closed_form_is_exact_on_the_diagonal():
    assert np.abs(small_omega(replace(SETTING, M=((1.2, 0.0), (0.0, 1.0))))).max() < 1e-9


def test_rounding_is_that_of_the_precision():
    single, double, extended = (np.abs(rounding(SETTING, kind)).max() for kind in (np.float32, np.float64, np.longdouble))
    assert 0 < double < 1e-12
    assert extended == 0
    assert 1e-8 < single < 1e-4


def test_records_end_at_the_multiple_of_five_steps_next_to_the_horizon():
    assert SETTING.times[-1] == pytest.approx(6.0)
    for horizon in (0.97, 1.03):
        assert replace(SHORT, horizon=horizon).times == pytest.approx(0.02 * np.arange(0, 55, 5), rel=1e-14)


#: Moments far from diagonal, an omega that is not small, and 120 samples in batches of 50, 50 and 20.
SHORT = TiedTraining(Clusters((1.5, 1.0), (0.4, 0.3), 2, samples=60), ((1.2, 0.7), (0.7, 1.0)), 0.05, 0.02, 50, 1.03)
A = np.diag([0.16 + 1.125, 0.09 + 0.5])
U = np.linalg.cholesky([[0.06, 0.035], [0.035, 0.05]])
Z = np.array([1.5, 1.0])


def slope(W: np.ndarray, M: np.ndarray) -> np.ndarray:
    return M - (M @ W + W @ M) / 2


def descended(*moments: np.ndarray) -> np.ndarray:
    """Return the losses at every fifth of 51 states of descent, the moments in turn."""
    state, losses = U, []
    for number in range(51):
        losses.append(0.5 * ((state @ state.T @ Z - Z) ** 2).sum())
        state = state + 0.02 * slope(state @ state.T, moments[number % len(moments)]) @ state
    return np.array(losses[::5])


def flowed(M: np.ndarray) -> np.ndarray:
    """Return the losses of the flow, integrated as one of W."""

    def field(_: float, flat: np.ndarray) -> np.ndarray:
        W = flat.reshape(2, 2)
        return (slope(W, M) @ W + W @ slope(W, M)).ravel()

    path = solve_ivp(field, (0, 1), (U @ U.T).ravel(), "DOP853", np.linspace(0, 1, 11), rtol=1e-12, atol=1e-14)
    return 0.5 * ((path.y.T.reshape(-1, 2, 2) @ Z - Z) ** 2).sum(axis=1)


def test_every_part_is_what_descent_and_flow_by_hand_make_it():
    points = draw(SHORT.clusters, np.random.default_rng(4))
    A_n, *A_b = (x.T @ x / len(x) for x in (points, points[:50], points[50:100], points[100:]))
    descent, flow = descended(A), flowed(A)
    assert SHORT.descent == pytest.approx(descent, rel=1e-12)
    assert step_size(SHORT) == pytest.approx(descent - flow, abs=1e-10)
    assert finite_samples(SHORT, range(3, 5))[1] == pytest.approx(descended(A_n) - descent, abs=1e-13)
    noise = descended(*(A + (M - A_n) for M in A_b)) - descent
    assert minibatches(SHORT, range(3, 5))[1] == pytest.approx(noise, abs=1e-13)
    single = SHORT.descent_with(A[None, None], np.float32)[0] - descent
    assert rounding(SHORT, np.float32) == pytest.approx(single, abs=1e-12)
    budget = budgets(SHORT, range(3, 5))[1]
    assert budget.whole == pytest.approx(descended(*A_b) - SHORT.closed, abs=1e-13)
    assert budget.parts.pop("rounding") == pytest.approx(rounding(SHORT), abs=0)
    parts = {
        "small omega": flow - SHORT.closed,
        "step size": descent - flow,
        "minibatches": noise,
        "finite n": flowed(A_n) - flow,
    }
    assert budget.parts.keys() == parts.keys()
    for name, part in parts.items():
        assert budget.parts[name] == pytest.approx(part, abs=1e-10), name
        assert np.abs(part).max() > 1e-3, name


def test_what_remains_is_the_largest_over_the_largest():
    parts = {"one": np.array([1.0, -2.0, 3.0]), "other": np.array([0.5, 0.0, -1.0])}
    assert Budget(parts, np.array([2.0, -5.0, 2.5])).remainder == pytest.approx(3 / 5)
