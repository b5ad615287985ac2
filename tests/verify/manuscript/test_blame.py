r"""Proposition: of a wrong side, the term that is wrong is named in the author's own words, with what is wrong about it."""

from __future__ import annotations

from functools import cache

import pytest

from verify.ledger import ledger
from verify.manuscript.blame import term_text
from verify.manuscript.display import Finding, judge
from verify.manuscript.equations import finder

BAD = r"\dot W = X W - W X"


@cache
def against_the_field(formula: str) -> Finding:
    stated = finder(ledger())("two_layer.printed_field")
    assert stated is not None
    return judge(formula, stated, {})


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        (BAD, "the term - W X has the wrong sign"),
        (r"\dot W = X W + X W", "the term X W is not in the verified equation"),
        (r"\dot W = W A + A W - \tfrac12 (A W^2 + W^2 A + 2 W A W) + A", "the term + A is not in the verified equation"),
        (r"\dot W = W A - \tfrac12 (A W^2 + W^2 A + 2 W A W)", "the term + A W is missing"),
        (r"\dot W = X W", "verified is \\dot W ="),
        (r"\dot W = \foo", "\\foo is not understood here"),
    ],
)
def test_a_message_names_the_term(formula: str, says: str) -> None:
    assert says in against_the_field(formula).message


def test_the_place_is_where_the_term_begins() -> None:
    assert against_the_field(BAD).place == BAD.index("- W X")


@pytest.mark.parametrize(
    ("source", "start", "expected"),
    [
        ("a - b (c + d) + e", 2, "- b (c + d)"),
        ("f(a - b) + c", 4, "- b"),
        ("a \\\\\n&\\quad - b \\left( c - d \\right) = e", 12, "- b \\left( c - d \\right)"),
        ("a - \\frac{b - c}{d}.", 2, "- \\frac{b - c}{d}"),
        ("a - {\u2264}", 2, ""),
    ],
)
def test_a_term_ends_at_the_next_sign_outside_of_brackets(source: str, start: int, expected: str) -> None:
    assert term_text(source, start) == expected
