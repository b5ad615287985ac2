r"""An author's macros, `\newcommand`, `\def`, `\let`, `\DeclareMathOperator`, and mathematics with these expanded.

What is defined in another way, twice and differently, or inside a group, is known not to be readable, so that its use is not
taken for what the name usually means. In expanded mathematics every character has the offset it comes from: that of the
macro's use, or of an argument's own character.

Source: elementary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from verify.manuscript.grammar.tokens import matching

_NAME = r"\s*\{?\s*\\([A-Za-z]+)\s*\}?\s*"
_NEW = re.compile(
    rf"\\(newcommand|renewcommand|providecommand|DeclareRobustCommand)\*?{_NAME}(?:\[(\d)\])?\s*(\[[^\]]*\])?\s*(?=\{{)"
)
_DEF = re.compile(r"\\(?:def|gdef)\s*\\([A-Za-z]+)((?:#\d)*)\s*(?=\{)")
_LET = re.compile(r"\\let\s*\\([A-Za-z]+)\s*=?\s*(\\[A-Za-z]+|[^\s\\])")
_OPERATOR = re.compile(rf"\\DeclareMathOperator\*?{_NAME}(?=\{{)")
#: Anything that defines a name.
_ANY = re.compile(
    r"\\(?:(?:re|provide)?newcommand|renewcommand|providecommand|(?:New|Renew|Provide|Declare)(?:Expandable)?DocumentCommand|"
    r"Declare[A-Za-z]+|[egx]?def|protected@edef|let|futurelet|newrobustcmd|renewrobustcmd|newmathcommand)\*?\s*\{?\s*\\([A-Za-z]+)"
)
_GROUPS = re.compile(
    r"(?P<brace>[{}])|\\(?P<group>(?:begin|end)(?=\s*\{(?!document\}))|(?:begin|end|b|e)group(?![A-Za-z]))|\\.", re.DOTALL
)
_COMMAND = re.compile(r"\\(?:([A-Za-z]+)|.)", re.DOTALL)
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
class Macro:
    """What a macro expands to: its body with #1, #2, ..., how many of them, and the default of the first if it is optional."""

    body: str
    arguments: int = 0
    default: str | None = None


#: Macros by their names, None where a definition is not readable.
Macros = dict[str, Macro | None]


def macros(text: str) -> Macros:
    """Return the macros that a source without comments defines."""
    readable = dict(_readable(text))
    found: Macros = {}
    for match in _ANY.finditer(text):
        name, place = match[1], match.start()
        macro = None if _is_local(text, place) else readable.get(place)
        if name not in found:
            found[name] = macro
        elif found[name] != macro and not text.startswith(r"\providecommand", place):
            found[name] = None
    return found


def _readable(text: str) -> Iterator[tuple[int, Macro]]:
    for match in _NEW.finditer(text):
        default = match[4][1:-1] if match[4] else None
        yield match.start(), Macro(_group(text, match.end()), int(match[3] or 0), default)
    for match in _DEF.finditer(text):
        count = match[2].count("#")
        if match[2] == "".join(f"#{number}" for number in range(1, count + 1)):
            yield match.start(), Macro(_group(text, match.end()), count)
    for match in _LET.finditer(text):
        yield match.start(), Macro(match[2])
    for match in _OPERATOR.finditer(text):
        yield match.start(), Macro(rf"\operatorname{{{_group(text, match.end())}}}")


def _is_local(text: str, place: int) -> bool:
    """Return whether an offset is inside a group or an environment other than the document."""
    braces = environments = 0
    for match in _GROUPS.finditer(text, 0, place):
        if match["brace"]:
            braces += 1 if match[0] == "{" else -1
        elif braces == 0 and match["group"]:
            environments += 1 if match["group"].startswith("b") else -1
    return braces > 0 or environments > 0


def _group(text: str, place: int) -> str:
    """Return what stands in the braces that open at an offset."""
    return text[place + 1 : matching(text, place)]


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
        found = _arguments(part, command, macro) if macro else None
        if macro is None or found is None or depth > DEPTH or len(self.places) > LONGEST:
            self.write(_all_at(f" \\{name}{UNREADABLE} ", here))
            return command.end()
        arguments, end = found
        body = f" {{{macro.body}}} " if braced else f" {macro.body} "
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
    if macro.default is not None:
        optional = _OPTIONAL.match(text, position)
        found.append(part.cut(*optional.span(1)) if optional else _all_at(macro.default, part.places[command.start()]))
        position = optional.end() if optional else position
    while len(found) < macro.arguments:
        start = len(text) - len(text[position:].lstrip())
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
