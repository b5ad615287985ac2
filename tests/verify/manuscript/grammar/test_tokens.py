r"""Proposition: tokens keep their offsets, what only looks otherwise is dropped, and an author's symbols are replaced at once."""

from __future__ import annotations

import pytest

from verify.manuscript.grammar.tokens import NotReadError, depths, matching, rewritten, tokens


def texts(source: str) -> list[str]:
    return [token.text for token in tokens(source)[:-1]]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"\left( a \, b \right)", ["(", "a", "b", ")"]),
        (r"\mathbf{W} \bm W", ["{", "W", "}", "W"]),
        (r"\mathbf{1} \mathbf 1", [r"\mathbb", "{", "1", "}", r"\mathbb", "1"]),
        (r"\mathcal W", [r"\mathcal", "{", "W", "}"]),
        (r"\tfrac{\mathrm d W}{\mathrm{d} t}", [r"\frac", "{", "d", "W", "}", "{", "d", "t", "}"]),
        (r"1..k, \ldots ...", ["1", "..", "k", ",", "..", ".."]),
        (r"a \leq b \equiv c % d", ["a", r"\le", "b", "=", "c"]),
        (r"a \label{x_{1}} b \tag{2} \hspace*{3pt}", ["a", "b"]),
        (r"a \phantom{\{} b", ["a", "b"]),
        (r"\dot W \stackrel{(a)}{=} \overset{\text{def}}{:=} A", [r"\dot", "W", "=", "=", "A"]),
        (r"\overset{!}{=} a", [r"\overset", "{", "!", "}", "{", "=", "}", "a"]),
        (r"a \triangleq b", ["a", "=", "b"]),
        (r"a ={}& b + {} c", ["a", "=", "b", "+", "c"]),
        (r"a^{} b", ["a", "^", "{", "}", "b"]),
        (r"\left\| x \right\| \bigl\Vert y \bigr\Vert", [r"\lVert", "x", r"\|", r"\lVert", "y", r"\|"]),
        (r"\left| x \right|", [r"\lvert", "x", "|"]),
        (r"\ensuremath{a}\xspace b", ["{", "a", "}", "b"]),
        (r"a \left. b \right. \\[2pt] c", ["a", "b", r"\\[2pt]", "c"]),
    ],
)
def test_texts(source: str, expected: list[str]) -> None:
    assert texts(source) == expected


def test_offsets_are_those_of_the_source() -> None:
    source = r"\left( \dot w_{12} \right)"
    assert [source[token.place : token.place + len(token.text)] for token in tokens(source)[:-1]] == texts(source)
    assert tokens(source)[-1].place == len(source)


def test_an_unknown_character_is_refused_at_its_place() -> None:
    with pytest.raises(NotReadError, match="the character '≤'") as caught:
        tokens("a ≤ b")
    assert caught.value.place == 2


def test_symbols_are_replaced_at_once_with_brackets_around_what_is_no_letter() -> None:
    swapped = rewritten(tokens("A W + Q"), {"A": "W", "W": "A", "Q": "X W"})
    assert [token.text for token in swapped] == ["W", "A", "+", "(", "X", "W", ")", ""]
    assert {token.place for token in swapped[3:7]} == {6}


def test_our_letter_is_refused_where_the_manuscript_writes_another() -> None:
    with pytest.raises(NotReadError, match="W, for which the manuscript is said to write M"):
        rewritten(tokens("M W"), {"M": "W"})


@pytest.mark.parametrize(
    ("text", "place", "closing"), [("{a}", 0, 2), ("x{a{b}c}d", 1, 7), (r"{a\}b}", 0, 5), (r"{\\}", 0, 3), ("{a", 0, 2)]
)
def test_the_closing_brace_is_found(text: str, place: int, closing: int) -> None:
    assert matching(text, place) == closing


def test_depths_count_brackets_of_every_kind() -> None:
    assert [depth for _, depth in depths(tokens(r"a(b[c]{d}\{e\})f")[:-1])] == [0, 0, 1, 1, 2, 2, 1, 2, 2, 1, 2, 2, 1, 0]
