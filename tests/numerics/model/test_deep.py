"""Proposition: L layers are solved exactly where they are aligned, as one layer and two where they are, and else integrated."""

from itertools import pairwise

import mpmath
import numpy as np
import pytest

from numerics.answer import predicted, simulated
from numerics.model.base import NO_FORM
from numerics.model.deep import DEEP, aligned_motion, aligned_time, balanced_field, inverse_speed, is_aligned
from numerics.model.one_layer import ONE_LAYER
from numerics.model.untied import UNTIED
from numerics.setting import Setting
from numerics.simulate import simulate
from numerics.start import random_start
from numerics.task.layers import layer_product, product_field

A = np.array([1.0, 0.6])
RNG = np.random.default_rng(9)


def turned(c, depth):
    """Return aligned layers whose hidden directions are turned."""
    frames = [np.eye(2), *(np.linalg.qr(RNG.standard_normal((2, 2)))[0] for _ in range(depth - 1)), np.eye(2)]
    core = np.diag(np.asarray(c) ** (1 / depth))
    return tuple(after @ core @ before.T for before, after in pairwise(frames))


@pytest.mark.parametrize("depth", [1, 2, 3, 5, 8])
@pytest.mark.parametrize(("low", "high"), [("0.001", "0.5"), ("0.2", "0.699"), ("0.2", "0.701"), ("0.3", "0.9999")])
def test_progress_is_the_integral(depth, low, high):
    mpmath.mp.dps = 25
    first, last = mpmath.mpf(low), mpmath.mpf(high)
    by_quadrature = mpmath.quad(lambda s: 1 / (s ** (2 - mpmath.mpf(2) / depth) * (1 - s)), mpmath.linspace(first, last, 9))
    found = inverse_speed(float(high), float(1 - last), depth) - inverse_speed(float(low), float(1 - first), depth)
    assert float(found) == pytest.approx(float(by_quadrature), rel=1e-11)


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_aligned_layers_are_predicted_exactly(depth):
    layers = turned([0.02, 0.1], depth)
    assert is_aligned(layers)
    run = simulate(Setting(DEEP, A, layers, np.array([1.0, 1.5])))
    said, seen = predicted(run.prediction), simulated(run)
    assert run.prediction.form.exact
    assert said["learning_times"] == pytest.approx(seen["learning_times"], rel=1e-7)
    assert said["learning_times"] == pytest.approx(aligned_time(A, depth, np.array([0.02, 0.1])).tolist(), rel=1e-8)
    assert seen["training_area"] > 0


def test_a_mode_moves_as_its_derivative_says_and_settles():
    t, h, c = np.linspace(0.5, 60, 50), 1e-5, np.array([0.02, 0.1])
    after, before = (aligned_motion(A, 3, c, t + s * h)[0] for s in (1, -1))
    assert aligned_motion(A, 3, c, t)[1] == pytest.approx((after - before) / (2 * h), abs=1e-8)
    assert aligned_motion(A, 3, c, np.array([0.0, 1e5]))[0][:, 0, 0] == pytest.approx([0.02, 1.0])


@pytest.mark.parametrize(("c", "a", "time"), [(0.7, 1.0, 0.0), (0.0, 1.0, np.inf), (-0.1, 1.0, np.inf), (0.1, 0.0, np.inf)])
def test_what_is_learned_at_once_or_never(c, a, time):
    assert aligned_time(np.array([a]), 3, np.array([c])) == time


def test_other_layers_are_not_aligned():
    layers = turned([0.02, 0.1], 3)
    assert not is_aligned((2 * layers[0], layers[1] / 2, layers[2]))
    assert not is_aligned((layers[0], layers[1], layers[2][::-1]))
    assert not is_aligned(turned([0.02, 1.5], 3))
    assert DEEP.closed_form(A, (2 * layers[0], layers[1] / 2, layers[2])) is NO_FORM


def test_one_layer_and_two_are_what_they_are():
    W = np.array([[0.1, 0.02], [0.05, 0.2]])
    assert DEEP.closed_form(A, (W,)).name == ONE_LAYER.closed_form(A, W).name
    layers = (1e-4 * W, 1e-4 * W.T + 1e-5)
    t = np.linspace(0, 30, 5)
    one, other = DEEP.closed_form(A, layers).motion(t)[0], UNTIED.closed_form(A, layers).motion(t)[0]
    assert np.array_equal(one, other)
    assert np.array_equal(DEEP.pivots(layers), UNTIED.pivots(layers))
    assert DEEP.pivots((W,)) is None


def test_random_layers_are_integrated_until_all_is_learned():
    start = DEEP.in_floats(random_start("0.3", 1, 2, "deep", depth=3, hidden=4))
    assert [layer.shape for layer in start] == [(4, 2), (4, 4), (2, 4)]
    run = simulate(Setting(DEEP, A, start, np.ones(2)))
    assert np.all(np.isfinite(run.learning_times))
    assert simulated(run)["final_test_loss"] < 1e-6


def test_depths_beyond_are_refused():
    with pytest.raises(ValueError, match=r"^depth must be a whole number between 1 and 16, got 17$"):
        random_start("0.3", 1, 2, "deep", depth=17)


@pytest.mark.parametrize("depth", [1, 3, 5])
def test_the_flow_of_balanced_layers_is_one_of_the_product(depth):
    layers = turned([0.3, 0.6], depth)
    assert balanced_field(layer_product(layers), A, depth) == pytest.approx(product_field(layers, A), abs=1e-12)
    assert balanced_field(layer_product(layers), np.diag(A), depth) == pytest.approx(product_field(layers, A), abs=1e-12)


def test_exact_times_of_aligned_layers_alone():
    from fractions import Fraction

    rows = DEEP.read_start([[["1/2", 0], [0, "1/4"]]] * 3, 9)
    found = DEEP.exact_learning_times([Fraction(1), Fraction(1, 2)], rows)
    assert found == pytest.approx(dict(enumerate(aligned_time(np.array([1.0, 0.5]), 3, np.array([1 / 8, 1 / 64])))))
    assert DEEP.exact_learning_times([Fraction(1), Fraction(1, 2)], DEEP.read_start([[[1, 2], [3, 4]]] * 3, 9)) == {}
