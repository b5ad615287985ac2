r"""Factors of LaTeX mathematics: numbers, brackets, norms, fractions, roots; each with its powers, indices and transposes.

Source: elementary.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sympy import Rational

from verify.manuscript.grammar import derivatives, functions, names, repeated, subscripts
from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.grammar.tree import Element, Function, Node, Number, Power, Product, Quotient, Sum, Transposed

if TYPE_CHECKING:
    from verify.manuscript.grammar.parser import Parser

_BRACKETS = {"(": ")", "[": "]", r"\{": r"\}"}
_TRANSPOSES = (
    ["{", "T", "}"],
    ["T"],
    ["{", r"\intercal", "}"],
    [r"\intercal"],
    ["{", r"\mathsf", "T", "}"],
    [r"\mathsf", "{", "T", "}"],
)
_UPRIGHT_TRANSPOSES = (["{", r"\mathsf", "{", "T", "}", "}"], ["{", r"\mathrm", "{", "T", "}", "}"])


def factor(parser: Parser) -> Node:
    """Read one factor with its indices, powers and transposes."""
    first = parser.next
    base = _atom(parser)
    while parser.next.text in ("^", "_"):
        if first.text == "{" and isinstance(base, Product | Quotient | Power | Function):
            parser.fail("a script after braces, which do not show: it stands at the last letter only; write brackets")
        if parser.next.text == "^" and isinstance(base, Power | Transposed):
            parser.fail("two exponents, one after the other")
        base = Element(base, subscripts.indices(parser)) if parser.take().text == "_" else _raised(parser, base)
    return base


def argument(parser: Parser) -> Node:
    """Read the argument of a command: a braced expression, or one token (a single digit of a number)."""
    if parser.accept("{"):
        inside = parser.expression()
        parser.take("}")
        return inside
    token = parser.next
    if token.kind == "number" and len(token.text) > 1 and "." not in token.text:
        parser.tokens[parser.position] = replace(token, text=token.text[1:], place=token.place + 1, apart=True)
        return Number(Rational(token.text[0]))
    return _atom(parser)


def _atom(parser: Parser) -> Node:
    token = parser.next
    if token.kind == "number":
        return _number(parser)
    if token.text == "{":
        return _braces(parser)
    if token.text in _BRACKETS:
        return bracket(parser)
    if token.text in (r"\|", r"\lVert", "|", r"\lvert"):
        return _norm(parser)
    if names.begins_name(token):
        return names.name(parser)
    if token.text == r"\frac":
        return _fraction(parser)
    if token.text == r"\sqrt":
        parser.take()
        if parser.next.text == "[":
            parser.fail("a root of another order is not understood")
        return Function("sqrt", (argument(parser),))
    if token.text in (r"\underbrace", r"\overbrace"):
        return _labelled(parser)
    if token.text in (r"\sum", r"\prod"):
        return repeated.repeated(parser)
    if token.text in (r"\mathbb", r"\mathds"):
        return repeated.blackboard(parser)
    if (name := functions.function_name(parser)) is not None:
        return functions.function(parser, name)
    raise NotReadError(f"{token.text or 'the end'} is not understood here", token.place)


def _number(parser: Parser) -> Number:
    token = parser.take()
    if parser.next.kind == "number" and not parser.next.apart:
        parser.fail(f"the numbers {token.text} and {parser.next.text} side by side look like one")
    return Number(Rational(token.text))


def _braces(parser: Parser) -> Node:
    """Read what braces hold together in the source; as they are not printed, it must not be a sum."""
    parser.take()
    start = parser.position
    inside = parser.expression()
    divided = any(token.text == "/" for token in parser.tokens[start : parser.position])
    if isinstance(inside, Sum) or (divided and isinstance(inside, Quotient | Product)):
        parser.fail("braces do not show, so that this is read otherwise; write brackets")
    parser.take("}")
    return inside


def _labelled(parser: Parser) -> Node:
    r"""Read what stands over a brace with its label; it is not bracketed, so that a sum must be a summand."""
    before = parser.tokens[parser.position - 1].text if parser.position else "="
    under = parser.take().text == r"\underbrace"
    inside = parser.argument()
    if parser.accept("_" if under else "^"):
        derivatives.raw(parser)
    if parser.next.text in ("^", "_") or (isinstance(inside, Sum) and (before not in ("=", "+", r"\\") or parser.more())):
        parser.fail("a brace below a sum does not bracket it; write brackets")
    return inside


def bracket(parser: Parser) -> Node:
    """Read a bracket: an expression, a commutator, or a vector of parts ``(v, 1)``."""
    opening = parser.take().text
    inside = parser.expression()
    if opening == "[" and parser.accept(","):
        inside = Function("commutator", (inside, parser.expression()))
    elif opening == "(" and parser.next.text == ",":
        parts = [inside]
        while parser.accept(","):
            parts.append(parser.expression())
        inside = Function("stack", tuple(parts))
    parser.take(_BRACKETS[opening])
    return Function("group", (inside,))


def _norm(parser: Parser) -> Node:
    bar = {r"\lVert": r"\|", r"\lvert": "|"}.get(parser.next.text, parser.next.text)
    parser.take()
    inside = parser.expression()
    parser.take(bar)
    label = ""
    if parser.accept("_"):
        label = subscripts.label_text(parser)
        if label not in ("F", "2") or bar == "|":
            parser.fail(f"the norm {label} is not understood")
    return Function({"|": "abs"}.get(bar, "frobenius" if label == "F" else "norm"), (inside,))


def _raised(parser: Parser, base: Node) -> Node:
    ahead = [token.text for token in parser.tokens[parser.position : parser.position + 6]]
    for pattern in (*_TRANSPOSES, *_UPRIGHT_TRANSPOSES):
        if ahead[: len(pattern)] == pattern:
            parser.position += len(pattern)
            return Transposed(base)
    exponent = argument(parser)
    if parser.next.apart:
        parser.fail("only the first digit is the exponent here; write braces around the exponent")
    return Power(base, exponent)


def _fraction(parser: Parser) -> Node:
    parser.take()
    ahead = [token.text for token in parser.tokens[parser.position : parser.position + 2]]
    if ahead in (["{", "d"], ["{", r"\partial"]):
        return derivatives.derivative(parser)
    return Quotient(argument(parser), argument(parser))
