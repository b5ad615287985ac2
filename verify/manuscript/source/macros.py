r"""An author's macros: ``\newcommand``, ``\def``, ``\let``, ``\DeclareMathOperator``, as far as they can be read.

What is defined in another way, twice and differently, or inside a group, is known not to be readable, so that its use is not
taken for what the name usually means.

Source: elementary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
        macro = readable.get(match.start())
        name = match[1]
        if macro is not None and _is_local(text, match.start()):
            macro = None
        provided = text.startswith(r"\providecommand", match.start())
        if name not in found:
            found[name] = macro
        elif found[name] != macro and not provided:
            found[name] = None
    return found


def _readable(text: str) -> Iterator[tuple[int, Macro]]:
    for match in _NEW.finditer(text):
        default = match[4][1:-1] if match[4] else None
        yield match.start(), Macro(group(text, match.end()), int(match[3] or 0), default)
    for match in _DEF.finditer(text):
        count = match[2].count("#")
        if match[2] == "".join(f"#{number}" for number in range(1, count + 1)):
            yield match.start(), Macro(group(text, match.end()), count)
    for match in _LET.finditer(text):
        yield match.start(), Macro(match[2])
    for match in _OPERATOR.finditer(text):
        yield match.start(), Macro(rf"\operatorname{{{group(text, match.end())}}}")


def group(text: str, place: int) -> str:
    """Return what stands in the braces that open at an offset."""
    depth = 0
    for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, place):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0 and match[0] == "}":
            return text[place + 1 : match.start()]
    return text[place + 1 :]


def _is_local(text: str, place: int) -> bool:
    """Return whether an offset is inside a group or an environment other than the document."""
    braces = environments = 0
    for match in _GROUPS.finditer(text, 0, place):
        if match["brace"]:
            braces += 1 if match[0] == "{" else -1
        elif braces == 0 and match["group"]:
            environments += 1 if match["group"].startswith("b") else -1
    return braces > 0 or environments > 0
