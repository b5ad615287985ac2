r"""A manuscript of several files as one text: ``\input``, ``\include``, ``\subfile``, ``\import``, own packages are followed.

Each file is read once. Every offset of the text knows its file and line. A file ``equations/ID.tex`` is an exported fragment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from verify.manuscript.source.bare import bare, blank
from verify.manuscript.source.marks import Fault

_INPUT = re.compile(
    r"\\(?:input|include|subfile|subfileinclude)\s*\{(?P<name>[^{}]*)\}|\\input\s+(?P<bare>[^\s{}\\%]+)"
    r"|\\(?:sub)?import\*?\s*\{(?P<folder>[^{}]*)\}\s*\{(?P<imported>[^{}]*)\}"
    r"|\\(?:usepackage|RequirePackage)\s*(?:\[[^\]]*\])?\s*\{(?P<packages>[^{}]*)\}"
)
_BEGINNING = re.compile(r"\\begin\s*\{document\}")
_END = re.compile(r"\\end\s*\{document\}")
_ENDINPUT = re.compile(r"\\endinput(?![A-Za-z])")
_ID = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)+")


@dataclass(frozen=True)
class Fragment:
    """An exported equation that a manuscript inputs: its id, its file and text, and the offset of the command."""

    id: str
    file: str
    text: str
    place: int


@dataclass(frozen=True)
class Part:
    """A stretch of the joined text: its first offset, its file, and the number of the file's line it begins on."""

    start: int
    file: str
    line: int


@dataclass(frozen=True)
class Joined:
    """The text of all files, where its parts come from, the exported fragments among them, and files that cannot be read."""

    text: str
    parts: tuple[Part, ...]
    fragments: tuple[Fragment, ...] = ()
    faults: tuple[Fault, ...] = ()

    def where(self, place: int) -> tuple[str, int]:
        """Return the file and the number of the line of an offset."""
        part = next(part for part in reversed(self.parts) if part.start <= place or part is self.parts[0])
        return part.file, part.line + self.text.count("\n", part.start, place)


def alone(text: str, path: Path) -> Joined:
    """Return the text of one file; nothing is followed."""
    return Joined(text, (Part(0, str(path), 1),))


def joined(main: Path) -> Joined:
    """Return a manuscript with all files that it inputs.

    Raises
    ------
    OSError, UnicodeDecodeError
        If the main file cannot be read.
    """
    reader = _Reader(main.parent)
    reader.seen.add(main.resolve())
    reader.follow(main.read_text(encoding="utf-8"), main, main.parent)
    return Joined("".join(reader.pieces), tuple(reader.parts), tuple(reader.fragments), tuple(reader.faults))


class _Reader:
    """Collects files in the order TeX reads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pieces: list[str] = []
        self.parts: list[Part] = []
        self.fragments: list[Fragment] = []
        self.faults: list[Fault] = []
        self.seen: set[Path] = set()
        self.length = 0

    def follow(self, text: str, path: Path, folder: Path, first_line: int = 1) -> None:
        """Add a file's text, and the files it inputs where it does."""
        typeset = bare(text)
        ended = _ENDINPUT.search(typeset)
        text, typeset = (text[: ended.start()], typeset[: ended.start()]) if ended else (text, typeset)
        place = 0
        for match in _INPUT.finditer(typeset):
            self._add(text[place : match.start()] + blank(match[0]), path, first_line + text.count("\n", 0, place))
            place = match.end()
            command = self.length - len(match[0])
            for name in self._names(match):
                self._input(name, command, folder)
        self._add(text[place:], path, first_line + text.count("\n", 0, place))

    def _names(self, match: re.Match[str]) -> list[str]:
        """Return the files a command inputs; of packages, those that are files beside the manuscript."""
        if match["packages"] is not None:
            packages = [f"{name.strip()}.sty" for name in match["packages"].split(",") if name.strip() != "swingby"]
            return [name for name in packages if (self.folder / name).is_file()]
        name = match["name"] or match["bare"] or ""
        return [f"{match['folder']}/{match['imported']}" if match["folder"] is not None else name.strip()]

    def _input(self, name: str, place: int, folder: Path) -> None:
        path = _found(name, [self.folder, folder])
        try:
            text = path.read_text(encoding="utf-8") if path else ""
        except (OSError, UnicodeDecodeError):
            path = None
        if path is None:
            said = "; swingby latex writes it" if name.startswith("equations/") else ""
            said = ", as its name is made by a macro" if "#" in name else said
            self.faults.append(Fault(f"the file {name} cannot be read{said}", place, is_error=False))
            return
        if Path(name).parent.name == "equations" and _ID.fullmatch(path.stem):
            self.fragments.append(Fragment(path.stem, str(path), text, place))
        if path.resolve() in self.seen:
            return
        self.seen.add(path.resolve())
        begins = _BEGINNING.search(bare(text))
        body = _END.sub(lambda match: " " * len(match[0]), text[begins.end() :] if begins else text)
        self._add("\n", path, 0)
        self.follow(body, path, path.parent, 1 + text.count("\n", 0, begins.end() if begins else 0))
        self._add("\n", path, 1 + text.count("\n"))

    def _add(self, text: str, path: Path, line: int) -> None:
        if text:
            self.parts.append(Part(self.length, str(path), line))
            self.pieces.append(text)
            self.length += len(text)


def _found(name: str, folders: list[Path]) -> Path | None:
    """Return the file of a name: with .tex where there is one, in the folder of the main file or of the file that inputs it."""
    if not name or "\\" in name or "#" in name:
        return None
    candidates = [folder / each for folder in folders for each in (f"{name}.tex", name)]
    return next((path for path in candidates if path.is_file()), None)
