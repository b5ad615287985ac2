"""Proposition: LaTeX is read as a mathematician reads it, and what can be read in two ways or not at all is refused."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Expr, Integer, Rational, S, Symbol, exp, log, sqrt, symbols

from verify.manuscript.grammar.parser import parse, parse_relation
from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.reading.meaning import value
from verify.manuscript.reading.scope import Scope

a, b, c, x, t = symbols("a b c x t")
w_11, w_12, w_22, a_1, a_2 = symbols("w_11 w_12 w_22 a_1 a_2")
HERE = Scope(
    size=2,
    rows=2,
    symbols={"a": a, "b": b, "c": c, "x": x, "t": t, r"\theta": Symbol("theta")},
    families={"w": {(1, 1): w_11, (1, 2): w_12, (2, 2): w_22}, "r": {(1,): a_1, (2,): a_2}},
)


def read(text: str) -> Any:
    return value(parse(text), HERE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b c", a + b * c),
        ("-a b^2 - c", -a * b**2 - c),
        (r"\frac12 a", a / 2),
        (r"\tfrac{a}{2 b}", a / (2 * b)),
        (r"\frac1{2a}", 1 / (2 * a)),
        (r"a \cdot b / c", a * b / c),
        (r"2\,a\left( b - c \right)", 2 * a * (b - c)),
        (r"3.5 a", Rational(7, 2) * a),
        (r"e^{-a t} x", exp(-a * t) * x),
        (r"\exp(2 a t)", exp(2 * a * t)),
        (r"\ln \frac{a}{b}", log(a / b)),
        (r"\sqrt{a}", sqrt(a)),
        (r"a^2 x", a**2 * x),
        (r"a^{b+1}", a ** (b + 1)),
        (r"w_{21}", w_12),
        (r"w_{1, 2} + w_{2,2}", w_12 + w_22),
        (r"\sum_{k=1}^{2} r_k", a_1 + a_2),
        (r"\sum_k w_{kk} r_k + c", w_11 * a_1 + w_22 * a_2 + c),
        (r"\sum_{k \ne 1} r_k", a_2),
        (r"\sum_{k \notin \{1, 2\}} r_k", S.Zero),
        (r"\sum_{k > 1} r_k", a_2),
        (r"\prod_{k=1}^2 r_k", a_1 * a_2),
        (r"\mathbf{1}\{1 \ne 2\} a + \mathbb{1}_{1 = 2} b", a),
        (r"(1 - \delta_{12}) a + \delta_{11} b", a + b),
        (r"\operatorname{tr} W", w_11 + w_22),
        (r"\det W", w_11 * w_22 - w_12**2),
        (r"(W r)_2", w_12 * a_1 + w_22 * a_2),
        (r"r^{T} W r", a_1**2 * w_11 + 2 * a_1 * a_2 * w_12 + a_2**2 * w_22),
        (r"r^\top r", a_1**2 + a_2**2),
        (r"\lVert r \rVert^2", a_1**2 + a_2**2),
        (r"\|r\|_2^2", a_1**2 + a_2**2),
        (r"\operatorname{tr}([W^2, W])", S.Zero),
        (r"a % a comment" + "\n + b", a + b),
    ],
)
def test_reads(text: str, expected: Expr) -> None:
    assert (read(text) - expected).expand() == 0


@pytest.mark.parametrize(
    "text",
    [
        r"a / b c",
        r"\int_0^1 a",
        r"\begin{pmatrix} a \end{pmatrix}",
        r"a +",
        r"(a + b",
        r"a)",
        r"\unknown a",
        r"a \pm b",
        r"q",
        r"r_k",
        r"\frac{d}{dt} a",
        r"\left. a \right|_{b = 0}",
        r"W + a",
        r"\operatorname{rank} W",
        "a ≤ b",
        r"w_{123}",
        "",
    ],
)
def test_refuses(text: str) -> None:
    with pytest.raises(NotReadError):
        read(text)


def test_a_relation_has_sides_and_definitions() -> None:
    relation = parse_relation(r"a &= b \\ &= c + x,\quad x = t.")
    assert len(relation.sides) == 3
    assert len(relation.where) == 1


def test_renaming_is_done_at_once() -> None:
    swapped = parse("a b_1", {"a": "b", "b": "r"})
    assert value(swapped, HERE) == b * a_1


def test_places_are_offsets_in_the_text() -> None:
    with pytest.raises(NotReadError) as caught:
        parse("a + \\foo")
    assert caught.value.place == 4
    assert Integer(1) == read("1")
