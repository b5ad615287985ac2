r"""A manuscript's LaTeX source: its marks, its references to claims, the mathematics between two marks, its macros.

    % swingby: two_layer.entry_form      from here on, mathematics is compared with that equation
    % swingby: end                       up to here
    % swingby: symbols M = W, b = a      the manuscript writes M for W and b for a, from here on

Comments and verbatim text are blanked out, so that offsets stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARK = re.compile(r"^[ \t]*%[ \t]*swingby:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_STRAY = re.compile(r"(?<!\\)%[ \t]*swingby:")
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)(%[^\n]*)")
_VERBATIM = re.compile(r"\\begin\{(verbatim\*?|lstlisting|comment)\}.*?\\end\{\1\}|\\verb\*?([^A-Za-z\s]).*?\2", re.DOTALL)
_REFERENCE = re.compile(r"\\(claim|claimref|claimstatus)\s*\{([^{}#\\]*)\}")
_MACRO = re.compile(
    r"\\(?:newcommand|renewcommand|providecommand)\*?\s*\{?\s*(\\[A-Za-z]+)\s*\}?\s*\{|\\def\s*(\\[A-Za-z]+)\s*\{|"
    r"\\DeclareMathOperator\*?\s*\{\s*(\\[A-Za-z]+)\s*\}\s*\{"
)
_OUTER = r"equation|align|gather|multline|flalign|eqnarray|displaymath|math|alignat|dmath"
_MATHEMATICS = re.compile(
    rf"\\begin\{{(?P<name>(?:{_OUTER})\*?)\}}(?P<environment>.*?)\\end\{{(?P=name)\}}"
    r"|\\\[(?P<display>.*?)\\\]|\\\((?P<inline>.*?)\\\)|(?<!\\)\$\$(?P<dollars>.*?)\$\$|(?<!\\)\$(?P<dollar>.*?)(?<!\\)\$",
    re.DOTALL,
)
#: Environments inside of mathematics that only arrange it.
_ARRANGING = re.compile(r"\\(?:begin|end)\{(?:aligned|split|gathered|multlined|alignedat)\}(?:\[[a-z]\])?(?:\{\d+\})?")


@dataclass(frozen=True)
class Reference:
    r"""One use of ``\claim``, ``\claimref`` or ``\claimstatus``."""

    command: str
    id: str
    place: int


@dataclass(frozen=True)
class Block:
    """What stands between two marks: the id, the offsets of its text, and the manuscript's symbols with ours."""

    id: str
    place: int
    start: int
    end: int
    symbols: dict[str, str]


@dataclass(frozen=True)
class Fault:
    """A mark that makes no sense, with its offset."""

    message: str
    place: int


@dataclass(frozen=True)
class Source:
    """A manuscript: its text, the same without comments, and what is in it."""

    text: str
    bare: str
    references: tuple[Reference, ...]
    blocks: tuple[Block, ...]
    faults: tuple[Fault, ...]
    macros: dict[str, str]

    def line(self, place: int) -> int:
        """Return the number of the line an offset is on, from 1."""
        return self.text.count("\n", 0, place) + 1

    def mathematics(self, block: Block) -> Iterator[tuple[str, int]]:
        """Return the pieces of mathematics of a block with their offsets; all of it where it is inside a display."""
        inside = self.bare[block.start : block.end]
        found = False
        for match in _MATHEMATICS.finditer(inside):
            found = True
            group = next(name for name in ("environment", "display", "inline", "dollars", "dollar") if match[name] is not None)
            yield _ARRANGING.sub(_blank, match[group]), block.start + match.start(group)
        if not found and inside.strip():
            yield _ARRANGING.sub(_blank, inside), block.start


def read(text: str) -> Source:
    """Return what is in the LaTeX source of a manuscript."""
    plain = _VERBATIM.sub(_blank, text)
    bare = _COMMENT.sub(lambda match: match[1] + " " * len(match[2]), plain)
    blocks, faults = _blocks(plain)
    references = tuple(Reference(match[1], match[2].strip(), match.start()) for match in _REFERENCE.finditer(bare))
    return Source(text, bare, references, blocks, faults, _macros(bare))


def rows(mathematics: str) -> list[tuple[str, int]]:
    r"""Return the relations of a display: rows are one relation until a row begins with a left side of its own."""
    found: list[tuple[str, int]] = []
    place = 0
    for part in re.split(r"(\\\\(?:\[[^\]]*\])?)", mathematics):
        if found and (re.match(r"\\\\", part) or _continues(part, found[-1][0])):
            found[-1] = (found[-1][0] + part, found[-1][1])
        else:
            found.append((part, place))
        place += len(part)
    return [(row, start) for row, start in found if row.strip(" \n\t&\\")]


def _continues(row: str, before: str) -> bool:
    first = re.sub(r"^(?:\s|&|\\quad|\\qquad|\\[,;:!> ]|~|\\left|\\phantom\{[^{}]*\}|\{\})+", "", row)
    last = re.sub(r"(?:\s|&|\\\\(?:\[[^\]]*\])?)+$", "", before)
    joins = ("=", "+", "-", r"\cdot", r"\times")
    return "=" not in row or first.startswith(joins) or last.endswith(joins) or _depth(before) > 0


def _depth(text: str) -> int:
    return text.count("{") - text.count("}")


def _blocks(text: str) -> tuple[tuple[Block, ...], tuple[Fault, ...]]:
    blocks: list[Block] = []
    faults: list[Fault] = []
    symbols: dict[str, str] = {}
    opened: tuple[str, int, int] | None = None
    own = {match.start() for match in _MARK.finditer(text)}
    for stray in _STRAY.finditer(text):
        if not any(start <= stray.start() <= start + 200 and "\n" not in text[start : stray.start()] for start in own):
            faults.append(Fault("a '% swingby:' mark must be on a line of its own", stray.start()))
    for match in _MARK.finditer(text):
        words = match[1]
        if words == "end":
            if opened is None:
                faults.append(Fault("'% swingby: end' without a beginning", match.start()))
            else:
                blocks.append(Block(opened[0], opened[1], opened[2], match.start(), dict(symbols)))
            opened = None
        elif words.split(" ")[0] == "symbols":
            symbols.update(_symbols(words.removeprefix("symbols"), match.start(), faults))
        else:
            if opened is not None:
                faults.append(Fault(f"'% swingby: {opened[0]}' has no '% swingby: end'", opened[1]))
            opened = (words, match.start(), match.end())
    if opened is not None:
        faults.append(Fault(f"'% swingby: {opened[0]}' has no '% swingby: end'", opened[1]))
    return tuple(blocks), tuple(faults)


def _symbols(text: str, place: int, faults: list[Fault]) -> dict[str, str]:
    pairs = [[side.strip() for side in item.split("=")] for item in text.split(",")]
    if any(len(pair) != 2 or not all(pair) for pair in pairs):
        faults.append(Fault("symbols must read 'symbols THEIRS = OURS, ...'", place))
        return {}
    return dict(pairs)


def _macros(text: str) -> dict[str, str]:
    found = {}
    for match in _MACRO.finditer(text):
        depth, end = 1, match.end()
        while end < len(text) and depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        body = text[match.end() : end - 1]
        name = match[1] or match[2] or match[3]
        found[name] = rf"\operatorname{{{body}}}" if match[3] else body
    return found


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
