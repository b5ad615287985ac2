"""Proposition: the augmented closed form solves the biased layer: its ODE, its minibatch descent, and its order flip."""

import numpy as np
import pytest
from scipy.linalg import expm

from numerics.closed_form.entries import biased_layer, biased_target
from numerics.networks import layers, linear
from numerics.networks.data import Clusters, draw, moments

DATA = Clusters((1.0, 2.0), (0.05, 0.05), 4, "variance", origin=True, samples=200)
START = np.random.default_rng(0).standard_normal((4, 3))


def descent(start: np.ndarray, moments: np.ndarray, eta: float, steps: int) -> np.ndarray:
    """Return P + (W~_0 - P) (I - eta M_1) (I - eta M_2) ... after so many steps over the moments (B, q, q) in cyclic order."""
    P, factor = biased_target(start), np.eye(start.shape[1])
    for number in range(steps):
        factor = factor - eta * factor @ moments[number % len(moments)]
    return P + (start - P) @ factor


def test_the_target_is_the_identity_where_inputs_are_informative():
    assert biased_target(np.zeros((4, 3))).tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0]]
    assert biased_target(np.ones((2, 3))).tolist() == [[1, 0, 0], [0, 1, 0]]


def test_flow_is_the_matrix_exponential():
    M, P = DATA.moment(True), biased_target(START)
    for time in (0.0, 0.7, 12.0):
        expected = P + (START - P) @ expm(-M * time)
        assert biased_layer(START, M, np.array([time]))[0] == pytest.approx(expected, abs=1e-14)


def test_descent_is_what_the_network_does():
    rng = np.random.default_rng(1)
    M = moments(draw(DATA, rng), 64, True)
    net = linear.reduce(layers.torch_linear((4, 4), True, rng), np.eye(4), 2)
    start = net.first[0].T.copy()
    for number in range(57):
        linear.descend(net, linear.gradient(net, *linear.residual(net), M[number % len(M)], scale=0.1))
    assert descent(start, M, 0.1, 57) == pytest.approx(net.first[0].T, abs=1e-13)


def test_small_steps_tend_to_the_flow_at_first_order():
    M = DATA.moment(True)
    exact = biased_layer(START, M, np.array([2.0]))[0]
    errors = [np.abs(descent(START, M[None], 2.0 / n, n) - exact).max() for n in (200, 400, 800)]
    slopes = -np.diff(np.log(errors)) / np.log(2)
    assert slopes == pytest.approx([1.0, 1.0], abs=0.05)


def test_order_flips_where_the_unbiased_one_does():
    """At a_1 = a_2 the two concepts are learned in step, biases or not."""
    flipped = Clusters((1.0, 2.0), (1.05, 0.05), 2, "variance", origin=True)
    assert np.ptp(flipped.task().rates()) == pytest.approx(0, abs=1e-14)
    path = biased_layer(np.zeros((2, 3)), flipped.moment(True), np.linspace(0, 5, 9))
    outputs = path @ np.array([1.0, 2.0, 1.0])
    assert outputs[:, 0] / 1.0 == pytest.approx(outputs[:, 1] / 2.0, abs=1e-13)
