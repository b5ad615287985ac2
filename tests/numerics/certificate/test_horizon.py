"""The horizon of a certificate is past the learning of every probed concept, and what no enclosure reaches is refused."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest

from numerics.certificate.horizon import check_certifiable, checked_horizon, checked_radius, default_horizon
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
        (question([[1, 0], [0, 1]], probe=[0, 0]), r"probe must not be 0 for a certificate, got x_hat\(v\) = 0, 0"),
    ):
        with pytest.raises(ValueError, match=sentence):
            check_certifiable(asked)


@pytest.mark.parametrize("radius", [0, -1, 2, "1e-101", "x", float("nan"), None])
def test_other_radii_are_refused(radius: Any) -> None:
    assert checked_radius("1e-20") == 1e-20
    with pytest.raises(ValueError, match="radius must be between 1e-100 and 1, got"):
        checked_radius(radius)
