"""Proposition: curves are those of the runs, one row each, and what a kind of run does not record is not there."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.networks.data import Clusters
from numerics.networks.protocol import Architecture, Initialisation, Optimiser, Probes, Protocol
from numerics.networks.protocols import FIGURE_5, protocols
from numerics.networks.runs import Run
from numerics.networks.training import Curves, joined, train

DATA = Clusters((1.0, 2.0), (0.4, 0.3), 4, origin=True, rotated=True, samples=50)
SMALL = Protocol("-", "coded", "small", DATA, Architecture("layers", 2, 4), Optimiser(), Initialisation(), 40, Probes(cluster=3))


def test_layers_record_what_they_are_asked_for():
    curves = train([Run(SMALL, seed) for seed in range(3)])
    assert {name: values.shape for name, values in curves.arrays().items()} == {
        "x_hat": (3, 41),
        "cluster": (3, 3),
        "steps": (3,),
    }
    watched = train([Run(replace(SMALL, probes=Probes(cluster=3, epochs=(1,))), 0)])
    assert watched.compositions is not None
    assert watched.compositions.shape == (1, 41, 4)


def test_the_tied_model_records_both_of_its_losses():
    curves = train([Run(replace(protocols("printed", "5")[0], steps=30), seed) for seed in (FIGURE_5.seed, 0)])
    assert {name: values.shape for name, values in curves.arrays().items()} == {"x_hat": (2, 31), "training": (2, 31)}
    W, task = FIGURE_5.start() @ FIGURE_5.start().T, FIGURE_5.task()
    residual = W - np.eye(3)
    assert curves.x_hat[0, 0] == pytest.approx(0.5 * ((residual @ task.probe()) ** 2).sum(), rel=1e-13)
    assert curves.training is not None
    a = np.array([0.0025 + 0.5, 0.0025 + 1.125, 0.0])
    assert curves.training[0, 0] == pytest.approx(0.5 * np.trace(residual * a @ residual.T), rel=1e-13)


def test_curves_are_cut_and_joined_by_runs():
    curves = train([Run(SMALL, seed) for seed in range(3)])
    again = joined([curves.of(index) for index in range(3)])
    assert again.arrays().keys() == curves.arrays().keys()
    for name, values in again.arrays().items():
        assert (values == curves.arrays()[name]).all()
    assert curves.of(1).x_hat.shape == (1, 41)
    assert Curves(**curves.arrays()).losses().keys() == {"x_hat", "cluster"}


def test_runs_of_different_shapes_are_refused():
    with pytest.raises(ValueError, match="shape"):
        train([Run(SMALL, 0), Run(replace(SMALL, steps=41), 0)])
