r"""Sentences for LaTeX: the formulas in plain text become mathematics, the words stay words.

    "For d = 2..6, W' = -(W - I) A"   ->   For $d = 2 \ldots 6$, $W' = -(W - I) A$

Source: elementary.
"""

from __future__ import annotations

import re

from verify.render.plain_formula import OPERATORS, formula
from verify.render.tex import escape, identifier

_WORD = re.compile(r"[A-Za-z]{2,}")
_SIGN = re.compile(r"<=|>=|!=")
#: Text that looks like mathematics: figures, lemmas and assumptions by their numbers, genitives.
_REFERENCE = re.compile(r"Figs?\. ?\d+[a-d]?|[A-Z]\.\d+|Appendix [A-Z]|'s\b|`[^`]*`")


def sentence(text: str) -> str:
    """Return plain text as LaTeX text with its formulas in dollars."""
    found, position = "", 0
    while position < len(text):
        reference = _REFERENCE.match(text, position)
        starts = position == 0 or not (text[position - 1].isalnum() or text[position - 1] == "_")
        mathematics = None if reference or not starts else formula(text, position)
        if mathematics is not None:
            found += f"${mathematics.latex}$"
            position = mathematics.end
        else:
            relation = _SIGN.match(text, position)
            word = reference or relation or _WORD.match(text, position)
            end = word.end() if word else position + 1
            found += f"${OPERATORS[text[position:end]]}$" if relation else _words(text[position:end])
            position = end
    return found


def _words(text: str) -> str:
    """Return text that is no formula, names in backticks in typewriter type."""
    return identifier(text[1:-1]) if len(text) > 2 and text[0] == text[-1] == "`" else escape(text)
