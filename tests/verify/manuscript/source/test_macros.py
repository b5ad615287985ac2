r"""Proposition: a macro stands for what its one readable definition says; every character knows the offset it comes from."""

from __future__ import annotations

import pytest

from verify.manuscript.source.macros import DEPTH, UNREADABLE, Macro, expand, macros


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        (r"\newcommand{\T}[2]{#1 #2}", Macro("#1 #2", 2)),
        (r"\newcommand*\T[2][X]{#1 {#2}}", Macro("#1 {#2}", 2, "X")),
        (r"\def\T#1#2{#2\}#1}", Macro(r"#2\}#1", 2)),
        (r"\let\T=\mu", Macro(r"\mu")),
        (r"\DeclareMathOperator{\T}{tr}", Macro(r"\operatorname{tr}")),
        (r"\newcommand{\T}{a}\newcommand{\T}{a}", Macro("a")),
        (r"\newcommand{\T}{a}\providecommand{\T}{b}", Macro("a")),
        (r"\begin{document}\newcommand{\T}{a}\end{document}", Macro("a")),
        (r"\newcommand{\T}{a}\renewcommand{\T}{b}", None),
        (r"{\newcommand{\T}{a}}", None),
        (r"\begin{center}\newcommand{\T}{a}\end{center}", None),
        (r"\begingroup\def\T{a}\endgroup", None),
        (r"\def\T#1.{a}", None),
        (r"\NewDocumentCommand{\T}{}{a}", None),
        (r"\edef\T{a}", None),
    ],
)
def test_a_definition_is_read_or_known_not_to_be(definition: str, expected: Macro | None) -> None:
    assert macros(definition) == {"T": expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\T{a}{b}", "a-b"),
        (r"\T a {b c}", "a-b c"),
        (r"\T\x\y", r"\x-\y"),
        (r"\O{b}", "X b"),
        (r"\O[a]{b}", "a b"),
        (r"\frac\s\s", r"\frac{1}{1}"),
        (r"\dot{\s}", r"\dot{1}"),
        (r"\s2", "12"),
        (r"\Tau", r"\Tau"),
        (r"\T{a}", rf"\T{UNREADABLE}{{a}}"),
        (r"\no", rf"\no{UNREADABLE}"),
    ],
)
def test_a_use_is_expanded(text: str, expected: str) -> None:
    known = {"T": Macro("#1-#2", 2), "O": Macro("#1 #2", 2, "X"), "s": Macro("1"), "no": None}
    assert expand(text, 0, known).text.replace(" ", "") == expected.replace(" ", "")


def test_characters_come_from_the_use_or_from_an_argument() -> None:
    text = r"a \T{bc} d"
    found = expand(text, 100, {"T": Macro("(#1)", 1)})
    assert len(found.text) == len(found.places)
    for letter in "abcd":
        assert found.place(found.text.index(letter)) == 100 + text.index(letter)
    assert found.place(found.text.index("(")) == found.place(found.text.index(")")) == 102
    assert found.place(10**6) == 100 + len(text) - 1


def test_a_macro_that_calls_itself_is_not_read() -> None:
    assert UNREADABLE in expand(r"\a", 0, {"a": Macro(r"\b"), "b": Macro(r"\a")}).text
    assert len(expand(r"\a", 0, {"a": Macro(r"x\a")}).text.replace(" ", "").rstrip("a")) < DEPTH + 60
