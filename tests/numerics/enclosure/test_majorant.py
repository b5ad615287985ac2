"""The reach is the integral it stands for; the tail holds the true one of the logistic, where the majorant is sharp."""

from __future__ import annotations

import pytest
from flint import arb, ctx
from mpmath import factorial, mp, mpf, quad, taylor, workdps

from numerics.enclosure.majorant import Box, Majorant, best_box, tangent_box


@pytest.mark.parametrize(("v", "l", "q"), [(2, 1, 3), (1, 5, 1), (1, 2, 1), (0, 1, 2), (3, 0, 1)])
@pytest.mark.parametrize("R", [0.01, 1.0, 50.0])
def test_reach_is_below_the_integral_and_not_by_much(v: int, l: int, q: int, R: float) -> None:
    with ctx.workprec(100), workdps(30):
        bound = Majorant.above(arb(v), arb(l), arb(q))
        V, L, Q = (mpf(float(x)) for x in (bound.v, bound.l, bound.q))
        assert all(given <= raised for given, raised in ((v, V), (l, L), (q, Q)))
        reach, true = mpf(float(bound.reach(arb(R)))), quad(lambda r: 1 / (V + L * r + Q * r * r), mp.linspace(0, R, 30))
        assert 0.3 * true < reach < true * (1 + mpf(10) ** -12)


@pytest.mark.parametrize("derivative", [0, 1, 2])
def test_tail_holds_that_of_the_logistic(derivative: int) -> None:
    # D' = 1/2 - 2 D^2 from w = 1/2 at rate 1: D = tanh(s)/2, |D_n| = r_n of r' = 1/2 + 2 r^2, r = tan(s)/2
    order = 6
    box = best_box(Majorant.above(arb(0.5), arb(0), arb(2)), order)
    with workdps(30):
        coefficients = taylor(lambda s: mp.tan(s) / 2, 0, 40)
        for x in (0.2, 0.5, 0.7):
            s = x * mpf(float(box.reach))
            true = mp.fsum(
                factorial(n) / factorial(n - derivative) * coefficients[n] * s ** (n - derivative) for n in range(order + 1, 41)
            )
            assert true <= mpf(float(box.tail(arb(float(s)), derivative)))


def test_tail_beyond_the_reach_is_refused() -> None:
    with pytest.raises(ValueError, match="s must be at most 6/8 of the reach"):
        Box(arb(1), arb(1), 6).tail(arb(0.8), derivative=2)


def test_tangent_box_holds_the_tangent_of_the_logistic() -> None:
    # F = dD/dw at w = 1/2 is 1/cosh(s)^2, whose majorant 1/cos(s)^2 = 2 r' starts at 1
    bound = Majorant.above(arb(0.5), arb(0), arb(2))
    box = best_box(bound, 6)
    found = tangent_box(bound, box, arb(1), (arb(0), arb(0), arb(0)))
    with workdps(30):
        assert 1 / mp.cos(mpf(float(box.reach))) ** 2 <= mpf(float(found.radius))
    assert found.reach == box.reach
