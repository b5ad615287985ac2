"""The radius asked for is reached; what cannot be enclosed, or is wrong, is refused by name."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flint import arb, arb_mat, fmpq

from numerics.enclosure import given_data
from numerics.enclosure.given_data import check_data, enclose_box, enclose_flow, enclose_layers, smallness
from numerics.enclosure.outward import bounds
from numerics.enclosure.tube import EnclosureError, OnStep, Rates, Step, Tube
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
        ([[1, 0], [0, 1]], [1, -1], 1, "a must be nonnegative and not all zero, got 1, -1"),
        ([[1, 0], [0, 1]], [0, 0], 1, "a must be nonnegative and not all zero, got 0, 0"),
        ([[1, 0], [0]], [1, 1], 1, r"W0 must be 2 x 2 to match the rates, got rows of length \[2, 1\]"),
        ([[1, 0, 3], [0, 1, 2], [3, 4, 1]], [1, 1, 1], 1, r"W0 must be symmetric, got 4 and 2 at \(3, 2\)"),
        ([[1, 0], [0, 1]], [1, 1], -1, "horizon must be positive, got -1"),
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


@pytest.mark.parametrize(
    ("entry", "bits"), [("0", 0), ("5", 0), ("1", 1), ("1/2", 2), ("3/1024", 10), ("-1/1024", 11), ("1/1025", 11)]
)
def test_smallness_is_no_less_than_the_logarithm(entry: str, bits: int) -> None:
    value = Fraction(entry)
    assert smallness([[fmpq(0), rational(value)], [rational(value), fmpq(0)]]) == bits
    assert value == 0 or abs(value) * 2**bits >= 1
    assert bits == 0 or abs(value) * 2**bits < 4


class Runs:
    """Integration that is told which errors to report, and keeps what it was asked."""

    def __init__(self, *errors: float) -> None:
        self.errors, self.asked, self.told = list(errors), [], []

    def __call__(
        self, tube: Tube, rates: Rates, horizon: fmpq, order: int, tolerance: arb, on_step: OnStep | None = None
    ) -> tuple[Step, ...]:
        self.asked.append((order, tolerance))
        self.told.append(on_step)
        bar, end = self.errors.pop(0), Tube(tube.C, (), arb(0))
        return (Step(fmpq(0), horizon, None, (), arb(bar), arb(0), end),)  # type: ignore[arg-type]


def test_digits_are_added_until_the_radius_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs(2.0**-20, 2.0**-30)
    monkeypatch.setattr(given_data, "integrate", runs)
    found = enclose_flow([[fmpq(1, 2)]], [fmpq(1)], fmpq(1), radius=2.0**-30)
    # 30 bits, 24 of headroom and 2 as it starts at 1/2; then the 10 that were missing and 4 more
    assert [tolerance for _, tolerance in runs.asked] == [arb(2) ** -56, arb(2) ** -70]
    assert [order for order, _ in runs.asked] == [25, 32]
    assert (found.precision, found.order, found.radius) == (110, 32, 2.0**-30)
    assert runs.told == [None, None]


def test_every_run_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs(2.0**-20, 2.0**-30)
    monkeypatch.setattr(given_data, "integrate", runs)
    said: list[float] = []
    enclose_flow([[fmpq(1, 2)]], [fmpq(1)], fmpq(1), radius=2.0**-30, on_step=said.append)
    assert runs.told == [said.append, said.append]


def test_a_radius_that_is_not_reached_is_reported_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs(*[0.25] * 9)
    monkeypatch.setattr(given_data, "integrate", runs)
    found = enclose_flow([[fmpq(1, 2)]], [fmpq(1)], fmpq(1), radius=2.0**-30)
    assert len(runs.asked) == 6
    assert found.radius == 0.25
    once = Runs(0.25)
    monkeypatch.setattr(given_data, "integrate", once)
    found = enclose_flow([[fmpq(1, 2)]], [fmpq(1)], fmpq(1), radius=2.0**-30, order=9, precision=90)
    assert (once.asked, found.radius, found.precision, found.order) == ([(9, arb(2) ** -50)], 0.25, 90, 9)


def test_a_wide_radius_still_takes_steps_of_so_many_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs(0.25, 0.25)
    monkeypatch.setattr(given_data, "integrate", runs)
    found = enclose_flow([[fmpq(9)]], [fmpq(1)], fmpq(1), radius=2.0**20)
    assert (runs.asked, found.precision) == ([(11, arb(2) ** -24)], 64)
    enclose_flow([[fmpq(9)]], [fmpq(1)], fmpq(1), radius=2.0**20, precision=50)
    assert runs.asked[1] == (11, arb(2) ** -24)


def test_error_at_the_end_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(tube: Tube, *_: Any) -> tuple[Step, ...]:
        return (Step(fmpq(0), fmpq(1), None, (), arb(1), arb(0), Tube(tube.C, (), arb(2))),)  # type: ignore[arg-type]

    monkeypatch.setattr(given_data, "integrate", run)
    assert enclose_flow([[fmpq(9)]], [fmpq(1)], fmpq(1), radius=4.0).radius == 2
    assert enclose_box([[fmpq(9)]], [[fmpq(0)]], [fmpq(1)], [fmpq(0)], fmpq(1)).radius == 2


def test_symbols_move_what_is_not_exact_by_its_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def run(*asked: Any) -> tuple[Step, ...]:
        seen.append(asked)
        return (Step(fmpq(0), fmpq(1), None, (), arb(1), arb(0), asked[0]),)  # type: ignore[arg-type]

    monkeypatch.setattr(given_data, "integrate", run)
    spread = [[fmpq(1, 4), fmpq(1, 8)], [fmpq(1, 8), fmpq(0)]]
    enclose_box([[fmpq(1), fmpq(2)], [fmpq(2), fmpq(3)]], spread, [fmpq(5), fmpq(7)], [fmpq(0), fmpq(7)], fmpq(1), 12, 80)
    ((tube, rates, horizon, order, tolerance),) = seen
    nothing = arb_mat(2, 2)
    assert (tube.C, tube.delta) == (arb_mat([[1, 2], [2, 3]]), 0)
    assert (arb_mat([[0.25, 0], [0, 0]]), arb_mat([[0, 0.125], [0.125, 0]]), nothing) == tube.F
    assert rates.directions == (nothing, nothing, arb_mat([[0, 0], [0, 7]]))
    assert arb_mat([[5, 0], [0, 7]]) == rates.A
    assert rates.hull[1, 1].contains(arb(0))
    assert rates.hull[1, 1].contains(arb(14))
    assert (rates.hull[0, 0], rates.hull[0, 1]) == (5, 0)
    assert (horizon, order, tolerance) == (1, 12, arb(2) ** -60)


def test_data_that_are_not_exact_in_bits_are_covered(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def run(*asked: Any) -> tuple[Step, ...]:
        seen.append(asked)
        return (Step(fmpq(0), fmpq(1), None, (), arb(1), arb(0), asked[0]),)  # type: ignore[arg-type]

    monkeypatch.setattr(given_data, "integrate", run)
    third = fmpq(1, 3)
    enclose_flow([[third]], [third], fmpq(1), precision=50)
    enclose_box([[third]], [[third]], [third], [third], fmpq(1), precision=50)
    for tube, given, *_ in seen:
        middle = tube.C[0, 0].fmpq()
        assert 0 < abs(middle - third) <= tube.delta.fmpq()
        assert given.A[0, 0].contains(third)
    moved = [F[0, 0].fmpq() for F in seen[1][0].F] + [A[0, 0].fmpq() for A in seen[1][1].directions]
    assert [0 if x == 0 else third <= x < third + fmpq(1, 2**40) for x in moved] == [True, 0, 0, True]
    low, high = bounds(seen[1][1].hull[0, 0])
    assert low <= 0
    assert 2 * third <= high < 2 * third + fmpq(1, 2**25)


@pytest.mark.parametrize(("a_spread", "refused"), [("-1/9", True), ("0", False), ("1", False), ("10/9", True)])
def test_a_spread_may_reach_the_rate_and_no_further(monkeypatch: pytest.MonkeyPatch, a_spread: str, refused: bool) -> None:
    monkeypatch.setattr(given_data, "integrate", Runs(0.5))
    ask = [[fmpq(1, 2)]], [[fmpq(0)]], [fmpq(1)], [rational(Fraction(a_spread))], fmpq(1)
    if refused:
        with pytest.raises(ValueError, match="a_spread must be nonnegative and leave the rates nonnegative"):
            enclose_box(*ask)
    else:
        assert enclose_box(*ask).radius == 0.5


def test_one_rate_above_0_is_enough() -> None:
    start = [[fmpq(1), fmpq(2)], [fmpq(2), fmpq(5)]]
    for rates_ in ([1, 0], [0, 1], [2, 3]):
        check_data(start, [fmpq(rate) for rate in rates_])
    with pytest.raises(ValueError, match="a must be nonnegative and not all zero, got 2, -1"):
        check_data(start, [fmpq(2), fmpq(-1)])


def test_digits_are_rounded_up(monkeypatch: pytest.MonkeyPatch) -> None:
    # 10^-9 is 2^-29.9; what was reached misses it by 4.9 bits
    runs = Runs(3e-8, 1e-9)
    monkeypatch.setattr(given_data, "integrate", runs)
    enclose_flow([[fmpq(1, 2)]], [fmpq(1)], fmpq(1), radius=1e-9)
    assert [tolerance for _, tolerance in runs.asked] == [arb(2) ** -56, arb(2) ** -65]


def test_what_is_asked_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs(1e-20, 0.5)
    monkeypatch.setattr(given_data, "integrate", runs)
    # 2^-66.4; and order 16 at 96 bits for a box
    found = enclose_flow([[fmpq(1, 2)]], [fmpq(1)], fmpq(1))
    assert (found.precision, found.horizon, found.rates.A[0, 0]) == (67 + 24 + 2 + 40, 1, 1)
    found = enclose_box([[fmpq(1, 2)]], [[fmpq(0)]], [fmpq(1)], [fmpq(0)], fmpq(1))
    assert (found.order, found.precision, found.horizon, found.radius) == (16, 96, 1, 0.5)
    assert arb_mat([[1]]) == found.rates.A == found.rates.hull


def test_boxes_are_checked_like_points(monkeypatch: pytest.MonkeyPatch) -> None:
    zero = [[fmpq(0)] * 2] * 2
    with pytest.raises(ValueError, match="W0 must be symmetric"):
        enclose_box([[fmpq(1), fmpq(2)], [fmpq(3), fmpq(1)]], zero, [fmpq(1)] * 2, [fmpq(0)] * 2, fmpq(1))
    with pytest.raises(ValueError, match="a_spread must be nonnegative and leave the rates nonnegative, got 0, 2"):
        enclose_box([[fmpq(1), fmpq(0)], [fmpq(0), fmpq(1)]], zero, [fmpq(1)] * 2, [fmpq(0), fmpq(2)], fmpq(1))
    monkeypatch.setattr(given_data, "integrate", Runs(0.5))
    with pytest.raises(ValueError, match="zip"):
        enclose_box([[fmpq(1), fmpq(0)], [fmpq(0), fmpq(1)]], zero, [fmpq(1)] * 2, [fmpq(0)], fmpq(1))


def test_two_free_layers_are_enclosed_as_they_are_integrated() -> None:
    import numpy as np

    from numerics.flow.layers import integrate_layers

    first = [[fmpq(1, 10), fmpq(1, 50)], [fmpq(3, 100), fmpq(9, 100)]]
    second = [[fmpq(3, 25), fmpq(3, 100)], [fmpq(1, 50), fmpq(1, 10)]]
    tube = enclose_layers(first, second, [fmpq(9, 8), fmpq(1, 2)], fmpq(4), radius=1e-15)
    assert tube.radius <= 1e-15
    layers = tuple(np.array([[float(int(x.p) / int(x.q)) for x in row] for row in layer]) for layer in (first, second))
    path = integrate_layers(layers, np.array([9 / 8, 1 / 2]), 4.0)
    for t in (0, 1, 4):
        found = [[float(entry.mid()) for entry in row[2:]] for row in tube.at(fmpq(t)).tolist()[:2]]
        assert np.max(np.abs(np.array(found) - path.W(float(t)))) < 1e-9
