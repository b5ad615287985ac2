"""Proposition: paths of the bridge itself are described, others are not, and too few or unfinished runs leave it open."""

import numpy as np
import pytest

from numerics.diffusion.bridge import predict
from numerics.diffusion.cells import PAPER
from numerics.diffusion.compare import compare
from numerics.diffusion.discs import Discs
from numerics.diffusion.paths import Paths

PREDICTION = predict(PAPER, Discs())


def runs(count=8, *, bend=0.0, swap=False, slow=1.0, until=1.0, noise=0.01):
    """Return noisy copies of the predicted path: bent further, with the concepts swapped, the weak one slower, or cut."""
    rng = np.random.default_rng(0)
    kept = PREDICTION.times <= until * PREDICTION.times[-1]
    colour, size = PREDICTION.path[kept].T
    later = np.maximum(PREDICTION.times - 2, 0)  # the first stage is over by then
    size = np.interp((PREDICTION.times - later + later / slow)[kept], PREDICTION.times, PREDICTION.path[:, 1])
    paths = [np.tile(colour, (count, 1)), np.tile(size + bend * (colour > 0.5) * (size < 0.3), (count, 1))]
    paths = [path + noise * rng.standard_normal((count, 1)) for path in paths]
    return Paths(PREDICTION.times[kept] * 40, (paths[1], paths[0]) if swap else (paths[0], paths[1]))


def test_the_bridge_is_described():
    found = compare(runs(), PAPER, PREDICTION)
    assert found.verdict == "described"
    assert found.reason == "all statements hold"
    assert [statement.name for statement in found.statements] == ["order", "bend", "times"]
    times = found.statements[2].interval
    assert abs(times.value) < 0.05
    assert abs(found.statements[1].interval.value - 0.0184) < 0.01  # what the other modes do by then


@pytest.mark.parametrize(
    ("paths", "first"),
    [(runs(swap=True), "order"), (runs(bend=-0.3), "bend"), (runs(bend=0.3), "bend"), (runs(slow=3.0), "times")],
)
def test_what_fails_first_is_named(paths, first):
    found = compare(paths, PAPER, PREDICTION)
    assert found.verdict == "not described"
    assert found.reason.startswith(f"{first}: ")


@pytest.mark.parametrize(
    ("paths", "first"),
    [(runs(2), "order"), (runs(until=0.15), "times"), (runs(until=0.01), "order"), (runs(noise=0.3), "bend")],
)
def test_what_cannot_be_told_is_open(paths, first):
    found = compare(paths, PAPER, PREDICTION)
    assert found.verdict == "open"
    assert found.reason.startswith(f"{first}: ")


def test_one_run_is_no_sample():
    with pytest.raises(ValueError, match="log must hold at least two runs, got 1"):
        compare(runs(1), PAPER, PREDICTION)


def test_the_figures_are_said():
    said = [statement.said for statement in compare(runs(noise=0.0001), PAPER, PREDICTION).statements]
    assert said[0] == "colour is learned first in 8 of the 8 runs in which anything is learned, of 8"
    assert said[1].endswith("off its mean, by the slope -0.231 (8 of 8 runs cross)")
    assert said[2].endswith(
        f"by the bridge {PREDICTION.learning_times[1] / PREDICTION.learning_times[0]:.3f} (8 of 8 runs learn both)"
    )
