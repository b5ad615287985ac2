"""Numbers are read exactly: texts as the decimals and fractions they say, floats as the binary fractions they are."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import fmpq, fmpz
from hypothesis import given, settings
from hypothesis import strategies as draw

from numerics.task.exact_numbers import LEAST, exact_matrix, exact_number, exact_vector, log, rounded, shown, whole_number


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0.05", Fraction(1, 20)),
        (" -1/3 ", Fraction(-1, 3)),
        ("2.5E3", Fraction(2500)),
        (0.05, Fraction(0.05)),
        (np.float32(0.1), Fraction(float(np.float32(0.1)))),
        (np.float64(0.1), Fraction(0.1)),
        (np.longdouble(1) / 3, Fraction(*map(int, (np.longdouble(1) / 3).as_integer_ratio()))),
        (np.uint8(200), Fraction(200)),
        (10**500, Fraction(10**500)),
        (Decimal("1.10"), Fraction(11, 10)),
        (fmpq(3, 7), Fraction(3, 7)),
        (fmpz(4), Fraction(4)),
    ],
)
def test_every_kind_of_number_is_exact(value: Any, expected: Fraction) -> None:
    assert exact_number(value) == expected
    assert type(exact_number(value).numerator) is int


@settings(deadline=None)
@given(draw.floats(allow_nan=False, allow_infinity=False))
def test_a_float_and_its_digits_name_the_same_float(x: float) -> None:
    assert float(exact_number(x)) == x
    assert exact_number(x) == Fraction(x)
    assert float(exact_number(repr(x))) == x


@pytest.mark.parametrize(
    "value",
    [
        "", "x", "1_0", "1/0", "1/-2", "1 2", "0x10", "1e1000", "nan", "\u0661", "1" * 401, float("nan"), float("-inf"), True,
        np.True_, None, 1j, np.complex128(1), [1], b"1", Decimal("NaN"), Decimal("1e99999999"), np.ma.masked, object(),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="number must be finite, a decimal or a fraction of at most 400 digits, got"):
        exact_number(value)


def test_vectors_and_matrices_are_read_entry_by_entry() -> None:
    assert exact_vector("mu", np.array([1, 2])) == (1, 2)
    assert exact_vector("mu", range(3)) == (0, 1, 2)
    assert exact_matrix("W(0)", np.array([[0.5]], dtype="f2"), 4) == ((Fraction(1, 2),),)
    assert exact_matrix("W(0)", [("0.1", 2), [3, "-4/5"]], 2) == ((Fraction(1, 10), 2), (3, Fraction(-4, 5)))


@pytest.mark.parametrize("values", ["12", 1.5, {"a": 1}, None, b"1"])
def test_what_is_no_vector_is_refused(values: Any) -> None:
    with pytest.raises(ValueError, match="mu must be finite numbers"):
        exact_vector("mu", values)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([[1, 2], [1j, 3]], r"W\(0\) must hold finite numbers or strings such as 1/50, got '1j' at entry \(2, 1\)"),
        (np.eye(5), r"W\(0\) must have at most 4 rows, got 5"),
        ([[1, 2], 3], r"W\(0\) must be 2 rows of 2 numbers, got row 2 with '3'"),
        ([[1, 2], [1, 2, 3]], r"W\(0\) must have shape \(2, 2\), got row 2 with 3 entries"),
    ],
)
def test_a_matrix_names_the_row_or_the_entry(rows: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        exact_matrix("W(0)", rows, 4)


def test_whole_numbers_fit() -> None:
    assert [whole_number("dim", value, lambda k: k > 0, "above 0") for value in (3, 3.0, "3", np.int64(3))] == [3] * 4


@pytest.mark.parametrize("value", [0, "x", "1/2", "1/10", None])
def test_what_does_not_fit_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="dim must be a whole number above 0, got"):
        whole_number("dim", value, lambda k: k > 0, "above 0")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-0.5, "-1/2"), ("1/3", "1/3"), ("1e300", "1e+300"), (0.1, "0.1"), ("1e999", "about 10^999"),
        ("-1e-400", "about -10^-400"), ("x" * 100, repr("x" * 40)),
    ],
)  # fmt: skip
def test_numbers_are_shown_short(value: Any, text: str) -> None:
    assert shown(value) == text


def test_a_number_too_long_to_write_is_shown() -> None:
    assert shown(-(10**5000)) == "about -10^5000"


def test_the_least_number_is_the_first_that_floats_keep() -> None:
    assert float(LEAST) > 0
    assert float(LEAST / 2) == 0


def test_decimals_are_read_up_to_the_longest_exponent() -> None:
    assert exact_number(Decimal("1e1400")) == 10**1400
    assert exact_number(Decimal("-1e-1400")) == Fraction(-1, 10**1400)
    for long in ("1e1401", "1e-1401"):
        with pytest.raises(ValueError, match="number must be finite"):
            exact_number(Decimal(long))


def test_numbers_are_shown_as_they_are_up_to_twelve_characters() -> None:
    assert shown("12345/123457") == "12345/123457"
    assert shown("12345/1234577") == "0.00999938"
    assert shown("-1234567891011") == "-1.23457e+12"
    assert shown("-1/1234567891011") == "-8.1e-13"


def test_numbers_beyond_floats_are_infinite_and_have_logarithms() -> None:
    assert [rounded(Fraction(x)) for x in (10**400, -(10**400), 3)] == [np.inf, -np.inf, 3.0]
    assert log(Fraction(10**400, 7)) == pytest.approx(400 * np.log(10) - np.log(7), rel=1e-14)
    assert log(Fraction(3, 10**400)) == pytest.approx(np.log(3) - 400 * np.log(10), rel=1e-14)


@pytest.mark.parametrize("rows", [[], (), "12", 3, None, {"a": 1}])
def test_what_is_no_matrix_is_refused(rows: Any) -> None:
    with pytest.raises(ValueError, match=r"W\(0\) must be rows of numbers, got"):
        exact_matrix("W(0)", rows, 4)
