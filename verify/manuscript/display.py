r"""One relation of a manuscript against one verified equation: each side must be its left or its right side."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from sympy import Integer

from theory.equation import Equation
from theory.notation import latex
from verify.manuscript.blame import culprit
from verify.manuscript.compare import read, reading, same
from verify.manuscript.equations import Stated
from verify.manuscript.meaning import free_indices, value
from verify.manuscript.parser import parse, parse_relation
from verify.manuscript.scope import Scope
from verify.manuscript.tokens import NotReadError, rewritten, tokens
from verify.manuscript.tree import Element, Name, Node, Relation

#: Equations written out at several dimensions are compared up to this one.
LARGEST = 3


class Judgement(Enum):
    """What became of one relation."""

    AGREES = "agrees"
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
    rows = range(LARGEST + 1)
    instances = [item for item in stated.instances if getattr(item.rhs, "rows", 1) in rows] or stated.instances[:1]
    try:
        rest = _without_name(source, instances[0], renamed)
        relation = parse_relation(rest, renamed)
        if rest == source and len({tuple(_plain(text, renamed)) for text in _side_texts(rest, relation)}) == 1 < len(
            relation.sides
        ):
            return Finding(Judgement.NOT_CHECKED, relation.sides[0][1], "both sides are the same")
        for equation in instances:
            finding = _against(relation, equation, rest != source)
            if finding.judgement is not Judgement.AGREES:
                return finding
    except NotReadError as unread:
        return Finding(Judgement.NOT_CHECKED, unread.place, str(unread))
    except RecursionError:
        return Finding(Judgement.NOT_CHECKED, 0, "mathematics nested too deeply")
    return Finding(Judgement.AGREES, 0)


def _without_name(source: str, equation: Equation, renamed: Mapping[str, str]) -> str:
    """Return a relation with the name of the equation's left side blanked out at either end.

    Raises
    ------
    NotReadError
        If nothing but the name is there.
    """
    name = _plain(equation.left or latex(equation.lhs), {})
    found = [token for token in rewritten(tokens(source), renamed) if token.kind not in ("row", "end")]
    bare = [token for token in found if token.text not in ("{", "}")]
    texts = [token.text for token in bare]
    while texts and texts[-1] in (".", ",", ";"):
        texts.pop()
    if texts == name or texts == [*name, "=", *name]:
        raise NotReadError("it only names the left side", found[0].place)
    if texts[: len(name) + 1] == [*name, "="]:
        end = bare[len(name)].place + 1
        return re.sub(r"[^\n]", " ", source[:end]) + source[end:]
    if texts[-len(name) - 1 :] == ["=", *name]:
        return source[: bare[len(texts) - len(name) - 1].place]
    return source


def _order(relation: Relation, equation: Equation, here: Scope, is_named: bool) -> list[str]:
    """Return the free indices of a relation, row first.

    Raises
    ------
    NotReadError
        If a side has an index that the left side has not.
    """
    used = list(dict.fromkeys(letter for node, _ in relation.sides for letter in free_indices(node, here)))
    if not is_named:
        first = next((letters for node, _ in relation.sides if (letters := _letters(node))), [])
        return [letter for letter in first if letter in used] + [letter for letter in used if letter not in first]
    left = equation.left or latex(equation.lhs)
    known = list(dict.fromkeys("".join(re.findall(r"_\{?([a-z]+)", left))))
    unknown = [letter for letter in used if letter not in known]
    if unknown:
        raise NotReadError(f"the index {unknown[0]} is not on the left side {left}", relation.sides[0][1])
    try:
        return _letters(parse(left)) or used
    except NotReadError:
        return used


def _against(relation: Relation, equation: Equation, is_named: bool) -> Finding:
    here = _with_definitions(reading(equation), relation, equation)
    left, right = equation.left or latex(equation.lhs), equation.shown or latex(equation.rhs)
    order = _order(relation, equation, here, is_named)
    for node, place in relation.sides:
        try:
            agrees = same(read(node, equation, here, order), equation)
        except NotReadError as unread:
            raise NotReadError(f"{unread} (the left side is {left})", unread.place or place) from unread
        if not agrees and len(relation.sides) == 1 and not is_named:
            return Finding(Judgement.NOT_CHECKED, place, "mathematics without an equality sign that is not the right side")
        if not agrees:
            where, what = culprit(node, place, equation, here, order)
            return Finding(Judgement.DIFFERS, where, f"{what}verified is {left} = {right}")
    return Finding(Judgement.AGREES, relation.sides[0][1])


def _with_definitions(here: Scope, relation: Relation, equation: Equation) -> Scope:
    """Return the scope with what a manuscript defines after a comma.

    Raises
    ------
    NotReadError
        If it defines a known name otherwise, or one that is not used.
    """
    for definition in relation.where:
        (left, place), *others = definition.sides
        if not isinstance(left, Name) or len(others) != 1:
            raise NotReadError("only a name can be defined after a comma", place)
        letters = _letters(left) or []
        fixed = here.bind({letter: Integer(1) for letter in letters})
        try:
            known = value(left, fixed)
        except NotReadError:
            if not any(_uses(node, left.key) for node, _ in relation.sides):
                raise NotReadError(f"{left.key} is defined and not used", place) from None
            here = here.defining((definition,))
            continue
        if not same(value(others[0][0], fixed), replace(equation, rhs=known)):
            raise NotReadError(f"{left.key} is defined otherwise here", place)
    return here


def _uses(node: object, letter: str) -> bool:
    if isinstance(node, Name) and node.key == letter:
        return True
    if isinstance(node, tuple):
        return any(_uses(part, letter) for part in node)
    return any(_uses(part, letter) for part in vars(node).values()) if hasattr(node, "__dataclass_fields__") else False


def _letters(node: Node) -> list[str] | None:
    if isinstance(node, Name | Element) and node.indices and all(isinstance(index, Name) for index in node.indices):
        return list(dict.fromkeys(index.key for index in node.indices if isinstance(index, Name)))
    return None


def _side_texts(source: str, relation: Relation) -> list[str]:
    starts = [place for _, place in relation.sides]
    ends = [*starts[1:], len(source)]
    return [source[start:end].rstrip().removesuffix("=") for start, end in zip(starts, ends, strict=True)]


def _plain(text: str, renamed: Mapping[str, str]) -> list[str]:
    """Return the tokens of a text without braces and closing marks, for comparing names."""
    dropped = {"{", "}", ".", ",", ";", "="}
    found = [token.text for token in rewritten(tokens(text), renamed) if token.kind not in ("row", "end")]
    while found and found[-1] in dropped:
        found.pop()
    return [item for item in found if item not in ("{", "}")]
