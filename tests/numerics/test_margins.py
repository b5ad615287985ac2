"""Proposition: margins are what they are by hand, and of many paths each is as it is alone."""

import numpy as np
import pytest

from numerics.margins import Margins, expected_and_spread, margins
from numerics.task.field import tied_field


def random_path(rng, n, d):
    """Return symmetric W, W' and two estimates of the error of W, each (n, d, d)."""
    half = rng.uniform(-1, 1, (4, n, d, d)) * np.array([1, 1, 1e-2, 1e-2])[:, None, None, None]
    return tuple(half + half.swapaxes(-1, -2))


@pytest.mark.parametrize("d", [1, 3, 5])
def test_a_path_by_hand(d):
    rng = np.random.default_rng(d)
    W, Wdot, first, second = random_path(rng, 7, d)
    a, z = np.sort(rng.uniform(0.3, 2, d))[::-1], rng.uniform(-1, 2, d)
    (found,) = margins([(W, Wdot, first, second)], [a], [z], signed=True, exact=False)
    M, spread = W + second, np.abs(second - first) + 0.002 * np.abs(second)
    X, half = (np.diag(a) - (a[:, None] + a) / 2 * M), (a[:, None] + a) / 2 * spread
    H = np.abs(X) @ spread + half @ np.abs(M)
    r, moved, V, size = W @ z - z, M @ z - z, tied_field(M, a), np.abs(z)
    for name, expected in {
        "loss": np.sum(r**2, axis=1) / 2,
        "slope": np.sum(r * (Wdot @ z), axis=1),
        "residual": np.linalg.norm(r, axis=1),
        "changes": [np.sum((r + E @ z) ** 2 - r**2, axis=1) / 2 for E in (first, second)],
        "moved": np.sum(moved**2, axis=1) / 2,
        "moved_slope": np.sum(moved * (V @ z), axis=1),
        "spread": np.sum(np.abs(moved) * (spread @ size) + (spread @ size) ** 2 / 2, axis=1),
        "slope_spread": np.sum(np.abs(V @ z) * (spread @ size) + np.abs(moved) * ((H + H.swapaxes(1, 2)) @ size), axis=1),
    }.items():
        np.testing.assert_allclose(getattr(found, name), expected, rtol=1e-11, atol=1e-14, err_msg=name)
    assert not found.open.any()


def test_many_paths_are_each_as_alone():
    rng = np.random.default_rng(0)
    paths, rates, probes = [random_path(rng, n, 3) for n in (5, 2, 9)], rng.uniform(0, 2, (3, 3)), rng.uniform(-1, 2, (3, 3))
    for options in ({"signed": True, "exact": False}, {"signed": False, "exact": False}, {"signed": True, "exact": True}):
        together = margins(paths, list(rates), list(probes), **options)
        for k, found in enumerate(together):
            (alone,) = margins([paths[k]], [rates[k]], [probes[k]], **options)
            for name in Margins.__dataclass_fields__:
                np.testing.assert_allclose(getattr(found, name), getattr(alone, name), rtol=1e-13, atol=1e-15)


def test_an_estimate_as_large_as_it_can_be_says_nothing():
    W = np.stack([np.eye(2)] * 2)
    first, second = 0 * W, np.array([np.zeros((2, 2)), [[0.0, 2.0], [2.0, 0.0]]])
    (found,) = margins([(W, 0 * W, first, second)], [np.ones(2)], [np.ones(2)], signed=True, exact=False)
    assert found.open.tolist() == [False, True]
    expected, spread = expected_and_spread(first, second, signed=True)
    assert spread[1].tolist() == [[0, 2], [2, 0]]
    np.testing.assert_array_equal(expected, second)
    assert not expected_and_spread(first, second, signed=False)[0].any()
