"""Where the test loss rises has one answer: prediction, simulation, both proofs, Fig. 5's path, and every iteration agree."""

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq

from numerics.certificate import certify as certificate
from numerics.certificate import check as certificate_check
from numerics.flow import iterate
from numerics.flow.events import course
from numerics.flow.integrate import integrate_tied_weights
from numerics.integers.signs import Turn
from numerics.model.tied import TIED
from numerics.setting import Setting
from numerics.simulate import simulate
from numerics.task.identity_mapping import Task

TASK = Task((1.0, 2.0), (0.05, 0.05))
#: A start whose test loss rises at once, to a maximum, and then falls: no minimum comes before its rise.
FROM_THE_START = [["1/5000", "-1/24000"], ["-1/24000", "1/100000"]]


def floats(rows):
    return np.array([[float(Fraction(entry)) for entry in row] for row in rows])


def test_a_loss_that_rises_from_the_start_rises_by_the_same_amount_everywhere():
    W0, a, z = floats(FROM_THE_START), TASK.rates(), TASK.probe()
    run = simulate(Setting(TIED, a, W0, z))
    proof = certificate.certify(("1", "2"), ("1/20", "1/20"), FROM_THE_START)
    low, high = (float(bound) for bound in proof["rise"])
    measured = course(integrate_tied_weights(np.linalg.cholesky(W0), a, 20.0), z).rise
    assert proof["signs"] == ["rises", "falls"]
    assert certificate_check.check_certificate(proof).accepted
    assert measured == pytest.approx((low + high) / 2, rel=1e-6)
    assert run.course.rise == pytest.approx(measured, rel=1e-6)
    assert run.prediction.course.rise == pytest.approx(measured, rel=0.05)
    descended = iterate.side_by_side(np.linalg.cholesky(W0)[None], a, z, 1e-3, 20_000).rise
    assert descended == pytest.approx([measured], rel=0.01)


#: Losses at the start, at the turning points and at the horizon, as bounds; the rise is counted from the lowest one before.
HEIGHTS, SIGNS = [3.0, 1.0, 2.0, 1.5, 2.2], (-1, 1, -1, 1)


def test_both_proofs_count_from_the_running_minimum():
    exact = [(Fraction(height), Fraction(height)) for height in HEIGHTS]
    at_points = [(certificate.exact(height),) * 2 for height in HEIGHTS]
    assert certificate._rise(SIGNS, at_points) == (at_points[4][0] - 1,) * 2
    turns = tuple(
        Turn(kind, Fraction(0), Fraction(0), loss) for kind, loss in zip(("min", "max", "min"), exact[1:4], strict=True)
    )
    shape = certificate_check.Shape(SIGNS, turns, "")
    proof = certificate_check.SecondProof(shape, exact[0], exact[4], [])
    assert certificate_check._rise(proof) == (exact[4][0] - 1,) * 2


def test_bounds_of_a_rise_hold_whatever_the_losses_within_theirs():
    rng = np.random.default_rng(0)
    middle = np.array(HEIGHTS)
    bounds = [(certificate.exact(height) - fmpq(1, 10), certificate.exact(height) + fmpq(1, 10)) for height in HEIGHTS]
    low, high = (float(Fraction(str(bound))) for bound in certificate._rise(SIGNS, bounds))
    for _ in range(50):
        losses = middle + rng.uniform(-0.1, 0.1, 5)
        assert low <= np.max(losses - np.minimum.accumulate(losses)) <= high
