"""Proposition: the network is the stated formula, its gradient that of differences, and its starting weights as stated."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.signal import correlate

from numerics.diffusion.denoisers import Mlp, Unet, conv, normed, waves

NETWORK = Mlp(pixels=6, hidden=8, layers=2, conditioning_scale=0.5)


def _filled(seed):
    rng = np.random.default_rng(seed)
    weights = NETWORK.start(rng)
    return {name: rng.standard_normal(array.shape) / 3 for name, array in weights.items()}


def _by_hand(weights, x, u, c):
    def silu(h):
        return h / (1 + np.exp(-h))

    def norm(h):
        return (h - h.mean(axis=1, keepdims=True)) / np.sqrt(h.var(axis=1, keepdims=True) + 1e-5)

    angles = np.outer(u, 1000.0 ** (np.arange(16) / 15))
    level = silu(np.hstack([np.sin(angles), np.cos(angles)]) @ weights["level"])
    beside = level + silu((2 * c - 1) @ weights["c1"]) @ weights["c2"]
    h = x @ weights["in"] + beside
    for k in (0, 1):
        h = h + silu(norm(h) @ weights[f"{k}a"] + beside) @ weights[f"{k}b"]
    return norm(h) @ weights["out"] + weights["bias"]


def test_it_is_the_stated_formula():
    rng, weights = np.random.default_rng(0), _filled(1)
    x, u, c = rng.standard_normal((5, 6)), rng.uniform(0, 0.02, 5), rng.uniform(size=(5, 4))
    assert np.asarray(NETWORK(weights, x, u, c)) == pytest.approx(_by_hand(weights, x, u, c), abs=2e-5)


def test_the_gradient_is_that_of_differences():
    rng, weights = np.random.default_rng(2), _filled(3)
    x, u, c = rng.standard_normal((3, 6)), rng.uniform(0, 0.02, 3), rng.uniform(size=(3, 4))
    gradient = jax.grad(lambda weights: (NETWORK(weights, x, u, c) ** 2).sum())(jax.tree.map(jnp.float32, weights))
    for name, array in weights.items():
        place = tuple(rng.integers(length) for length in array.shape)
        values = []
        for sign in (1, -1):
            moved = {**weights, name: array.copy()}
            moved[name][place] += sign * 1e-6
            values.append((_by_hand(moved, x, u, c) ** 2).sum())
        assert float(gradient[name][place]) == pytest.approx((values[0] - values[1]) / 2e-6, rel=2e-3, abs=2e-3), name


def test_starting_weights():
    network = Mlp(pixels=100, hidden=200, layers=1, conditioning_scale=0.1)
    weights = network.start(np.random.default_rng(0))
    assert {name: array.shape for name, array in weights.items()} == {
        **{"in": (100, 200), "level": (32, 200), "c1": (4, 200), "c2": (200, 200)},
        **{"0a": (200, 200), "0b": (200, 200), "out": (200, 100), "bias": (100,)},
    }
    assert all(array.dtype == np.float32 for array in weights.values())
    sizes = {"in": 100**-0.5, "level": 32**-0.5, "c1": 0.1 / 2, "c2": 0.1 * 200**-0.5, "0a": 200**-0.5, "0b": 200**-0.5}
    for name, size in sizes.items():
        assert weights[name].std() == pytest.approx(size, rel=0.06)
    assert not weights["out"].any()
    assert not weights["bias"].any()


def test_rows_are_normed_and_waves_have_their_frequencies():
    rows = np.asarray(normed(np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 9.0]])))
    assert rows.mean(axis=1) == pytest.approx([0, 0], abs=1e-6)
    assert rows.std(axis=1) == pytest.approx([1, 1], rel=1e-4)
    found = np.asarray(waves(np.array([0.001])))[0]
    assert found[[0, 15]] == pytest.approx(np.sin([0.001, 1.0]), rel=1e-4)
    assert found[[16, 31]] == pytest.approx(np.cos([0.001, 1.0]), rel=1e-4)


UNET = Unet(width=8, channels=(2, 4), blocks=1, attention=True, conditioning_scale=0.5)


def _filled_unet(seed):
    rng = np.random.default_rng(seed)
    return {name: rng.standard_normal(array.shape) / 2 for name, array in UNET.start(rng).items()}


def _correlated(h, kernel):
    """Return scipy's correlation, image by image and channel by channel; h (batch, w, w, C)."""
    count = h.shape[-1]
    shaped = kernel.reshape(3, 3, count, -1)
    return np.stack(
        [
            np.stack(
                [
                    sum(correlate(one[..., i], shaped[:, :, i, o], mode="same") for i in range(count))
                    for o in range(shaped.shape[-1])
                ],
                axis=-1,
            )
            for one in h
        ]
    )


def _unet_by_hand(weights, x, u, c):
    def silu(h):
        return h / (1 + np.exp(-h))

    def norm(h):
        return (h - h.mean(axis=-1, keepdims=True)) / np.sqrt(h.var(axis=-1, keepdims=True) + 1e-5)

    def block(place, h):
        inside = _correlated(silu(norm(h)), weights[place + "a"]) + (beside @ weights[place + "e"])[:, None, None]
        straight = h @ weights[place + "s"] if h.shape[-1] != inside.shape[-1] else h
        return straight + _correlated(silu(norm(inside)), weights[place + "b"])

    angles = np.outer(u, 1000.0 ** (np.arange(16) / 15))
    level = silu(np.hstack([np.sin(angles), np.cos(angles)]) @ weights["level"])
    beside = silu(level + silu((2 * c - 1) @ weights["c1"]) @ weights["c2"])
    images = np.stack([one.reshape(3, 8, 8).transpose(1, 2, 0) for one in x])
    high = block("down00", _correlated(images, weights["in"]))
    low = block("down10", (high[:, ::2, ::2] + high[:, 1::2, ::2] + high[:, ::2, 1::2] + high[:, 1::2, 1::2]) / 4)
    for number, image in enumerate(low):
        flat = norm(image.reshape(16, 4))
        scores = np.exp((flat @ weights["query"]) @ (flat @ weights["key"]).T / 2)
        attended = scores / scores.sum(axis=1, keepdims=True) @ (flat @ weights["value"]) @ weights["attended"]
        low[number] = image + attended.reshape(4, 4, 4)
    raised = block("middle", low).repeat(2, axis=1).repeat(2, axis=2)
    last = block("up00", np.concatenate([raised, high], axis=-1))
    found = _correlated(silu(norm(last)), weights["out"]) + weights["bias"]
    return np.stack([one.transpose(2, 0, 1).ravel() for one in found])


def test_a_convolution_is_the_correlation_of_scipy():
    rng = np.random.default_rng(0)
    h, kernel = rng.standard_normal((2, 5, 5, 3)), rng.standard_normal((27, 4))
    assert np.asarray(conv(h, kernel)) == pytest.approx(_correlated(h, kernel), abs=1e-5)


def test_the_unet_is_the_stated_formula():
    rng, weights = np.random.default_rng(4), _filled_unet(5)
    x, u, c = rng.standard_normal((2, 192)), rng.uniform(0, 0.02, 2), rng.uniform(size=(2, 4))
    found = jax.jit(UNET)(jax.tree.map(jnp.float32, weights), x, u, c)
    assert np.asarray(found) == pytest.approx(_unet_by_hand(weights, x, u, c), abs=1e-4)


def test_a_unet_begins_at_nothing_and_has_its_size():
    network = Unet(width=16)
    weights = network.start(np.random.default_rng(0))
    assert not weights["out"].any()
    assert weights["c2"].std() == pytest.approx(0.1 / 8, rel=0.06)
    assert weights["down10a"].std() == pytest.approx((9 * 16) ** -0.5, rel=0.06)
    assert sum(array.size for array in weights.values()) == 221_539
    assert not UNET.start(np.random.default_rng(0))["attended"].any()


def test_a_width_that_cannot_be_halved_is_refused():
    with pytest.raises(ValueError, match="width must be a multiple of 4, got 18"):
        Unet(width=18)
