"""Balls over a part of a step hold every moment of it, across all steps of an interval."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, arb_mat, ctx, fmpq

from numerics.enclosure.at_times import state_at, within_step
from numerics.enclosure.given_data import enclose_flow
from numerics.enclosure.tube import Enclosure
from tests.numerics.enclosure.containment import case, holds, rationals, rows, times

F = Fraction


def states_over(tube: Enclosure, first: fmpq, last: fmpq) -> list[arb_mat]:
    """Balls that together hold W(t) for every t in [first, last]: one matrix for each step touched."""
    hulls = []
    with ctx.workprec(tube.precision):
        for step in tube.steps:
            begin, end = max(first, step.t), min(last, step.t + step.h)
            if begin <= end:
                hulls.append(within_step(step, arb(begin - step.t).union(arb(end - step.t))))
    return hulls


@pytest.fixture(scope="module")
def tube() -> Enclosure:
    given = case("two concepts")
    return enclose_flow(rows(given.W0), rationals(given.a), fmpq(3))


def test_intervals_across_steps_are_covered(tube: Enclosure) -> None:
    hulls = states_over(tube, fmpq(1, 3), fmpq(5, 2))
    assert len(hulls) > 3
    for x in times(F(1), 20, 4):
        W = case("two concepts").oracle(F(1, 3) + x * F(13, 6))
        assert any(holds(hull, W) for hull in hulls)


@pytest.mark.parametrize("t", [fmpq(-1), fmpq(31, 10)])
def test_times_outside_are_refused(tube: Enclosure, t: fmpq) -> None:
    with pytest.raises(ValueError, match=r"t must lie in \[0, 3\]"):
        state_at(tube, t)
