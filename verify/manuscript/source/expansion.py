r"""Mathematics with an author's macros expanded, every character with the offset it comes from: that of the macro's use.

Source: elementary.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from verify.manuscript.source.macros import Macro, Macros

_COMMAND = re.compile(r"\\(?:([A-Za-z]+)|.)", re.DOTALL)
#: Commands that take arguments: a macro there is one argument, whatever it expands to.
_TAKES = {"frac": 2, "tfrac": 2, "dfrac": 2, "sqrt": 1} | dict.fromkeys(
    ("dot", "ddot", "hat", "tilde", "bar", "widetilde", "widehat", "mathbf", "boldsymbol", "bm", "mathcal", "mathrm", "mathsf"), 1
)
#: Deeper expansions and longer texts are not read.
DEPTH, LONGEST = 32, 100_000
#: The end of the command that stands for a macro without a readable definition.
UNREADABLE = "WithoutReadableDefinition"


@dataclass(frozen=True)
class Expanded:
    """A text and the offset of each of its characters in the source."""

    text: str
    places: tuple[int, ...]

    def place(self, offset: int) -> int:
        """Return where in the source an offset of the text comes from."""
        return self.places[min(offset, len(self.places) - 1)] if self.places else 0


def expand(text: str, start: int, macros: Macros) -> Expanded:
    """Return a text that begins at an offset of the source with all macros expanded."""
    written = _Written([], [])
    _expand(text, list(range(start, start + len(text))), macros, written, 0)
    return Expanded("".join(written.pieces), tuple(written.places))


@dataclass
class _Written:
    pieces: list[str]
    places: list[int]

    def add(self, text: str, places: list[int]) -> None:
        self.pieces.append(text)
        self.places.extend(places)


def _expand(text: str, places: list[int], macros: Macros, written: _Written, depth: int) -> None:
    position, taking = 0, 0
    while position < len(text):
        match = _COMMAND.match(text, position)
        name = match[1] if match else None
        if match is None or name not in macros:
            end = match.end() if match else position + 1
            if text[position] == "{" and taking:
                end = _group_end(text, position)
                written.add("{", places[position : position + 1])
                _expand(text[position + 1 : end - 1], places[position + 1 : end - 1], macros, written, depth)
                written.add("}", places[end - 1 : end])
            else:
                written.add(text[position:end], places[position:end])
            if not text[position].isspace():
                taking = _TAKES.get(name or "", 0) if match else max(0, taking - 1) if text[position] != "[" else 0
            position = end
            continue
        position = _use(text, places, position, match.end(), macros, written, depth, braced=taking > 0)
        taking = max(0, taking - 1)


def _use(
    text: str, places: list[int], start: int, position: int, macros: Macros, written: _Written, depth: int, *, braced: bool
) -> int:
    """Write what a macro expands to and return the offset after its arguments."""
    name = text[start + 1 : position]
    macro = macros[name]
    here = places[start]
    arguments = _arguments(text, position, macro) if macro else None
    if macro is None or arguments is None or depth > DEPTH or len(written.places) > LONGEST:
        unread = f" \\{name}{UNREADABLE} "
        written.add(unread, [here] * len(unread))
        return position
    pieces, origins = [" {" if braced else " "], [here] * (2 if braced else 1)
    for part in re.split(r"(#\d)", macro.body):
        number = int(part[1:]) - 1 if re.fullmatch(r"#\d", part) else -1
        if 0 <= number < len(arguments[0]):
            first, last = arguments[0][number]
            piece = text[first:last] if first >= 0 else macro.default or ""
            origin = places[first:last] if first >= 0 else [here] * len(piece)
        else:
            piece, origin = part, [here] * len(part)
        pieces.append(piece)
        origins.extend(origin)
    pieces.append("} " if braced else " ")
    origins.extend([here] * len(pieces[-1]))
    _expand("".join(pieces), origins, macros, written, depth + 1)
    return arguments[1]


def _arguments(text: str, position: int, macro: Macro) -> tuple[list[tuple[int, int]], int] | None:
    """Return the bounds of a macro's arguments, (-1, -1) for the default, and the offset after them; None if some are missing."""
    found: list[tuple[int, int]] = []
    if macro.default is not None:
        optional = re.compile(r"\s*\[([^\]]*)\]").match(text, position)
        found.append(optional.span(1) if optional else (-1, -1))
        position = optional.end() if optional else position
    while len(found) < macro.arguments:
        start = position + len(text[position:]) - len(text[position:].lstrip())
        if start >= len(text) or text[start] in "}&":
            return None
        command = _COMMAND.match(text, start)
        end = _group_end(text, start) if text[start] == "{" else command.end() if command else start + 1
        found.append((start + 1, end - 1) if text[start] == "{" else (start, end))
        position = end
    return found, position


def _group_end(text: str, place: int) -> int:
    depth = 0
    for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, place):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    return len(text)
