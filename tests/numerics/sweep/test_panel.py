"""Proposition: a panel has the mean over what else is swept at the place of its two inputs."""

import numpy as np
import pytest

from numerics.sweep.panel import check, panel
from numerics.sweep.table import Sweep


def table() -> Sweep:
    y, x, seed = (part.ravel() for part in np.meshgrid([0.1, 0.2], [3.0, 1.0, 2.0], [0, 1], indexing="ij"))
    rise = 100 * y + x + 0.5 * seed
    rise[0] = np.nan  # of y = .1, x = 3, seed 0
    predicted = np.where(x > 1.5, 0.1, 0.0)
    predicted[1] = np.nan
    rises = np.where(seed == 1, "open", "yes")
    columns = {"mu_2": y, "init_scale": x, "seed": seed, "rise_simulated": rise, "rise_predicted": predicted, "rises": rises}
    return Sweep(columns, ("mu_2", "init_scale", "seed"), ("mu_2", "init_scale", "seed"))


def test_means_are_where_they_belong():
    found = panel(table(), ("init_scale", "mu_2"))
    assert (found.x.tolist(), found.y.tolist(), found.others) == ([1, 2, 3], [0.1, 0.2], 2)
    np.testing.assert_allclose(found.rise, [[11.25, 12.25, 13.5], [21.25, 22.25, 23.25]])
    np.testing.assert_allclose(found.predicted, [[0, 1, 1], [0, 1, 1]])
    np.testing.assert_allclose(found.is_open, 0.5)
    np.testing.assert_allclose(panel(table(), ("mu_2", "init_scale")).rise, found.rise.T)


@pytest.mark.parametrize(
    ("swept", "over", "expected"),
    [
        (("mu_2", "seed"), (), ("seed", "mu_2")),
        (("model", "mu_2", "seed"), (), ("seed", "mu_2")),
        (("mu_2", "init_scale", "seed"), (), ("init_scale", "mu_2")),
        (("mu_2", "seed", "dim"), ("dim", "seed"), ("dim", "seed")),
    ],
)
def test_two_inputs_are_taken_the_faster_one_across(swept, over, expected):
    assert check(swept, over) == expected


@pytest.mark.parametrize(
    ("swept", "over"),
    [
        ((), ()),
        (("seed",), ()),
        (("a_1", "b", "c"), ()),
        (("b", "c"), ("b",)),
        (("b", "c"), ("b", "b")),
        (("b", "c"), ("b", "x")),
    ],
)
def test_anything_but_two_is_refused(swept, over):
    with pytest.raises(ValueError, match=r"^over must be two of the inputs that are swept, as numbers, .*, got "):
        check(swept, over)
