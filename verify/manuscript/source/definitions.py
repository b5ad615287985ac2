r"""An author's macros: `\newcommand`, `\def`, `\let`, `\NewDocumentCommand`, `\DeclareMathOperator`, `\DeclarePairedDelimiter`.

What is defined in another way, twice and differently, inside a group or where a conditional decides, and what a command that is
not followed may change (`\patchcmd{\half}`, `\@namedef{half}`, `\csname half\endcsname`), is known not to be readable, so that
its use is not taken for what the name usually means.

Source: elementary.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from verify.manuscript.grammar.names import UPRIGHT
from verify.manuscript.grammar.tokens import ACCENTS, GREEK, SAME, matching
from verify.manuscript.source.mathematics import mathematics
from verify.manuscript.source.packages import ARGUMENTS_OF_TEXT, COMMANDS, PHYSICS

_NAME = r"\s*\{?\s*\\([A-Za-z]+)\s*\}?\s*"
_NEW = re.compile(
    rf"\\(newcommand|renewcommand|providecommand|DeclareRobustCommand)\*?{_NAME}(?:\[(\d)\])?\s*(\[[^\]]*\])?\s*(?=\{{)"
)
_DOCUMENT = re.compile(
    rf"\\(?:New|Renew|Provide|Declare)(?:Expandable)?DocumentCommand{_NAME}\{{\s*(O\{{[^{{}}]*\}})?([m\s]*)\}}\s*(?=\{{)"
)
_DEF = re.compile(r"\\(?:def|gdef)\s*\\([A-Za-z]+)((?:#\d)*)\s*(?=\{)")
_LET = re.compile(r"\\let\s*\\([A-Za-z]+)\s*=?\s*(\\[A-Za-z]+|[^\s\\])")
_OPERATOR = re.compile(rf"\\DeclareMathOperator\*?{_NAME}(?=\{{)")
_DELIMITER = re.compile(rf"\\DeclarePairedDelimiter(?![A-Z]){_NAME}(\{{[^{{}}]*\}}|\\[A-Za-z|]+)\s*(\{{[^{{}}]*\}}|\\[A-Za-z|]+)")
_DEFINER = (
    r"\\(?:(?:re|provide)?newcommand|renewcommand|providecommand|(?:New|Renew|Provide|Declare)(?:Expandable)?DocumentCommand|"
    r"Declare[A-Za-z]+|[egx]?def|protected@edef|let|futurelet|newrobustcmd|renewrobustcmd|newmathcommand)(?![A-Za-z@])\*?\s*\{?\s*"
)
#: Anything that defines a name.
_ANY = re.compile(rf"{_DEFINER}\\([A-Za-z]+)")
_GROUPS = re.compile(
    r"(?P<brace>[{}])|\\(?P<group>(?:begin|end)(?=\s*\{(?!document\}))|(?:begin|end|b|e)group(?![A-Za-z]))|\\.", re.DOTALL
)
_CSNAME = re.compile(r"\\csname(?![A-Za-z@])(.*?)\\endcsname(?![A-Za-z@])", re.DOTALL)
_EXPL = re.compile(r"\\ExplSyntaxOn(?![A-Za-z])(.*?)(?:\\ExplSyntaxOff(?![A-Za-z])|\Z)", re.DOTALL)
_CALL = re.compile(r"\\([A-Za-z@]+)(?:\s*\*)?")
_ARGUMENT = re.compile(r"\s*(?:\[[^\]]*\]|(?P<brace>\{)|\\(?P<command>[A-Za-z]+))")
#: What the name of a command says that changes another one; before one of LaTeX's own, others are taken for mathematics.
_TELLING = re.compile(r"(?i)def|let|new|declare|provide|set|patch|app|pre|robust|cs|name|cmd|command|copy|macro|redo|alias")
#: An argument that is only a name, or several.
_ONLY_NAMES = re.compile(r"[\sA-Za-z,\\]*")
#: What changes the meaning of letters themselves, or of all mathematics.
_UNSETTLING = re.compile(
    r"\\(?P<word>catcode(?!\s*`\s*\\?@)|(?:math|lc|uc|del)code|every(?:math|display)|scantokens|directlua|newunicodechar"
    r"|DeclareMathSymbol\s*\{?\s*[^\\{\s]|(?:upper|lower)case(?=[^}]*\\(?:def|let|csname)))(?![A-Za-z@])"
)
#: Commands that are there before an author defines one: \newcommand fails, \providecommand does nothing.
_BUILT_IN = frozenset(
    name[1:]
    for name in (*GREEK, *ACCENTS, *SAME, *(UPRIGHT - {r"\operatorname"}))
    if name.startswith("\\") and name[1:].isalpha()
) | {"frac", "sqrt", "sum", "prod", "det", "exp", "ln", "log", "left", "right", "mathbf", "lVert", "lvert", "substack", "cdot"}


@dataclass(frozen=True)
class Macro:
    r"""What a macro expands to.

    Parameters
    ----------
    body : with #1, #2, ... for its arguments, and how many these are
    default : of the first argument, if that is optional
    is_delimiter : whether a star or a size in brackets may follow the name, as of `\DeclarePairedDelimiter`
    alone : the body where only the first argument stands in braces, if the others must
    place : the offset of its definition; before, the name means something else
    """

    body: str
    arguments: int = 0
    default: str | None = None
    is_delimiter: bool = False
    alone: str | None = None
    place: int = field(default=-1, compare=False)


#: Macros by their names, None where a definition is not readable.
Macros = dict[str, Macro | None]


def macros(text: str, depends: Callable[[int], bool] = lambda place: False) -> Macros:
    """Return the macros that a source without comments defines; `depends` says where a conditional decides."""
    readable = dict(_readable(text))
    found: Macros = {}
    for match in _ANY.finditer(text):
        name, place = match[1], match.start()
        macro = None if depends(place) or _is_local(text, place) else readable.get(place)
        kind = re.match(r"\\(new|New|provide|Provide)", match[0])
        if name not in found:
            found[name] = None if kind and name in _BUILT_IN else macro
        elif kind and kind[1].lower() == "provide" and not depends(place):
            continue
        elif found[name] != macro:
            found[name] = None
    for name, macro in found.items():
        target = found.get(macro.body[1:]) if macro and macro.body[:1] == "\\" and macro.body[1:] in found else macro
        if macro and (target is None or target.place > macro.place):
            found[name] = None
    found |= dict.fromkeys(_doubtful(text, found))
    return {name: Macro(*body) for name, body in PHYSICS.items() if _loads_physics(text)} | found


def swallowed(text: str, known: Macros) -> Iterator[tuple[int, int]]:
    r"""Return the arguments of macros that print nothing of them, such as \newcommand{\hide}[1]{}."""
    silent = {name for name, macro in known.items() if macro and macro.arguments == 1 and "#1" not in macro.body}
    for match in _CALL.finditer(text):
        opening = len(text) - len(text[match.end() :].lstrip())
        if match[1] in silent and text[opening : opening + 1] == "{" and not _is_defined(text, match.start()):
            yield opening + 1, matching(text, opening)


def unsettled(text: str) -> str:
    """Return what changes the meaning of letters, or of all mathematics, in a source without comments, or nothing."""
    match = _UNSETTLING.search(text)
    return "" if match is None else re.match(r"[A-Za-z]+", match["word"])[0]  # type: ignore[index]


def _loads_physics(text: str) -> bool:
    return re.search(r"\\(?:usepackage|RequirePackage)\s*(?:\[[^\]]*\])?\s*\{[^{}]*\bphysics\b[^{}]*\}", text) is not None


def _readable(text: str) -> Iterator[tuple[int, Macro]]:
    for match in _NEW.finditer(text):
        default = match[4][1:-1] if match[4] else None
        yield match.start(), Macro(_group(text, match.end()), int(match[3] or 0), default, place=match.start())
    for match in _DOCUMENT.finditer(text):
        default = match[2][2:-1] if match[2] else None
        count = match[3].count("m") + (match[2] is not None)
        yield match.start(), Macro(_group(text, match.end()), count, default, place=match.start())
    for match in _DEF.finditer(text):
        count = match[2].count("#")
        if match[2] == "".join(f"#{number}" for number in range(1, count + 1)):
            yield match.start(), Macro(_group(text, match.end()), count, place=match.start())
    for match in _LET.finditer(text):
        yield match.start(), Macro(match[2], place=match.start())
    for match in _OPERATOR.finditer(text):
        yield match.start(), Macro(rf"\operatorname{{{_group(text, match.end())}}}", place=match.start())
    for match in _DELIMITER.finditer(text):
        body = f"{_delimiter(match[2], 'l')} #1 {_delimiter(match[3], 'r')}"
        yield match.start(), Macro(body, 1, is_delimiter=True, place=match.start())


def _delimiter(text: str, side: str) -> str:
    """Return a delimiter without its braces; bars as those of one side."""
    bare = text.removeprefix("{").removesuffix("}").strip() if text[0] == "{" else text
    bars = {"|": "vert", r"\vert": "vert", r"\|": "Vert", r"\Vert": "Vert"}
    return rf"\{side}{bars[bare]}" if bare in bars else bare


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


def _doubtful(text: str, found: Macros) -> set[str]:
    """Return the commands of a source that something may change that is not followed."""
    used = {match[1] for match in _CALL.finditer(text)} | set(found)
    changing = _changing(text, found)
    doubts: set[str] = set()
    patterns = []
    for match in _CSNAME.finditer(text):
        parts = re.split(r"#+\d|\\[A-Za-z@]+\s*", match[1])
        pattern = ".*".join(re.escape(part.strip()) for part in parts)
        if pattern.strip(".*"):
            patterns.append(pattern)
        elif "#" not in match[1]:
            doubts |= set(found)
    doubts |= {name for name in used for pattern in patterns if re.fullmatch(pattern, name)}
    for match in _EXPL.finditer(text):
        doubts |= set(re.findall(r"[A-Za-z]+", match[1]))
    outside = _outside_formulas(text)
    for match in _CALL.finditer(outside):
        name = match[1]
        if name in changing and not _is_defined(outside, match.start()):
            doubts |= set(_words(_following(outside, match.end()), letters=True))
        elif name not in COMMANDS and found.get(name) is None:
            names = _names_in_arguments(outside, match.end(), name)
            doubts |= {other for other in names if other in found or _TELLING.search(name)}
    return doubts & used


def _names_in_arguments(text: str, place: int, command: str) -> set[str]:
    """Return the names that arguments of a command consist of."""
    names: set[str] = set()
    while (match := _ARGUMENT.match(text, place)) is not None:
        if match["command"]:
            return names | ({match["command"]} if not names else set())
        if match["brace"]:
            closing = matching(text, match.start("brace"))
            inside = text[match.end() : closing]
            if _ONLY_NAMES.fullmatch(inside) and (command not in ARGUMENTS_OF_TEXT or "\\" in inside):
                names |= set(_words(inside))
        place = closing + 1 if match["brace"] else match.end()
    return names


def _changing(text: str, found: Macros) -> set[str]:
    """Return the macros that change a name which they are given, themselves or by others."""
    bodies = [(match[1], _body(text, match.end())) for match in _ANY.finditer(text)]
    changing: set[str] = set()
    while True:
        more = {name for name, body in bodies if name not in changing and _changes(body, found, changing)}
        if not more:
            return changing
        changing |= more


def _body(text: str, place: int) -> str:
    opening = text.find("{", place)
    return "" if opening < 0 else text[place : matching(text, opening)]


def _changes(body: str, found: Macros, changing: set[str]) -> bool:
    if re.search(rf"{_DEFINER}#", body) or any("#" in match[1] for match in _CSNAME.finditer(body)):
        return True
    calls = re.finditer(r"\\([A-Za-z@]+)\*?\s*\{?\s*#", body)
    return any(call[1] in changing or (call[1] not in COMMANDS and found.get(call[1]) is None) for call in calls)


def _is_defined(text: str, place: int) -> bool:
    """Return whether a command stands where it is defined."""
    return re.search(rf"{_DEFINER}$", text[max(0, place - 40) : place]) is not None


def _following(text: str, place: int) -> str:
    """Return the rest of a line and all groups that begin on it, up to the end of the group it stands in."""
    depth = 0
    for match in re.finditer(r"\\.|[{}\n]", text[place:], re.DOTALL):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth < 0 or (match[0] == "\n" and depth == 0):
            return text[place : place + match.start()]
    return text[place:]


def _words(text: str, *, letters: bool = False) -> list[str]:
    """Return the words and commands of a text, and its letters where these are asked for."""
    found = re.findall(r"[A-Za-z]+", text)
    return [*found, *"".join(found)] if letters else found


def _outside_formulas(text: str) -> str:
    """Return a source with its formulas blanked out, but those in which something is defined."""
    for formula in mathematics(text)[0]:
        if not re.search(rf"{_DEFINER}|\\csname", formula.text) and len(formula.text) < len(text):
            end = formula.place + len(formula.text)
            text = text[: formula.place] + re.sub(r"[^\n]", " ", formula.text) + text[end:]
    return text
