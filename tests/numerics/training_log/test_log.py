"""A log is rows of figures by name: what is malformed is refused in a sentence, what is long is thinned, least at its start."""

import numpy as np
import pytest

from numerics.training_log.log import MOST, Rows, column, log_of, named


def test_names_say_what_a_column_is():
    assert (column("out_2").place, column("out_2").probe) == ((1,), None)
    assert (column("out_10_2").place, column("out_10_2").probe) == ((1,), (1, 0))
    assert column("w_12").place == column("w_1_2").place == (0, 1)
    assert column("w_1_12").place == (0, 11)
    assert [column(name) for name in ("loss", "w_01", "out_", "out_20_1", "w_123")] == [None] * 5


def test_other_columns_are_left_alone():
    assert named(["epoch", "step", "rate", "w_11"]) == ("step", ["w_11"])
    assert named(["time", "step", "w_11"])[0] == "step"


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        ({"test_loss": [1, 2, 3]}, "a column step or time, got test_loss"),
        ({"step": [1, 2, 3], "loss": [1, 2, 3]}, "one of the columns test_loss"),
        ({"step": [0, 1], "test_loss": [1, 2]}, "at least 3 rows, got 2"),
        ({"step": [0, 2, 1], "test_loss": [1, 2, 3]}, "ascending values of step, got 1 after 2 in row 3"),
        ({"step": [0, 1, 1], "test_loss": [1, 2, 3]}, "got 1 after 1 in row 3"),
        ({"step": [0, 1, 2], "test_loss": [1, np.nan, 3]}, "finite numbers, got nan for test_loss in row 2"),
        ({"step": [0, 0.5, 2], "test_loss": [1, 2, 3]}, "whole numbers of steps, got 0.5"),
        ({"time": [-1, 0.5, 2], "test_loss": [1, 2, 3]}, "at least 0, got -1 in row 1"),
        ({"step": [0, 1, 2], "test_loss": [1, 2]}, "as many values of test_loss as of step, 3, got 2"),
        ({"step": [0, 1, 2], "test_loss": [[1, 2, 3]]}, "a row of numbers for test_loss"),
        ({"step": [0, 1, 2], "test_loss": ["a", "b", "c"]}, "a row of numbers for test_loss"),
    ],
)
def test_what_is_malformed_is_refused_in_a_sentence(arrays, sentence):
    with pytest.raises(ValueError, match="log must") as refused:
        log_of(arrays)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("count", [3, MOST, MOST + 1, 2 * MOST + 1, 50_001])
@pytest.mark.parametrize("block", [7, 4096])
def test_a_long_log_is_thinned_evenly_and_keeps_its_ends(count, block):
    rows = Rows("step", ["test_loss"])
    table = np.stack([np.arange(count), np.arange(count) ** 2.0], axis=1)
    for start in range(0, count, block):
        rows.add(table[start : start + block])
    log = rows.log()
    assert log.rows == count
    assert len(log.when) <= MOST
    assert (log.when[0], log.when[-1]) == (0, count - 1)
    assert np.array_equal(log.values[:, 0], log.when**2)
    assert np.max(np.diff(log.when)) <= 4 * max(count / MOST, 1) + 1


def test_the_first_rows_of_a_long_log_are_looked_at_all_the_same():
    rows = Rows("step", ["test_loss"])
    for start in range(0, 1_000_000, 1 << 16):
        steps = np.arange(start, min(start + (1 << 16), 1_000_000))
        rows.add(np.stack([steps, steps], axis=1).astype(float))
    when = rows.log().when
    for first in (100, 1000, 10_000):
        assert np.sum((when >= first) & (when < 2 * first)) >= 25
    assert len(rows.kept) < 12 * MOST
