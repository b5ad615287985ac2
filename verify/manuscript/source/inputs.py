r"""A manuscript of several files as one text: `\input`, `\include`, `\subfile`, `\import` and own packages are followed.

Each file is read once. Every offset of the text knows its file and line. A file `equations/ID.tex` is an exported fragment.
What is not typeset is blanked out, so that offsets stay what they are: comments, verbatim text, branches that TeX leaves out,
what follows `\end{document}`. Whichever begins first counts: a `%` in verbatim text is no comment, and a commented-out
`\begin{verbatim}` begins nothing.

Source: elementary.
"""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from verify.manuscript.source.conditionals import followed
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
_VERBATIM = r"comment|verbatim\*?|Verbatim\*?|BVerbatim|LVerbatim|lstlisting|minted|filecontents\*?"
#: Environments that a manuscript leaves out.
_SKIPPED = re.compile(
    r"\\excludecomment\s*\{([A-Za-z]+)\}|\\(?:re)?newenvironment\s*\{([A-Za-z]+)\}\s*\{\s*\\comment\s*\}\s*\{\s*\\endcomment\s*\}"
)
_HIDDEN = (
    r"(?P<comment>%[^\n]*)"
    r"|(?P<verb>\\(?:verb|lstinline)(?![A-Za-z])\*?(?P<bar>[^A-Za-z\s*{\[])[^\n]*?(?P=bar))"
    rf"|(?P<environment>\\begin\s*\{{(?P<hidden>{_VERBATIM})\}}.*?\\end\s*\{{(?P=hidden)\}})"
    r"|\\let\s*\\[A-Za-z@]+\s*=?\s*\\iffalse(?![A-Za-z])|\\iffalse\s*\}"
    r"|(?P<false>\\iffalse(?![A-Za-z]))"
    r"|\\."
)
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_BRANCH = re.compile(r"\\(?P<word>else|fi|if(?!f(?![A-Za-z]))[A-Za-z]*(?!\s*\{))(?![A-Za-z])|\\.|%[^\n]*", re.DOTALL)


def typeset(text: str, *, keep_comments: bool = False) -> str:
    """Return a source with all that is not typeset blanked out, or all of that but comments."""
    plain, commented = _shown(text)
    found, last = commented if keep_comments else plain, _ended(plain)
    found = found[:last] + blank(found[last:])
    for start, end in followed(plain[:last]).skipped:
        found = found[:start] + blank(found[start:end]) + found[end:]
    return found


@lru_cache(maxsize=8)
def _shown(text: str) -> tuple[str, str]:
    """Return a source without comments and what stands as it is, and the same with its comments."""
    own = [re.escape(name) for match in _SKIPPED.finditer(text) for name in match.groups() if name]
    hidden = re.compile(_HIDDEN.replace("<hidden>comment|", "<hidden>" + "|".join(["comment", *own]) + "|"), re.DOTALL)
    found: list[tuple[str, str]] = []
    place = 0
    while (match := hidden.search(text, place)) is not None:
        end = _after_false(text, match.end()) if match["false"] else match.end()
        inside = text[match.start() : end]
        plain = blanked(_COMMENT, inside) if match["false"] else inside if match.lastgroup is None else blank(inside)
        before = text[place : match.start()]
        found += [(before, before), (plain, inside if match["comment"] is not None else plain)]
        place = end
    found.append((text[place:], text[place:]))
    return "".join(part for part, _ in found), "".join(part for _, part in found)


def _ended(text: str) -> int:
    r"""Return the offset of the first `\end{document}` that no conditional leaves out, or may leave out; else that of the end."""
    for match in _END.finditer(text):
        conditionals = followed(text[: match.end()])
        is_skipped = any(first <= match.start() < last for first, last in conditionals.skipped)
        if not is_skipped and not conditionals.depends(match.start()):
            return match.start()
    return len(text)


def _after_false(text: str, place: int) -> int:
    r"""Return the offset after the `\fi` or `\else` that ends what is false."""
    depth = 1
    for match in _BRANCH.finditer(text, place):
        word = match["word"] or ""
        if word == "fi" or (word == "else" and depth == 1):
            depth -= 1
        elif word.startswith("if"):
            depth += 1
        if depth == 0:
            return match.end()
    return len(text)


def blank(text: str) -> str:
    """Return a text with all but its line ends blanked out."""
    return re.sub(r"[^\n]", " ", text)


def blanked(pattern: re.Pattern[str], text: str) -> str:
    """Return a text with what fits a pattern blanked out."""
    return pattern.sub(lambda match: blank(match[0]), text)


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
        part = self.parts[max(0, bisect(self.parts, place, key=lambda part: part.start) - 1)]
        return part.file, part.line + self.text.count("\n", part.start, place)


def joined(main: Path) -> Joined:
    """Return a manuscript with all files that it inputs.

    Raises
    ------
    OSError, UnicodeDecodeError : if the main file cannot be read
    """
    reader = _Reader(main.parent, {main.resolve()})
    reader.follow(main.read_text(encoding="utf-8"), main, main.parent)
    return Joined(reader.text, tuple(reader.parts), tuple(reader.fragments), tuple(reader.faults))


@dataclass
class _Reader:
    """Collects files in the order TeX reads them."""

    folder: Path
    seen: set[Path]
    text: str = ""
    parts: list[Part] = field(default_factory=list)
    fragments: list[Fragment] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def follow(self, text: str, path: Path, folder: Path, first_line: int = 1) -> None:
        """Add a file's text, and the files it inputs where it does."""
        printed = typeset(self.text + text)[len(self.text) :]
        ended = _ENDINPUT.search(printed)
        end = ended.start() if ended else len(text)
        place = 0
        for match in _INPUT.finditer(printed, 0, end):
            shown = match[0] if match["packages"] is not None else blank(match[0])
            self._add(text[place : match.start()] + shown, path, first_line + text.count("\n", 0, place))
            place = match.end()
            command = len(self.text) - len(match[0])
            for name in self._names(match):
                self._input(name, command, folder)
        self._add(text[place:end], path, first_line + text.count("\n", 0, place))

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
        begins = _BEGINNING.search(typeset(text))
        body = blanked(_END, text[begins.end() :] if begins else text)
        self._add("\n", path, 0)
        self.follow(body, path, path.parent, 1 + text.count("\n", 0, begins.end() if begins else 0))
        self._add("\n", path, 1 + text.count("\n"))

    def _add(self, text: str, path: Path, line: int) -> None:
        if text:
            self.parts.append(Part(len(self.text), str(path), line))
            self.text += text


def _found(name: str, folders: list[Path]) -> Path | None:
    """Return the file of a name: with .tex where there is one, in the folder of the main file or of the file that inputs it."""
    if not name or "\\" in name or "#" in name:
        return None
    candidates = [folder / each for folder in folders for each in (f"{name}.tex", name)]
    return next((path for path in candidates if path.is_file()), None)
