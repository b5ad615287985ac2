"""Proposition: the reduced flow is that of the layers, its limits and first stage are the closed forms; times are read off."""

from itertools import islice, pairwise, repeat

import numpy as np
import pytest

from numerics.diffusion.bridge import Reduced, adamw, descend, field, first_mode, predict, reduced
from numerics.diffusion.cells import DESIGNS, PAPER
from numerics.diffusion.discs import Discs
from numerics.diffusion.moments import Moments, moments
from numerics.diffusion.readout import CORNERS, Readout

DISCS = Discs(width=8)
DATA = moments(PAPER, DISCS)


def _wide(hidden, ratio):
    """Return O(0) = 0 and M(0) of a network with so many hidden units, M^T M = diag(1, ratio^2, ...)."""
    frame = np.linalg.qr(np.random.default_rng(0).standard_normal((hidden, 5)))[0]
    return np.zeros((DISCS.pixels, hidden)), frame * np.array([1.0, *[ratio] * 4])


def test_gradient_descent_of_wide_layers_comes_to_the_reduced_flow_at_first_order():
    times = np.array([0.0, 0.25, 0.5])
    exact = reduced(DATA, 0.3).maps(times)
    errors = []
    for step in (1 / 256, 1 / 512, 1 / 1024):
        layers = [_wide(12, 0.3)]
        for before, after in pairwise(times):
            layers.append(descend(*layers[-1], DATA, step, round((after - before) / step)))
        errors.append(max(np.abs(O @ M - there).max() for (O, M), there in zip(layers, exact, strict=True)))
    assert errors[0] < 0.02
    assert [first / second for first, second in pairwise(errors)] == pytest.approx([2, 2], rel=0.05)


def test_what_is_conserved_stands_still():
    u, v = reduced(DATA, 0.3).layers(np.linspace(0, 3, 7))
    conserved = np.swapaxes(u, 1, 2) @ u - v @ np.swapaxes(v, 1, 2)
    assert conserved == pytest.approx(np.broadcast_to(conserved[0], conserved.shape), abs=1e-6)


def test_the_field_is_the_gradient_by_differences():
    rng = np.random.default_rng(2)
    O, M = rng.standard_normal((6, 3)), rng.standard_normal((3, 2))
    data = Moments(rng.standard_normal((6, 2)), np.array([[2.0, 0.3], [0.3, 1.0]]))

    def loss(O, M):
        W = O @ M
        return np.trace(W @ data.S @ W.T - 2 * W @ data.X.T) / 2

    for layer, found in zip((O, M), field(O, M, data), strict=True):
        for place in np.ndindex(layer.shape):
            kept, h = layer[place], 1e-6
            layer[place] = kept + h
            above = loss(O, M)
            layer[place] = kept - h
            below = loss(O, M)
            layer[place] = kept
            assert found[place] == pytest.approx(-(above - below) / (2 * h), abs=1e-7)


def test_the_lazy_map_solves_its_own_flow_and_ends_at_least_squares():
    flow = reduced(DATA, 0.3)
    K, h = flow.v.T @ flow.v, 1e-5
    slope = (flow.lazy_map(0.4 + h) - flow.lazy_map(0.4 - h)) / (2 * h)
    assert slope == pytest.approx((DATA.X - flow.lazy_map(0.4) @ DATA.S) @ K, abs=1e-6)
    assert flow.lazy_map(0.0) == pytest.approx(np.zeros_like(DATA.X), abs=1e-12)
    assert flow.lazy_map(1e7) == pytest.approx(DATA.X @ np.linalg.inv(DATA.S), abs=1e-6)


def test_the_first_mode_is_that_of_the_covariance():
    values, p, q, limit = first_mode(DATA, DISCS)
    mean = DATA.S[0, 1:]
    covariance = DATA.X[:, 1:] - np.outer(DATA.X[:, 0], mean)
    assert covariance @ q == pytest.approx(values[0] * p)
    assert values[0] >= values[1] >= 0
    assert limit == pytest.approx(values[0] / (q @ (DATA.S[1:, 1:] - np.outer(mean, mean)) @ q))


@pytest.mark.parametrize("name", DESIGNS)
def test_the_path_follows_the_slope_and_comes_by_the_corner(name):
    found = predict(DESIGNS[name], Discs())
    assert found.strong == 0
    after = int(np.argmax(found.path[:, 0] > 0.8))
    mean = [float(level) for level in DESIGNS[name].mean()]
    risen = np.interp(0.8, found.path[after - 1 : after + 1, 0], found.path[after - 1 : after + 1, 1]) - mean[1]
    assert risen == pytest.approx(found.slope * (0.8 - mean[0]), abs=0.03)
    assert np.hypot(*(found.path - found.corner).T).min() < 0.05
    assert found.learning_times[0] < found.learning_times[1]


def test_the_end_is_least_squares_at_the_unseen_composition():
    discs = Discs()
    data, unseen = moments(PAPER, discs), np.concatenate([[1.0], discs.conditioning(CORNERS[3:])[0]])
    end = Readout(discs)(data.X @ np.linalg.solve(data.S, unseen))
    far = Readout(discs)(reduced(data).maps(np.array([0.0, 300.0]))[-1] @ unseen)
    assert far == pytest.approx(end, abs=2e-3)


def test_the_order_flips_with_the_signals():
    times = [predict(PAPER, Discs(colour=colour, size=0.4)).learning_times for colour in (0.137, 0.247, 0.579, 0.689)]
    assert [first < second for first, second in times] == [False, False, True, True]
    assert [first for first, _ in times] == sorted((first for first, _ in times), reverse=True)


def test_frames_are_orthonormal_and_hold_all_of_the_images():
    flow = reduced(DATA, 0.2, beta=2.0)
    assert isinstance(flow, Reduced)
    assert pytest.approx(np.eye(5), abs=1e-12) == flow.P.T @ flow.P
    assert pytest.approx(DATA.X) == flow.P @ flow.data.X
    assert flow.v == pytest.approx(np.diag([2.0, 0.4, 0.4, 0.4, 0.4]))


def test_two_steps_of_adamw_by_hand():
    """The first moves every entry by the rate, whatever its gradient; the second by the means of two gradients and squares."""
    O, M, rate, decay = np.zeros((3, 2)), np.array([[1.0, 2.0], [0.5, -1.0]]), 0.01, 0.1
    data = Moments(np.array([[1.0, 2.0], [-3.0, 4.0], [5.0, -6.0]]), np.array([[2.0, 0.3], [0.3, 1.0]]))
    (first, still), (second, moved) = islice(adamw(O, M, repeat(data), rate, decay), 2)
    gradients = [-2 / 3 * field(O, M, data)[0], -2 / 3 * field(first, still, data)[0]]
    assert first == pytest.approx(-rate * np.sign(gradients[0]), rel=1e-6)
    assert still == pytest.approx(M * (1 - rate * decay))
    mean = (0.09 * gradients[0] + 0.1 * gradients[1]) / (1 - 0.81)
    square = (0.000999 * gradients[0] ** 2 + 0.001 * gradients[1] ** 2) / (1 - 0.999**2)
    assert second == pytest.approx(first * (1 - rate * decay) - rate * mean / np.sqrt(square), rel=1e-6)
    change = -2 / 3 * field(first, still, data)[1]  # the embedding's first gradient is 0
    by_hand = 0.1 * change / (1 - 0.81) / (np.sqrt(0.001 * change**2 / (1 - 0.999**2)) + 1e-8)
    assert moved == pytest.approx(still * (1 - rate * decay) - rate * by_hand, rel=1e-6)


@pytest.mark.parametrize("overlap", [-0.9, 0.5, 1.0])
def test_an_overlap_is_the_cosine_of_colour_and_size_in_the_embedding(overlap):
    v = reduced(DATA, 0.3, 2.0, overlap).v
    colour, size = v @ [0, 1, 0, -1, 0], v @ [0, 0, 0, 0, 1]
    assert colour @ size / np.linalg.norm(colour) / np.linalg.norm(size) == pytest.approx(overlap)
    assert np.linalg.norm(size) == pytest.approx(0.6)
    assert v[:, :4].T @ v[:, :4] == pytest.approx(4 * np.diag([1, 0.09, 0.09, 0.09]))


@pytest.mark.parametrize(
    ("ratio", "overlap", "said"), [(0, 0, "ratio"), (11, 0, "ratio"), (0.1, 1.1, "overlap"), (0.1, np.nan, "overlap")]
)
def test_a_start_out_of_range_is_refused(ratio, overlap, said):
    with pytest.raises(ValueError, match=f"{said} must lie"):
        predict(PAPER, DISCS, ratio, overlap)
