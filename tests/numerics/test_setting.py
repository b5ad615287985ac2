"""A setting is exact inside, and its floats are the nearest ones."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from numerics.setting import exact_setting, setting
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
