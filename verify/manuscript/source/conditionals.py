r"""The conditionals of a source: `\iftrue`, `\iffalse` and flags of `\newif` whose value is known are followed.

A flag is false where `\newif` makes it, and what `\NAMEtrue` or `\NAMEfalse` says from there on, where these are certainly
carried out: not in a group, a definition, or a branch of a conditional that is not followed. All other conditionals are left
as they stand, and both of their branches are known to depend on something.

Source: elementary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from verify.manuscript.grammar.tokens import matching

#: Conditionals of TeX and its engines; all others are flags.
_PRIMITIVE = frozenset(
    {
        "if", "ifcat", "ifnum", "ifdim", "ifodd", "ifvmode", "ifhmode", "ifmmode", "ifinner", "ifvoid", "ifhbox", "ifvbox", "ifx",
        "ifeof", "ifcase", "ifdefined", "ifcsname", "iffontchar", "ifincsname",
    }
)  # fmt: skip
_FLAG = re.compile(r"\\newif\s*\\if([A-Za-z@]+)")
_TOKEN = re.compile(
    r"\\newif\s*\\if(?P<new>[A-Za-z@]+)"
    r"|\\let\s*\\if(?P<let>[A-Za-z@]+)\s*=?\s*\\if(?P<value>[A-Za-z@]+)"
    r"|\\(?P<word>else|or|fi|repeat|unless|if(?!f(?![A-Za-z@]))[A-Za-z@]*)(?![A-Za-z@])(?P<braced>\s*\{)?"
    r"|\\(?P<set>[A-Za-z@]+?)(?P<to>true|false)(?![A-Za-z@])"
    r"|\\(?P<group>begin|end)(?=\s*\{(?!document\}))|\\(?P<open>b|e)(?:egin|nd)?group(?![A-Za-z@])|\\.|(?P<brace>[{}])",
    re.DOTALL,
)
#: What stands before a command that is defined, or only spoken of.
_NAMING = re.compile(
    r"\\(?:let|[gex]?def|(?:re)?newcommand\*?|show|string|noexpand|meaning|expandafter)\s*\{?\s*(?:\\[A-Za-z@]+\s*=?\s*)?$"
)
#: Commands whose arguments are the branches.
_ARGUMENTS = re.compile(
    r"\\(?:if[A-Za-z@]+|IfFileExists|IfBooleanTF|IfNoValueTF|IfValueTF|@if[a-z@]+|notbool|nottoggle|AtBeginDocument|AtEndDocument)"
    r"(?![A-Za-z@])\s*(?=\{)"
)


@dataclass(frozen=True)
class Followed:
    """What is not typeset for certain, and the stretches of which it is not known whether they are."""

    skipped: tuple[tuple[int, int], ...]
    open: tuple[tuple[int, int], ...]

    def depends(self, place: int) -> bool:
        """Return whether it is not known if what stands at an offset is typeset."""
        return any(first <= place < last for first, last in self.open)


@dataclass
class _Branch:
    """A conditional that is being read: its value, None if unknown, where its branch begins, and where it does itself."""

    value: bool | None
    start: int
    first: int


def followed(text: str) -> Followed:
    """Return which stretches of a source without comments its conditionals leave out, and which may be left out."""
    return _Reader(text).read()


@dataclass
class _Reader:
    """Reads conditionals in their order; a flag of unknown value is None."""

    text: str
    flags: dict[str, bool | None] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    branches: list[_Branch] = field(default_factory=list)
    skipped: list[tuple[int, int]] = field(default_factory=list)
    open: list[tuple[int, int]] = field(default_factory=list)
    declared: set[str] = field(default_factory=set)
    level: int = 0

    def read(self) -> Followed:
        self.declared = set(_FLAG.findall(self.text))
        self.doubtful = {
            name for name in self.declared if re.search(rf"(?<![A-Za-z@\\])(?:if{name}|{name}(?:true|false))\b", self.text)
        }
        is_unless = False
        for match in _TOKEN.finditer(self.text):
            word, is_dead = match["word"] or "", any(branch.value is False for branch in self.branches)
            if word.startswith("if"):
                is_flag = word[2:] in (*self.declared, *self.flags, "true", "false")
                if (is_flag or word in _PRIMITIVE or not match["braced"]) and not self._is_named(match):
                    self._begin(match, None if is_dead else self._value(word, is_unless))
            elif word == "else":
                self._otherwise(match)
            elif word == "or" and self.branches and self.branches[-1].value:
                self.branches[-1].value = None
            elif word in ("fi", "repeat"):
                self._end(match)
            elif not is_dead and not word:
                self._note(match)
            is_unless = word == "unless"
        for branch in self.branches:
            if branch.value:
                continue
            (self.skipped if branch.value is False else self.open).append((branch.start, len(self.text)))
        if any(_leaves_a_group(self.text[start:end]) for start, end in self.skipped):
            return Followed((), ((0, len(self.text)),))
        return Followed(tuple(self.skipped), (*self.open, *_in_arguments(self.text)))

    def _is_named(self, match: re.Match[str]) -> bool:
        return _NAMING.search(self.text[max(0, match.start() - 60) : match.start()]) is not None

    def _value(self, word: str, is_unless: bool) -> bool | None:
        """Return whether a conditional holds, None where that is not known."""
        found = {"iftrue": True, "iffalse": False}.get(word, self.flags.get(word[2:]))
        return None if found is None or word in _PRIMITIVE else found is not is_unless

    def _begin(self, match: re.Match[str], value: bool | None) -> None:
        end = match.end("word")
        self.branches.append(_Branch(value, end, match.start()))
        if value is not None:
            self.skipped.append((match.start(), end))

    def _otherwise(self, match: re.Match[str]) -> None:
        branch = self.branches[-1] if self.branches else _Branch(None, 0, 0)
        if branch.value is not None:
            self.skipped.append((match.start() if branch.value else branch.start, match.end("word")))
            branch.value, branch.start = not branch.value, match.end("word")

    def _end(self, match: re.Match[str]) -> None:
        if not self.branches:
            return
        branch, end = self.branches.pop(), match.end("word")
        if branch.value is None:
            self.open.append((branch.first, end))
        else:
            self.skipped.append((match.start() if branch.value else branch.start, end))

    def _note(self, match: re.Match[str]) -> None:
        """Keep what a token says of a flag, or of the groups that are open."""
        if group := match["brace"] or match["group"] or match["open"]:
            self.level += 1 if group in ("{", "begin", "b") else -1
            return
        name = match["new"] or match["let"] or match["set"] or ""
        if not name or (match["set"] and name not in (*self.declared, *self.flags)):
            return
        said = {"true": True, "false": False}.get(match["to"] or match["value"] or "false")
        if self.level > 0 or any(branch.value is None for branch in self.branches) or (match["set"] and self._is_named(match)):
            self.doubtful.add(name)
        self.flags[name] = None if name in self.doubtful else said


def _leaves_a_group(text: str) -> bool:
    r"""Return whether a text closes a group that it does not open, so that TeX may not skip it as it stands."""
    depth = 0
    for match in re.finditer(r"\\.|([{}])", text, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(match[1] or "", 0)
        if depth < 0:
            return True
    return False


def _in_arguments(text: str) -> Iterator[tuple[int, int]]:
    r"""Return the braces that follow a command such as `\ifthenelse`, of which TeX takes one."""
    for match in _ARGUMENTS.finditer(text):
        place = match.end()
        while (opening := re.compile(r"\s*\{").match(text, place)) is not None:
            place = matching(text, opening.end() - 1) + 1
        yield match.end(), place
