r"""A LaTeX source without what is not typeset: comments, verbatim text, ``\iffalse``, what follows ``\end{document}``.

All of it is blanked out, so that offsets stay what they are. Whichever begins first counts: a ``%`` in verbatim text is no
comment, and a commented-out ``\begin{verbatim}`` begins nothing.
"""

from __future__ import annotations

import re

_VERBATIM = r"verbatim\*?|Verbatim\*?|BVerbatim|LVerbatim|lstlisting|minted|comment|filecontents\*?"
_HIDDEN = re.compile(
    r"(?P<comment>%[^\n]*)"
    r"|(?P<verb>\\(?:verb|lstinline)(?![A-Za-z])\*?(?P<bar>[^A-Za-z\s*{\[])[^\n]*?(?P=bar))"
    rf"|(?P<environment>\\begin\s*\{{(?P<name>{_VERBATIM})\}}.*?\\end\s*\{{(?P=name)\}})"
    r"|(?P<false>\\iffalse(?![A-Za-z]))"
    r"|(?P<end>\\end\s*\{document\})"
    r"|\\.",
    re.DOTALL,
)
_BRANCH = re.compile(r"\\(?P<word>else|fi|if(?!f(?![A-Za-z]))[A-Za-z]*)(?![A-Za-z])|\\.|%[^\n]*", re.DOTALL)


def without_verbatim(text: str) -> str:
    """Return a source with all that is not typeset blanked out but comments."""
    return _blanked(text, keep_comments=True)


def bare(text: str) -> str:
    """Return a source with all that is not typeset blanked out."""
    return _blanked(text, keep_comments=False)


def blank(text: str) -> str:
    """Return a text with all but its line ends blanked out."""
    return re.sub(r"[^\n]", " ", text)


def _blanked(text: str, *, keep_comments: bool) -> str:
    found: list[str] = []
    place = 0
    while (match := _HIDDEN.search(text, place)) is not None:
        end = match.end()
        if match["false"]:
            end = _after_false(text, end)
        elif match["end"]:
            end = len(text)
        elif match["comment"] is not None and keep_comments:
            found.append(text[place:end])
            place = end
            continue
        hidden = match.lastgroup is not None
        found.append(text[place : match.start()] + (blank(text[match.start() : end]) if hidden else text[match.start() : end]))
        place = end
    return "".join([*found, text[place:]])


def _after_false(text: str, place: int) -> int:
    r"""Return the offset after the ``\fi`` or ``\else`` that ends what is false."""
    depth = 1
    for match in _BRANCH.finditer(text, place):
        word = match["word"]
        if word is None:
            continue
        if word == "fi" or (word == "else" and depth == 1):
            depth -= 1
        elif word != "else":
            depth += 1
        if depth == 0:
            return match.end()
    return len(text)
