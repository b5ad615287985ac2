r"""Sentences that carry their mathematics as LaTeX between dollars: `every $w_{ij} \ge 0$`; a literal dollar is `\$`.

As in Markdown, a dollar opens where something follows it at once, and closes where something stands at once before it and no
digit follows.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_MATHEMATICS = re.compile(r"(?<!\\)\$(?=\S)((?:[^$\\]|\\.)+)(?<=\S)\$(?!\d)", re.DOTALL)
_LOOSE = re.compile(r"(?<!\\)\$")
_ESCAPED = re.compile(r"\\.", re.DOTALL)


def is_closed(text: str) -> bool:
    """Return whether all dollars of a text stand in pairs, and the braces of its mathematics too."""
    pieces = _MATHEMATICS.split(text)
    bare = [_ESCAPED.sub("", piece) for piece in pieces[1::2]]
    return not any(map(_LOOSE.search, pieces[::2])) and all(piece.count("{") == piece.count("}") for piece in bare)


def rendered(text: str, words: Callable[[str], str], mathematics: Callable[[str], str]) -> str:
    """Return a text with its words and its mathematics each shown in their way; one that is not closed is all words."""
    pieces = _MATHEMATICS.split(text) if is_closed(text) else [text]
    shown = [mathematics(piece) if place % 2 else words(piece.replace(r"\$", "$")) for place, piece in enumerate(pieces)]
    return "".join(shown)
