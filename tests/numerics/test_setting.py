"""A setting is exact inside, its floats are the nearest ones, and its limits are what the messages say."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from numerics.model.one_layer import ONE_LAYER
from numerics.setting import Setting, exact_setting, setting
from numerics.start import random_start
from numerics.task.identity_mapping import Task

HALVES = [["1/2", 0, 0], [0, "1/3", 0], [0, 0, "1/7"]]


def test_rates_and_probe_are_exact() -> None:
    question = exact_setting(["0.3", "1"], ["0.1", "1/3"], HALVES, probe=[0, 1], horizon="0.1")
    assert question.a == (Fraction(1, 100) + Fraction(9, 200), Fraction(1, 9) + Fraction(1, 2), 0)
    assert question.z == (0, 1, 0)
    assert question.horizon == Fraction(1, 10)
    assert question.sigma == (Fraction(1, 10), Fraction(1, 3), 0)
    squared = exact_setting(["0.3", "1"], ["0.1", "1/3"], HALVES, rates="squared")
    assert squared.a == tuple(rate**2 for rate in question.a)


@pytest.mark.parametrize("rates", ["plain", "squared"])
def test_floats_are_those_of_the_task(rates: str) -> None:
    task = Task((1.0, 1.5), (0.05, 0.05, 0.2))
    found = setting((1.0, 1.5), (0.05, 0.05, 0.2), random_start(0.2, 2, 3), rates=rates, probe=(1, 0))
    assert found.a == pytest.approx(task.rates() ** (2 if rates == "squared" else 1), rel=3e-16)
    assert np.array_equal(found.z, task.probe((1, 0)))
    assert found.horizon is None
    assert np.array_equal(found.W0, found.W0.T)


def test_each_float_is_the_nearest() -> None:
    found = exact_setting(["1/3"], ["1/7"], [["2/3"]], horizon="10/3").in_floats()
    assert (found.a[0], found.W0[0, 0], found.z[0], found.horizon) == (float(Fraction(58, 441)), 2 / 3, 1 / 3, 10 / 3)


def test_the_asymmetry_of_a_start_is_kept_with_the_setting() -> None:
    question = exact_setting([1, 1], [0, 0], [[1, "1e-12"], [0, 1]])
    assert ((1, Fraction(1, 2 * 10**12)), (Fraction(1, 2 * 10**12), 1)) == question.W0
    assert question.note == "W(0) is taken as (W + W^T)/2, since it is symmetric only up to 1e-12"
    assert exact_setting([1, 1], [0, 0], [[1, "1e-12"], [0, 1]], "one-layer").note == ""


def test_coordinates_go_by_descending_rate_and_back() -> None:
    W0 = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])
    question = Setting(ONE_LAYER, np.array([1.0, 4.0, 2.0]), W0, np.array([0.1, 0.2, 0.3]))
    a, ordered, z = question.ordered
    assert question.order.tolist() == [1, 2, 0]
    assert (a.tolist(), z.tolist()) == ([4.0, 2.0, 1.0], [0.2, 0.3, 0.1])
    assert ordered.tolist() == [[5.0, 6.0, 4.0], [8.0, 9.0, 7.0], [2.0, 3.0, 1.0]]
    assert question.by_coordinate(a).tolist() == question.a.tolist()
    assert Setting(ONE_LAYER, np.ones(3), W0, np.ones(3)).order.tolist() == [0, 1, 2]


def test_lengths_that_do_not_fit_are_no_rates_and_no_test_point() -> None:
    question = exact_setting([1, 2], [0, 0], [[1, 0], [0, 1]])
    with pytest.raises(ValueError, match=r"zip\(\)"):
        _ = replace(question, sigma=(Fraction(0),)).a
    with pytest.raises(ValueError, match=r"zip\(\)"):
        _ = replace(question, v=(1,)).z


@pytest.mark.parametrize("model", ["tied", "one-layer"])
@pytest.mark.parametrize(
    ("within", "beyond", "sentence"),
    [
        ({"mu": ["1e6"]}, {"mu": ["1000000.1"]}, "mu must be at most 1e+06, got "),
        ({"sigma": ["1e6"]}, {"sigma": ["1000000.1"]}, "sigma must be at most 1e+06, got "),
        (
            {"mu": ["1e-50"], "sigma": [0]},
            {"mu": ["9.9e-51"], "sigma": [0]},
            "mu and sigma must give rates of 0 or at least 1e-100, got 9.801e-101",
        ),
        ({"mu": ["0"]}, {"mu": ["-1e-9"]}, "mu must be finite and at least 0, got -1e-09"),
        (
            {"mu": ["1189.2"], "sigma": ["4.11"], "rates": "squared"},
            {"mu": ["1189.2"], "sigma": ["4.12"], "rates": "squared"},
            "mu and sigma must give rates of at most 2e+12, got 2e+12",
        ),
        ({"horizon": "1e9"}, {"horizon": "1000000001"}, "horizon must be finite, at least 1e-300 and at most 1e+09, got "),
        ({"horizon": "1e-300"}, {"horizon": "9.9e-301"}, "horizon must be finite, at least 1e-300 and at most 1e+09, got "),
        (
            {"mu": ["3"], "sigma": ["1"], "horizon": "1e9"},
            {"mu": ["3"], "sigma": ["1"], "horizon": "1e9", "W0": [["1/2", 0], [0, 0]], "dim": 2, "rates": "squared"},
            "horizon must be at most 1e+10 / the largest rate 100, got 1000000000",
        ),
        (
            {"mu": ["3"], "sigma": ["1"], "horizon": "1e9"},
            {"mu": ["3"], "sigma": ["1.001"], "horizon": "1e9"},
            "horizon must be at most 1e+10 / the largest rate 10.002",
        ),
        ({"W0": [["1e12"]]}, {"W0": [["1000000000001"]]}, "W(0) must have entries of at most 1e+12, got 1e+12 at entry (1, 1)"),
        ({"W0": [["5e-324"]]}, {"W0": [["4e-324"]]}, "W(0) must have entries of 0 or at least 4.94066e-324 in size, got"),
        ({"dim": 1}, {"dim": 2}, "W(0) must have shape (2, 2), got (1, 1)"),
        ({"probe": [1]}, {"probe": [2]}, "probe must be 1 zeros and ones, of any sign, got 2"),
        ({"probe": [1]}, {"probe": [0]}, "probe must have a one among its zeros, got 0"),
        ({"probe": [1]}, {"probe": [1, 1]}, "probe must be 1 zeros and ones, of any sign, got 1, 1"),
        ({"probe": ["1"]}, {"probe": "one"}, "probe must be 1 zeros and ones, of any sign, got 'one'"),
        ({"rates": "plain"}, {"rates": ["plain"]}, "rates must be one of plain, squared, got ['plain']"),
        ({"rates": "squared"}, {"rates": "cubed"}, "rates must be one of plain, squared, got 'cubed'"),
    ],
)
def test_each_limit_is_allowed_and_what_is_beyond_it_is_not(model: str, within: Any, beyond: Any, sentence: str) -> None:
    usual = {"mu": [1], "sigma": ["1/100"], "W0": [["1/2"]], "model": model}
    assert exact_setting(**(usual | within)).model.name == model
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}"):
        exact_setting(**(usual | beyond))


@pytest.mark.parametrize("entry", ["-1000000000001", "-4e-324"])
def test_negative_entries_have_the_same_limits_and_are_named(entry: str) -> None:
    with pytest.raises(ValueError, match=r"^W\(0\) must have entries of .* at entry \(3, 2\)$"):
        exact_setting([1, 2, 3], [0, 0, 0], [[1, 0, 0], [0, 1, 0], [0, entry, 1]], "one-layer")


def test_a_start_may_have_more_coordinates_than_concepts() -> None:
    question = exact_setting([3], [1], HALVES, "one-layer", dim=3)
    assert (question.a, question.sigma, question.z, question.v) == ((10, 0, 0), (1, 0, 0), (3, 0, 0), (1,))
    mixed = exact_setting([3, 1, 2], [0, 0, 0], HALVES, probe=[0, 1, 1]).in_floats()
    assert (mixed.a.tolist(), mixed.z.tolist()) == ([3.0, 1 / 3, 4 / 3], [0.0, 1.0, 2.0])
