"""Proposition: a protocol is complete: its step, its shape and its print depend on all that it fixes."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.networks.data import Clusters
from numerics.networks.protocol import (
    Architecture,
    Initialisation,
    Optimiser,
    Probes,
    Protocol,
    Run,
    epochs,
    evaluation_steps,
    output_points,
    probe_points,
    record_steps,
    with_seeds,
)

DATA = Clusters((1.0, 2.0), (0.4, 0.3), 4, origin=True, samples=50)
LAYERS = Protocol("-", "coded", "small", DATA, Architecture("layers", 3, 5), Optimiser(), Initialisation(), 40)
TIED = replace(LAYERS, architecture=Architecture("tied"), optimiser=Optimiser("recurrence", 0.01, None))


def test_the_mean_over_entries_makes_a_step_of_two_over_d():
    assert LAYERS.step_size == 0.1
    assert replace(LAYERS, optimiser=Optimiser(average="entry")).step_size == pytest.approx(0.1 * 2 / 4, rel=1e-15)


def test_widths_are_those_of_the_depth():
    assert LAYERS.architecture.widths(4) == (4, 5, 5, 4)
    assert Architecture("layers", 1, 5).widths(4) == (4, 4)


def test_a_short_last_minibatch_is_a_step():
    assert epochs(DATA, 128, 3) == 3 * 2
    assert epochs(DATA, 75, 3) == 3 * 2
    assert epochs(DATA, 150, 3) == 3


def test_layers_share_a_shape_whatever_their_data_and_the_tied_model_does_not():
    moved = replace(DATA, mu=(1.0, 3.0))
    assert replace(LAYERS, data=moved).shape == LAYERS.shape
    assert replace(TIED, data=moved).shape != TIED.shape
    assert (
        replace(LAYERS, label="other", figure="3", initialisation=Initialisation("gaussian"), undetermined=("x",)).shape
        == LAYERS.shape
    )
    for change in (
        {"steps": 41},
        {"probes": Probes(3)},
        {"optimiser": Optimiser(rate=0.2)},
        {"architecture": Architecture("layers", 3, 6)},
        {"data": replace(DATA, samples=51)},
        {"data": replace(DATA, origin=False)},
        {"data": replace(DATA, dim=5)},
        {"data": replace(DATA, spread=(0.4, 0.3, 0.2))},
    ):
        assert replace(LAYERS, **change).shape != LAYERS.shape
    for change in ({"steps": 41}, {"optimiser": Optimiser("recurrence", 0.02, None)}, {"probes": Probes(0, (), DATA)}):
        assert replace(TIED, **change).shape != TIED.shape
    assert replace(LAYERS, data=replace(DATA, samples=75, origin=False)).shape == LAYERS.shape


def test_it_prints_all_that_it_fixes():
    lines = """\
Figure -, coded: small
  clusters       mu=(1.0, 2.0), spread=(0.4, 0.3), dim=4, spread_is='deviation', origin=True, rotated=False, samples=50, \
exclusion=None, test_spread=None
  architecture   kind='layers', depth=3, hidden=5, rectified=False, bias=True
  optimiser      method='sgd', rate=0.1, batch=128, average='entry', squared=False
  initialisation kind='torch_linear', scale=1.0
  probes         cluster=240, epochs=(), training=None
  steps          40, step size on the half mean square 0.05"""
    entries = replace(LAYERS, optimiser=Optimiser(average="entry"))
    assert str(entries) == lines
    left_open = replace(entries, undetermined=("batch", "biases"))
    assert str(left_open) == lines + "\n  not printed    batch, biases: taken from the released code"


@pytest.mark.parametrize("wrong", [{"architecture": Architecture("tied")}, {"optimiser": Optimiser("recurrence")}])
def test_the_recurrence_is_for_the_tied_model_and_no_other(wrong):
    with pytest.raises(ValueError, match=r"optimiser must be the recurrence .* got (sgd|recurrence)"):
        replace(LAYERS, **wrong)


def test_evaluations_are_spread_evenly_over_both_ends():
    assert evaluation_steps(replace(LAYERS, probes=Probes(cluster=3))).tolist() == [0, 20, 40]
    assert evaluation_steps(replace(LAYERS, probes=Probes(cluster=4))).tolist() == [0, 13, 27, 40]
    assert len(evaluation_steps(replace(LAYERS, probes=Probes(cluster=0)))) == 0


def test_records_hold_every_epoch_and_stand_close_at_the_start():
    """Of 40 epochs of 118 steps; none twice, none beyond the end, however short."""
    steps = record_steps(replace(LAYERS, steps=4720))
    assert set(range(0, 4721, 118)) <= set(steps.tolist())
    assert (np.diff(steps) > 0).all()
    assert (np.diff(steps) <= np.maximum(1, np.minimum(24, 0.06 * steps[1:] + 1))).all()
    assert 300 < len(steps) < 360
    assert record_steps(replace(LAYERS, steps=3)).tolist() == [0, 1, 2, 3]
    assert record_steps(replace(LAYERS, steps=0)).tolist() == [0]


def test_outputs_are_recorded_at_x_hat_and_at_the_centres_but_the_origin():
    assert output_points(LAYERS).tolist() == [[1, 2], [1, 0], [0, 2]]
    wide = replace(LAYERS, data=Clusters((1.0, 2.0), (0.4, 0.3, 0.1), 4))
    assert output_points(wide).tolist() == [[1, 2, 0], [1, 0, 0], [0, 2, 0]]


def test_the_last_probe_is_x_hat():
    assert probe_points(LAYERS) == pytest.approx(np.array([[1.0, 2.0]]))
    watched = replace(LAYERS, probes=Probes(epochs=(1,)))
    assert probe_points(watched) == pytest.approx(np.array([[0.0, 0.0], [0.0, 2.0], [1.0, 0.0], [1.0, 2.0]]))


def test_seeds_run_within_protocols():
    assert with_seeds([LAYERS, TIED], range(7, 9)) == [Run(LAYERS, 7), Run(LAYERS, 8), Run(TIED, 7), Run(TIED, 8)]
