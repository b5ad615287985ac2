"""Proposition: a suite returns, protocol by protocol and seed by seed, what each run alone returns."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.networks import recurrence_figures
from numerics.networks.data import Clusters
from numerics.networks.protocol import Architecture, Initialisation, Optimiser, Probes, Protocol
from numerics.networks.protocols import protocols
from numerics.networks.runs import Run
from numerics.networks.suite import seeds, train_all, train_protocols
from numerics.networks.training import train
from numerics.networks.variations import one_layer

DATA = Clusters((1.0, 2.0), (0.4, 0.3), 4, origin=True, rotated=True, samples=50)
SMALL = Protocol("-", "coded", "small", DATA, Architecture("layers", 2, 4), Optimiser(), Initialisation(), 40, Probes(cluster=3))


def test_layers_and_tied_figures_come_back_in_order():
    tied = replace(protocols("coded", "5")[0], steps=50)
    watched = replace(SMALL, probes=Probes(cluster=3, epochs=(1,)))
    first, second, third = train_protocols([watched, tied, SMALL], 3)
    assert second["x_hat"] == pytest.approx(recurrence_figures.run(tied, range(3)).test.T, abs=0)
    for seed in range(3):
        alone = train([Run(watched, seed)])
        assert alone.compositions is not None
        assert first["compositions"][seed] == pytest.approx(alone.compositions[0], rel=1e-12)
        assert third["x_hat"][seed] == pytest.approx(alone.x_hat[0], rel=1e-12)
        assert third["cluster"][seed] == pytest.approx(alone.cluster[0], rel=1e-12)
    assert "compositions" not in third
    assert first["steps"].tolist() == [0, 20, 40]


def test_seeds_and_shapes_are_kept_apart():
    wide = replace(SMALL, architecture=Architecture("layers", 2, 5))
    curves = train_all(seeds([SMALL, wide], 2, first=7))
    expected = [train([Run(protocol, seed)]).x_hat for protocol in (SMALL, wide) for seed in (7, 8)]
    assert [curve.x_hat == pytest.approx(one, rel=1e-12) for curve, one in zip(curves, expected, strict=True)] == [True] * 4
    assert len({float(curve.x_hat[0, 0]) for curve in curves}) == 4


@pytest.mark.parametrize("form", ["printed", "coded"])
def test_variations_change_what_they_name(form):
    varied, base = one_layer(form, (1, 3), (0.2, 0.05), 17, 1e-3), protocols(form, "2b")[0]
    assert (varied.data.mu, varied.data.spread, varied.steps) == ((1, 3), (0.2, 0.05), 17)
    assert varied.initialisation == Initialisation("gaussian", 1e-3)
    assert (varied.architecture, varied.optimiser, varied.data.origin) == (base.architecture, base.optimiser, base.data.origin)
    start = np.abs(train([Run(varied, 0)]).x_hat[:, 0] - 5.0)
    assert start < 0.05
