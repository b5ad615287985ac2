r"""The marks of a manuscript, each on a line of its own.

% swingby: two_layer.entry_form      from here on, mathematics is compared with that equation
% swingby: end                       up to here
% swingby: symbols M = W, b = a      the manuscript writes M for W and b for a, from here on
% swingby: derive                    from here on, every equality is an identity by itself, up to `end`
% swingby: let x, y real             x and y are real in what is derived, from here on
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(r"^[ \t]*%+[ \t]*swingby[ \t]*:[ \t]*(.*?)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_STRAY = re.compile(r"(?<!\\)%+[ \t]*swingby[ \t]*:", re.IGNORECASE)
_WITHOUT_COLON = re.compile(
    r"^[ \t]*%+[ \t]*swingby[ \t]+(end|derive|let\b[^\n]*|[a-z0-9_]+\.[a-z0-9_.]+|symbols\b[^\n]*=[^\n]*)[ \t]*$", re.MULTILINE
)


#: What a line `let` may say of letters.
KINDS = ("real", "positive", "nonnegative", "integer", "matrix", "symmetric")


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
    lets: tuple[tuple[int, dict[str, str]], ...] = ()

    def lets_at(self, place: int) -> dict[str, str]:
        """Return the letters that are declared at an offset, each with its kind."""
        return {name: kind for start, pairs in self.lets if start < place for name, kind in pairs.items()}

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
    lets: list[tuple[int, dict[str, str]]] = []
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
        if match and words.split(" ")[0] == "let":
            lets.append((match.start(), _declared(words.removeprefix("let"), match.start(), faults)))
            continue
        if match and is_end and opened:
            blocks.append(Block(opened[1], opened.start(), opened.end(), match.start()))
        elif opened:
            faults.append(Fault(f"'% swingby: {opened[1]}' has no '% swingby: end'", opened.start()))
        elif match and is_end:
            faults.append(Fault("'% swingby: end' without a beginning", match.start()))
        opened = None if is_end else match
    return Marks(tuple(blocks), tuple(symbols), tuple(faults), tuple(lets))


def _declared(text: str, place: int, faults: list[Fault]) -> dict[str, str]:
    """Return the letters of a line `let x, y real` with their kind."""
    *names, kind = text.split() or [""]
    letters = [name.strip() for name in re.split(r",(?![^{}]*\})", " ".join(names))]
    if kind not in KINDS or not all(letters):
        faults.append(Fault(f"let must read 'let LETTER, ... KIND', KIND one of {', '.join(KINDS)}", place))
        return {}
    return dict.fromkeys(letters, kind)


def _pairs(text: str, place: int, faults: list[Fault]) -> dict[str, str]:
    pairs = [[side.strip() for side in item.split("=")] for item in re.split(r",(?![^{}]*\})", text)]
    if any(len(pair) != 2 or not all(pair) for pair in pairs):
        faults.append(Fault("symbols must read 'symbols THEIRS = OURS, ...'", place))
        return {}
    return dict(pairs)
