r"""Proposition: a relation is held against the equation whatever name its left side has, and its own definitions are as well."""

from __future__ import annotations

from functools import cache

import pytest

from verify.ledger import ledger
from verify.manuscript.display import Finding, Judgement, judge
from verify.manuscript.equations import Find, finder

FIELD, RIGHT = "two_layer.printed_field", "X W + W X"


@cache
def known() -> Find:
    return finder(ledger())


def judged(formula: str, name: str = FIELD, symbols: dict[str, str] | None = None) -> Finding:
    stated = known()(name)
    assert stated is not None
    return judge(formula, stated, symbols or {})


@pytest.mark.parametrize(
    "formula",
    [
        rf"\dot W = {RIGHT}",
        rf"\dot{{W}} &= {RIGHT}.",
        rf"{RIGHT} = \dot W,",
        rf"\frac{{dW}}{{dt}} = {RIGHT}",
        rf"\frac{{d W}}{{d t}} \equiv {RIGHT}",
        rf"V(W) = {RIGHT} = {RIGHT}",
    ],
)
def test_the_left_side_is_known_by_its_name_on_either_side(formula: str) -> None:
    assert judged(formula).judgement is Judgement.AGREES


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        (r"\dot W", "only names the left side"),
        (r"\dot W = \dot{W}.", "only names the left side"),
        (f"{RIGHT} = {RIGHT}", "both sides are the same"),
        (RIGHT.replace("+", "-"), "without an equality sign"),
        (r"A = W", "is said to be something else"),
        (r"A W = W", "neither side is the left or the right side"),
        (rf"\dot W = {RIGHT}, \quad A W = 1", "no definition of a letter"),
        (rf"\dot W = {RIGHT}, \quad X = A", "X is defined otherwise here than in the theory"),
        (rf"\dot W = {RIGHT}, \quad Q = A", "Q is defined and not used"),
        (r"\dot W = Q", "Q stands for nothing known here"),
    ],
)
def test_what_is_not_compared_is_said(formula: str, says: str) -> None:
    found = judged(formula)
    assert found.judgement is Judgement.NOT_CHECKED
    assert says in found.message


def test_a_definition_after_the_comma_is_used() -> None:
    formula = r"\dot W = Q W + W Q, \quad \text{where } Q = A - \tfrac12 (A W + W A)"
    assert judged(formula).judgement is Judgement.AGREES
    assert judged(formula.replace(r"\tfrac12", r"\tfrac13")).judgement is Judgement.DIFFERS


def test_a_formula_restricted_to_one_index_is_not_compared() -> None:
    stated = known()("two_layer.entry_form")
    assert stated is not None
    found = judged(f"{stated.first.latex}, \\quad i = 1", stated.id)
    assert found.judgement is Judgement.NOT_CHECKED
    assert "the formula is restricted to one i" in found.message
    assert judged(stated.first.latex, stated.id).judgement is Judgement.AGREES
