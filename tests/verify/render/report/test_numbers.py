"""Proposition: a counterexample is read as a sentence, its numbers as mathematics, and nothing in it as markup."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.render.report.numbers import named, number, power_of_ten, sentence


def words(markup):
    return " ".join(html.unescape(re.sub("<[^>]*>", "", markup)).split())


@pytest.mark.parametrize(
    ("counterexample", "said"),
    [
        (
            {"equation": "x.y", "entry": "11", "left": "2", "right": "1", "at": {"a_1": "1", "w_12": "0"}},
            "At a1 =1, all else 0, the left side, entry 11, is 2, the right side 1.",
        ),
        ({"left": "2", "right": "1"}, "The left side is 2, the right side 1."),
        ({"left": "2", "right": "1", "step": 3}, "The left side is 2, the right side 1. With step: 3."),
        ({"eta": "1/1080", "det W": 0.25, "W(0)": [[1.0, 0.5]]}, "η =1/1080, det W: 0.25, W(0)= (1, 0.5)."),
        ({"largest_excess": 0.5, "where": "<b>here</b>"}, "largest excess: 0.5, where: <b>here</b>."),
    ],
)
def test_a_counterexample_is_a_sentence(counterexample, said):
    assert words(sentence(counterexample)) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("22/35", "22/35"),
        ("-932844297400873529/466560000000000000000000000", "≈−1.999⋅10−9"),
        ("[-1.58e-50 +/- 3.37e-56]", "−1.58⋅10−50±3.37⋅10−56"),
        (f"-1{'0' * 400}/3", "≈−3.333⋅10399"),
        ("1/0", "1/0"),
        (float("nan"), "nan"),
        (2.5e-11, "2.5⋅10−11"),
        (0.125, "0.125"),
        (7, "7"),
        ("diag(6, 1)", "diag(6, 1)"),
        (True, "True"),
    ],
)
def test_numbers(value, said):
    assert words(number(value)) == said


@pytest.mark.parametrize(("name", "said"), [("w_22", "w22"), ("largest_error", "largest error"), ("eta", "η"), ("rate", "rate")])
def test_names(name, said):
    assert words(named(name)) == said


def test_text_is_escaped():
    assert "<b>" not in number("<b>")
    assert "<b>" not in sentence({"<b>": "<b>", "at": {"<b>": 1}})


WORDS = st.sampled_from(
    ("at", "left", "right", "entry", "equation", "eta", "w_12", "W(0)", "<b>", "1/3", "[1 +/- 2]", "\\frac", "{", "$")
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(WORDS, VALUES, min_size=1, max_size=4))
def test_whatever_a_counterexample_is_it_is_shown(counterexample):
    shown = sentence(counterexample)
    assert shown
    assert "<b>" not in shown


def test_powers_of_ten():
    assert power_of_ten(12345.0) == r"1.234 \cdot 10^{4}"
    assert power_of_ten(-0.5) == "-0.5"
