r"""Letters of LaTeX mathematics with what belongs to them: accents, labels, indices, the time they are taken at, arguments.

    \dot w_{ij}    \tilde W(0)    y_M    w_{11}^*    V(W)    f(W(t); z)_k

Source: elementary.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from verify.manuscript.grammar.subscripts import indices, is_label, label_text
from verify.manuscript.grammar.tokens import ACCENTS, Token
from verify.manuscript.grammar.tree import Element, Function, Name, Node

if TYPE_CHECKING:
    from verify.manuscript.grammar.parser import Parser

GREEK = frozenset(
    {
        r"\alpha", r"\beta", r"\gamma", r"\delta", r"\epsilon", r"\zeta", r"\eta", r"\theta", r"\kappa", r"\lambda", r"\mu",
        r"\nu", r"\xi", r"\pi", r"\rho", r"\sigma", r"\tau", r"\phi", r"\chi", r"\psi", r"\omega", r"\Gamma", r"\Delta",
        r"\Theta", r"\Lambda", r"\Xi", r"\Pi", r"\Sigma", r"\Phi", r"\Psi", r"\Omega", r"\ell",
    }
)  # fmt: skip
#: Letters that are functions of what stands in brackets after them.
APPLIED = ("V", "f", "g")
#: Times written as arguments, part of the name.
_TIMES = frozenset({"0", "t", r"\tau"})


def begins_name(token: Token) -> bool:
    """Return whether a letter, with or without an accent, begins here."""
    return token.kind == "letter" or token.text in GREEK or token.text in ACCENTS


def name(parser: Parser) -> Node:
    """Read a letter with all that belongs to it; ``e`` with an exponent is the exponential."""
    accent = ""
    while parser.next.text in ACCENTS:
        accent += parser.take().text + " "
    braced = parser.accept("{") if accent else None
    token = parser.take()
    if token.kind != "letter" and token.text not in GREEK:
        parser.fail(f"{token.text} is not a letter")
    if token.text == "e" and not accent and parser.next.text == "^":
        parser.take()
        return Function("exp", (parser.argument(),))
    found = Name(accent + token.text)
    if braced:
        found = _indexed(parser, found)
        parser.take("}")
    return _applied(parser, _starred(parser, _indexed(parser, found)))


def _starred(parser: Parser, found: Name) -> Name:
    ahead = [token.text for token in parser.tokens[parser.position : parser.position + 4]]
    for pattern in (["^", "*"], ["^", "{", "*", "}"]):
        if ahead[: len(pattern)] == pattern:
            parser.position += len(pattern)
            return replace(found, key=found.key + "^*")
    return found


def _applied(parser: Parser, found: Name) -> Node:
    further = [token.text for token in parser.tokens[parser.position : parser.position + 5]]
    ahead = further[:3]
    if len(further) == 5 and further[0] == "(" and further[1] in "tT" and further[2] == "_" and further[4] == ")":
        parser.position += 5
        return _indexed(parser, replace(found, at="_".join(further[1:4:2])))
    if len(ahead) == 3 and ahead[0] == "(" and ahead[2] == ")" and ahead[1] in _TIMES:
        parser.position += 3
        return _indexed(parser, replace(found, at=ahead[1]))
    lone = len(ahead) == 3 and ahead[0] == "(" and ahead[2] == ")" and (ahead[1].isalnum() or ahead[1] in GREEK)
    if lone and found.key not in APPLIED:
        parser.fail(f"{found.key}({ahead[1]}) can be read in two ways; a product needs no brackets here")
    if found.key in APPLIED and ahead[0] in ("(", "["):
        parser.take()
        arguments = [parser.expression()]
        while parser.accept(",", ";"):
            arguments.append(parser.expression())
        parser.take(")" if ahead[0] == "(" else "]")
        applied = Function(found.key, tuple(arguments))
        return Element(applied, found.indices) if found.indices else applied
    return found


def _indexed(parser: Parser, found: Name) -> Name:
    while parser.next.text == "_":
        parser.take()
        if is_label(parser):
            found = replace(found, key=f"{found.key}_{label_text(parser)}")
        elif found.indices:
            parser.fail("two indices, one below the other")
        else:
            found = replace(found, indices=indices(parser))
    return found
