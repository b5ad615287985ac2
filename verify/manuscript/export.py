r"""An equation as `swingby latex` exports it for a manuscript: its fragment, a term a line, and the name of its macro."""

from __future__ import annotations

import re

from verify.manuscript.equations import Stated
from verify.manuscript.grammar.tokens import depths, tokens

_DIGITS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def macro(name: str) -> str:
    r"""Return the name of an equation's macro: `two_layer.entry_form` is `\SwingbyTwoLayerEntryForm`."""
    spelled = re.sub(r"\d", lambda digit: f"_{_DIGITS[int(digit[0])]}_", name)
    return "\\Swingby" + "".join(word[:1].upper() + word[1:] for word in re.split(r"[._]", spelled))


def fragment(stated: Stated) -> str:
    r"""Return an equation as bare mathematics, one term a line, for `\input` in any display."""
    first = stated.first
    return "\n".join([*pieces(first.left_latex), *pieces(f"= {first.right_latex}")]) + "%\n"


def pieces(source: str) -> list[str]:
    """Return mathematics cut before every equality sign, plus, minus and where-clause that stands in no bracket."""
    found, start, previous = [], 0, ""
    for token, depth in depths(tokens(source)[:-1]):
        cuts = token.text in ("+", "-", "=") and previous not in ("", "=", "+", "-", ",", "^", "_")
        if depth == 0 and token.place > start and (cuts or previous == ","):
            found.append(source[start : token.place].strip())
            start = token.place
        previous = token.text
    return [*found, source[start:].strip()]
