"""The horizon of a certificate is past the learning of every probed concept, and what no enclosure reaches is refused."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from numerics.certificate.certify import certify
from numerics.certificate.horizon import check_certifiable, checked_horizon, checked_radius, default_horizon
from numerics.model import model_named
from numerics.predict import predict
from numerics.setting import ExactSetting, exact_setting


def question(W0: Any, **options: Any) -> ExactSetting:
    return exact_setting([1, 2], [0, 0], W0, **options)


def test_the_default_is_that_of_the_prediction_where_all_concepts_are_probed() -> None:
    for model in ("tied", "one-layer"):
        asked = question([["1/1000", 0], [0, "1/100"]], model=model)
        assert float(default_horizon(asked)) == pytest.approx(predict(asked.in_floats()).horizon, abs=1e-3)


def test_concepts_left_out_do_not_have_to_be_learned() -> None:
    start = [["1e-9", 0], [0, "1/100"]]
    times = [math.log(1e9 - 1) / (2 * 0.5), math.log(99) / (2 * 2)]
    for probe, last in ((None, times[0]), ([0, 1], times[1])):
        assert float(default_horizon(question(start, probe=probe))) == pytest.approx(1.3 * last + 8, abs=1e-3)


def test_a_direction_without_a_component_hides_no_later_one() -> None:
    # the strongest rate has the pivot 0 and is never learned; the other one still is
    assert default_horizon(question([["1e-9", 0], [0, 0]])) > 30


def test_horizons_out_of_reach_are_refused() -> None:
    start = [["1/50", 0], [0, "1/50"]]
    assert checked_horizon(question(start, horizon="12.5")) == Fraction(25, 2)
    with pytest.raises(ValueError, match=r"horizon must be at most .* for a certificate with these learning times, got 1000"):
        checked_horizon(question(start, horizon=1000))
    with pytest.raises(
        ValueError,
        match=r"horizon times the largest rate must be at most MOST_TIMESCALES = 50000 for a certificate, got .* times 500000$",
    ):
        checked_horizon(exact_setting([1, 1000], [0, 0], start))


def test_what_has_no_certificate_is_named() -> None:
    zeros = [[0] * 17 for _ in range(17)]
    for asked, sentence in (
        (exact_setting([1], [0], zeros), "at most 16 rows for a certificate, got 17"),
        (exact_setting([0, 0], [0, 0], [[1, 0], [0, 1]]), "must give a rate above 0 for a certificate"),
        (exact_setting([0, 0], [1, 1], [[1, 0], [0, 1]]), r"probe must not be 0 for a certificate, got x_hat\(v\) = 0, 0"),
    ):
        with pytest.raises(ValueError, match=sentence):
            check_certifiable(asked)


@pytest.mark.parametrize("radius", [0, -1, 2, "1e-101", "x", float("nan"), None])
def test_other_radii_are_refused(radius: Any) -> None:
    assert checked_radius("1e-20") == 1e-20
    with pytest.raises(ValueError, match="radius must be between 1e-100 and 1, got"):
        checked_radius(radius)


def test_the_default_is_eight_where_nothing_is_learned_later_than_the_start() -> None:
    # a rate with the pivot 0 is never learned; from 9/10 > 1/2 the time is negative
    for start in ([[0, 0], [0, 0]], [["9/10", 0], [0, "9/10"]]):
        assert default_horizon(question(start)) == 8
    # one time log(99) / 2 at the rate 1, to three decimals
    one = exact_setting([1], [0], [["1/100"]])
    assert default_horizon(one) == Fraction(round(1000 * (1.3 * math.log(99) / 2 + 8)), 1000)
    # and one of less than a unit: log(3/2) / 8 at the rate 4
    assert float(default_horizon(exact_setting([2], [0], [["2/5"]]))) == pytest.approx(8 + 1.3 * math.log(3 / 2) / 8, abs=6e-4)


def answer(asked: ExactSetting) -> Fraction | str:
    """The horizon, or why there is none."""
    try:
        return checked_horizon(asked)
    except ValueError as error:
        return str(error)


def test_a_horizon_asked_for_is_at_most_ten_defaults_and_thirty_of_the_slowest_probed_timescale() -> None:
    # rates 1/2, 2 and 1/100 by the deviation of a coordinate that no probe sees; a rate of 0 counts for nothing
    start = [["1/50", 0, 0], [0, "1/50", 0], [0, 0, "1/50"]]
    for mu, sigma, probe, slowest in (
        ([1, 2], [0, 0, "1/10"], None, Fraction(1, 2)),
        ([1, 2], [0, 0, "1/10"], [0, 1], Fraction(2)),
        ([2, 1], [0, 0, "1/10"], [1, 1], Fraction(1, 2)),
        ([1, 2, 0], ["1/100", 0, 0], [1, 1, 1], Fraction(1, 3) + Fraction(1, 10**4)),
    ):
        asked = exact_setting(mu, sigma, start, probe=probe)
        most = 10 * default_horizon(asked) + 30 / slowest
        said = f"horizon must be at most {float(most):.6g} for a certificate with these learning times, got {float(most):.6g}"
        for horizon, found in ((most, most), (most + Fraction(1, 10**9), said), (most - Fraction(1, 10**9), None)):
            assert answer(exact_setting(mu, sigma, start, probe=probe, horizon=horizon)) == (found or horizon)


def test_a_probe_of_nothing_has_the_timescale_one() -> None:
    start, none = [["1/50", 0], [0, "1/50"]], (0, 0)
    assert answer(replace(question(start, horizon=110), v=none)) == 110
    said = "horizon must be at most 110 for a certificate with these learning times, got 110.001"
    assert answer(replace(question(start, horizon="110.001"), v=none)) == said


def test_a_horizon_has_so_many_timescales_and_no_more() -> None:
    # the largest rate is 5000, the other one leaves a long horizon open
    start = [["1/50", 0], [0, "1/50"]]
    rule = "horizon times the largest rate must be at most MOST_TIMESCALES = 50000 for a certificate"
    for horizon, found in (("10", 10), ("10.001", f"{rule}, got 10.001 times 5000")):
        assert answer(exact_setting([1, 100], [0, 0], start, horizon=horizon)) == found


def diagonal(entries: list[Any]) -> list[list[Any]]:
    return [[entry if i == j else 0 for j in range(len(entries))] for i, entry in enumerate(entries)]


def refusal(asked: ExactSetting) -> str:
    try:
        check_certifiable(asked)
    except ValueError as error:
        return str(error)
    return ""


def test_so_many_rows_and_no_more() -> None:
    assert refusal(exact_setting([1], [0], diagonal([1] * 16))) == ""
    assert refusal(exact_setting([1], [0], diagonal([1] * 17))) == "W(0) must have at most 16 rows for a certificate, got 17"


def test_every_number_has_so_many_digits_and_no_more() -> None:
    # a rate of 1 from the sides of a triangle with long denominators: (m^2 - n^2)^2 + (2 m n)^2 = (m^2 + n^2)^2
    m, n = 10**201, 10**200 + 1
    sides = Fraction(m * m - n * n, m * m + n * n), Fraction(2 * m * n, m * m + n * n)
    too_long = "mu, sigma, W(0) and the rates must have at most 400 digits for a certificate, got more"
    short, long = Fraction(10**400 - 2, 10**400 - 1), Fraction(10**400 - 1, 10**400)
    for mu, sigma, W0, said in (
        (sides[0], sides[1], 1, too_long),
        (1, 0, short, ""),
        (1, 0, long, too_long),
        (Fraction(1, 10**199), 0, 1, ""),
        (1, Fraction(1, 10**199), 1, ""),
        (1, Fraction(1, 10**200), 1, too_long),
        (Fraction(1, 10**200 + 1), 0, 1, too_long),
    ):
        # such rates are below those that can be followed, and are not asked for by `exact_setting`
        asked = ExactSetting(
            model_named("tied"), "plain", (Fraction(mu),), (Fraction(sigma),), ((Fraction(W0),),), (1,), None, Fraction(0)
        )
        assert refusal(asked) == said
    assert sum(side * side for side in sides) == 1
    # by their size, too, whatever the sign, and beside the diagonal
    one_layer, large = model_named("one-layer"), -Fraction(10**400)
    for W0, said in ((large, too_long), (large + 1, "")):
        start = ((Fraction(1), W0), (Fraction(0), Fraction(1)))
        assert (
            refusal(ExactSetting(one_layer, "plain", (Fraction(1),) * 2, (Fraction(0),) * 2, start, (1, 1), None, Fraction(0)))
            == said
        )


def test_a_common_denominator_that_is_too_long_is_refused_before_anything_is_computed() -> None:
    # 10^n + 1 with odd n have no common factors but 11: six of about 390 digits are too long together, five are not
    digits, rule = [389, 383, 379, 373, 367, 359], "have a common denominator of at most MOST_COMMON_DIGITS = 2000 digits"
    for count, said in ((5, ""), (6, f"W(0) must {rule} for a certificate, got a longer one")):
        entries = [Fraction(10**k, 10**k + 1) for k in digits[:count]]
        assert refusal(exact_setting([1], [0], diagonal(entries))) == said
        beside = [[0, *entries], *[[0] * (count + 1)] * count]
        assert refusal(exact_setting([1], [0], beside, model="one-layer")) == said
    # the squares of deviations count twice
    for count, said in ((5, ""), (6, f"mu and sigma must {rule} for a certificate, got a longer one")):
        sigma = [Fraction(10**k, 10**k + 1) for k in (197, 193, 191, 181, 179, 173)[:count]]
        asked = exact_setting([0] * (count - 1) + [1], sigma, diagonal([1] * count))
        assert refusal(asked) == said
        if said:
            with pytest.raises(ValueError, match=r"^mu and sigma must have a common denominator .* got a longer one$"):
                certify([0] * (count - 1) + [1], sigma, diagonal([1] * count))


def test_radii_are_taken_from_their_least_to_one() -> None:
    assert [checked_radius(radius) for radius in (1e-100, "1e-100", 1, "0.5")] == [1e-100, 1e-100, 1, 0.5]
    for radius in ("9e-101", "3/2"):
        with pytest.raises(ValueError, match=r"^radius must be between 1e-100 and 1, got"):
            checked_radius(radius)
