r"""Proposition: a cursor reads the tokens it is told to read, in their order, or fails at their place."""

from __future__ import annotations

import pytest

from verify.manuscript.grammar.cursor import Cursor
from verify.manuscript.grammar.tokens import NotReadError


def test_a_cursor_reads_what_it_is_told_to_or_fails_there() -> None:
    cursor = Cursor(r"a^{\mathsf T} \\ {b {c}}")
    assert cursor.take("a").place == 0
    assert cursor.accept("_") is None
    assert cursor.accept_sequence("T", r"^ { \mathsf { T } }")
    assert cursor.accept_lines()
    assert not cursor.accept_lines()
    with pytest.raises(NotReadError, match=r"expected \}, found \{"):
        cursor.take("}")
    assert cursor.braced() == ["b", "{", "c", "}"]
    assert not cursor.more()
    with pytest.raises(NotReadError, match="expected mathematics, found the end"):
        cursor.take()
