"""The test loss in balls contains the 60-digit value of an independent solution, at every probe."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, arb_mat, ctx, fmpq

from numerics.enclosure import loss
from numerics.enclosure.at_times import state_at
from numerics.enclosure.given_data import enclose_flow
from tests.numerics.enclosure.containment import case, close, rational, rationals, rows

F = Fraction


@pytest.mark.parametrize("z", [[F(1), F(3, 2)], [F(1), F(0)]])
def test_loss_at_a_time(z: list[Fraction]) -> None:
    given = case("two concepts")
    tube = enclose_flow(rows(given.W0), rationals(given.a), fmpq(4), radius=1e-25)
    for t in (F(0), F(1, 3), F(17, 10), F(5, 2), F(4)):
        with ctx.workprec(tube.precision):
            ball = loss.test_loss(state_at(tube, rational(t)), loss.column(rationals(z)))
        assert close(ball, given.oracle.slopes(t, z)[0])
        assert ball.rad() < arb("1e-20")


def test_probe_of_a_subset() -> None:
    assert loss.probe([fmpq(1), fmpq(2)], 3, [0, 1]) == [fmpq(0), fmpq(2), fmpq(0)]
    with pytest.raises(ValueError, match="probe must be 2 zeros and ones, got 1"):
        loss.probe([fmpq(1), fmpq(2)], 3, [1])


def test_deviation_of_the_identity_is_nothing() -> None:
    assert loss.test_loss(arb_mat([[1, 0], [0, 1]]), loss.column([fmpq(1), fmpq(3, 2)])) == 0
