r"""Sums and products over an index, indicators, and the conditions under them.

    \sum_{k = 1}^{d},   \sum_{k \notin \{i, j\}},   \sum_{k \ne i, j},   \sum_{i \le s},   \mathbf{1}\{i \ne j\}

Source: elementary.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, TypeAlias

from sympy import Rational

from verify.manuscript.grammar.tree import Condition, Indicator, Name, Node, Number, Product, Repeated, speaks_of

if TYPE_CHECKING:
    from verify.manuscript.grammar.parser import Parser

#: A relation under a sum: left side, sign, right side; an index alone has no sign.
Clause: TypeAlias = "tuple[Node, str, Node]"
_RELATIONS = (r"\ne", r"\le", r"\ge", "<", ">", "=")


def repeated(parser: Parser) -> Node:
    """Read a sum or product with its index, bounds or condition, and the product it is taken of."""
    kind = parser.take().text[1:]
    upper: Node | None = None
    relations: list[Clause] = []
    while (mark := parser.accept("_", "^")) is not None:
        if mark.text == "^":
            upper = parser.argument()
        else:
            relations = _under(parser)
    indices, lower, conditions = _bounds(parser, relations)
    if lower is None and upper is not None and len(indices) > 1:
        parser.fail("an upper bound of several indices")
    body: Node = parser.product()
    if kind == "prod" and isinstance(body, Product) and not all(speaks_of(part, indices[0]) for part in body.factors):
        parser.fail("how far a product reaches can be read in two ways; write brackets")
    for other in reversed(indices[1:]):
        body = Repeated(kind, other, lower, upper, Condition(conditions), body)
        conditions = ()
    return Repeated(kind, indices[0], lower, upper, Condition(conditions), body)


def _bounds(parser: Parser, relations: list[Clause]) -> tuple[list[str], Node | None, tuple[Clause, ...]]:
    """Return the indices, their lower bound and the conditions: ``i, j`` or ``i, j = 1``, then conditions, or one condition."""
    counted = list(takewhile(lambda clause: clause[1] == "", relations))
    rest = relations[len(counted) :]
    lower = None
    if rest and rest[0][1] == "=":
        lower = rest[0][2]
        counted.append(rest.pop(0))
    elif not counted and rest:
        counted = rest[:1]
    indices = [left.key for left, _, _ in counted if isinstance(left, Name) and not left.indices and not left.at]
    if not counted or len(indices) < len(counted) or any(sign == "" for _, sign, _ in rest):
        parser.fail("the index of a sum is not named")
    return indices, lower, tuple(rest)


def _under(parser: Parser) -> list[Clause]:
    if not parser.accept("{"):
        return [(Name(parser.take().text), "", Number(Rational(0)))]
    stacked = parser.accept(r"\substack") is not None
    if stacked:
        parser.take("{")
    found = _conditions(parser, "}")
    parser.take("}")
    if stacked:
        parser.take("}")
    return found


def blackboard(parser: Parser) -> Node:
    r"""Read ``\mathbf{1}`` with its condition, or ``\mathbb{I}``, the identity."""
    parser.take()
    braced = parser.accept("{")
    token = parser.take()
    if braced:
        parser.take("}")
    if token.text == "I":
        return Name("I")
    if token.text != "1":
        parser.fail(f"the blackboard letter {token.text} is not understood")
    subscript = parser.accept("_") is not None
    opened = [parser.take().text] if parser.next.text in ("{", r"\{", "(", "[") else []
    if subscript and opened == ["{"] and parser.next.text in (r"\{", "(", "["):
        opened.append(parser.take().text)
    if not opened:
        parser.fail("an indicator without a condition")
    closings = [{"{": "}", r"\{": r"\}", "(": ")", "[": "]"}[bracket] for bracket in reversed(opened)]
    found = Condition(tuple(_conditions(parser, closings[0])))
    for bracket in closings:
        parser.take(bracket)
    return Indicator(found)


def _conditions(parser: Parser, closing: str) -> list[Clause]:
    r"""Read conditions between commas; ``k \ne i, j`` and ``k \notin \{i, j\}`` are two of them."""
    found: list[Clause] = []
    subject: Node | None = None
    relation = ""
    while True:
        left = parser.expression()
        mark = parser.accept(*_RELATIONS, r"\notin")
        if mark is None and subject is not None and relation == r"\ne":
            found.append((subject, relation, left))
        elif mark is None:
            found.append((left, "", Number(Rational(0))))
        elif mark.text == r"\notin":
            found.extend((left, r"\ne", element) for element in _listed(parser))
        else:
            subject, relation = left, mark.text
            found.append((left, relation, parser.expression()))
        if not _another(parser, closing):
            return found


def _another(parser: Parser, closing: str) -> bool:
    separated = parser.accept(",") is not None
    while parser.next.kind == "row":
        parser.take()
        separated = True
    return separated and parser.next.text != closing


def _listed(parser: Parser) -> list[Node]:
    parser.take(r"\{")
    found = [parser.expression()]
    while parser.accept(","):
        found.append(parser.expression())
    parser.take(r"\}")
    return found
