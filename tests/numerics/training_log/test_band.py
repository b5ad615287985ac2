"""The band holds what a log may be off by: its own noise, read off its roughness, its digits, arithmetic, and nothing smooth."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.training_log.band import arithmetic, band, beyond, digits, fitting_width, in_widths, least, roughness
from numerics.training_log.log import Log, column
from numerics.training_log.training import Reference

T = np.linspace(0, 10, 201)
COLUMNS = (column("test_loss"), column("out_1"))
CURVE = np.stack([np.exp(-T), 1 - np.exp(-T)], axis=1)


def log_of(values):
    return Log("time", T, COLUMNS, values, len(T))


def seen(values, curve=CURVE):
    return roughness(T, values - curve, COLUMNS, values)


def test_what_is_not_off_is_so_in_a_band_without_width():
    off = np.array([0.0, 0.0, -3.0, 1e-300, np.nan, np.inf])
    assert in_widths(off, np.array([0.0, 2.0, 2.0, 0.0, 1.0, 1.0])).tolist() == [0, 0, 1.5, np.inf, np.inf, np.inf]


def test_noise_is_found_with_its_kind():
    rng = np.random.default_rng(0)
    values = CURVE * (1 + 0.01 * rng.standard_normal(CURVE.shape))
    values[:, 1] = CURVE[:, 1] + 0.03 * rng.standard_normal(len(T))
    found = seen(values)
    assert found.size["test_loss"] == pytest.approx(0.01, rel=0.2)
    assert found.size["out"] == pytest.approx(0.03, rel=0.2)
    assert (found.relative["test_loss"], found.relative["out"]) == (True, False)


def test_what_a_wrong_curve_leaves_is_no_noise():
    found = seen(CURVE, CURVE[:, ::-1] ** 2)
    assert found.alternates == {"test_loss": False, "out": False}
    assert np.all(least([found, found]).deviation(COLUMNS, CURVE) == 0)


def test_noise_is_read_off_the_curve_where_it_is_least():
    values = CURVE * (1 + 0.01 * np.random.default_rng(1).standard_normal(CURVE.shape))
    wrong = seen(values, np.exp(-((T[:, None] - 3) ** 2) * 30) * CURVE)
    assert least([wrong, seen(values)]).size["test_loss"] == pytest.approx(0.01, rel=0.2)


def test_noise_is_no_more_than_what_any_curve_leaves():
    few = np.arange(0, len(T), 10)  # so few rows that what a wrong curve leaves alternates
    columns = COLUMNS[:1]
    wrong, right = (
        roughness(T[few], CURVE[few, :1] * (part + 1e-9 * np.sin(T[few, None])), columns, CURVE[few, :1])
        for part in (0.3 * np.cos(np.pi * np.arange(len(few)))[:, None], 0.0)
    )
    assert (wrong.alternates, right.alternates) == ({"test_loss": True}, {"test_loss": False})
    assert np.max(least([wrong, right]).deviation(columns, CURVE[few, :1])) < 1e-8


def test_what_networks_of_the_training_have_themselves_is_no_noise_of_the_log():
    rng = np.random.default_rng(3)
    rough, rougher = (seen(CURVE + size * rng.standard_normal(CURVE.shape)) for size in (0.01, 0.05))
    assert np.all(beyond(rough, [rough]).deviation(COLUMNS, CURVE) == 0)
    assert beyond(rougher, [rough]).size == rougher.size
    assert beyond(rough, []).size == rough.size


@pytest.mark.parametrize(("written", "unit"), [(lambda x: np.round(x, 3), 1e-3), (lambda x: np.round(x, 5), 1e-5)])
def test_digits_after_the_point_are_seen(written, unit):
    assert digits(written(CURVE + 0.1))[5, 0] == pytest.approx(unit / 2)


def test_leading_digits_are_seen_and_all_digits_are_none():
    few = np.array([[float(f"{x:.3g}")] for x in 3e-5 * np.exp(T)])
    assert digits(few)[0, 0] == pytest.approx(0.5e-7)
    assert np.all(digits(CURVE[1:-1] + 0.1) == 0)


def test_the_band_is_the_sum_of_its_parts():
    rng = np.random.default_rng(2)
    scatter = 0.01 * rng.standard_normal((16, *CURVE.shape))
    found = Reference(CURVE, CURVE, None, None, scatter)
    values = CURVE * (1 + 0.01 * rng.standard_normal(CURVE.shape))
    made = band(log_of(values), found, seen(values))
    assert np.all(np.abs(scatter) < made.spread + made.arithmetic)
    assert np.all(np.abs(values - CURVE) < made.width)
    assert made.width == pytest.approx(made.arithmetic + made.spread + made.digits + made.noise * 4.7, rel=0.05)
    quiet = band(log_of(CURVE), replace(found, scatter=scatter[:0]), least([seen(CURVE)]))
    assert quiet.width == pytest.approx(np.broadcast_to(arithmetic(COLUMNS, CURVE), CURVE.shape), rel=1e-3)
    assert np.all(fitting_width(log_of(values), CURVE) >= arithmetic(COLUMNS, CURVE))
