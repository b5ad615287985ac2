"""Proposition: parts of a tree come in its order; an index is free unless a sum, a diagonal, a table or a value binds it."""

from __future__ import annotations

import pytest

from verify.manuscript.grammar.parser import parse
from verify.manuscript.grammar.tree import Name, children, free_indices, parts, speaks_of


def test_parts_come_from_the_outside_in() -> None:
    tree = parse(r"a + \frac{b_i}{c} - \sum_{k \ne j} d_k")
    assert [part.key for part in parts(tree) if isinstance(part, Name)] == ["a", "b", "i", "c", "k", "j", "d", "k"]
    assert [type(part).__name__ for part in children(tree)] == ["Name", "Function", "Repeated"]


def test_a_letter_is_found_in_indices_and_bounds_too() -> None:
    assert speaks_of(parse(r"w_{ij}"), "j")
    assert speaks_of(parse(r"\sum_{k = 1}^{s} a_k"), "s")
    assert not speaks_of(parse(r"w_{ij}"), "k")


@pytest.mark.parametrize(
    ("text", "free"),
    [
        (r"w_{ij} a_j", ["i", "j"]),
        (r"\sum_k w_{ki} w_{kj}", ["i", "j"]),
        (r"\sum_k w_{kk} + a_k", ["k"]),
        (r"\operatorname{diag}(w_{ii})", []),
        (r"\operatorname{diag}(w_{ij})", ["i", "j"]),
        (r"[a_i w_{ij}]_{ij}", []),
        (r"(X v)_i", ["i"]),
        (r"(W^2)_{ij}", ["i", "j"]),
        (r"W_{1..k, 1..k}", ["k"]),
        (r"w_{i+1, 2}", ["i"]),
        (r"w_{ni} b_p", ["i", "p"]),
    ],
)
def test_free_indices(text: str, free: list[str]) -> None:
    assert list(dict.fromkeys(free_indices(parse(text), frozenset({"n"})))) == free
