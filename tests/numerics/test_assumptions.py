"""Proposition: the best constants of D.1 to D.5 are as good as the certified ones, and each failure is told and measured."""

from fractions import Fraction
from math import inf

import pytest

from numerics.assumptions import assumptions
from numerics.enclosure.assumptions import failing_assumptions, feasible_point

RATIO = Fraction(555, 10_000)
STEP = Fraction(1, 10_000)


def start(omega: Fraction, size: int = 2) -> list[list[Fraction]]:
    return [[omega * (1 + Fraction(1, 10**9) * (i == j)) for j in range(size)] for i in range(size)]


@pytest.mark.parametrize(("power", "orders"), [(61, 0), (60, 0.84676), (59, 1.84676), (300, 0)])
def test_the_fifth_fails_as_far_as_omega_is_from_its_supremum(power, orders):
    found = assumptions((1 / RATIO, Fraction(1)), start(Fraction(1, 10**power)), STEP)
    assert found.first_failure == ("D.5" if orders else None)
    assert found.orders["D.5"] == pytest.approx(orders, abs=1e-4)


@pytest.mark.parametrize("size", [2, 3, 4])
def test_what_balls_prove_holds_here_a_little_below(size):
    point = feasible_point(RATIO, size)
    assert failing_assumptions(point.constants, point.a, point.W0) == []
    W0 = [[entry * Fraction(99, 100) for entry in row] for row in point.W0]
    assert assumptions(point.a, W0, point.constants["eta"]).document()["holds"]


@pytest.mark.parametrize(
    ("a", "omega", "eta", "failing"),
    [
        ((Fraction(9), Fraction(1), Fraction(0)), Fraction(1, 100), Fraction(0), {"D.1": inf, "D.4": inf, "D.5": inf}),
        ((Fraction(1), Fraction(1)), Fraction(1, 10**300), STEP, {"D.5": inf}),
        ((Fraction(2), Fraction(1)), Fraction(1, 10**300), Fraction(1), {"D.2": 2.5563, "D.5": inf}),
    ],
)
def test_what_no_factor_mends_is_infinite(a, omega, eta, failing):
    found = assumptions(a, start(omega, len(a)), eta).orders
    assert {name: orders for name, orders in found.items() if orders} == pytest.approx(failing, abs=1e-4)


def test_none_of_the_five():
    W0 = [[Fraction(1), Fraction(0)], [Fraction(0), Fraction(1)]]
    found = assumptions((Fraction(1), Fraction(1)), W0, Fraction(1))
    assert all(found.orders.values())
    assert found.document()["orders"] is None
