"""Proposition: products and velocities of layers are those of a loss differentiated by finite differences, for stacks too."""

import numpy as np
import pytest

from numerics.task.layers import flattened, layer_field, layer_product, product_field, unflattened

RNG = np.random.default_rng(3)
SHAPES = {1: ((2, 2),), 2: ((3, 2), (2, 3)), 3: ((3, 2), (4, 3), (2, 4))}
MOMENT = np.array([[1.3, 0.2], [0.2, 0.6]])


def layers_of(depth):
    return tuple(0.7 * RNG.standard_normal(shape) for shape in SHAPES[depth])


def loss(layers, A):
    W = np.eye(2)
    for layer in layers:
        W = layer @ W
    E = W - np.eye(2)
    return np.trace(E @ A @ E.T) / 2


@pytest.mark.parametrize("depth", SHAPES)
def test_velocities_are_minus_the_gradient(depth):
    layers, h = layers_of(depth), 1e-6
    flat = flattened(layers)
    slopes = [
        (loss(unflattened(flat + h * e, SHAPES[depth]), MOMENT) - loss(unflattened(flat - h * e, SHAPES[depth]), MOMENT))
        / (2 * h)
        for e in np.eye(flat.size)
    ]
    assert flattened(layer_field(layers, MOMENT)) == pytest.approx(-np.array(slopes), abs=1e-8)


@pytest.mark.parametrize("depth", SHAPES)
def test_the_product_moves_with_its_layers(depth):
    layers, h = layers_of(depth), 1e-6
    moved = [
        layer_product(tuple(w + s * h * v for w, v in zip(layers, layer_field(layers, MOMENT), strict=True))) for s in (1, -1)
    ]
    assert product_field(layers, MOMENT) == pytest.approx((moved[0] - moved[1]) / (2 * h), abs=1e-8)


def test_a_vector_of_rates_is_a_diagonal_moment():
    layers, a = layers_of(3), np.array([1.3, 0.6])
    for one, other in zip(layer_field(layers, a), layer_field(layers, np.diag(a)), strict=True):
        assert np.array_equal(one, other)


def test_stacks_are_worked_on_one_by_one():
    many = [layers_of(2) for _ in range(4)]
    stacked = tuple(np.stack(parts) for parts in zip(*many, strict=True))
    assert layer_product(stacked) == pytest.approx(np.stack([layer_product(layers) for layers in many]), rel=1e-14)
    assert product_field(stacked, MOMENT) == pytest.approx(np.stack([product_field(one, MOMENT) for one in many]), rel=1e-13)


def test_vectors_of_entries_and_back():
    layers = layers_of(3)
    flat = flattened(layers)
    for one, other in zip(unflattened(np.stack([flat, 2 * flat]), SHAPES[3]), layers, strict=True):
        assert np.array_equal(one[1], 2 * other)
