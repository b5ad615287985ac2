r"""Subscripts of letters: indices such as ``ij``, ``1,2`` or ``1..k``, and labels such as ``M`` or ``\mathrm{tt}``.

Source: elementary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Rational

from verify.manuscript.grammar.tree import Name, Node, Number, Product, Range, Sum

if TYPE_CHECKING:
    from verify.manuscript.grammar.parser import Parser

#: Commands that set a word upright.
UPRIGHT = frozenset({r"\operatorname", r"\mathrm", r"\text", r"\mathsf", r"\textrm"})


def is_label(parser: Parser) -> bool:
    """Return whether a subscript is part of the name: a capital, a word, or a plus."""
    ahead = parser.next
    if ahead.text == "{":
        ahead = parser.tokens[parser.position + 1]
    return ahead.text == "+" or ahead.text in UPRIGHT or (ahead.kind == "letter" and ahead.text.isupper())


def label_text(parser: Parser) -> str:
    """Read a subscript that is part of a name."""
    depth, text = 0, ""
    while True:
        token = parser.take()
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if token.text not in ("{", "}") and token.text not in UPRIGHT:
            text += token.text
        if depth == 0 and token.text not in UPRIGHT:
            return text


def indices(parser: Parser) -> tuple[Node, ...]:
    """Read indices: single letters and digits side by side, or expressions between commas, or a range."""
    if not parser.accept("{"):
        token = parser.next
        if token.kind == "number":
            digit = parser.argument()
            if parser.next.apart:
                parser.fail("only the first digit is an index here; write braces around the index")
            return (digit,)
        if token.kind != "letter":
            parser.fail(f"the index {token.text}")
        parser.take()
        return (Name(token.text),)
    found: list[Node] = []
    while parser.next.text != "}":
        found.extend(_one_index(parser))
        parser.accept(",")
    parser.take("}")
    if not found:
        parser.fail("an empty index")
    return tuple(found)


def _one_index(parser: Parser) -> list[Node]:
    inside = parser.expression()
    if parser.accept(".."):
        return [Range(inside, parser.expression())]
    found: list[Node] = []
    for part in inside.factors if isinstance(inside, Product) else (inside,):
        is_digits = isinstance(part, Number) and part.value.q == 1
        found.extend([Number(Rational(digit)) for digit in str(part.value)] if is_digits and isinstance(part, Number) else [part])
    if any(not isinstance(part, Name | Number | Sum) or (isinstance(part, Name) and (part.indices or part.at)) for part in found):
        parser.fail("an index that is no letter or number")
    return found
