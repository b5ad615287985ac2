"""Proposition: the bounds at tiny scales hold the flow as a Taylor integration of many digits finds it; or are refused."""

from dataclasses import replace
from fractions import Fraction

import pytest
from flint import arb, arb_mat, ctx

from numerics.enclosure.late_growth import BoundError, Meeting, later, meeting, start
from numerics.enclosure.series import flow_series

F = Fraction
OMEGA = F(1, 10**60)
#: The second and third concept grow from rows of V of one size at m, at an angle.
GIVEN = Meeting((F(20), F(2), F(1)), OMEGA, (OMEGA, -OMEGA), ((F(2, 10**6), F(0)), (F(1, 10**6), F(1, 10**6))), F(5))


def integrated(W: arb_mat, rates: list[int], span: Fraction, steps: int, order: int = 22) -> arb_mat:
    """Return W after a span by Taylor steps, midpoints; negative rates run the flow backward."""
    A = arb_mat([[arb(rate) if i == j else arb(0) for j in range(3)] for i, rate in enumerate(rates)])
    h = arb(span.numerator) / span.denominator / steps
    for _ in range(steps):
        coefficients = flow_series(W, A, order).C
        W = coefficients[-1]
        for coefficient in coefficients[-2::-1]:
            W = (W * h + coefficient).mid()
    return W


def close(found: arb, bound: arb, within: float) -> bool:
    """Return whether a number lies in a ball, but for the error of the integration, and the ball is not wide."""
    slack = abs(bound) * arb(0, 1e-10)
    return bool((bound + slack).overlaps(found)) and float(bound.rad() / abs(bound).upper()) < within


@pytest.fixture(scope="module")
def before() -> arb_mat:
    with ctx.workprec(500):
        return integrated(meeting(GIVEN).mid(), [-20, -2, -1], GIVEN.m, 500)


@pytest.mark.parametrize(("i", "j"), [(i, j) for i in range(3) for j in range(i, 3)])
def test_the_start_holds_the_flow_run_backward(before, i, j):
    assert close(before[i, j], start(GIVEN)[i, j], 1e-4)


def test_what_comes_later_holds_the_flow_run_forward():
    with ctx.workprec(500):
        forward = integrated(meeting(GIVEN).mid(), [20, 2, 1], F(3), 150)
        bound = later(GIVEN, F(8))
    for i, j in ((1, 1), (1, 2), (2, 2)):
        assert close(forward[i, j], bound[i, j], 1e-3)
        assert 1e-10 < float(bound[i, j]) < 1
    assert bound[0, 0].overlaps(forward[0, 0])
    assert all(bound[0, j].contains(forward[0, j]) for j in (1, 2))


@pytest.mark.parametrize(
    "changed",
    [{"u": (F(1, 10**20), OMEGA)}, {"V": ((F(1, 10), F(0)), (F(0), F(1, 10)))}, {"m": F(200)}],
    ids=["a large minor entry", "large weaker concepts", "too late"],
)
def test_bounds_that_do_not_close_are_refused(changed):
    with pytest.raises(BoundError, match="does not improve itself"):
        start(replace(GIVEN, **changed))


def test_a_time_at_which_the_pair_has_grown_out_is_refused():
    with pytest.raises(BoundError, match="after m"):
        later(GIVEN, F(20))


def test_a_singular_start_is_refused():
    with pytest.raises(ValueError, match="V regular"):
        replace(GIVEN, V=((F(1), F(1)), (F(1), F(1))))
