"""Proposition: the theorem says every fact of its certificate, in words and in LaTeX, and other facts give other words."""

import copy

import pytest

from numerics.certificate.words import MODELS, listed, theorem, verdict
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


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "VERIFIED (enclosed): on [0, 12] the test loss falls, rises and falls; it rises by at least 0.13"),
        ({"signs": ["falls"], "horizon": "7/2"}, "VERIFIED (enclosed): on [0, 7/2] the test loss falls, it never rises"),
        ({"outcome": "UNDECIDED", "reason": "wide"}, "UNDECIDED: the shape of the test loss on [0, 12] is not decided: wide"),
    ],
)
def test_the_verdict_is_one_line(changes, words):
    assert verdict({"evidence": "enclosed", **changed(**changes)}) == words


def test_a_rise_is_never_rounded_up():
    assert verdict({"evidence": "enclosed", **changed(rise=["0.12345678", "1"])}).endswith("by at least 0.123456")


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


@pytest.mark.parametrize("name", [name for name in NAMES if name in MODELS])
def test_every_model_has_its_words_on_its_own_clock(name):
    assert MODELS[name].clock == model_named(name).clock.value


LATEX = (
    r"Let $\mu = (1, 3/2)$, $\sigma = (1/20, 1/25)$, $A = \operatorname{diag}(7/10, 9/4)$, "
    r"$W(0) = \begin{pmatrix} 1/8 & 1/50 \\ 1/50 & 3/100 \end{pmatrix}$ and $"
)
LOSS = r"$L(t) = \tfrac12\,\|(W(t) - I)\,\hat x(v)\|^2$ with $v = (1, 0)$"


def test_every_word_of_a_theorem_with_turning_points():
    said = theorem(FACTS)
    assert said["words"] == (
        "For the tied two-layer network f = U U^T x, W = U U^T, with mu = (1, 3/2), sigma = (1/20, 1/25), squared rates "
        "a = (7/10, 9/4), W(0) = ((1/8, 1/50), (1/50, 3/100)) and the flow W' = W A + A W - (A W^2 + W^2 A + 2 W A W)/2 "
        "(printed clock), the test loss at the probe v = (1, 0) strictly falls on [0, t1], rises on [t1, t2] and falls on "
        "[t2, 12], where t1 in [1.1, 1.2] (a minimum, loss in [0.31, 0.32]) and t2 in [2.3, 2.4] (a maximum, loss in "
        "[0.45, 0.46]) are all its turning points; it rises by at least 0.13."
    )
    assert said["latex"] == (
        LATEX + r"\dot W = WA + AW - \tfrac12\,(AW^2 + W^2A + 2WAW)$. Then " + LOSS + r" strictly falls on $[0, t_{1}]$, "
        r"rises on $[t_{1}, t_{2}]$ and falls on $[t_{2}, 12]$, where $t_{1} \in [1.1, 1.2]$, $L(t_{1}) \in [0.31, 0.32]$; "
        r"$t_{2} \in [2.3, 2.4]$, $L(t_{2}) \in [0.45, 0.46]$."
    )


def test_every_word_of_a_theorem_without_and_of_none():
    said = theorem(changed(model="one-layer", signs=["rises"], turning_points=[], rise=["1", "2"]))
    given = "with mu = (1, 3/2), sigma = (1/20, 1/25), squared rates a = (7/10, 9/4), W(0) = ((1/8, 1/50), (1/50, 3/100))"
    assert said["words"] == (
        f"For the one-layer network f = W x, {given} and the flow W' = -(W - I) A (loss clock), the test loss at the probe "
        "v = (1, 0) strictly rises on [0, 12], with no turning point."
    )
    assert said["latex"] == LATEX + r"\dot W = -(W - I)A$. Then " + LOSS + " strictly rises on $[0, 12]$."
    said = theorem(changed(model="one-layer", outcome="UNDECIDED", reason="too near"))
    assert said["words"] == (
        f"For the one-layer network f = W x, {given} and the flow W' = -(W - I) A (loss clock), the shape of the test loss at "
        "the probe v = (1, 0) on [0, 12] is undecided: too near."
    )
    assert said["latex"] == LATEX + rf"\dot W = -(W - I)A$. The shape of {LOSS} on $[0, 12]$ is undecided."


def test_only_a_product_is_semidefinite():
    assert {name: model.semidefinite for name, model in MODELS.items()} == {"tied": True, "one-layer": False, "untied": False}
    # what falls and turns to nothing higher is said not to rise
    one = changed(signs=["falls", "falls"], turning_points=FACTS["turning_points"][:1], rise=["0", "0"])
    assert theorem(one)["words"].endswith(
        "strictly falls on [0, t1] and falls on [t1, 12], where t1 in [1.1, 1.2] (a minimum, loss in [0.31, 0.32]) "
        "are all its turning points."
    )
