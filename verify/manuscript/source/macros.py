r"""Mathematics with an author's macros expanded.

Every character has the offset it comes from: that of the macro's use, or of an argument's own character.

Source: elementary.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from verify.manuscript.grammar.tokens import matching
from verify.manuscript.source.definitions import Macro, Macros

_COMMAND = re.compile(r"\\(?:([A-Za-z]+)|.)", re.DOTALL)
#: The star or the size of a paired delimiter.
_SIZE = re.compile(r"\s*(?:\*|\[\s*\\[bB]igg?[lr]?\s*\])")
_OPTIONAL = re.compile(r"\s*\[([^\]]*)\]")
#: Commands that take arguments: a macro there is one argument, whatever it expands to.
_TAKES = {"frac": 2, "tfrac": 2, "dfrac": 2, "sqrt": 1} | dict.fromkeys(
    ("dot", "ddot", "hat", "tilde", "bar", "widetilde", "widehat", "mathbf", "boldsymbol", "bm", "mathcal", "mathrm", "mathsf"), 1
)
#: Deeper expansions and longer texts are not read: a macro may call itself.
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

    def cut(self, start: int, end: int) -> Expanded:
        """Return the text between two offsets."""
        return Expanded(self.text[start:end], self.places[start:end])


def expand(text: str, start: int, macros: Macros) -> Expanded:
    """Return a text that begins at an offset of the source with all macros expanded."""
    written = _Expansion(macros)
    written.expand(Expanded(text, tuple(range(start, start + len(text)))), 0)
    return Expanded("".join(written.pieces), tuple(written.places))


@dataclass
class _Expansion:
    """Writes a text with its macros expanded."""

    macros: Macros
    pieces: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def write(self, part: Expanded) -> None:
        self.pieces.append(part.text)
        self.places.extend(part.places)

    def expand(self, part: Expanded, depth: int) -> None:
        position = taking = 0
        while position < len(part.text):
            command = _COMMAND.match(part.text, position)
            if command and command[1] in self.macros:
                position = self._use(part, command, depth, braced=taking > 0)
                taking = max(0, taking - 1)
                continue
            letter, end = part.text[position], command.end() if command else position + 1
            if letter == "{" and taking:
                closing = matching(part.text, position)
                self.write(part.cut(position, end))
                self.expand(part.cut(end, closing), depth)
                position, end = closing, closing + 1
            self.write(part.cut(position, end))
            if not letter.isspace():
                taking = _TAKES.get(command[1] or "", 0) if command else max(0, taking - 1) if letter != "[" else 0
            position = end

    def _use(self, part: Expanded, command: re.Match[str], depth: int, *, braced: bool) -> int:
        """Write what a macro expands to and return the offset after its arguments."""
        name, here = command[1], part.places[command.start()]
        macro = self.macros[name]
        macro = None if macro is None or here < macro.place else macro
        found = _arguments(part, command, macro) if macro else None
        if macro is None or found is None or depth > DEPTH or len(self.places) > LONGEST:
            self.write(_all_at(f" \\{name}{UNREADABLE} ", here))
            return command.end()
        arguments, end = found
        body = macro.body if len(arguments) == macro.arguments else macro.alone
        body = f" {{{body}}} " if braced else f" {body} "
        given = {f"#{number}": argument for number, argument in enumerate(arguments, 1)}
        pieces = [given.get(piece) or _all_at(piece, here) for piece in re.split(r"(#\d)", body)]
        places = tuple(place for piece in pieces for place in piece.places)
        self.expand(Expanded("".join(piece.text for piece in pieces), places), depth + 1)
        return end


def _all_at(text: str, place: int) -> Expanded:
    return Expanded(text, (place,) * len(text))


def _arguments(part: Expanded, command: re.Match[str], macro: Macro) -> tuple[list[Expanded], int] | None:
    """Return a macro's arguments and the offset after them, or None if some are missing."""
    found: list[Expanded] = []
    text, position = part.text, command.end()
    if macro.is_delimiter and (size := _SIZE.match(text, position)):
        position = size.end()
    if macro.default is not None:
        optional = _OPTIONAL.match(text, position)
        found.append(part.cut(*optional.span(1)) if optional else _all_at(macro.default, part.places[command.start()]))
        position = optional.end() if optional else position
    while len(found) < macro.arguments:
        start = len(text) - len(text[position:].lstrip())
        if found and macro.alone is not None and text[start : start + 1] != "{":
            break
        if start >= len(text) or text[start] in "}&":
            return None
        if text[start] == "{":
            end = matching(text, start)
            found.append(part.cut(start + 1, end))
            position = end + 1
        else:
            inner = _COMMAND.match(text, start)
            position = inner.end() if inner else start + 1
            found.append(part.cut(start, position))
    return found, position
