"""A claim that does not say what it must is refused when it is written."""

import re
from dataclasses import replace

import numpy as np
import pytest
from sympy import Float, Symbol
from sympy import Rational as SymPyRational

from theory import two_layer
from verify.claim import Claim, Evidence, Level, Outcome, Result, sound
from verify.methods import Computation, Identity

METHOD = Computation(lambda rng: Result(Outcome.VERIFIED, 1), Evidence.EXACT, "", "")
GOOD = {"id": "a.b", "title": "A statement.", "source": "new", "method": METHOD}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "Spaces here"}, "id must be lower-case words joined by dots"),
        ({"id": "single"}, "id must be lower-case words joined by dots"),
        ({"title": " "}, "must have a title and a source"),
        ({"title": "It is $x."}, r"title of a.b must have dollars and braces in pairs \(\\\$ is a dollar\), got 'It is \$x.'"),
        ({"title": "It is $e^{x$."}, "title of a.b must have dollars and braces in pairs"),
        ({"reason": "For $5 or $6."}, "reason of a.b must have dollars and braces in pairs"),
        ({"source": ""}, "must have a title and a source"),
        ({"expected": Outcome.ERROR}, "expected must be VERIFIED, REFUTED or UNDECIDED"),
        ({"expected": Outcome.UNDECIDED}, "must give its reason"),
    ],
)
def test_bad_claims_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        Claim(**(GOOD | change))


@pytest.mark.parametrize("title", ["x(t) = x_0 e^(-k t) solves x' = -k x.", r"It costs \$5.", r"It is $x_0 e^{-k t}$."])
def test_titles_are_plain_or_carry_latex(title):
    assert Claim(**(GOOD | {"title": title})).title == title


@pytest.mark.parametrize(
    ("level", "other", "included"),
    [("quick", "quick", True), ("quick", "standard", False), ("full", "quick", True), ("standard", "full", False)],
)
def test_levels(level, other, included):
    assert Level(level).includes(Level(other)) is included


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_measures_must_be_finite(value):
    assert sound(Result(Outcome.VERIFIED, 1, {"x": value})).outcome is Outcome.ERROR


@pytest.mark.parametrize(
    ("holds", "where", "outcome", "counterexample"),
    [
        (True, {"d": 2}, Outcome.VERIFIED, None),
        (False, {"d": 2}, Outcome.REFUTED, {"d": 2}),
        (False, None, Outcome.REFUTED, {"x": 1.0}),
    ],
)
def test_a_statement_that_fails_shows_where_or_its_measures(holds, where, outcome, counterexample):
    result = Result.of(holds, 3, {"x": 1.0}, where)
    assert (result.outcome, result.points, result.measures, result.counterexample) == (outcome, 3, {"x": 1.0}, counterexample)


def test_a_claim_that_shows_an_equation_its_method_never_looks_at_is_an_error():
    looks_away = Computation(lambda rng: Result(Outcome.VERIFIED, 1), Evidence.EXACT, "What.", "Why.")
    shown = Claim("x.y", "Said.", "new", looks_away, equations=lambda: [two_layer.symmetry()])
    found = shown.run(np.random.default_rng(0))
    assert found.outcome is Outcome.ERROR
    assert "Computation reads none: name the claims that hold them in depends_on" in found.reason
    assert replace(shown, equations=tuple).run(np.random.default_rng(0)).outcome is Outcome.VERIFIED
    assert replace(shown, method=Identity()).run(np.random.default_rng(0)).outcome is Outcome.VERIFIED


CYCLE: dict = {}
CYCLE["it"] = CYCLE


@pytest.mark.parametrize(
    "shown",
    [
        {"x": np.zeros(2)},
        {"x": np.int64(1)},
        {"x": 1j},
        {"x": {1}},
        {"x": float("nan")},
        {"x": [{"y": float("inf")}]},
        {"x": Symbol("x")},
        {"x": b"1"},
        {(1, 2): 1},
        {"x": print},
        {"x": 10**5000},
        CYCLE,
    ],
    ids=list("abcdefghijkl"),
)
def test_a_counterexample_is_what_json_can_hold(shown):
    result = sound(Result(Outcome.REFUTED, 1, {}, shown))
    assert result.outcome is Outcome.ERROR
    assert result.reason.startswith("a counterexample must be numbers, texts, lists and dicts of them that JSON can hold")


@pytest.mark.parametrize(
    "shown",
    [{"x": 0.5}, {"x": [1, {"y": -0.5}]}, {"x": np.float64(0.5)}, {"x": np.zeros(2)}, {"x": Float("0.5") * Symbol("x")}],
    ids=str,
)
def test_an_exact_counterexample_has_no_float(shown):
    result = sound(Result(Outcome.REFUTED, 1, {}, shown), Evidence.EXACT)
    assert result.outcome is Outcome.ERROR
    assert result.reason.startswith("the counterexample of an exact claim must hold no float, got ")
    assert sound(Result(Outcome.REFUTED, 1, {}, {"x": "1/2", "n": [1, 2]}), Evidence.EXACT).outcome is Outcome.REFUTED


@pytest.mark.parametrize("value", [0.5, 2.0, np.float32(2), Float(2), SymPyRational(1, 2)], ids=repr)
def test_measures_of_exact_claims_are_counts(value):
    result = sound(Result(Outcome.VERIFIED, 1, {"x": value}), Evidence.EXACT)
    assert (result.outcome, result.reason[:44]) == (Outcome.ERROR, "measure x of an exact claim must be a count,")
    assert sound(Result(Outcome.VERIFIED, 1, {"x": value}), Evidence.NUMERICAL).outcome is Outcome.VERIFIED


def test_a_result_becomes_plain_data():
    measures = {"n": np.int64(3), "x": np.float32(0.5), "r": SymPyRational(1, 4)}
    result = sound(Result(Outcome.REFUTED, np.int64(2), measures, {"w": (1, 2)}, Symbol("r")))
    assert (type(result.points), result.counterexample, result.reason) == (int, {"w": [1, 2]}, "r")
    assert {name: (type(value), value) for name, value in result.measures.items()} == {
        "n": (int, 3),
        "x": (float, 0.5),
        "r": (float, 0.25),
    }


@pytest.mark.parametrize("found", [None, "VERIFIED", Result("VERIFIED", 1), Outcome.VERIFIED], ids=str)
def test_a_check_returns_a_result(found):
    assert sound(found).reason.startswith("a check must return a Result with an Outcome, got ")


def test_measures_have_names():
    assert sound(Result(Outcome.VERIFIED, 1, {1: 2.0})).reason == "the name of a measure must be a text, got 1"


EQUATION = two_layer.gradient()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"level": "slow"}, "level of a.b must be one of quick, standard, full, got 'slow'"),
        ({"level": 1}, "level of a.b must be one of quick, standard, full, got 1"),
        ({"expected": "FALSE"}, "expected of a.b must be one of VERIFIED, REFUTED, UNDECIDED, VACUOUS, ERROR, got 'FALSE'"),
        ({"method": Identity}, "method of a.b must be an object, such as Identity(), got the class Identity without brackets"),
        (
            {"equations": [EQUATION]},
            "equations of a.b must be a function that returns them, such as lambda: [equation], got list",
        ),
        (
            {"equations": EQUATION},
            "equations of a.b must be a function that returns them, such as lambda: [equation], got Equation",
        ),
        ({"depends_on": "a.c"}, "depends_on of a.b must be a tuple of texts, such as ('a.c',), got 'a.c'"),
        ({"code": (max,)}, "code of a.b must be a tuple of texts"),
        ({"needs": "jax"}, "needs of a.b must be a tuple of texts, such as ('jax',), got 'jax'"),
        ({"title": 3}, "title of a.b must be a text, got 3"),
        ({"source": None}, "source of a.b must be a text, got None"),
        ({"id": 3}, "id must be lower-case words joined by dots, got 3"),
    ],
)
def test_what_a_beginner_writes_is_told_by_claim_argument_rule_and_value(change, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        Claim(**({"id": "a.b", "title": "T.", "source": "s", "method": METHOD} | change))


def test_words_are_taken_as_texts():
    method = Computation(lambda rng: Result(Outcome.VERIFIED, 1), "numerical", "", "")
    claim = Claim("a.b", "T.", "s", method, level="Full", expected="REFUTED", reason="R.")
    assert (claim.level, claim.expected, claim.evidence) == (Level.FULL, Outcome.REFUTED, Evidence.NUMERICAL)
    with pytest.raises(ValueError, match="evidence must be one of exact, enclosed, statistical, numerical, got 'sure'"):
        replace(method, evidence="sure")


@pytest.mark.parametrize(("made", "got"), [(EQUATION, "one Equation without brackets"), (None, "None"), (["x"], "['x']")])
def test_equations_are_a_list_of_them(made, got):
    said = f"equations of a.b must return a list of equations, such as [equation], got {got}"
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        Claim("a.b", "T.", "s", Identity(), lambda: made).run(np.random.default_rng(0))


def test_a_truth_value_is_no_result():
    found = Claim("a.b", "T.", "s", replace(METHOD, check=lambda rng: True)).run(np.random.default_rng(0))
    said = "a check must return a Result with an Outcome, got True; write Result.of(holds, points=1)"
    assert (sound(found).outcome, sound(found).reason) == (Outcome.ERROR, said)
