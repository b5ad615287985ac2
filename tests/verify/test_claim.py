"""A claim that does not say what it must is refused when it is written."""

from dataclasses import replace

import numpy as np
import pytest

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
