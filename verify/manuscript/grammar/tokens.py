r"""The tokens of a piece of LaTeX mathematics, each with its offset, and the cursor that reads them one by one.

Spacing and sizing commands are dropped, other spellings of one sign are made one, an author's symbols are replaced by ours.

Source: elementary.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NoReturn

_TOKEN = re.compile(
    r"(?P<skip>\s+|~|&|%[^\n]*|\\[,;:!>\s/]|\\(?:left|right)\s*\."
    r"|\\(?:left|right|middle|[bB]igg?[lr]?|q?quad|(?:display|text|script)style|(?:no)?limits|nonumber|notag|allowbreak"
    r"|math(?:open|close)|(?:thin|med|en)space|hfill|centering|noindent)(?![A-Za-z]))"
    r"|(?P<font>\\(?:mathbf|boldsymbol|bm|mathit|mathnormal)(?![A-Za-z]))"
    r"|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<row>\\\\(?:\[[^\]]*\])?)"
    r"|(?P<command>\\[A-Za-z]+|\\[{}|])"
    r"|(?P<letter>[A-Za-z])"
    r"|(?P<symbol>\.\.\.?|:=|[-+*/^_{}()\[\]|,;:.=<>!'])"
)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
#: A bold one is an indicator; else a font changes nothing, and its argument stays.
_ONE = re.compile(r"\s*(?:\{\s*1\s*\}|1(?!\d))")
#: An alphabet, whose one letter may stand without braces.
_BARE = re.compile(r"\\math(?:cal|bb|frak|scr|sf|rm)(?![A-Za-z])\s*([A-Za-z])")
#: An upright d, as in a derivative.
_UPRIGHT_D = re.compile(r"\\(?:mathrm|operatorname|text|textrm)\s*(?:\{\s*d\s*\}|(?<=mathrm)\s+d(?![A-Za-z]))")
#: A letter with indices, and a time or a star.
_NAME = re.compile(r"\S+(?: _ (?:[^{\s]+|\{[^{}]*\}))*(?: \( \S+ \)| \^ \*| \^ \{ \* \})?")
#: Commands that put a mark on the letter after them.
ACCENTS = frozenset({r"\dot", r"\hat", r"\tilde", r"\bar", r"\widetilde", r"\widehat", r"\ddot"})
#: Commands dropped together with their braced argument.
_WITH_ARGUMENT = re.compile(r"\\(?:label|tag|[hv]space|[hv]?phantom)(?![A-Za-z])(?P<argument>\s*\*?\s*(?=\{))?")
#: Other spellings of one sign.
SAME = {
    r"\tfrac": r"\frac", r"\dfrac": r"\frac", r"\cfrac": r"\frac", r"\neq": r"\ne", r"\leq": r"\le", r"\geq": r"\ge",
    r"\lbrace": r"\{", r"\rbrace": r"\}", r"\lbrack": "[", r"\rbrack": "]", r"\Vert": r"\|", r"\rVert": r"\|",
    r"\rvert": "|", r"\vert": "|", r"\top": r"\intercal", r"\varepsilon": r"\epsilon", r"\varphi": r"\phi",
    r"\times": r"\cdot", r"\dotsc": "..", r"\ldots": "..", r"\dots": "..", "...": "..", r"\cdotp": r"\cdot", r"\leqslant": r"\le",
    r"\geqslant": r"\ge", ":=": "=", r"\coloneqq": "=", r"\equiv": "=", r"\colon": ":",
}  # fmt: skip
#: Brackets that a term holds together.
OPENING, CLOSING = frozenset({"{", "(", "[", r"\{"}), frozenset({"}", ")", "]", r"\}"})
#: What ends a product.
_ENDS = frozenset(
    {
        "+", "-", "=", ",", ";", ")", "]", "}", r"\}", r"\|", "|", ":", "<", ">", "..", ".",
        r"\le", r"\ge", r"\ne", r"\in", r"\notin", r"\approx", r"\sim", r"\to", r"\propto",
    }
)  # fmt: skip


class NotReadError(ValueError):
    """What is met at an offset of the source is not understood here; it is never taken for right."""

    def __init__(self, message: str, place: int = 0) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True)
class Token:
    """One token: number, letter, command, symbol, row or end, with its text and offset; `apart` if cut from a longer number."""

    kind: str
    text: str
    place: int
    apart: bool = False


def tokens(source: str) -> list[Token]:
    """Return the tokens of LaTeX mathematics, the last of kind `end`.

    Raises
    ------
    NotReadError : at a character that is not mathematics
    """
    found: list[Token] = []
    place = 0
    while place < len(source):
        match = _TOKEN.match(source, place)
        if match is None:
            raise NotReadError(f"the character {source[place]!r}", place)
        text, kind = match.group(), str(match.lastgroup)
        upright = _UPRIGHT_D.match(source, place)
        if upright and not (found and found[-1].text in ("_", "{") and "_" in [item.text for item in found[-2:]]):
            found.append(Token("letter", "d", place))
            place = upright.end()
            continue
        if dropped := _WITH_ARGUMENT.match(source, place):
            place = dropped.end() if dropped["argument"] is None else matching(source, dropped.end()) + 1
            continue
        if kind == "font" and _ONE.match(source, match.end()):
            found.append(Token("command", r"\mathbb", place))
        elif kind not in ("skip", "font"):
            found.append(Token(kind, SAME.get(text, text), place))
        bare, place = _BARE.match(source, place), match.end()
        if bare:
            found += [Token("symbol", "{", place), Token("letter", bare[1], bare.start(1)), Token("symbol", "}", place)]
            place = bare.end()
    return [*found, Token("end", "", len(source))]


def rewritten(found: list[Token], renamed: Mapping[str, str]) -> list[Token]:
    """Return tokens with texts of a manuscript replaced by ours, all at once; what comes in is not replaced again.

    Raises
    ------
    NotReadError : at one of our letters that the manuscript is said to write otherwise: it may stand for anything there
    """
    patterns = [([token.text for token in tokens(old)[:-1]], _bracketed(tokens(new)[:-1])) for old, new in renamed.items()]
    patterns.sort(key=lambda pair: -len(pair[0]))
    theirs = {texts[0] for texts, _ in patterns if len(texts) == 1}
    taken = {new[0].text: " ".join(texts) for texts, new in patterns if len(new) == 1 and new[0].text not in theirs}
    written = [token.text for token in found]
    result: list[Token] = []
    position = 0
    while position < len(found):
        token = found[position]
        fitting = [(texts, new) for texts, new in patterns if texts and written[position : position + len(texts)] == texts]
        if not fitting and token.text in taken and token.kind in ("letter", "command"):
            raise NotReadError(f"{token.text}, for which the manuscript is said to write {taken[token.text]}", token.place)
        texts, new = fitting[0] if fitting else ([token.text], [token])
        result += [replace(each, place=token.place) for each in new]
        position += len(texts)
    return result


def _bracketed(found: list[Token]) -> list[Token]:
    """Return a replacement in brackets, unless it is one letter with its accent, indices and time."""
    text = " ".join(token.text for token in found if token.text not in ACCENTS)
    if _NAME.fullmatch(re.sub(r"^\{ (\S+) \}", r"\1", text)):
        return found
    return [Token("symbol", "(", 0), *found, Token("symbol", ")", 0)]


def matching(text: str, place: int) -> int:
    """Return the offset of the brace that closes the one at an offset, or the end of the text."""
    depth = 0
    for match in _BRACE.finditer(text, place):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.start()
    return len(text)


def depths(
    found: Iterable[Token], opening: Container[str] = OPENING, closing: Container[str] = CLOSING
) -> Iterator[tuple[Token, int]]:
    """Return tokens, each with how many brackets are open before it."""
    depth = 0
    for token in found:
        yield token, depth
        depth += (token.text in opening) - (token.text in closing)


class Cursor:
    """Reads the tokens of one piece of mathematics one by one, a manuscript's texts replaced by ours, see `rewritten`."""

    def __init__(self, source: str, renamed: Mapping[str, str] | None = None) -> None:
        self.tokens = rewritten(tokens(source), renamed or {})
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
        return self.next.kind not in ("end", "row") and self.next.text not in _ENDS

    def fail(self, message: str) -> NoReturn:
        """Raise NotReadError here."""
        raise NotReadError(message, self.next.place)
