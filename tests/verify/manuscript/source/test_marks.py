"""Proposition: a mark on a line of its own counts, symbols hold from their line on, and a mark that makes no sense is a fault."""

from __future__ import annotations

import pytest

from verify.manuscript.source.marks import Block, marks


def test_a_block_lies_between_its_marks() -> None:
    text = "a\n% swingby: b.c\nx\n%% Swingby: END\ny"
    assert marks(text).blocks == (Block("b.c", 2, text.index("\nx"), text.index("%% ")),)
    assert marks(text).faults == ()


def test_symbols_hold_from_their_line_on() -> None:
    text = "% swingby: symbols M = W, \\mathcal{B}_{i,j} = b\nx\n% swingby: symbols M = A\ny"
    found = marks(text)
    assert found.symbols_at(0) == {}
    assert found.symbols_at(text.index("\nx") + 1) == {"M": "W", "\\mathcal{B}_{i,j}": "b"}
    assert found.symbols_at(len(text) - 1) == {"M": "A", "\\mathcal{B}_{i,j}": "b"}


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("% swingby: end", 0, "without a beginning"),
        ("\n% swingby: b.c\n", 1, "has no '% swingby: end'"),
        ("% swingby: b.c\n% swingby: d.e\n% swingby: end", 0, "'% swingby: b.c' has no"),
        ("% swingby: symbols M", 0, "must read"),
        ("% swingby: symbols M = W = A", 0, "must read"),
        ("x % swingby: b.c", 2, "line of its own"),
        ("% swingby b.c", 0, "needs a colon"),
    ],
)
def test_a_mark_that_makes_no_sense_is_a_fault(text: str, place: int, says: str) -> None:
    assert any(fault.is_error and fault.place == place and says in fault.message for fault in marks(text).faults)


def test_a_percent_sign_that_is_printed_and_plain_words_are_no_marks() -> None:
    assert marks("100\\% swingby: b.c\n% swingby is a tool") == marks("")
