"""Decimal strings enclose the exact number they come from, from both sides, and not by much."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st

from numerics.enclosure.outward import bounds, brief, decimal_interval, decimals, fixed, places_for
from tests.numerics.enclosure.containment import rational

rationals = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=10**12)


def test_the_width_decides_the_places() -> None:
    third = fmpq(1, 3)
    assert decimal_interval(third, third + fmpq(1, 20)) == ["0.3333", "0.3834"]
    assert decimal_interval(-third, third) == ["-0.334", "0.334"]
    assert decimals(arb(3, 2)) == ["0.99", "5.01"]


@given(rationals, st.integers(0, 30))
def test_rounding_is_outward_and_by_less_than_a_unit(q: Fraction, places: int) -> None:
    low, high = Fraction(fixed(rational(q), places, upward=False)), Fraction(fixed(rational(q), places, upward=True))
    assert low <= q <= high
    assert high - low <= Fraction(1, 10**places)


@given(rationals, st.fractions(min_value=0, max_value=1, max_denominator=10**9))
def test_interval_encloses(q: Fraction, width: Fraction) -> None:
    low, high = (Fraction(text) for text in decimal_interval(rational(q), rational(q + width)))
    assert low <= q
    assert q + width <= high
    assert high - low <= width * Fraction(51, 50) + Fraction(2, 10**60)


@pytest.mark.parametrize("precision", [2, 53, 400])
def test_ball_is_enclosed_at_any_working_precision(precision: int) -> None:
    with ctx.workprec(200):
        third = arb(1) / 3
    with ctx.workprec(precision):
        low, high = decimals(third)
    assert Fraction(low) < Fraction(1, 3) < Fraction(high)
    assert Fraction(high) - Fraction(low) < Fraction(1, 10**58)


def test_bounds_are_exact() -> None:
    ball = arb(2, 0.5)
    radius = ball.rad().fmpq()  # at least 1/2, rounded up to the few bits a radius has
    assert fmpq(1, 2) <= radius < fmpq(1, 2) + fmpq(1, 10**8)
    assert bounds(ball) == (2 - radius, 2 + radius)


def test_infinite_balls_are_refused() -> None:
    for x in (arb("inf"), arb("nan"), arb(1, "inf")):
        with pytest.raises(ValueError, match="x must be finite, got"):
            decimals(x)


@pytest.mark.parametrize(
    ("width", "places"),
    [("1000000", 2), ("1", 2), ("99/100", 3), ("1/10", 3), ("1e-57", 59), ("1e-58", 60), ("1e-70", 60), ("0", 60)],
)
def test_places_leave_a_hundred_units_in_the_width(width: str, places: int) -> None:
    assert places_for(rational(Fraction(width))) == places


@pytest.mark.parametrize(
    ("q", "places", "low", "high"),
    [
        ("1/3", 3, "0.333", "0.334"),
        ("-1/3", 3, "-0.334", "-0.333"),
        ("-1/3", 0, "-1", "0"),
        ("5/2", 1, "2.5", "2.5"),
        ("100", 2, "100", "100"),
        ("-1/1000", 2, "-0.01", "0"),
        ("31/30", 2, "1.03", "1.04"),
    ],
)
def test_decimals_are_written_out(q: str, places: int, low: str, high: str) -> None:
    value = rational(Fraction(q))
    assert (fixed(value, places, upward=False), fixed(value, places, upward=True)) == (low, high)


def test_an_interval_the_wrong_way_round_is_refused() -> None:
    assert decimal_interval(fmpq(1, 3), fmpq(1, 3))[0] < decimal_interval(fmpq(1, 3), fmpq(1, 3))[1]
    with pytest.raises(ValueError, match="low must be at most high, got 1/2 and 1/3"):
        decimal_interval(fmpq(1, 2), fmpq(1, 3))


def test_messages_have_six_digits() -> None:
    assert (brief(fmpq(2, 3)), brief(fmpq(-7, 2)), brief(fmpq(0))) == ("0.666667", "-3.5", "0")
