r"""The cursor that reads the tokens of one piece of LaTeX mathematics one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from verify.manuscript.grammar.derivatives import prepared
from verify.manuscript.grammar.tokens import ENDS, NotReadError, Token


class Cursor:
    """Reads the tokens of one piece of mathematics one by one, a manuscript's texts replaced by ours, see `rewritten`."""

    def __init__(self, source: str, renamed: Mapping[str, str] | None = None) -> None:
        self.tokens = prepared(source, renamed or {})
        self.position = 0

    @property
    def next(self) -> Token:
        """The token to be read next."""
        return self.tokens[self.position]

    def ahead(self, count: int) -> list[str]:
        """Return the texts of the tokens to be read next."""
        return [token.text for token in self.tokens[self.position : self.position + count]]

    def take(self, text: str | None = None) -> Token:
        """Read one token, which must be `text` where that is given."""
        token = self.next
        if token.kind == "end" or (text is not None and token.text != text):
            self.fail(f"expected {text or 'mathematics'}, found {token.text or 'the end'}")
        self.position += 1
        return token

    def accept(self, *texts: str) -> Token | None:
        """Read the next token if it is one of the texts."""
        return self.take() if self.next.text in texts and self.next.kind != "end" else None

    def accept_sequence(self, *sequences: str) -> bool:
        """Read the first of several sequences of tokens, each written with spaces between them, that stands here."""
        for texts in map(str.split, sequences):
            if self.ahead(len(texts)) == texts:
                self.position += len(texts)
                return True
        return False

    def accept_lines(self) -> bool:
        """Read the line breaks that stand here."""
        start = self.position
        while self.next.kind == "row":
            self.position += 1
        return self.position > start

    def braced(self) -> list[str]:
        """Read a braced argument as the texts of its tokens."""
        self.take("{")
        found, depth = [], 1
        while depth:
            found.append(self.take().text)
            depth += {"{": 1, "}": -1}.get(found[-1], 0)
        return found[:-1]

    def more(self) -> bool:
        """Return whether another factor follows."""
        return self.next.kind not in ("end", "row") and self.next.text not in ENDS

    def fail(self, message: str) -> NoReturn:
        """Raise NotReadError here."""
        raise NotReadError(message, self.next.place)
