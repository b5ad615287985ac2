r"""Which term of a sum is the wrong one: the one that is not verified, with its sign, or whose parts are left over.

It is said with the author's own term: `the term - W X has the wrong sign`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import reduce
from operator import add
from typing import Any, TypeAlias

from sympy import Add, expand

from theory.algebra.equation import Equation, is_matrix_expression
from theory.algebra.words import words
from verify.algebra.compile import entries
from verify.manuscript.compare import read, same
from verify.manuscript.grammar.parser import parse_relation
from verify.manuscript.grammar.tokens import CLOSING, NotReadError, depths, tokens
from verify.manuscript.grammar.tree import Node, Sum
from verify.manuscript.reading.scope import Scope

#: A signed term: its sign, value and offset.
Term: TypeAlias = "tuple[int, Any, int]"
#: Where a side is wrong, and how: the beginning of a sentence, empty where no term stands out.
Blame: TypeAlias = "tuple[int, str]"


def culprit(node: Node, place: int, equation: Equation, here: Scope, order: list[str], source: str) -> Blame:
    """Return which term of a side is wrong and how; the side itself where no term stands out."""
    try:
        terms = _terms(node, place, equation, here, order)
        total = reduce(add, [sign * term for sign, term, _ in terms])
        for sign, term, start in terms:
            if same(total - 2 * sign * term, equation):
                return _about(source, start, "has the wrong sign")
        return _unverified(terms, equation, here, total, source) or (place, "")
    except (NotReadError, TypeError, ValueError, AttributeError):
        return place, ""


def _about(source: str, start: int, verdict: str) -> Blame:
    text = term_text(source, start)
    return start, f"the term {text} {verdict}; " if text else ""


def _terms(node: Node, place: int, equation: Equation, here: Scope, order: list[str]) -> list[Term]:
    summands = node.terms if isinstance(node, Sum) else ((1, node, place),)
    return [(sign, read(term, equation, here, order), start) for sign, term, start in summands]


def _reference(equation: Equation, here: Scope) -> list[Term]:
    """Return the terms of the verified side, read with its own indices, each with its offset in what is shown."""
    relation = parse_relation(equation.right_latex)
    inside = here.defining(relation.where)
    side = relation.sides[0][0]
    return _terms(side, 0, equation, inside, inside.free(side))


def _unverified(terms: Sequence[Term], equation: Equation, here: Scope, total: Any, source: str) -> Blame | None:
    """Return the first term without its like among the verified ones; of several, the first whose monomials are left over."""
    unmatched, remaining = [], _reference(equation, here)
    for sign, term, start in terms:
        match = _matching(sign, term, remaining, equation)
        if match is None:
            unmatched.append((sign, term, start))
        else:
            remaining.pop(match)
    if len(terms) == 1:
        return None
    if len(unmatched) > 1:
        left_over = _monomials(total - equation.rhs, equation)
        unmatched = [item for item in unmatched if _monomials(item[1], equation) & left_over] or unmatched
    if unmatched:
        return _about(source, unmatched[0][2], "is not in the verified equation")
    missing = term_text(equation.right_latex, remaining[0][2]) if len(remaining) == 1 else ""
    return (terms[-1][2], f"the term {missing} is missing; ") if missing else None


def _matching(sign: int, found: Any, remaining: Sequence[Term], equation: Equation) -> int | None:
    for number, (other, term, _) in enumerate(remaining):
        with suppress(NotReadError):
            if same(found * (sign * other), replace(equation, rhs=term)):
                return number
    return None


def _monomials(item: Any, equation: Equation) -> set[Any]:
    """Return the monomials of a value without their coefficients: words of a matrix, products of a scalar, entry by entry."""
    if is_matrix_expression(item):
        with suppress(ValueError, TypeError, AttributeError):
            return set(words(item, *equation.domain.rules()))
        return set()
    return {
        (number, term.as_coeff_Mul()[1])
        for number, entry in enumerate(entries(item))
        for term in Add.make_args(expand(entry))
        if term != 0
    }


def term_text(source: str, start: int) -> str:
    """Return the text of the signed term that begins at an offset, on one line."""
    rest = source[start:]
    try:
        found = tokens(rest)
    except NotReadError:
        return ""
    end, begun = len(rest), False
    for token, depth in depths(found):
        if depth == 0 and (token.text in CLOSING or (begun and token.text in ("+", "-", "=", ",", ";", "."))):
            end = token.place
            break
        begun = begun or (token.kind != "row" and token.text not in ("+", "-"))
    text = " ".join(re.sub(r"(\\\\|&|\\q?quad(?![A-Za-z]))", " ", rest[:end]).split())
    return re.sub(r"\s*(\\[,;:!]|\\left|\\[bB]igg?[lr]?)$", "", text)
