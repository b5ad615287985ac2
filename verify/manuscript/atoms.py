r"""Factors of LaTeX mathematics: numbers, letters with indices and powers, brackets, fractions, functions, sums.

Source: elementary.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sympy import Rational

from verify.manuscript import repeated
from verify.manuscript.tokens import NotReadError
from verify.manuscript.tree import (
    Element,
    Function,
    Name,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Range,
    Transposed,
)

if TYPE_CHECKING:
    from verify.manuscript.parser import Parser

#: Commands that put a mark on the letter after them.
ACCENTS = frozenset({r"\dot", r"\hat", r"\tilde", r"\bar", r"\widetilde", r"\widehat", r"\ddot"})
_GREEK = frozenset(
    {
        r"\alpha", r"\beta", r"\gamma", r"\delta", r"\epsilon", r"\zeta", r"\eta", r"\theta", r"\kappa",
        r"\lambda", r"\mu", r"\nu",
        r"\xi", r"\pi", r"\rho", r"\sigma", r"\tau", r"\phi", r"\chi", r"\psi", r"\omega", r"\Gamma",
        r"\Delta", r"\Theta", r"\Lambda",
        r"\Xi", r"\Pi", r"\Sigma", r"\Phi", r"\Psi", r"\Omega", r"\ell",
    }
)  # fmt: skip
_NAMED = {"tr": "tr", "Tr": "tr", "trace": "tr", "det": "det", "diag": "diag", "ln": "ln", "log": "ln", "exp": "exp"}
_BRACKETS = {"(": ")", "[": "]", r"\{": r"\}"}
_OPERATORS = frozenset({r"\operatorname", r"\mathrm", r"\text", r"\mathsf", r"\textrm"})
#: Times written as arguments, part of the name.
_TIMES = frozenset({"0", "t", r"\tau"})


def factor(parser: Parser) -> Node:
    """Read one factor with its indices, powers and transposes."""
    return _postfix(parser, _atom(parser))


def _atom(parser: Parser) -> Node:
    token = parser.next
    if token.kind == "number":
        parser.take()
        return Number(Rational(token.text))
    if token.text in _BRACKETS or token.text == "{":
        return _bracket(parser)
    if token.text in (r"\|", r"\lVert", "|", r"\lvert"):
        return _norm(parser)
    if token.kind == "letter" or token.text in _GREEK or token.text in ACCENTS:
        return _name(parser)
    if token.text == r"\frac":
        return _fraction(parser)
    if token.text == r"\sqrt":
        parser.take()
        return Function("sqrt", (argument(parser),))
    if token.text in (r"\sum", r"\prod"):
        return repeated.repeated(parser)
    if token.text in (r"\mathbb", r"\mathds"):
        return repeated.blackboard(parser)
    name = _function_name(parser)
    if name is not None:
        return _function(parser, name)
    raise NotReadError(f"{token.text or 'the end'} is not understood here", token.place)


def argument(parser: Parser) -> Node:
    """Read the argument of a command: a braced expression, or one token (a single digit of a number)."""
    if parser.accept("{"):
        inside = parser.expression()
        parser.take("}")
        return inside
    token = parser.next
    if token.kind == "number" and len(token.text) > 1 and "." not in token.text:
        parser.tokens[parser.position] = replace(token, text=token.text[1:], place=token.place + 1)
        return Number(Rational(token.text[0]))
    return _atom(parser)


def _bracket(parser: Parser) -> Node:
    opening = parser.take().text
    closing = _BRACKETS.get(opening, "}")
    inside = parser.expression()
    if opening == "[" and parser.accept(","):
        inside = Function("commutator", (inside, parser.expression()))
    parser.take(closing)
    return inside if opening == "{" else Function("group", (inside,))


def _norm(parser: Parser) -> Node:
    bar = {r"\lVert": r"\|", r"\lvert": "|"}.get(parser.next.text, parser.next.text)
    parser.take()
    inside = parser.expression()
    parser.take(bar)
    if parser.next.text == "_":
        parser.take()
        label = label_text(parser)
        if label not in ("F", "2"):
            parser.fail(f"the norm {label} is not understood")
    return Function("norm" if bar == r"\|" else "abs", (inside,))


def _name(parser: Parser) -> Node:
    accent = ""
    while parser.next.text in ACCENTS:
        accent += parser.take().text + " "
    braced = parser.accept("{") if accent else None
    token = parser.take()
    if token.kind != "letter" and token.text not in _GREEK:
        parser.fail(f"{token.text} is not a letter")
    if token.text == "e" and not accent and parser.next.text == "^":
        parser.take()
        return Function("exp", (argument(parser),))
    name = Name(accent + token.text)
    if braced:
        name = _indexed(parser, name)
        parser.take("}")
    name = _starred(parser, _indexed(parser, name))
    return _applied(parser, name)


def _starred(parser: Parser, name: Name) -> Name:
    ahead = [token.text for token in parser.tokens[parser.position : parser.position + 4]]
    if ahead[:2] == ["^", "*"]:
        parser.position += 2
        return replace(name, key=name.key + "^*")
    if ahead == ["^", "{", "*", "}"]:
        parser.position += 4
        return replace(name, key=name.key + "^*")
    return name


def _applied(parser: Parser, name: Name) -> Node:
    ahead = [token.text for token in parser.tokens[parser.position : parser.position + 3]]
    further = [token.text for token in parser.tokens[parser.position : parser.position + 5]]
    if len(further) == 5 and further[0] == "(" and further[1] in "tT" and further[2] == "_" and further[4] == ")":
        parser.position += 5
        return _indexed(parser, replace(name, at="_".join(further[1:4:2])))
    if len(ahead) == 3 and ahead[0] == "(" and ahead[2] == ")" and ahead[1] in _TIMES:
        parser.position += 3
        return _indexed(parser, replace(name, at=ahead[1]))
    lone = len(ahead) == 3 and ahead[0] == "(" and ahead[2] == ")" and (ahead[1].isalnum() or ahead[1] in _GREEK)
    if lone and name.key not in ("V", "f", "g"):
        parser.fail(f"{name.key}({ahead[1]}) can be read in two ways; a product needs no brackets here")
    if name.key in ("V", "f", "g") and ahead[0] in ("(", "["):
        parser.take()
        arguments = [parser.expression()]
        while parser.accept(",", ";"):
            arguments.append(parser.expression())
        parser.take(")" if ahead[0] == "(" else "]")
        return Function(name.key, tuple(arguments))
    return name


def _indexed(parser: Parser, name: Name) -> Name:
    while parser.next.text == "_":
        parser.take()
        if is_label(parser):
            name = replace(name, key=f"{name.key}_{label_text(parser)}")
        else:
            name = replace(name, indices=name.indices + indices(parser))
    return name


def is_label(parser: Parser) -> bool:
    """Return whether a subscript is part of the name: a capital, a word, or a plus."""
    ahead = parser.tokens[parser.position]
    if ahead.text == "{":
        ahead = parser.tokens[parser.position + 1]
    return ahead.text == "+" or ahead.text in _OPERATORS or (ahead.kind == "letter" and ahead.text.isupper())


def label_text(parser: Parser) -> str:
    """Read a subscript that is part of a name."""
    depth, text = 0, ""
    while True:
        token = parser.take()
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if token.text not in ("{", "}") and token.text not in _OPERATORS:
            text += token.text
        if depth == 0 and token.text not in _OPERATORS:
            return text


def indices(parser: Parser) -> tuple[Node, ...]:
    """Read indices: single letters and digits side by side, or expressions between commas, or a range."""
    if not parser.accept("{"):
        token = parser.next
        if token.kind == "number":
            return (argument(parser),)
        parser.take()
        return (Name(token.text),)
    found: list[Node] = []
    while parser.next.text != "}":
        found.extend(_one_index(parser))
        parser.accept(",")
    parser.take("}")
    return tuple(found)


def _one_index(parser: Parser) -> list[Node]:
    inside = parser.expression()
    if parser.accept(".."):
        return [Range(inside, parser.expression())]
    parts = inside.factors if isinstance(inside, Product) else (inside,)
    found: list[Node] = []
    for part in parts:
        is_digits = isinstance(part, Number) and part.value.q == 1
        found.extend([Number(Rational(digit)) for digit in str(part.value)] if is_digits and isinstance(part, Number) else [part])
    return found


def _postfix(parser: Parser, base: Node) -> Node:
    while parser.next.text in ("^", "_"):
        base = Element(base, indices(parser)) if parser.take().text == "_" else _raised(parser, base)
    return base


def _raised(parser: Parser, base: Node) -> Node:
    ahead = [token.text for token in parser.tokens[parser.position : parser.position + 6]]
    for pattern in (["{", "T", "}"], ["T"], ["{", r"\intercal", "}"], [r"\intercal"], ["{", r"\mathsf", "T", "}"]):
        if ahead[: len(pattern)] == pattern:
            parser.position += len(pattern)
            return Transposed(base)
    if ahead[:6] in (["{", r"\mathsf", "{", "T", "}", "}"], ["{", r"\mathrm", "{", "T", "}", "}"]):
        parser.position += 6
        return Transposed(base)
    return Power(base, argument(parser))


def _fraction(parser: Parser) -> Node:
    start = parser.take().place
    ahead = [token.text for token in parser.tokens[parser.position : parser.position + 3]]
    if ahead[:2] in (["{", "d"], ["{", r"\partial"]):
        parts = [parser.source[start : parser.next.place]]
        first, second = _raw(parser), _raw(parser)
        if second[:1] in (["d"], [r"\partial"]):
            return Name(f"{''.join(first)}/{''.join(second)}")
        parser.fail(f"{parts[0]} of {''.join(first)} is not understood")
    return Quotient(argument(parser), argument(parser))


def _raw(parser: Parser) -> list[str]:
    parser.take("{")
    found, depth = [], 1
    while depth:
        token = parser.take()
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        found.append(token.text)
    return found[:-1]


def _function_name(parser: Parser) -> str | None:
    token = parser.next
    if token.kind == "command" and token.text[1:] in _NAMED:
        parser.take()
        return _NAMED[token.text[1:]]
    if token.text in _OPERATORS:
        parser.take()
        word = label_text(parser) if parser.next.text == "{" else parser.take().text
        if word in _NAMED:
            return _NAMED[word]
        if word == "e" and parser.accept("^"):
            return "e"
        parser.fail(f"{word} is not understood")
    return None


def _function(parser: Parser, name: str) -> Node:
    if name == "e":
        return Function("exp", (argument(parser),))
    power = argument(parser) if parser.accept("^") else None
    if parser.next.text in _BRACKETS:
        inside = _bracket(parser)
    elif name in ("det", "diag"):
        inside = factor(parser)
    else:
        inside = parser.product()
    found = Function(name, (inside,))
    return found if power is None else Power(found, power)
