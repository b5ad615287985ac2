"""Conversions between clocks invert each other, and curves on different clocks are not compared."""

from functools import partial

import numpy as np
import pytest

from numerics.task.clock import Clock, one_layer_speed, same_clock, tied_speed
from numerics.task.trajectory import Trajectory


def converted(end: float, source: Clock, target: Clock, eta: float = 1.0) -> float:
    """Return the end of a path on another clock."""
    path = Trajectory(lambda t: (t[:, None, None], t[:, None, None]), np.array([0.0, end]), source)
    return path.on(target, partial(tied_speed, eta=eta)).end


@pytest.mark.parametrize("source", Clock)
@pytest.mark.parametrize("target", Clock)
def test_there_and_back(source, target):
    assert converted(converted(7.0, source, target, eta=0.01), target, source, eta=0.01) == pytest.approx(7.0)


def test_known_factors():
    assert converted(1.0, Clock.LOSS, Clock.PRINTED) == 2.0
    assert converted(2000, Clock.CODE, Clock.PRINTED, eta=0.01) == pytest.approx(20.0)
    assert one_layer_speed(Clock.CODE, eta=0.1, dimension=64) == pytest.approx(0.2 / 64)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="clock must be loss or code for one layer"):
        one_layer_speed(Clock.PRINTED)
    with pytest.raises(ValueError, match="must share a clock, got loss and printed"):
        same_clock(Clock.LOSS, Clock.PRINTED)
    with pytest.raises(ValueError, match="eta must be above 0, got 0"):
        converted(1.0, Clock.CODE, Clock.LOSS, eta=0.0)
    assert same_clock(Clock.LOSS, Clock.LOSS) is Clock.LOSS
