"""Proposition: layers are integrated as by plain Runge-Kutta, from starts of any scale; at equal rates tied ones as tied."""

import numpy as np
import pytest

from numerics.flow.integrate import integrate_tied_weights
from numerics.flow.layers import integrate_layers
from numerics.task.layers import layer_field, layer_product
from numerics.task.trajectory import Clock

RNG = np.random.default_rng(5)
A = np.array([1.0, 0.55])
FIRST, SECOND, MIDDLE = RNG.standard_normal((3, 2)), RNG.standard_normal((2, 3)), RNG.standard_normal((3, 3))


def plain(layers, end, steps=1200):
    h = end / steps
    for _ in range(steps):
        k = [layer_field(layers, A)]
        for c in (0.5, 0.5, 1.0):
            k.append(layer_field(tuple(w + c * h * v for w, v in zip(layers, k[-1], strict=True)), A))
        layers = tuple(w + h / 6 * (p + 2 * q + 2 * r + s) for w, p, q, r, s in zip(layers, *k, strict=True))
    return layer_product(layers)


@pytest.mark.parametrize("layers", [(0.3 * FIRST, 0.2 * SECOND), (0.5 * FIRST, 0.6 * MIDDLE, 0.4 * SECOND)])
def test_as_a_plain_integration(layers):
    path = integrate_layers(layers, A, 6.0)
    assert path.clock is Clock.LOSS
    assert path.W(6.0) == pytest.approx(plain(layers, 6.0), abs=1e-9)
    h = 1e-5
    assert path.velocity(2.0) == pytest.approx((path.W(2.0 + h) - path.W(2.0 - h)) / (2 * h), abs=1e-8)


def test_the_linear_phase_joins_the_integration():
    small = (1e-12 * FIRST, 1e-12 * SECOND)
    path = integrate_layers(small, A, 40.0)
    U, D = (small[1] + small[0].T) / 2, (small[1] - small[0].T) / 2
    grown = [np.exp(A * 10)[:, None] * U, np.exp(-A * 10)[:, None] * D]
    assert path.W(10.0) == pytest.approx((grown[0] + grown[1]) @ (grown[0] - grown[1]).T, rel=1e-12)
    up, down = np.exp(A * 3)[:, None] * U, np.exp(-A * 3)[:, None] * D
    later = integrate_layers(((up - down).T, up + down), A, 37.0)
    assert path.W(40.0) == pytest.approx(later.W(37.0), abs=1e-9)


def test_a_scale_of_1e_100_is_followed_to_the_end():
    T = 100 * np.log(10) / A[-1]
    path = integrate_layers((1e-100 * FIRST, 1e-100 * SECOND), A, 1.2 * T + 30)
    assert path.W(path.end) == pytest.approx(np.eye(2), abs=1e-9)


@pytest.mark.parametrize("a", [np.zeros(2), A])
def test_nothing_moves_without_data_or_weights(a):
    layers = (FIRST, SECOND) if not a.any() else (0 * FIRST, 0 * SECOND)
    path = integrate_layers(layers, a, 3.0)
    assert np.array_equal(path.W(2.0), layer_product(layers))
    assert not path.velocity(1.0).any()


def test_tied_layers_stay_tied_at_equal_rates():
    U, a = 0.2 * SECOND, np.array([0.8, 0.8])
    untied, tied = integrate_layers((U.T, U), a, 5.0), integrate_tied_weights(U, a, 5.0)
    assert untied.W(5.0) == pytest.approx(tied.W(5.0), abs=1e-9)


def test_what_is_not_finite_is_refused():
    with pytest.raises(ValueError, match="start must be finite"):
        integrate_layers((np.array([[np.nan, 0.0]]), SECOND[:, :1]), A, 1.0)
    with pytest.raises(ValueError, match="end must be above 0, got -1"):
        integrate_layers((FIRST, SECOND), A, -1.0)
