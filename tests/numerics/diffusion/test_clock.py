"""Proposition: two constants are found again from the times that they gave."""

import numpy as np
import pytest

from numerics.diffusion.bridge import predict
from numerics.diffusion.cells import PAPER
from numerics.diffusion.clock import OF_ADAMW, fitted, learning_times, steps_of_adamw
from numerics.diffusion.discs import Discs

TASKS = (Discs(colour=0.2, size=0.4, width=8), Discs(colour=0.6, size=0.4, width=8))


def test_times_are_those_of_the_bridge():
    found = learning_times(PAPER, TASKS, 0.3)
    assert found.tolist() == [list(predict(PAPER, discs, 0.3).learning_times) for discs in TASKS]


def test_steps_are_those_times_on_the_fitted_clock():
    ratio, clock = OF_ADAMW
    assert steps_of_adamw(PAPER, TASKS) == pytest.approx(clock * learning_times(PAPER, TASKS, ratio))


def test_what_made_the_times_is_fitted():
    ratio, clock = fitted(PAPER, TASKS, 25.0 * learning_times(PAPER, TASKS, 0.3))
    assert ratio == pytest.approx(0.3, rel=0.02)
    assert clock == pytest.approx(25, rel=0.02)


@pytest.mark.parametrize("wrong", [np.inf, np.nan, 0.0, -1.0])
def test_times_that_are_none_are_refused(wrong):
    with pytest.raises(ValueError, match="steps must be positive and finite, got"):
        fitted(PAPER, TASKS, np.array([[1.0, 2.0], [3.0, wrong]]))
