r"""The marks of a manuscript, each on a line of its own.

% swingby: two_layer.entry_form      from here on, mathematics is compared with that equation
% swingby: end                       up to here
% swingby: symbols M = W, b = a      the manuscript writes M for W and b for a, from here on
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(r"^[ \t]*%+[ \t]*swingby[ \t]*:[ \t]*(.*?)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_STRAY = re.compile(r"(?<!\\)%+[ \t]*swingby[ \t]*:", re.IGNORECASE)
_WITHOUT_COLON = re.compile(
    r"^[ \t]*%+[ \t]*swingby[ \t]+(end|[a-z0-9_]+\.[a-z0-9_.]+|symbols\b[^\n]*=[^\n]*)[ \t]*$", re.MULTILINE
)


@dataclass(frozen=True)
class Block:
    """What stands between two marks: the id, and the offsets of the first mark and of the text between them."""

    id: str
    place: int
    start: int
    end: int


@dataclass(frozen=True)
class Fault:
    """What makes no sense or cannot be read, with its offset."""

    message: str
    place: int
    is_error: bool = True


@dataclass(frozen=True)
class Marks:
    """Blocks, the manuscript's symbols with ours from each offset on, and faults."""

    blocks: tuple[Block, ...]
    symbols: tuple[tuple[int, dict[str, str]], ...]
    faults: tuple[Fault, ...]

    def symbols_at(self, place: int) -> dict[str, str]:
        """Return the manuscript's symbols with ours at an offset."""
        found: dict[str, str] = {}
        for start, pairs in self.symbols:
            if start < place:
                found |= pairs
        return found


def marks(text: str) -> Marks:
    """Return the marks in a source that still has its comments."""
    blocks: list[Block] = []
    symbols: list[tuple[int, dict[str, str]]] = []
    found = list(_MARK.finditer(text))
    lines = [range(*match.span()) for match in found]
    strays = [match.start() for match in _STRAY.finditer(text) if not any(match.start() in line for line in lines)]
    faults = [Fault("a mark needs a colon: '% swingby: ...'", match.start()) for match in _WITHOUT_COLON.finditer(text)]
    faults += [Fault("a '% swingby:' mark must be on a line of its own", place) for place in strays]
    opened: re.Match[str] | None = None
    for match in [*found, None]:
        words = match[1] if match else ""
        is_end = words.lower() == "end"
        if match and words.split(" ")[0] == "symbols":
            symbols.append((match.start(), _pairs(words.removeprefix("symbols"), match.start(), faults)))
            continue
        if match and is_end and opened:
            blocks.append(Block(opened[1], opened.start(), opened.end(), match.start()))
        elif opened:
            faults.append(Fault(f"'% swingby: {opened[1]}' has no '% swingby: end'", opened.start()))
        elif match and is_end:
            faults.append(Fault("'% swingby: end' without a beginning", match.start()))
        opened = None if is_end else match
    return Marks(tuple(blocks), tuple(symbols), tuple(faults))


def _pairs(text: str, place: int, faults: list[Fault]) -> dict[str, str]:
    pairs = [[side.strip() for side in item.split("=")] for item in re.split(r",(?![^{}]*\})", text)]
    if any(len(pair) != 2 or not all(pair) for pair in pairs):
        faults.append(Fault("symbols must read 'symbols THEIRS = OURS, ...'", place))
        return {}
    return dict(pairs)
