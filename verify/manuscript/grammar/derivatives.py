r"""Derivatives: ``\frac{dW}{dt}`` is the name ``\dot W``, others are names as they stand, ``\frac{\partial L}{\partial U}``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Rational

from verify.manuscript.grammar.names import GREEK, begins_name, name
from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.grammar.tree import Name, Node, Number

if TYPE_CHECKING:
    from verify.manuscript.grammar.parser import Parser


def derivative(parser: Parser) -> Node:
    """Read the two arguments of a fraction that is a derivative."""
    place = parser.next.place
    first, second = raw(parser), raw(parser)
    if second == ["d", "t"] and first[:1] == ["d"] and len(first) > 1:
        return _slope(first[1:])
    if (first, second) == (["d"], ["d", "t"]) and begins_name(parser.next):
        return _of_a_letter(parser)
    if second[:1] in (["d"], [r"\partial"]):
        return Name(f"{''.join(first)}/{''.join(second)}")
    raise NotReadError(f"the fraction of {''.join(first)} and {''.join(second)} is not understood", place)


def _of_a_letter(parser: Parser) -> Node:
    r"""Read the letter after ``\frac{d}{dt}``, which must be all that is differentiated."""
    found = name(parser)
    if not isinstance(found, Name) or " " in found.key or parser.more():
        parser.fail("how far a derivative reaches can be read in two ways; write brackets")
    return Name(rf"\dot {found.key}", found.indices, found.at) if isinstance(found, Name) else found


def _slope(texts: list[str]) -> Node:
    r"""Return the name ``\dot X`` for the numerator d X of a derivative by time."""
    letter, *script = texts
    if (len(letter) == 1 or letter in GREEK) and not script:
        return Name(rf"\dot {letter}")
    if script[:1] == ["_"] and len(letter) == 1 and all(text.isalnum() for text in script[1:] if text not in ("{", "}", ",")):
        parts = [text for text in script[1:] if text not in ("{", "}", ",")]
        indices = [Number(Rational(digit)) if part.isdigit() else Name(part) for part in parts for digit in _digits(part)]
        return Name(rf"\dot {letter}", tuple(indices))
    return Name(f"d{''.join(texts)}/dt")


def _digits(text: str) -> list[str]:
    return list(text) if text.isdigit() else [text]


def raw(parser: Parser) -> list[str]:
    """Read a braced argument as the texts of its tokens."""
    parser.take("{")
    found, depth = [], 1
    while depth:
        token = parser.take()
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        found.append(token.text)
    return found[:-1]
