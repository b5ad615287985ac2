r"""Named functions of LaTeX mathematics: ``\ln``, ``\exp``, ``\det``, ``\operatorname{tr}``, ``\operatorname{diag}``.

A trace without brackets takes the product that follows, ``\operatorname{tr} A W``; a logarithm or an exponential one factor.

Source: elementary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from verify.manuscript.grammar.subscripts import UPRIGHT, label_text
from verify.manuscript.grammar.tree import Function, Node, Number, Power

if TYPE_CHECKING:
    from verify.manuscript.grammar.parser import Parser

_NAMED = {"tr": "tr", "Tr": "tr", "trace": "tr", "det": "det", "diag": "diag", "ln": "ln", "log": "ln", "exp": "exp"}


def function_name(parser: Parser) -> str | None:
    """Read the name of a function, if one stands here."""
    token = parser.next
    if token.kind == "command" and token.text[1:] in _NAMED:
        parser.take()
        return _NAMED[token.text[1:]]
    if token.text in UPRIGHT:
        parser.take()
        word = label_text(parser) if parser.next.text == "{" else parser.take().text
        if word in _NAMED:
            return _NAMED[word]
        if word == "e" and parser.accept("^"):
            return "e"
        parser.fail(f"{word} is not understood")
    return None


def function(parser: Parser, name: str) -> Node:
    """Read the argument of a function, and the power between its name and the argument."""
    if name == "e":
        return Function("exp", (parser.argument(),))
    power = parser.argument() if parser.accept("^") else None
    if power is not None and not (isinstance(power, Number) and power.value > 0):
        parser.fail(f"this exponent of {name} is not understood")
    if parser.next.text in ("(", "[", r"\{"):
        inside = parser.bracket()
        if name in ("ln", "exp", "tr") and parser.next.text == "^":
            parser.fail(f"a power after the bracket of {name} can be read in two ways; write {name}^n or more brackets")
    elif name in ("det", "diag"):
        inside = parser.factor()
    elif name == "tr":
        inside = parser.product()
    else:
        inside = _one_factor(parser, name)
    found = Function(name, (inside,))
    return found if power is None else Power(found, power)


def _one_factor(parser: Parser, name: str) -> Node:
    braced = parser.next.text == "{"
    inside = parser.factor()
    if parser.more() and not braced and parser.next.text not in ("/", r"\cdot", "*", r"\ln", r"\exp"):
        parser.fail(f"how far {name} reaches can be read in two ways; write brackets")
    if parser.next.text in ("/", "*", r"\cdot") and not braced:
        parser.fail(f"how far {name} reaches can be read in two ways; write brackets")
    return inside
