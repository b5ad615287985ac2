"""Proposition: ranges have the values that their notation says, both ends included; anything else is refused in a sentence."""

from fractions import Fraction

import numpy as np
import pytest

from numerics.sweep.ranges import MOST_VALUES, entries, listed


@pytest.mark.parametrize(
    ("given", "values"),
    [
        ("0.5:1.5:3", ["0.5", "1.0", "1.5"]),
        ("1.5:0.5:3", ["1.5", "1.0", "0.5"]),
        ("0:1/3:2", ["0.0", "0.3333333333333333"]),
        ("0:0.3:4", ["0.0", "0.1", "0.2", "0.3"]),  # exact until they are rounded: no 0.30000000000000004
        ("log:1:100:3", ["1.0", "10.0", "100.0"]),
        ("0:3", ["0", "1", "2", "3"]),
        ("-1:1", ["-1", "0", "1"]),
        ("7", ["7"]),
        ("1/50", ["1/50"]),
        ("0:2,7,1", ["0", "1", "2", "7"]),
        (0.25, ["0.25"]),
        ([1, "3:4", "0.5:1:2"], ["1", "3", "4", "0.5", "1.0"]),
        (range(3), ["0", "1", "2"]),
        (np.array([0.5, 2.0]), ["0.5", "2.0"]),
        (np.int64(4), ["4"]),
    ],
)
def test_values_are_as_written(given, values):
    found = listed("x", given)
    assert [float(Fraction(value)) for value in found] == pytest.approx([float(Fraction(value)) for value in values], rel=1e-16)
    assert len(found) == len(values)


def test_a_scale_is_in_even_ratios_unless_told_otherwise():
    ratios = np.array(listed("init-scale", "1e-3:0.3:20", in_ratios=True), dtype=float)
    assert (ratios[0], ratios[-1], ratios.size) == (1e-3, 0.3, 20)
    np.testing.assert_allclose(np.diff(np.log(ratios)), np.log(300) / 19, rtol=1e-12)
    assert listed("init-scale", "lin:0.1:0.3:3", in_ratios=True) == ["0.1", "0.2", "0.3"]


def test_entries_of_a_vector_may_be_ranges():
    assert entries("mu", "1,0.5:1.5:3,0:1") == [["1"], ["0.5", "1.0", "1.5"], ["0", "1"]]
    assert entries("mu", (1, "0.5:1.5:3", [2, 3])) == [["1"], ["0.5", "1.0", "1.5"], ["2", "3"]]


@pytest.mark.parametrize(
    "given",
    ["1:2:3:4", "a:b", "1:2:x", "1:2:1", "1:2:2.5", "2:1", "0.5:1", "log:1:2", "log:0:1:3", ":", "1:", f"0:{MOST_VALUES}", []],
)
def test_anything_else_is_refused(given):
    with pytest.raises(ValueError, match=r"^x must have .*, got "):
        listed("x", given)
