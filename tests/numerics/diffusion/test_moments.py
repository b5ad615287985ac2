"""Proposition: the moments by quadrature are those of draws, with and without varying positions."""

from itertools import islice

import numpy as np
import pytest

from numerics.diffusion.cells import DESIGNS, read_cells
from numerics.diffusion.discs import Discs
from numerics.diffusion.moments import batches, moments

DESIGN = read_cells("0 0:1/2,1 0:1/4,.5 1:1/4")


@pytest.mark.parametrize("jitter", [0.0, 0.2])
def test_moments_are_those_of_draws(jitter):
    discs = Discs(colour=0.5, size=0.4, width=8, jitter=jitter)
    levels = np.repeat([[0, 0], [0, 0], [1, 0], [0.5, 1]], 3000, axis=0).astype(float)
    x, c = discs.draw(np.random.default_rng(3), levels)
    c = np.hstack([np.ones((len(c), 1)), c])
    found = moments(DESIGN, discs)
    products = x[:, :, None] * c[:, None, :]
    error = products.std(axis=0) / np.sqrt(len(c))
    away = np.abs(products.mean(axis=0) - found.X) / error
    assert away.max() < 4.5  # of 960 numbers, normal
    assert (away**2).mean() < 1.5
    assert np.abs(c.T @ c / len(c) - found.S).max() < 4 * 0.2 / np.sqrt(len(c))


def test_the_second_moment_is_exact():
    discs = Discs(colour=0.8, size=0.4)
    found = moments(DESIGNS["paper"], discs).S
    classes = np.hstack([np.ones((3, 1)), discs.conditioning(np.array([[0.0, 0], [0, 1], [1, 0]]))])
    within = np.diag([0, 0.01 / 3, 0.01 / 3, 0.01 / 3, 0.15**2 / 3])
    assert found == pytest.approx(classes.T @ classes / 3 + within, rel=1e-14)


def test_more_nodes_change_little():
    import numerics.diffusion.moments as module

    discs = Discs(size=0.4)
    found = moments(DESIGNS["paper"], discs).X
    before = module.NODES
    try:
        module.NODES = 10 * before
        finer = moments(DESIGNS["paper"], discs).X
    finally:
        module.NODES = before
    assert found == pytest.approx(finer, abs=1e-3)


def test_batches_are_draws_of_the_design():
    discs = Discs(colour=0.5, size=0.4, width=8)
    some = list(islice(batches(DESIGN, discs, 50, np.random.default_rng(3)), 60))
    rng = np.random.default_rng(3)
    chosen = rng.choice(3, 50, p=[0.5, 0.25, 0.25])
    x, c = discs.draw(rng, np.array([[0, 0], [1, 0], [0.5, 1]])[chosen])
    c = np.hstack([np.ones((50, 1)), c])
    assert pytest.approx(x.T @ c / 50) == some[0].X
    assert pytest.approx(c.T @ c / 50) == some[0].S
    found = moments(DESIGN, discs)
    for name in ("X", "S"):
        rows = np.array([getattr(one, name) for one in some])
        away = np.abs(rows.mean(axis=0) - getattr(found, name))
        assert (away <= 5 * rows.std(axis=0) / np.sqrt(60) + 1e-9).all()
