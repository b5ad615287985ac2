"""Areas under curves along the flow, against primitives."""

import numpy as np
import pytest

from numerics.flow.taylor import integrate_tied_taylor
from numerics.task import trajectory
from numerics.task.quadrature import gauss, integral


def test_the_area_of_an_entry_is_its_primitive():
    a, c = 0.8, 0.05
    path = integrate_tied_taylor(np.array([[c]]), np.array([a]), 6.0)
    primitive = np.log(1 + c * (np.exp(2 * a * 6.0) - 1)) / (2 * a)
    assert integral(path, lambda W: W[:, 0, 0]) == pytest.approx(primitive, rel=1e-13)


def test_nodes_rise_and_are_exact_up_to_their_degree():
    low, high = np.array([[0.0, -1.3]]), np.array([[2.0, 0.4]])
    t, w = gauss(low, high, 4)
    assert t.shape == w.shape == (1, 2, 4)
    assert (np.diff(t, axis=-1) > 0).all()
    for degree in range(8):
        exact = (high ** (degree + 1) - low ** (degree + 1)) / (degree + 1)
        assert np.sum(w * t**degree, axis=-1) == pytest.approx(exact, rel=1e-13, abs=1e-13)
    assert np.sum(w * t**8, axis=-1) != pytest.approx((high**9 - low**9) / 9, rel=1e-5)


def test_sixteen_nodes_lie_between_two_steps():
    path, asked = integrate_tied_taylor(np.array([[0.3]]), np.ones(1), 2.0), []
    integral(path, lambda W: asked.append(len(W)) or W[:, 0, 0])
    assert asked == [16 * (len(path.steps) - 1)]


def test_an_area_is_the_same_in_parts(monkeypatch):
    path, asked = integrate_tied_taylor(np.array([[0.3]]), np.ones(1), 2.0), []
    whole = integral(path, lambda W: W[:, 0, 0])
    monkeypatch.setattr(trajectory, "TOGETHER", 5)
    assert integral(path, lambda W: asked.append(len(W)) or W[:, 0, 0]) == pytest.approx(whole, rel=1e-15)
    assert max(asked) == 5
