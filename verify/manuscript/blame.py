r"""Which term of a sum is the wrong one: the one that is not verified, with its sign, or whose parts are left over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sympy import Add, Expr, expand

from theory.algebra.equation import Equation, is_matrix_expression
from theory.algebra.words import words
from verify.algebra.compile import entries
from verify.manuscript.compare import read, same
from verify.manuscript.grammar.free import free_indices
from verify.manuscript.grammar.parser import parse_relation
from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.grammar.tree import Node, Sum
from verify.manuscript.reading.scope import Scope
from verify.manuscript.wording import term_text


@dataclass(frozen=True)
class Blame:
    """Where a side is wrong, and how: a wrong sign, a wrong term, or a term that is missing."""

    place: int
    kind: str = ""
    missing: str = ""


#: A signed term: its sign, value and offset.
Term = tuple[int, Any, int]


def culprit(node: Node, place: int, equation: Equation, here: Scope, order: list[str]) -> Blame:
    """Return which term of a side is wrong and how; the side itself where no term stands out."""
    nothing = Blame(place)
    try:
        parts = node.terms if isinstance(node, Sum) else ((1, node, place),)
        terms = [(sign, read(term, equation, here, order), start) for sign, term, start in parts]
        total = sum_of(terms)
        for sign, term, start in terms:
            if same(total - 2 * sign * term, equation):
                return Blame(start, "sign")
        return _unverified(terms, equation, here, total) or nothing
    except (NotReadError, TypeError, ValueError, AttributeError):
        return nothing


def _reference(equation: Equation, here: Scope) -> list[Term]:
    """Return the terms of the verified side, read with its own indices, each with its offset in what is shown."""
    relation = parse_relation(equation.right_latex)
    inside = here.defining(relation.where)
    side = relation.sides[0][0]
    order = free_indices(side, inside)
    parts = side.terms if isinstance(side, Sum) else ((1, side, 0),)
    return [(sign, read(term, equation, inside, order), start) for sign, term, start in parts]


def _unverified(terms: Sequence[Term], equation: Equation, here: Scope, total: Any) -> Blame | None:
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
        return Blame(unmatched[0][2], "term")
    missing = term_text(equation.right_latex, remaining[0][2]) if len(remaining) == 1 else ""
    return Blame(terms[-1][2], "missing", missing) if missing else None


def sum_of(terms: Sequence[Term]) -> Any:
    """Return the sum of signed terms."""
    total = terms[0][0] * terms[0][1]
    for sign, term, _ in terms[1:]:
        total = total + sign * term
    return total


def _matching(sign: int, found: Any, remaining: Sequence[Term], equation: Equation) -> int | None:
    for number, (other, term, _) in enumerate(remaining):
        try:
            if same(found * (sign * other), replace(equation, rhs=term)):
                return number
        except NotReadError:
            continue
    return None


def _monomials(item: Any, equation: Equation) -> set[Any]:
    """Return the monomials of a value without their coefficients: words of a matrix, products of a scalar, entry by entry."""
    if is_matrix_expression(item):
        try:
            return set(words(item, equation.domain.symmetric()))
        except (ValueError, TypeError, AttributeError):
            return set()
    return {
        (number, _bare(term)) for number, entry in enumerate(entries(item)) for term in Add.make_args(expand(entry)) if term != 0
    }


def _bare(term: Expr) -> Expr:
    return term.as_coeff_Mul()[1]
