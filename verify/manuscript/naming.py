r"""How the left side of an equation is recognised by its name: the same tokens, with or without braces around single ones."""

from __future__ import annotations

import re
from collections.abc import Mapping

from theory.algebra.equation import Equation
from verify.manuscript.grammar.tokens import NotReadError, Token, rewritten, tokens

_CLOSING = (".", ",", ";")
_RELATIONS = frozenset({"=", r"\le", r"\ge", r"\ne", "<", ">", r"\approx", r"\to", r"\sim", r"\propto"})


def without_name(source: str, equation: Equation, renamed: Mapping[str, str]) -> str:
    """Return a relation with the name of the equation's left side blanked out at either end.

    Raises
    ------
    NotReadError
        If nothing but the name is there.
    """
    found = _bare(rewritten(tokens(source), renamed))
    texts = [token.text for token in found]
    while texts and texts[-1] in _CLOSING:
        texts.pop()
    for name in _names(equation):
        if texts == name or texts == [*name, "=", *name]:
            raise NotReadError("this only names the left side", found[0].place)
        if texts[: len(name) + 1] == [*name, "="]:
            end = found[len(name)].place
            end += len(re.match(r":=|=|\\[A-Za-z]+", source[end:])[0])  # type: ignore[index]
            return re.sub(r"[^\n]", " ", source[:end]) + source[end:]
        if texts[-len(name) - 1 :] == ["=", *name]:
            return source[: found[len(texts) - len(name) - 1].place]
    return source


def plain(text: str, renamed: Mapping[str, str]) -> tuple[str, ...]:
    """Return the tokens of a side for comparing it with another one as it stands."""
    texts = [token.text for token in _bare(rewritten(tokens(text), renamed))]
    while texts and texts[-1] in (*_CLOSING, "="):
        texts.pop()
    return tuple(texts)


def _names(equation: Equation) -> list[list[str]]:
    r"""Return the left side as tokens, and the same with ``\dot X`` for ``\frac{dX}{dt}`` or the other way round."""
    name = list(plain(equation.left_latex, {}))
    found = [name]
    text = " ".join(name)
    for old, new in (
        (r"\\frac \{ d ([A-Z]) \} \{ d t \}", r"\\dot \1"),
        (r"\\dot ([A-Za-z])((?: _ (?:[a-z0-9]|\{(?: [a-z0-9])+ \}))?)", r"\\frac { d \1\2 } { d t }"),
    ):
        other = re.fullmatch(old, text)
        if other:
            found.append(re.sub(old, new, text).split(" "))
    return found


def _bare(found: list[Token]) -> list[Token]:
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
