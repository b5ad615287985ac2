r"""Sums and products over an index, indicators, and the conditions under them.

    \sum_{k = 1}^{d},   \sum_{k \notin \{i, j\}},   \sum_{k \ne i, j},   \sum_{i \le s},   \mathbf{1}\{i \ne j\}

Source: elementary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Rational

from verify.manuscript import atoms
from verify.manuscript.tree import Condition, Indicator, Name, Node, Number, Repeated

if TYPE_CHECKING:
    from verify.manuscript.parser import Parser

_RELATIONS = (r"\ne", r"\le", r"\ge", "<", ">", "=")


def repeated(parser: Parser) -> Node:
    """Read a sum or product with its index, bounds or condition, and the product it is taken of."""
    kind = parser.take().text[1:]
    lower = upper = None
    relations: list[tuple[Node, str, Node]] = []
    index = ""
    while (mark := parser.accept("_", "^")) is not None:
        if mark.text == "^":
            upper = atoms.argument(parser)
        elif parser.accept("{"):
            relations = _conditions(parser, "}")
            parser.take("}")
        else:
            relations = [(Name(parser.take().text), "", Number(Rational(0)))]
    if not relations or not isinstance(relations[0][0], Name):
        parser.fail("the index of a sum is not named")
    first = relations[0][0]
    index = first.key if isinstance(first, Name) else ""
    if relations[0][1] == "=":
        lower = relations.pop(0)[2]
    elif relations[0][1] == "":
        relations.pop(0)
    others = [left.key for left, mark, _ in relations if mark == "" and isinstance(left, Name)]
    body: Node = parser.product()
    for other in reversed(others):
        body = Repeated(kind, other, lower, upper, Condition(()), body)
    return Repeated(kind, index, lower, upper, Condition(tuple(item for item in relations if item[1])), body)


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


def _conditions(parser: Parser, closing: str) -> list[tuple[Node, str, Node]]:
    r"""Read conditions between commas; ``k \ne i, j`` and ``k \notin \{i, j\}`` are two of them."""
    found: list[tuple[Node, str, Node]] = []
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
        if parser.next.text == closing or parser.accept(",") is None:
            return found


def _listed(parser: Parser) -> list[Node]:
    parser.take(r"\{")
    found = [parser.expression()]
    while parser.accept(","):
        found.append(parser.expression())
    parser.take(r"\}")
    return found
