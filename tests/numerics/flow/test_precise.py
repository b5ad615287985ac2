"""Proposition: in many digits a swing is what doubles see of it, and none is made up where the loss only falls."""

import numpy as np
import pytest

from numerics.flow.events import course
from numerics.flow.layers import integrate_layers
from numerics.flow.precise import precise_swing

FIRST, SECOND = np.array([[0.9, 0.3], [0.2, 0.8]]), np.array([[0.7, 0.5], [0.6, 1.1]])


def test_a_swing_is_that_of_the_integration_in_doubles():
    layers = (1e-4 * FIRST, 1e-4 * SECOND)
    found = precise_swing(layers, (1.0, 0.5), (1.5, 1.0), 40.0)
    path = integrate_layers(layers, np.array([1.0, 0.5]), 40.0)
    seen = course(path, np.array([1.5, 1.0]))
    low, high = seen.turning_points
    W = path.W(low.t)
    assert found.rise == pytest.approx(high.loss - low.loss, rel=1e-7)
    assert [found.lower, found.upper, found.rest] == pytest.approx([W[1, 0], W[0, 1], 1 - W[0, 0]], rel=1e-4)


def test_a_loss_that_only_falls_has_no_swing():
    with pytest.raises(ValueError, match=r"^test loss must rise before t = 5, but does not$"):
        precise_swing((0.1 * FIRST, 0.1 * FIRST.T), (1.0, 1.0), (1.5, 1.0), 5.0)
