r"""Which term of a sum is the wrong one: the one that is not verified, with its sign, or whose parts are left over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sympy import Add, Expr, expand

from theory.equation import Equation
from theory.notation import latex
from theory.words import words
from verify.compile import entries, is_matrix_expression
from verify.manuscript.compare import read, same
from verify.manuscript.free import free_indices
from verify.manuscript.parser import parse_relation
from verify.manuscript.scope import Scope
from verify.manuscript.tokens import NotReadError
from verify.manuscript.tree import Node, Sum

#: A signed term: its sign, value and offset.
Term = tuple[int, Any, int]


def culprit(node: Node, place: int, equation: Equation, here: Scope, order: list[str]) -> tuple[int, str]:
    """Return the offset of the first wrong term of a side, and what is wrong with it; that of the side where none stands out."""
    if not isinstance(node, Sum):
        return place, ""
    try:
        terms = [(sign, read(term, equation, here, order), start) for sign, term, start in node.terms]
        total = sum_of(terms)
        for sign, term, start in terms:
            if same(total - 2 * sign * term, equation):
                return start, "a term has the other sign; "
        return _unverified(terms, _reference(equation, here), total, equation) or (place, "")
    except NotReadError:
        return place, ""


def _reference(equation: Equation, here: Scope) -> list[Term]:
    """Return the terms of the verified side, read with its own indices."""
    relation = parse_relation(equation.shown or latex(equation.rhs))
    inside = here.defining(relation.where)
    side = relation.sides[0][0]
    order = free_indices(side, inside)
    parts = side.terms if isinstance(side, Sum) else ((1, side, 0),)
    return [(sign, read(term, equation, inside, order), 0) for sign, term, _ in parts]


def _unverified(terms: Sequence[Term], reference: list[Term], total: Any, equation: Equation) -> tuple[int, str] | None:
    """Return the first term without its like among the verified ones; of several, the first whose monomials are left over."""
    unmatched, remaining = [], list(reference)
    for sign, term, start in terms:
        match = _matching(sign, term, remaining, equation)
        if match is None:
            unmatched.append((sign, term, start))
        else:
            remaining.pop(match)
    if len(unmatched) > 1:
        left_over = _monomials(total - equation.rhs, equation)
        unmatched = [item for item in unmatched if _monomials(item[1], equation) & left_over] or unmatched
    return (unmatched[0][2], "a term is not verified; ") if unmatched else None


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
