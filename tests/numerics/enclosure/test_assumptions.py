"""Proposition: the assumptions of Appendix D are decided in balls, and their largest omega is enclosed from both sides."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from flint import arb, ctx
from scipy.optimize import minimize_scalar

from numerics.enclosure.assumptions import BITS, ball, failing_assumptions, feasible_point, least_cost, none_below

#: Ratios near the least of the bound.
RATIOS = {2: Fraction(555, 10_000), 3: Fraction(883, 10_000), 4: Fraction(1128, 10_000)}
BROKEN = (
    ("beta", Fraction(1), "constants"),
    ("alpha", Fraction(2), "D.1"),
    ("eta", Fraction(1), "D.2"),
    ("K", Fraction(201, 10), "D.4"),
    ("kappa", Fraction(11, 10), "D.4"),
    ("C", Fraction(201), "D.4"),
    ("kappa", Fraction(12, 10), "D.5"),
)


def cost(r: float, d: int) -> float:
    """Return the reduced bound on -ln omega in doubles."""
    return np.log(20 * d * r ** (1 - d) / (1 - 1.1**-0.5)) * (1 + 12.1 * (1 + r) / (1 - r))


@pytest.mark.parametrize("size", RATIOS)
def test_a_feasible_point_meets_the_bound_of_an_optimiser(size):
    point = feasible_point(RATIOS[size], size)
    assert failing_assumptions(point.constants, point.a, point.W0) == []
    least = minimize_scalar(lambda r: cost(r, size), bounds=(1e-3, 1 / 3), method="bounded", options={"xatol": 1e-9}).fun
    with ctx.workprec(BITS):
        found = -float(ball(point.constants["omega"]).log())
    assert 0 <= found - least < 1e-4


@pytest.mark.parametrize(("name", "value", "broken"), BROKEN)
def test_each_assumption_is_seen_to_break(name, value, broken):
    point = feasible_point(RATIOS[2], 2)
    assert broken in failing_assumptions({**point.constants, name: value}, point.a, point.W0)


def test_equal_rates_break_the_last():
    point = feasible_point(RATIOS[2], 2)
    assert failing_assumptions(point.constants, (point.a[0],) * 2, point.W0) == ["D.5"]


@pytest.mark.parametrize("size", RATIOS)
@pytest.mark.parametrize(("start", "width"), [("1/1000", "1/1000"), ("1/50", "1/20"), ("1/10", "1/100"), ("3/10", "1/30")])
def test_the_least_on_an_interval_is_bounded_to_second_order(start, width, size):
    u, h = Fraction(start), Fraction(width)
    grid = [cost(float(u + h * k / 200), size) for k in range(201)]
    slope = max(abs(x - y) for x, y in pairwise(grid)) * 200
    found = float(least_cost(u, u + h, size))
    assert found <= min(grid) + 1e-9
    assert found >= cost(float(u + h / 2), size) - slope / 2 * 2.5


@pytest.mark.parametrize("size", RATIOS)
def test_no_bound_above_the_least_is_proved(size):
    least = min(cost(r, size) for r in np.linspace(0.01, 0.33, 1000))
    assert none_below(arb(least - 0.1), size) > 0
    assert none_below(arb(least + 0.01), size) == 0
