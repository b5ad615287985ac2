"""A factor is named by what usually makes it, and by its value alone where nothing usual does."""

import pytest

from numerics.training_log.words import count_in_words, pace_in_words, scale_in_words


@pytest.mark.parametrize(
    ("factor", "averaged", "tied", "said"),
    [
        (2.003, False, False, "twice that stated"),
        (0.5, False, False, "half that stated"),
        (0.5, False, True, "the printed clock"),
        (0.667, False, False, "averaged over the entries, |f(x) - x|^2/d"),
        (0.333, False, False, "with its 1/2"),
        (1.5, True, False, "not averaged over the entries"),
        (1.2, False, False, "1.2 times as fast as stated"),
    ],
)
def test_paces(factor, averaged, tied, said):
    words = pace_in_words(factor, 3, averaged, tied)
    assert said in words
    assert words.startswith("the log runs")


@pytest.mark.parametrize(("factor", "said"), [(2.0, "without the factor 1/2"), (0.667, "|f(x) - x|^2/d"), (1.31, "1.31 times")])
def test_scales(factor, said):
    assert said in scale_in_words(factor, 3)


def test_what_is_counted_otherwise():
    assert count_in_words(0.2, "step", True).startswith("the log counts 5 for every step of the learning rate stated")
    assert count_in_words(0.5, "time", True).endswith("the printed clock W' = V(W)")
    assert count_in_words(0.5, "time", False) == "the log's time runs 2 times as fast as stated, by steps as stated"
