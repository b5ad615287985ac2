"""Proposition: a seed draws data, test cluster, rotation and weights each from a stream of its own."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.networks.data import Clusters
from numerics.networks.protocol import Architecture, Initialisation, Optimiser, Probes, Protocol
from numerics.networks.runs import Run, evaluation_steps, material, probe_points

DATA = Clusters((1.0, 2.0), (0.4, 0.3), 4, origin=True, rotated=True, samples=50)
SMALL = Protocol("-", "coded", "small", DATA, Architecture("layers", 2, 4), Optimiser(), Initialisation(), 40, Probes(cluster=3))


def test_protocols_that_differ_in_one_setting_share_the_other_draws():
    base = material(Run(SMALL, 3))
    few, deep = (
        material(Run(replace(SMALL, **change), 3))
        for change in ({"data": replace(DATA, samples=40)}, {"architecture": Architecture("layers", 3, 4)})
    )
    assert (few.Q == base.Q).all()
    assert all((one == other).all() for one, other in zip(few.start.weights, base.start.weights, strict=True))
    assert (deep.points == base.points).all()
    assert (deep.test == base.test).all()
    assert (deep.Q == base.Q).all()


def test_seeds_draw_everything_anew():
    one, other = material(Run(SMALL, 3)), material(Run(SMALL, 4))
    for name in ("points", "test", "Q"):
        assert not (getattr(one, name) == getattr(other, name)).any()


def test_layers_do_not_start_as_the_tied_model_does():
    with pytest.raises(ValueError, match="initialisation"):
        material(Run(replace(SMALL, initialisation=Initialisation("uniform_tied")), 0))


def test_evaluations_are_spread_evenly_over_both_ends():
    assert evaluation_steps(SMALL).tolist() == [0, 20, 40]
    assert len(evaluation_steps(replace(SMALL, probes=Probes(cluster=0)))) == 0


def test_the_last_probe_is_x_hat():
    assert probe_points(SMALL) == pytest.approx(np.array([[1.0, 2.0]]))
    watched = replace(SMALL, probes=Probes(epochs=(1,)))
    assert probe_points(watched) == pytest.approx(np.array([[0.0, 0.0], [0.0, 2.0], [1.0, 0.0], [1.0, 2.0]]))
