r"""Proposition: a macro is replaced by what it stands for; every character knows the offset it comes from."""

from __future__ import annotations

import pytest

from verify.manuscript.source.definitions import Macro
from verify.manuscript.source.macros import DEPTH, UNREADABLE, expand


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
