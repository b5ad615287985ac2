"""How a finding is said: the author's own term, what is wrong with it, what is verified."""

from __future__ import annotations

import re

from verify.manuscript.grammar.tokens import NotReadError, tokens
from verify.manuscript.source.macros import UNREADABLE

_OPEN, _CLOSE = frozenset({"{", "(", "[", r"\{"}), frozenset({"}", ")", "]", r"\}"})
_UNREADABLE = re.compile(rf"\\([A-Za-z]+){UNREADABLE}.*")


def term_text(source: str, start: int) -> str:
    """Return the text of the signed term that begins at an offset, on one line."""
    rest = source[start:]
    try:
        found = tokens(rest)
    except NotReadError:
        return ""
    depth, begun = 0, False
    end = len(rest)
    for token in found:
        if depth == 0 and begun and token.text in ("+", "-", "=", ",", ";", "."):
            end = token.place
            break
        depth += (token.text in _OPEN) - (token.text in _CLOSE)
        if depth < 0:
            end = token.place
            break
        begun = begun or (token.kind != "row" and token.text not in ("+", "-"))
    text = " ".join(re.sub(r"(\\\\|&|\\q?quad(?![A-Za-z]))", " ", rest[:end]).split())
    return re.sub(r"\s*(\\[,;:!]|\\left|\\[bB]igg?[lr]?)$", "", text)


def wrong_term(kind: str, source: str, place: int, missing: str) -> str:
    """Return the beginning of a message about a wrong term, or nothing where no term stands out."""
    text = term_text(source, place)
    if kind == "sign" and text:
        return f"the term {text} has the wrong sign; "
    if kind == "term" and text:
        return f"the term {text} is not in the verified equation; "
    if kind == "missing" and missing:
        return f"the term {missing} is missing; "
    return ""


def readable(message: str) -> str:
    """Return a message in which a macro that is not read is called so."""
    said = r"the macro \\\1 is defined in a way that is not read (more than once, inside a group, or not by \\newcommand)"
    return _UNREADABLE.sub(said, message)
