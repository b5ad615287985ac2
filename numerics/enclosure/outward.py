"""Balls and exact numbers as decimal strings, rounded outward.

    decimals(x) = (lo, hi):  lo <= every number of the ball x <= hi, both finite decimals

The digits come from exact integer division, never from a float.

Source: new.

Legend: x `arb`; q exact `fmpq`; places digits after the point.
"""

from __future__ import annotations

from flint import arb, fmpq

#: The schema of certificates allows 80.
MOST_PLACES = 60


def bounds(x: arb) -> tuple[fmpq, fmpq]:
    """Return exact rational numbers below and above every number of the ball.

    Raises
    ------
    ValueError : if x is not finite
    """
    if not x.is_finite():
        raise ValueError(f"x must be finite, got {x}")
    # Both are exact at any working precision.
    middle, radius = x.mid().fmpq(), x.rad().fmpq()
    return middle - radius, middle + radius


def fixed(q: fmpq, places: int, upward: bool) -> str:
    """Return q as a decimal with at most so many places, rounded down or up."""
    scaled = q * 10**places
    whole = int(scaled.ceil() if upward else scaled.floor())
    head, tail = divmod(abs(whole), 10**places)
    return f"{'-' if whole < 0 else ''}{head}.{tail:0{places}d}".rstrip("0").rstrip(".")


def places_for(width: fmpq) -> int:
    """Return so many places that rounding adds less than a fiftieth to an interval of this width, at most 60."""
    return next((places for places in range(2, MOST_PLACES) if width * 10**places >= 100), MOST_PLACES)


def decimal_interval(low: fmpq, high: fmpq) -> list[str]:
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
