"""Proposition: a letter is read with its accent, label, indices, time and arguments; what may be another thing is refused."""

from __future__ import annotations

import pytest
from sympy import Integer

from verify.manuscript.grammar.parser import parse
from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.grammar.tree import Element, Function, Name, Node, Number, Range


def number(value: int) -> Number:
    return Number(Integer(value))


I, J, K = Name("i"), Name("j"), Name("k")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\dot w_{ij}", Name(r"\dot w", (I, J))),
        (r"\dot{w}_{ij}", Name(r"\dot w", (I, J))),
        (r"\dot{w_{ij}}", Name(r"\dot w", (I, J))),
        (r"y_M", Name("y_M")),
        (r"A_{\mathrm{tt}}", Name("A_tt")),
        (r"U_{+}", Name("U_+")),
        (r"w_{11}^*", Name("w^*", (number(1), number(1)))),
        (r"w_{1,2}", Name("w", (number(1), number(2)))),
        (r"w_{10,2}", Name("w", (number(1), number(0), number(2)))),
        (r"W_{1..k, 1..k}", Name("W", (Range(number(1), K), Range(number(1), K)))),
        (r"w_{12}(0)", Name("w", (number(1), number(2)), "0")),
        (r"W(t)_{ij}", Name("W", (I, J), "t")),
        (r"w(t_m)", Name("w", (), "t_m")),
        (r"V(W)_{ij}", Element(Function("V", (Name("W"),)), (I, J))),
        (r"f(W(t); z)", Function("f", (Name("W", (), "t"), Name("z")))),
        (r"V_M", Name("V_M")),
        (r"e^{i}", Function("exp", (I,))),
        (r"\hat e^{i}", Function("power", (Name(r"\hat e"), I))),
        (r"\frac{dW}{dt}", Name(r"\dot W")),
        (r"\frac{dw_{12}}{dt}", Name(r"\dot w", (number(1), number(2)))),
        (r"\frac{d}{dt} w_{ij}", Name(r"\dot w", (I, J))),
        (r"\frac{\partial L}{\partial U}", Name(r"\partialL/\partialU")),
        (r"\frac{d\phi}{d\tau}", Name(r"d\phi/d\tau")),
    ],
)
def test_a_letter_with_what_belongs_to_it(text: str, expected: Node) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("W(a)", "can be read in two ways"),
        ("w_i_j", "two indices"),
        ("w_{}", "an empty index"),
        ("w_12", "only the first digit"),
        (r"w_\alpha", r"\\alpha as an index, where a letter or a number is read"),
        (r"w_{a^2}", "no letter or number"),
        (r"\dot 2", "is not a letter"),
        (r"\frac{d}{dt} w_i a", "how far a derivative reaches"),
        (r"\frac{dW}{2}", "the fraction of dW and 2"),
    ],
)
def test_what_may_be_another_thing_is_refused(text: str, says: str) -> None:
    with pytest.raises(NotReadError, match=says):
        parse(text)
