"""The radius asked for is reached; what cannot be enclosed, or is wrong, is refused by name."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpq

from numerics.enclosure.given_data import enclose_box, enclose_flow
from numerics.enclosure.tube import EnclosureError
from tests.numerics.enclosure.containment import SETTINGS, gram, rates, rational, rationals, rows

F = Fraction


@pytest.mark.parametrize("radius", [1e-3, 1e-10, 1e-30])
@pytest.mark.parametrize("name", SETTINGS)
def test_radius_asked_for_is_reached(name: str, radius: float) -> None:
    W0, a, horizon, _ = SETTINGS[name]
    assert enclose_flow(rows(W0), rationals(a), rational(horizon), radius=radius).radius <= radius


def test_box_too_wide_is_refused() -> None:
    W0, a = rows(gram(3, F(1, 5), 0)), rationals(rates([F(1), F(3, 2)], [F(1, 20)] * 3, True))
    with pytest.raises(EnclosureError, match="too wide"):
        enclose_box(W0, [[fmpq(1, 50)] * 3] * 3, a, [fmpq(0)] * 3, fmpq(9), order=10, precision=64)


def test_spread_beyond_the_rates_is_named() -> None:
    with pytest.raises(ValueError, match="a_spread must be nonnegative and leave the rates nonnegative, got 2"):
        enclose_box([[fmpq(1, 2)]], [[fmpq(0)]], [fmpq(1)], [fmpq(2)], fmpq(1))


@pytest.mark.parametrize(
    ("W0", "a", "horizon", "match"),
    [
        ([[1, 2], [3, 4]], [1, 1], 1, "W0 must be symmetric"),
        ([[1, 2]], [1, 1], 1, "W0 must be 2 x 2"),
        ([[1, 0], [0, 1]], [1, -1], 1, "a must be nonnegative"),
        ([[1, 0], [0, 1]], [1, 1], 0, "horizon must be positive"),
    ],
)
def test_wrong_data_are_named(W0: list[list[int]], a: list[int], horizon: int, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        enclose_flow([[fmpq(x) for x in row] for row in W0], [fmpq(x) for x in a], fmpq(horizon))


@pytest.mark.parametrize("radius", [0.0, float("inf"), float("nan")])
def test_wrong_radius_is_named(radius: float) -> None:
    with pytest.raises(ValueError, match="radius must be positive and finite"):
        enclose_flow([[fmpq(1, 2)]], [fmpq(1)], fmpq(1), radius=radius)
