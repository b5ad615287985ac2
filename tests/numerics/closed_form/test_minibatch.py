"""Proposition: expected second moments, step limits and spreads are those of plain formulas and of samples."""

import numpy as np
import pytest

from numerics.closed_form.minibatch import fourth_moment, second_moment_step, step_limit, time_spread
from numerics.task.identity_mapping import Task

TASK = Task((1.0, 1.5), (0.3, 0.6))
S = np.array([[2.0, 0.5], [0.5, 1.0]])


def test_the_fourth_moment_is_the_mean_over_samples():
    x = TASK.sample(100_000, np.random.default_rng(0)).reshape(-1, 2)
    found = np.einsum("ni,ij,nj,nk,nl->kl", x, S, x, x, x, optimize=True) / len(x)
    assert fourth_moment(S, TASK) == pytest.approx(found, abs=0.05)


def test_an_infinite_batch_is_descent():
    step = np.diag(1 - 0.3 * TASK.rates())
    assert second_moment_step(S, TASK, 0.3, np.inf) == pytest.approx(step @ S @ step)


def test_one_coordinate_by_hand():
    single = Task((0.0,), (1.0,))
    assert second_moment_step(np.ones((1, 1)), single, 0.5, 2)[0, 0] == pytest.approx(1 - 1 + 0.25 * (1 + (3 - 1) / 2))
    assert step_limit(single, 1) == pytest.approx(2 / 3)


@pytest.mark.parametrize(("batch", "limit"), [(1, 0.5477), (4, 0.9901), (64, 1.3174), (np.inf, 1.3468)])
def test_limits(batch, limit):
    assert step_limit(TASK, batch) == pytest.approx(limit, abs=5e-5)


def test_the_spread_by_hand():
    assert time_spread(TASK, 200) == pytest.approx([0.0375, 0.0462], abs=5e-5)
