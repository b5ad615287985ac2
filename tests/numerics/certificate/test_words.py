"""Proposition: the theorem says every fact of its certificate, in words and in LaTeX, and other facts give other words."""

import copy

import pytest

from numerics.certificate.words import MODELS, listed, theorem
from numerics.model import MODELS as NAMES
from numerics.model import model_named

FACTS = {
    "data": {
        "model": "tied",
        "mu": ["1", "3/2"],
        "sigma": ["1/20", "1/25"],
        "rates": "squared",
        "a": ["7/10", "9/4"],
        "W0": [["1/8", "1/50"], ["1/50", "3/100"]],
        "probe": [1, 0],
        "horizon": "12",
    },
    "outcome": "VERIFIED",
    "signs": ["falls", "rises", "falls"],
    "turning_points": [
        {"kind": "min", "t": ["1.1", "1.2"], "loss": ["0.31", "0.32"]},
        {"kind": "max", "t": ["2.3", "2.4"], "loss": ["0.45", "0.46"]},
    ],
    "rise": ["0.13", "0.15"],
}


def changed(**changes):
    facts = copy.deepcopy(FACTS)
    for name, value in changes.items():
        (facts["data"] if name in facts["data"] else facts)[name] = value
    return facts


@pytest.mark.parametrize(("values", "words"), [("a", "a"), ("ab", "a and b"), ("abc", "a, b and c")])
def test_lists(values, words):
    assert listed(list(values)) == words


def test_the_words_in_full():
    words = theorem(FACTS)["words"]
    for part in (
        "mu = (1, 3/2), sigma = (1/20, 1/25), squared rates a = (7/10, 9/4), W(0) = ((1/8, 1/50), (1/50, 3/100))",
        "the test loss at the probe v = (1, 0) strictly falls on [0, t1], rises on [t1, t2] and falls on [t2, 12]",
        "t1 in [1.1, 1.2] (a minimum, loss in [0.31, 0.32]) and t2 in [2.3, 2.4] (a maximum, loss in [0.45, 0.46])",
        "are all its turning points; it rises by at least 0.13.",
    ):
        assert part in words


def test_the_latex_in_full():
    latex = theorem(FACTS)["latex"]
    for part in (r"1/8 & 1/50 \\ 1/50 & 3/100", r"rises on $[t_{1}, t_{2}]$", r"$t_{2} \in [2.3, 2.4]$", r"$[t_{2}, 12]$"):
        assert part in latex
    assert latex.count("$") % 2 == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"model": "one-layer"},
        {"mu": ["1", "8/5"]},
        {"sigma": ["0", "0"]},
        {"a": ["1", "2"]},
        {"W0": [["1", "0"], ["0", "1"]]},
        {"probe": [1, 1]},
        {"horizon": "13"},
        {"signs": ["falls", "rises", "rises"]},
        {"outcome": "UNDECIDED", "reason": "too near"},
    ],
)
def test_other_facts_give_other_words_and_latex(changes):
    said, other = theorem(FACTS), theorem(changed(**changes))
    assert said["words"] != other["words"]
    assert said["latex"] != other["latex"]


def test_undecided_says_why_and_claims_no_shape():
    said = theorem(changed(outcome="UNDECIDED", reason="the tube is too wide"))
    assert said["words"].endswith("is undecided: the tube is too wide.")
    assert "strictly" not in said["words"] + said["latex"]


def test_without_turning_points_there_is_none_and_no_rise():
    said = theorem(changed(signs=["falls"], turning_points=[], rise=["0", "0"]))
    assert said["words"].endswith("strictly falls on [0, 12], with no turning point.")
    assert "rise" not in said["words"]


@pytest.mark.parametrize("name", NAMES)
def test_every_model_has_its_words_on_its_own_clock(name):
    assert MODELS[name].clock == model_named(name).clock.value
