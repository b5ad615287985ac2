"""Proposition: the stages of two free layers tend to the integrated flow as the scale falls, and their derivative is one."""

import mpmath
import numpy as np
import pytest

from numerics.closed_form import untied
from numerics.flow.layers import integrate_layers
from numerics.task.elimination import triangular_factor

A = np.array([1.0, 0.5, 0.3])
RNG = np.random.default_rng(8)
FIRST, SECOND = RNG.standard_normal((4, 3)), RNG.standard_normal((3, 4))


def off(scale):
    layers = (scale * FIRST, scale * SECOND)
    L = triangular_factor(untied.effective_start(layers))
    end = 1.2 * float(np.max(-np.log(np.diag(L)) / A)) + 10
    t = np.linspace(0, end, 400)
    return np.max(np.abs(untied.compose_untied(A, L, t)[0] - integrate_layers(layers, A, end).W(t)))


def test_the_error_vanishes_with_the_scale():
    errors = [off(scale) for scale in (1e-3, 1e-6, 1e-9)]
    assert errors[1] < 0.05 * errors[0]
    assert errors[2] < 0.05 * errors[1]
    assert errors[2] < 1e-4


def test_the_derivative_is_that_of_the_curve():
    L = triangular_factor(1e-4 * (0.5 * np.eye(3) + 0.5))
    t, h = np.linspace(0.5, 40, 80), 1e-5
    after, before = (untied.compose_untied(A, L, t + s * h)[0] for s in (1, -1))
    assert untied.compose_untied(A, L, t)[1] == pytest.approx((after - before) / (2 * h), abs=1e-7)


def test_a_direction_without_a_pivot_is_never_learned():
    L = np.array([[1e-3, 0.0], [1e-3, 0.0]])
    W, _ = untied.compose_untied(np.array([1.0, 0.5]), L, np.array([0.0, 100.0]))
    assert W[1, 0, 0] == pytest.approx(1)
    assert W[1, 1, 1] == 0


@pytest.mark.parametrize("rho", [0.1, 0.5, 0.9])
def test_shapes_and_constants_in_thirty_digits(rho):
    mpmath.mp.dps = 30
    r = mpmath.mpf(rho)
    root = mpmath.sqrt((1 - r) ** 2 + 4 * r**2)
    e, f = (1 + r - root) / 4, (1 + r + root) / 4
    for w in (0.0, 0.3, 0.999):
        lower, upper = untied.minor_shapes(rho, w)
        assert float(lower) == pytest.approx(float(mpmath.hyp2f1(r / 2 + e - mpmath.mpf(1) / 2, 1 + e, 1 + r, w)), rel=1e-12)
        assert float(upper) == pytest.approx(float(mpmath.hyp2f1(e, e + (1 + r) / 2, 1 + r, w)), rel=1e-12)
    assert [float(x) for x in untied.decay_exponents(rho)] == pytest.approx([float(e), float(f)], rel=1e-14)
    constant = mpmath.gamma(1 + r) * mpmath.gamma(f - e) / (mpmath.gamma(1 + f) * mpmath.gamma(r - e))
    assert float(untied.late_constant(rho)) == pytest.approx(float(constant), rel=1e-12)
    assert float(untied.late_ratio(rho)) == pytest.approx(float(r / (r - 2 * e)), rel=1e-12)


def test_peaks_are_those_of_the_curve():
    L = triangular_factor(1e-8 * np.array([[1.0, 0.6], [0.6, 1.0]]))
    a = np.array([1.0, 0.5])
    W, _ = untied.compose_untied(a, L, np.linspace(6, 16, 2001))
    found = untied.peaks(a, L)
    assert found[0, 1] == found[1, 0] == pytest.approx(np.max(W[:, 0, 1] * W[:, 1, 0]), rel=1e-2)
    assert found[0, 0] == found[1, 1] == 0


def test_what_is_left_of_a_row_bounds_its_entries():
    L = np.array([[2.0, 0.0, 0.0], [0.0, 1.0, 0.0], [3.0, 4.0, 12.0]])
    found = untied.largest_factor(L)
    assert found == pytest.approx(np.array([[2.0, 0.0, 0.0], [1.0, 1.0, 0.0], [13.0, np.sqrt(160), 12.0]]))


def test_the_effective_start_is_of_both_layers():
    U = (SECOND + FIRST.T) / 2
    assert untied.effective_start((FIRST, SECOND)) == pytest.approx(U @ U.T)


def test_the_swing_is_that_of_the_curve():
    L, a, mu = triangular_factor(1e-24 * np.array([[1.0, 0.6], [0.6, 1.0]])), np.array([1.0, 0.5]), np.array([1.5, 1.0])
    t = np.linspace(25, 60, 7001)
    W, _ = untied.compose_untied(a, L, t)
    loss = np.sum((W @ mu - mu) ** 2, axis=1) / 2
    bottom = np.argmin(loss[t < 35])
    top = bottom + np.argmax(loss[bottom:])
    rise, low, high = untied.swing((1.0, 0.5), (1.5, 1.0), L)
    assert rise == pytest.approx(loss[top] - loss[bottom], rel=0.02)
    assert low == pytest.approx(W[bottom, 1, 0], rel=0.01)
    assert high == pytest.approx(W[top, 1, 0], rel=0.01)


def test_white_balanced_layers_as_integrated():
    core = 0.4 * RNG.standard_normal((3, 5))
    turn = np.linalg.qr(RNG.standard_normal((3, 3)))[0]
    layers = ((turn @ core).T, core)
    t = np.linspace(0, 9, 10)
    path = integrate_layers(layers, np.full(3, 0.6), 9.0)
    W, speed = untied.white_balanced(0.6, layers, t)
    assert pytest.approx(path.W(t), abs=1e-9) == W
    assert speed == pytest.approx(path.velocity(t), abs=1e-9)
    assert np.isfinite(untied.white_balanced(0.6, layers, np.array([1e4]))[0]).all()
