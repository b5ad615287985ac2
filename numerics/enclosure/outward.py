"""Balls and exact numbers as decimal strings, rounded outward.

    decimals(x) = (lo, hi):  lo <= every number of the ball x <= hi, both finite decimals

The digits come from exact integer division, never from a float.

Source: new.

Legend: x `arb`; q exact `fmpq` or `Fraction`; places digits after the point.
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb, fmpq

#: The schema of certificates allows 80.
MOST_PLACES = 60


def fraction_of(q: fmpq | int) -> Fraction:
    """Return the same number as a standard-library fraction."""
    exact = fmpq(q)
    return Fraction(int(exact.p), int(exact.q))


def exact_value(x: arb) -> Fraction:
    """Return the exact value of a ball of radius 0.

    Raises
    ------
    ValueError : if x has a radius, or is not finite
    """
    if not x.is_exact() or not x.is_finite():
        raise ValueError(f"x must be an exact finite number, got {x}")
    mantissa, exponent = x.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def bounds(x: arb) -> tuple[Fraction, Fraction]:
    """Return exact rational numbers below and above every number of the ball.

    Raises
    ------
    ValueError : if x is not finite
    """
    if not x.is_finite():
        raise ValueError(f"x must be finite, got {x}")
    # Both are exact at any working precision.
    middle, radius = exact_value(x.mid()), exact_value(x.rad())
    return middle - radius, middle + radius


def fixed(q: Fraction, places: int, upward: bool) -> str:
    """Return q as a decimal with so many places, rounded down or up."""
    scaled = q * 10**places
    whole = -((-scaled.numerator) // scaled.denominator) if upward else scaled.numerator // scaled.denominator
    digits = str(abs(whole)).rjust(places + 1, "0")
    head, tail = (digits[:-places], digits[-places:]) if places else (digits, "")
    tail = tail.rstrip("0")
    return ("-" if whole < 0 else "") + head + ("." + tail if tail else "")


def places_for(width: Fraction) -> int:
    """Return so many places that rounding adds less than a fiftieth to an interval of this width, at most 60."""
    places = 2
    while places < MOST_PLACES and width * 10**places < 100:
        places += 1
    return places


def decimal_interval(low: Fraction, high: Fraction) -> list[str]:
    """Return [lo, hi] as decimal strings that enclose [low, high].

    Raises
    ------
    ValueError : if low > high
    """
    if low > high:
        raise ValueError(f"low must be at most high, got {low} and {high}")
    places = places_for(high - low)
    return [fixed(low, places, upward=False), fixed(high, places, upward=True)]


def decimals(x: arb) -> list[str]:
    """Return [lo, hi] as decimal strings that enclose the ball."""
    return decimal_interval(*bounds(x))


def brief(q: fmpq) -> str:
    """Return q to six digits, for messages."""
    return f"{int(q.p) / int(q.q):.6g}"
