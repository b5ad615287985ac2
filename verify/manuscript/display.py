r"""One relation of a manuscript against one verified equation: each side must be its left or its right side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from sympy.matrices.exceptions import MatrixError

from theory.algebra.equation import Equation
from verify.manuscript.blame import culprit
from verify.manuscript.compare import read, reading, same
from verify.manuscript.equations import Stated
from verify.manuscript.grammar.parser import parse_relation
from verify.manuscript.grammar.tokens import NotReadError
from verify.manuscript.grammar.tree import Name, Relation
from verify.manuscript.indexing import check_numbers, free_order
from verify.manuscript.naming import plain, without_name
from verify.manuscript.reading.lookup import shown
from verify.manuscript.reading.scope import Scope
from verify.manuscript.where import agrees, is_known, with_definitions
from verify.manuscript.wording import wrong_term

#: Equations written out at several dimensions are compared up to this one.
LARGEST = 3


class Judgement(Enum):
    """What became of one relation; CONSISTENT: it is a definition that is right, but not the equation."""

    AGREES = "agrees"
    CONSISTENT = "consistent"
    DIFFERS = "differs"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True)
class Finding:
    """A judgement with the offset it is about and one sentence."""

    judgement: Judgement
    place: int
    message: str = ""


def judge(source: str, stated: Stated, renamed: Mapping[str, str]) -> Finding:
    """Return whether a relation says what an equation says."""
    instances = _instances(stated)
    finding = Finding(Judgement.NOT_CHECKED, 0, "there is nothing to compare with")
    try:
        rest = without_name(source, instances[0], renamed)
        relation = parse_relation(rest, renamed)
        if rest == source and len({plain(text, renamed) for text in _side_texts(rest, relation)}) == 1 < len(relation.sides):
            return Finding(Judgement.NOT_CHECKED, relation.sides[0][1], "both sides are the same")
        for equation in instances:
            finding = _against(rest, relation, equation, rest != source)
            if finding.judgement is not Judgement.AGREES:
                return finding
        check_numbers(relation, instances)
    except NotReadError as unread:
        return Finding(Judgement.NOT_CHECKED, unread.place, str(unread))
    except RecursionError:
        return Finding(Judgement.NOT_CHECKED, 0, "mathematics nested too deeply")
    except (MatrixError, ArithmeticError, TypeError, ValueError, AttributeError) as failure:
        return Finding(Judgement.NOT_CHECKED, 0, f"mathematics that has no meaning here ({' '.join(str(failure).split())})")
    return finding


def _instances(stated: Stated) -> list[Equation]:
    """Return the instances to compare with: small ones, and the next one where all of these have equally many rates."""
    small = [item for item in stated.instances if getattr(item.rhs, "rows", 1) in range(LARGEST + 1)] or list(
        stated.instances[:1]
    )
    counts = {reading(item).relevant for item in small}
    others = [item for item in stated.instances if item not in small and reading(item).relevant not in counts]
    return [*small, *others[:1]] if len(counts) == 1 else small


def _against(source: str, relation: Relation, equation: Equation, is_named: bool) -> Finding:
    here = with_definitions(reading(equation), relation, equation)
    left, right = equation.left_latex, equation.right_latex
    order = free_order(relation, equation, here, is_named)
    found: list[bool] = []
    for number, (node, place) in enumerate(relation.sides):
        try:
            found.append(same(read(node, equation, here, order), equation))
        except NotReadError as unread:
            if number == 0 and not is_named and (defined := _as_definition(relation, equation, here)) is not None:
                return defined
            raise NotReadError(f"{unread} (the left side is {left})", unread.place or place) from unread
    if all(found):
        return Finding(Judgement.AGREES, relation.sides[0][1])
    if not is_named and not any(found):
        return _about_something_else(relation, equation, here)
    node, place = relation.sides[found.index(False)]
    blame = culprit(node, place, equation, here, order)
    what = wrong_term(blame.kind, source, blame.place, blame.missing)
    return Finding(Judgement.DIFFERS, blame.place, f"{what}verified is {left} = {right}")


def _about_something_else(relation: Relation, equation: Equation, here: Scope) -> Finding:
    place = relation.sides[0][1]
    if len(relation.sides) == 1:
        message = "mathematics without an equality sign that is not the right side"
        return Finding(Judgement.NOT_CHECKED, place, message)
    left = equation.left_latex
    message = f"neither side is the left or the right side of the equation (the left side is {left})"
    return _as_definition(relation, equation, here) or Finding(Judgement.NOT_CHECKED, place, message)


def _as_definition(relation: Relation, equation: Equation, here: Scope) -> Finding | None:
    """Return what becomes of ``X = ...`` where X is a letter of the theory, or None."""
    (left, place), *others = relation.sides
    if not others or not isinstance(left, Name) or relation.where or not is_known(left, here):
        return None
    if all(agrees(left, node, equation, here) for node, _ in others):
        return Finding(Judgement.CONSISTENT, place)
    return Finding(Judgement.NOT_CHECKED, place, f"{shown(left)} is said to be something else here than in the theory")


def _side_texts(source: str, relation: Relation) -> list[str]:
    starts = [place for _, place in relation.sides]
    ends = [*starts[1:], len(source)]
    return [source[start:end].rstrip().removesuffix("=") for start, end in zip(starts, ends, strict=True)]
