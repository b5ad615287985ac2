r"""One relation of a manuscript against one verified equation: each side must be its left or its right side.

The left side may be written by its name, the same tokens with or without braces around single ones. What is defined after a
comma is held to account too: a known name must be what the theory says, a new one must be used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

from sympy.matrices.exceptions import MatrixError

from theory.algebra.equation import Equation
from verify.manuscript.blame import culprit
from verify.manuscript.clocks import is_on_loss_clock, other_clock
from verify.manuscript.compare import read, same
from verify.manuscript.equations import Stated
from verify.manuscript.formal import same_as_written
from verify.manuscript.grammar.derivatives import prepared
from verify.manuscript.grammar.parser import parse_relation
from verify.manuscript.grammar.tokens import NotReadError, Token
from verify.manuscript.grammar.tree import Element, Name, Node, Relation, Repeated, parts, speaks_of
from verify.manuscript.indexing import check_numbers, free_order
from verify.manuscript.reading.lookup import shown
from verify.manuscript.reading.meaning import value
from verify.manuscript.reading.operations import is_matrix
from verify.manuscript.reading.scope import Scope, scope
from verify.manuscript.source.inputs import blank

#: Equations written out at several dimensions are compared up to this one.
LARGEST = 3
_CLOSING = (".", ",", ";")
#: Said of \dot W in an equation about the gradient flow.
_OTHER = r"\dot W is V(W), on the printed clock, and the equation is about the gradient flow of the loss"


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
    try:
        instances, rest = _about(source, _instances(stated), renamed)
        relation = parse_relation(rest, renamed)
        sides = pairwise([*(place for _, place in relation.sides), len(rest)])
        if rest == source and len({_plain(rest[start:end], renamed) for start, end in sides}) == 1 < len(relation.sides):
            return Finding(Judgement.NOT_CHECKED, relation.sides[0][1], "both sides are the same")
        for equation in instances:
            finding = _against(rest, relation, equation, rest != source)
            if finding.judgement is not Judgement.AGREES:
                return finding
        check_numbers(relation, instances)
        return finding
    except NotReadError as unread:
        return Finding(Judgement.NOT_CHECKED, unread.place, str(unread))
    except RecursionError:
        return Finding(Judgement.NOT_CHECKED, 0, "mathematics nested too deeply")
    except (MatrixError, ArithmeticError, TypeError, ValueError, AttributeError) as failure:
        return Finding(Judgement.NOT_CHECKED, 0, f"mathematics that has no meaning here ({' '.join(str(failure).split())})")


def _about(source: str, instances: list[Equation], renamed: Mapping[str, str]) -> tuple[list[Equation], str]:
    """Return what a relation is about, the equation or a formula printed beside it, and the relation without its name.

    Raises
    ------
    NotReadError : if nothing but the name is there, or a prime that may be no derivative
    """
    forms = [instances]
    for number in range(len(instances[0].printed)):
        forms.append([item.printed[number].stated(item) for item in instances])
    for form in forms:
        for left in _names(form[0]):
            if (rest := _without_name(source, left, renamed)) != source:
                if "'" in source and not re.match(r"\\dot|\\frac\s*\{?d", left):
                    raise NotReadError("a prime, which may be no derivative", source.index("'"))
                return form, rest
    if (rest := _without_side(source, instances[0], renamed)) != source:
        return instances, rest
    if "'" in source:
        raise NotReadError("a prime, which may be no derivative", source.index("'"))
    return instances, source


def _names(equation: Equation) -> list[str]:
    r"""Return the left side and its other names: W for W(t), T for T_k, \dot w for the slope of a closed form of w(t)."""
    found = [equation.left_latex]
    if equation.left.endswith("(t)") or re.fullmatch(r"T_(k|\\text\{peak\})", equation.left):
        found += [equation.left.removesuffix("(t)")] if equation.left.endswith("(t)") else ["T"]
    if equation.left == "T":
        found += ["t", r"T(\delta)"]
    if re.fullmatch(r"\\dot [A-Z]|\\frac\{d[A-Z]\}\{dt\}", equation.left):
        found.append(f"{' '.join(_plain(equation.left, {}))}(t)")
    if r"\frac{d}{dt}" in equation.left[:12]:
        found += [rf"\dot {item.left}" for item in equation.printed if item.left in ("w(t)", "W(t)")]
        found += [rf"\dot {item.left[0]}" for item in equation.printed if item.left in ("w(t)", "W(t)")]
    if equation.left == r"\dot U U^{T} + U \dot U^{T}":
        found.append(r"\dot W")
    return found


def _without_side(source: str, equation: Equation, renamed: Mapping[str, str]) -> str:
    """Return a relation without its first or last side, where that is the equation's left side up to algebra."""
    try:
        name, sides = parse_relation(equation.left_latex).sides[0][0], parse_relation(source, renamed).sides
    except NotReadError:
        return source
    here = scope(equation)

    def is_scalar(letter: Name) -> bool:
        with suppress(NotReadError):
            return not is_matrix(value(letter, next(_bindings([letter], here))))
        return letter.key in ("t", r"\tau")

    if len(sides) > 1 and same_as_written(sides[0][0], name, is_scalar):
        return blank(source[: sides[1][1]]) + source[sides[1][1] :]
    if len(sides) > 1 and same_as_written(sides[-1][0], name, is_scalar):
        return source[: next(token.place for token in reversed(prepared(source, renamed)) if token.text == "=")]
    return source


def _instances(stated: Stated) -> list[Equation]:
    """Return the instances to compare with: small ones, and the next one where all of these have equally many rates."""
    small = [item for item in stated.instances if getattr(item.rhs, "rows", 1) in range(LARGEST + 1)] or [stated.first]
    counts = {scope(item).relevant for item in small}
    others = [item for item in stated.instances if item not in small and scope(item).relevant not in counts]
    return [*small, *others[:1]] if len(counts) == 1 else small


def _against(source: str, relation: Relation, equation: Equation, is_named: bool) -> Finding:
    here = _with_definitions(scope(equation), relation, equation)
    order = free_order(relation, equation, here, is_named)
    found: list[bool] = []
    for number, (node, place) in enumerate(relation.sides):
        try:
            found.append(same(read(node, equation, here, order), equation))
        except NotReadError as unread:
            if number == 0 and not is_named and (defined := _as_definition(relation, equation, here)) is not None:
                return defined
            raise NotReadError(f"{unread} (the left side is {equation.left_latex})", unread.place or place) from unread
    if all(found):
        return Finding(Judgement.AGREES, relation.sides[0][1])
    if not is_named and not any(found):
        message = f"neither side is the left or the right side of the equation (the left side is {equation.left_latex})"
        if len(found) == 1:
            message = "mathematics without an equality sign that is not the right side"
        return _as_definition(relation, equation, here) or Finding(Judgement.NOT_CHECKED, relation.sides[0][1], message)
    node, place = relation.sides[found.index(False)]
    if (said := other_clock(read(node, equation, here, order), equation)) or _speaks_of_other_clock(relation, equation, is_named):
        return Finding(Judgement.NOT_CHECKED, place, said or _OTHER)
    place, how = culprit(node, place, equation, here, order, source)
    return Finding(Judgement.DIFFERS, place, f"{how}verified is {equation.latex}")


def _speaks_of_other_clock(relation: Relation, equation: Equation, is_named: bool) -> bool:
    r"""Return whether a relation is about \dot W or V(W), which are of the printed clock, where the equation is of another."""
    slopes = [part for node, _ in relation.sides for part in parts(node) if isinstance(part, Name) and part.key == r"\dot W"]
    return bool(slopes) and not is_named and is_on_loss_clock(equation)


def _as_definition(relation: Relation, equation: Equation, here: Scope) -> Finding | None:
    """Return what becomes of `X = ...` where X is a letter of the theory, or None."""
    (left, place), *others = relation.sides
    if not others or not isinstance(left, Name) or relation.where or not _is_known(left, here):
        return None
    if all(_agrees(left, node, equation, here) for node, _ in others):
        return Finding(Judgement.CONSISTENT, place)
    return Finding(Judgement.NOT_CHECKED, place, f"{shown(left)} is said to be something else here than in the theory")


def _without_name(source: str, left: str, renamed: Mapping[str, str]) -> str:
    """Return a relation with a name of the left side blanked out at either end.

    Raises
    ------
    NotReadError : if nothing but the name is there
    """
    whole = prepared(source, renamed)
    found = _unbraced(whole)
    texts = [token.text for token in found]
    while texts and texts[-1] in _CLOSING:
        texts.pop()
    name = list(_plain(left, {}))
    if texts == name or texts == [*name, "=", *name]:
        raise NotReadError("this only names the left side", found[0].place)
    if texts[: len(name) + 1] == [*name, "="]:
        end = next(token.place for token in whole if token.place > found[len(name)].place)
        return blank(source[:end]) + source[end:]
    if texts[-len(name) - 1 :] == ["=", *name]:
        return source[: found[len(texts) - len(name) - 1].place]
    return source


def _plain(text: str, renamed: Mapping[str, str]) -> tuple[str, ...]:
    """Return the tokens of a side for comparing it with another one as it stands."""
    texts = [token.text for token in _unbraced(prepared(text, renamed))]
    while texts and texts[-1] in (*_CLOSING, "="):
        texts.pop()
    return tuple(texts)


def _unbraced(found: list[Token]) -> list[Token]:
    """Return tokens without rows, the end, and braces around single tokens."""
    kept = [token for token in found if token.kind not in ("row", "end")]
    position = 0
    while position + 2 < len(kept):
        if kept[position].text == "{" and kept[position + 2].text == "}" and kept[position + 1].text not in "{}":
            kept[position : position + 3] = [kept[position + 1]]
            position = max(0, position - 1)
        else:
            position += 1
    return kept


def _with_definitions(here: Scope, relation: Relation, equation: Equation) -> Scope:
    """Return the scope with what a manuscript defines after a comma.

    Raises
    ------
    NotReadError : if it defines a known name otherwise, one that is not used, or restricts an index
    """
    for definition in relation.where:
        (left, place), *others = definition.sides
        if not isinstance(left, Name) or len(others) != 1:
            raise NotReadError("what follows the comma is no definition of a letter", place)
        if not left.indices and any(_counts(node, left.key) for node, _ in relation.sides):
            raise NotReadError(f"the formula is restricted to one {left.key}", place)
        if _is_known(left, here):
            if not _agrees(left, others[0][0], equation, here):
                raise NotReadError(f"{shown(left)} is defined otherwise here than in the theory", place)
        elif not any(speaks_of(node, left.key) for node, _ in relation.sides):
            raise NotReadError(f"{shown(left)} is defined and not used", place)
        else:
            here = here.defining((definition,))
    return here


def _counts(node: Node, letter: str) -> bool:
    """Return whether a letter is an index somewhere."""
    indices = (index for part in parts(node) if isinstance(part, Name | Element) for index in part.indices)
    sums = (part for part in parts(node) if isinstance(part, Repeated))
    return any(speaks_of(index, letter) for index in indices) or any(part.index == letter for part in sums)


def _is_known(left: Name, here: Scope) -> bool:
    """Return whether a letter has a value in an equation."""
    try:
        value(left, next(_bindings([left], here)))
    except NotReadError:
        return False
    return True


def _agrees(left: Node, right: Node, equation: Equation, here: Scope) -> bool:
    """Return whether two sides have the same value, at all values of their indices."""
    return all(
        same(value(right, inside), replace(equation, rhs=value(left, inside))) for inside in _bindings([left, right], here)
    )


def _bindings(nodes: list[Node], here: Scope) -> Iterator[Scope]:
    letters = here.free(*nodes)
    families = [set(here.families[letter]) for letter in ("a", "c") if letter in here.families]
    columns = [family for family in families if {len(places) for places in family} == {1}]
    numbers = sorted(number for (number,) in set.intersection(*columns)) if columns else range(1, max(here.size, 1) + 1)
    return here.over(letters, *[numbers] * len(letters))
