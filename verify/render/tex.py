r"""LaTeX of plain text and of long equations: specials escaped, ids that may break, lines broken at pluses and minuses.

Source: elementary.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from importlib.resources import files

from verify.manuscript.equations import pieces
from verify.manuscript.grammar.tokens import GREEK, tokens
from verify.prose import rendered

#: Equations wider than this, in letters, are broken.
WIDTH = 62.0
_SPECIAL = {
    "\\": r"$\backslash$", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\^{}", "~": r"\~{}", "<": "$<$", ">": "$>$", "|": "$|$",
    '"': "{''}", "'": "{'}", "/": r"/\allowbreak{}", "+": r"+\allowbreak{}", "`": r"\`{}", "-": "{-}",
}  # fmt: skip
_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0307": ".", "\u0308": '"', "\u030a": "r",
    "\u030b": "H", "\u030c": "v", "\u0327": "c",
}  # fmt: skip
_SIGNS = {
    "\u00b1": r"$\pm$", "\u00b2": "$^2$", "\u00b7": r"$\cdot$", "\u00d7": r"$\times$", "\u00df": r"{\ss}", "\u00f8": r"{\o}",
    "\u2013": "--", "\u2014": "---", "\u2018": "`", "\u2019": "'", "\u201c": "``", "\u201d": "{''}", "\u2026": r"\ldots{}",
    "\u2192": r"$\to$", "\u2212": "$-$", "\u221e": r"$\infty$", "\u2260": r"$\ne$", "\u2264": r"$\le$", "\u2265": r"$\ge$",
}  # fmt: skip
#: A name in backticks.
_NAME = re.compile(r"`([^`]+)`")
#: An entry in the figures of a result.
_ENTRY = re.compile(r"(?<![\w.])([A-Za-z]_\d+)(?!\w)")
_NARROW = {"(": 0.5, ")": 0.5, "[": 0.5, "]": 0.5, ",": 0.6, "=": 1.8, "+": 1.8, "-": 1.8, r"\operatorname": 0.3, r"\ln": 1.5}
_FLAT = frozenset({r"\dot", r"\tilde", r"\hat", r"\bar", r"\mathrm", r"\mathbb", r"\text"})


def escape(text: str) -> str:
    """Return plain text as LaTeX text: accents and Greek letters as such, what standard fonts lack by its code point."""
    return "".join(map(_letter, text))


def _letter(letter: str) -> str:
    if letter.isascii():
        return _SPECIAL.get(letter, letter if letter.isprintable() or letter in "\n\t" else "")
    if letter in _SIGNS:
        return _SIGNS[letter]
    decomposed = unicodedata.normalize("NFD", letter)
    base, marks = decomposed[0], decomposed[1:]
    if base.isalpha() and base.isascii() and marks in _ACCENTS:
        return f"\\{_ACCENTS[marks[0]]}{{{base}}}"
    name = re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER (\w+)", unicodedata.name(letter, ""))
    if name is not None:
        command = name[2].lower() if name[1] == "SMALL" else name[2].capitalize()
        if f"\\{command}" in GREEK:
            return f"$\\{command}$"
    return f"[U+{ord(letter):04X}]"


def values(text: str) -> str:
    """Return plain text in which entries such as `w_12` are set as mathematics."""
    return "".join(
        f"${part[0]}_{{{part[1:].lstrip('_')}}}$" if place % 2 else escape(part) for place, part in enumerate(_ENTRY.split(text))
    )


def identifier(name: str) -> str:
    """Return an id in typewriter type that may break after dots and underscores."""
    return r"\texttt{" + escape(name).replace(r"\_", r"\_\allowbreak{}").replace(".", r".\allowbreak{}") + "}"


def prose(text: str) -> str:
    """Return a claim's words as LaTeX text: their mathematics as it is, names in backticks in typewriter type."""
    return rendered(text, _words, lambda latex: f"${latex}$")


def _words(text: str) -> str:
    return "".join(identifier(part) if place % 2 else escape(part) for place, part in enumerate(_NAME.split(text)))


def filled(name: str, **parts: str) -> str:
    """Return a file of the folder `latex`, the words in angle brackets replaced by the parts they name."""
    template = files("verify.render").joinpath("latex", name).read_text(encoding="utf-8")
    return re.sub("<([A-Z]+)>", lambda found: parts[found[1]].strip("\n"), template)


def broken(left: str, right: str) -> str:
    """Return `left = right` for a display: as it is where it fits, else aligned lines broken at pluses and minuses."""
    if width(left) + width(right) + 1.8 <= WIDTH:
        return f"{left} = {right}"
    if width(left) > WIDTH / 2:
        first, others = f"& {left}", _lines(f"= {right}", WIDTH - 2)
    else:
        begin, *others = _lines(right, WIDTH - width(left) - 4)
        first = f"{left} & = {begin}"
    lines = " \\\\\n".join([first, *(rf"& \quad {line}" for line in others)])
    return f"\\begin{{aligned}}\n{lines}\n\\end{{aligned}}"


def piecewise(left: str, right: str) -> str:
    """Return `left = right` as the pieces that TeX sets line by line within a width asked for, long ones with their own."""
    whole: list[str] = []
    for piece in map(_ended, [*pieces(left), *pieces(f"= {right}")]):
        if whole and piece.startswith("=") and "=" not in whole[-1] and len(whole) > 1 and whole[-2].endswith(","):
            whole[-1] += f" {piece}"  # what a letter stands for, after a comma
        else:
            whole.append(f"\\quad {piece}" if whole and whole[-1].endswith(",") else piece)
    lines = []
    for piece in whole:
        parts = [f"\\swingby@piece{{{part}}}" for part in _inside(piece)]
        lines.append(f"\\swingby@long{{{piece}}}{{{''.join(parts)}}}%\n" if len(parts) > 1 else f"{parts[0]}%\n")
    return "".join(lines)


def _inside(piece: str) -> list[str]:
    r"""Return mathematics cut before the pluses and minuses in its outermost brackets, but not where \left or \begin stands."""
    found, start, previous = [], 0, ""
    braces = brackets = 0
    for token in tokens(piece)[:-1] if not re.search(r"\\(left|begin)\b", piece) else []:
        if token.text in ("+", "-") and (braces, brackets) == (0, 1) and previous not in ("(", "["):
            found.append(_ended(piece[start : token.place].strip()))
            start = token.place
        braces += (token.text == "{") - (token.text == "}")
        brackets += (token.text in ("(", "[")) - (token.text in (")", "]"))
        previous = token.text
    return [*found, piece[start:].strip()]


def _ended(piece: str) -> str:
    """Return a piece without the spacing left over at its end."""
    return re.sub(r"(\\quad|\\qquad|\\,|(?<!\\)\\)+$", "", piece).rstrip()


def width(source: str) -> float:
    """Return about how many letters wide mathematics is set."""
    return _row(deque(token.text for token in tokens(source)[:-1]))


def _row(rest: deque[str], stop: str = "") -> float:
    """Return the width of what comes before a token, which is taken as well."""
    total = 0.0
    while rest and (text := rest.popleft()) != stop:
        if text == r"\frac":
            total += max(_argument(rest), _argument(rest)) + 0.4
        elif text in ("^", "_"):
            total += 0.7 * _argument(rest)
        elif text == "{":
            total += _row(rest, "}")
        elif text not in _FLAT:
            total += _NARROW.get(text, 1.0)
    return total


def _argument(rest: deque[str]) -> float:
    """Return the width of the next group, or else of the next token."""
    text = rest.popleft() if rest else ""
    return _row(rest, "}") if text == "{" else _row(deque([text]))


def _lines(source: str, room: float) -> list[str]:
    lines: list[str] = []
    for part in pieces(source):
        piece = _ended(part)
        if lines and width(lines[-1]) + width(piece) <= room:
            lines[-1] += f" {piece}"
        else:
            lines.append(piece)
    return lines
