"""Proposition: what the claims on figures read off curves is what they say, on curves and losses made by hand."""

from itertools import product

import numpy as np
import pytest

from numerics.networks.protocols import protocols
from verify.claims.audits import descents, width
from verify.claims.figures import trajectories
from verify.claims.figures.compositions import excess, printed_networks


def test_all_comparable_pairs_are_compared_the_smaller_first():
    v = np.array(list(product((0, 1), repeat=4)))
    found, pairs = excess(v.sum(axis=1).astype(float))
    assert len(pairs) == 3**4 - 2**4
    assert (v[pairs[:, 0]] <= v[pairs[:, 1]]).all()
    assert found.max() == -1
    stacked, _ = excess(np.zeros((2, 3, 16)))
    assert stacked.shape == (2, 3, 65)


def test_the_printed_networks_of_figure_7_differ_in_their_step_alone():
    printed, coded = printed_networks().values()
    assert printed.step_size / coded.step_size == pytest.approx(32)
    assert (printed.data, printed.architecture, printed.steps) == (coded.data, coded.architecture, coded.steps)


def test_the_shown_settings_of_a_grid_are_the_start_the_mean_and_the_spread():
    means = [protocols("printed", "11")[place].data for place in trajectories.SHOWN.values()]
    assert [(data.mu, data.spread) for data in means] == [
        ((1.0, 2.0), (0.05, 0.05)),
        ((3.0, 2.0), (0.05, 0.05)),
        ((1.0, 2.0), (2.0, 0.05)),
    ]


def test_a_loss_turns_at_the_minimum_before_its_largest_rise():
    losses = np.array([[5.0, 1, 2, 0, 4, 3], [5.0, 4, 3, 2, 1, 0], [1.0, 3, 0, 1, 0, 1]])
    assert trajectories._lowest_before_rise(losses).tolist() == [3, 0, 0]


def test_displacements_are_between_the_ends_of_epochs():
    steps = np.array([0.0, 5, 10, 20, 30])
    outputs = np.stack([steps, 2 * steps], axis=-1)[None]
    assert trajectories._displacement(outputs, steps, (1, 3), 10.0) == pytest.approx([np.sqrt(5) * 20])


@pytest.mark.parametrize("kind", ["gaussian", "uniform"])
def test_starts_of_every_width_have_the_same_mean(kind, monkeypatch):
    monkeypatch.setattr(width, "STARTS", 4000)
    for columns in (2, 16):
        U = width.starts(np.random.default_rng(1), columns, kind)
        W = U @ U.swapaxes(1, 2)
        assert W[:, 0, 0].mean() == pytest.approx(width.MEAN, rel=0.06)
        assert W[:, 0, 1].mean() == pytest.approx(0.0 if kind == "gaussian" else 0.75 * width.MEAN, abs=0.002)


def test_settings_of_figures_8_and_9_are_printed_with_squared_rates_and_coded():
    for figure in ("8", "9"):
        printed, squared, coded = descents.settings(figure).values()
        assert printed.data == squared.data != coded.data
        assert [one.optimiser.squared for one in (printed, squared, coded)] == [False, True, True]
