r"""Words within LaTeX mathematics after a formula: ``\text{where } X = ...``, ``\text{for all } i, j``.

A definition may follow words such as "where"; "for all" with index letters restricts nothing. Other words may restrict the
formula, and are not understood.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from verify.manuscript.grammar.derivatives import raw

if TYPE_CHECKING:
    from verify.manuscript.grammar.parser import Parser

_TEXT = (r"\text", r"\textrm", r"\mathrm", r"\mbox")
_CONNECTING = frozenset({"where", "with", "and", "here", "wherein"})
_FOR_ALL = frozenset({"forall", "forevery", "foreach", "forany"})


def only_name_indices(parser: Parser) -> bool:
    """Read ``for all i, j`` up to the end, if that stands here."""
    start = parser.position
    if (parser.accept(r"\forall") or _words(parser) in _FOR_ALL) and _letters_to_the_end(parser):
        return True
    parser.position = start
    return False


def skip_connecting(parser: Parser) -> None:
    """Read a word that a definition follows, if one stands here.

    Raises
    ------
    NotReadError
        If other words stand here.
    """
    start = parser.position
    found = _words(parser)
    if found is None:
        return
    if found.strip(":,") not in _CONNECTING:
        parser.position = start
        parser.fail("words after a formula, which may restrict it")


def _words(parser: Parser) -> str | None:
    if parser.next.text not in _TEXT or parser.tokens[parser.position + 1].text != "{":
        return None
    parser.take()
    return "".join(raw(parser)).lower()


def _letters_to_the_end(parser: Parser) -> bool:
    while True:
        if parser.next.kind != "letter":
            return False
        parser.take()
        if parser.accept(",") is None:
            break
    parser.accept(".")
    while parser.next.kind == "row":
        parser.take()
    return parser.next.kind == "end"
