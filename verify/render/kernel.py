"""The definitions and the theorems of Coq as a part of `theory.tex`: texts as Coq reads them, in lines that may break."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from verify.claim import Claim
from verify.proofs.definitions import HEADINGS, INTRODUCTION, LIBRARY, definitions
from verify.proofs.pairs import proved
from verify.render.tex import filled, identifier, prose

#: Characters that TeX may take for a command or for another letter.
_SPECIAL = frozenset("\\{}$&#%_^~<>|\"'`-")
#: Ems that a space takes in typewriter type, and that all lines begin from the left.
SPACE, LEFT = 0.525, 1.0


def kernel(claims: Mapping[str, Claim]) -> str:
    """Return the part, or nothing if no claim is a theorem from definitions."""
    theorems = [line for name in claims if proved(name) for line in _theorems(name)]
    if not theorems:
        return ""
    lines: list[str] = []
    for file, heading in HEADINGS.items():
        lines.append(f"\\section{{{heading}}}\n{{\\small From {identifier(file)}.\\par}}")
        for one in definitions():
            if one.file == file:
                lines += [f"{identifier(one.name)}: {prose(one.words)}\\nopagebreak\\par", *_listing(one.text)]
    return filled(
        "kernel.tex",
        INTRODUCTION=prose(INTRODUCTION),
        LIBRARY=prose(LIBRARY),
        DEFINITIONS="\n".join(lines),
        THEOREMS="\n".join(theorems),
    )


def marked(claim: str) -> str:
    """Return the mark of a claim that is a theorem from definitions, with a comma before it and a link to it, or nothing."""
    return f", \\hyperlink{{coq:{claim}}}{{kernel-checked}}" if proved(claim) else ""


def _theorems(claim: str) -> Iterator[str]:
    found = proved(claim)
    where = ", ".join(identifier(f"theorems/{file}.v") for file in dict.fromkeys(one.file for one in found))
    head = f"Claim~\\ref{{claim:{claim}}}, {identifier(claim)} ({where})"
    yield f"\\hypertarget{{coq:{claim}}}{{}}{head}:\\nopagebreak\\par"
    for one in found:
        yield from _listing(one.statement)


def _listing(text: str) -> Iterator[str]:
    for line in text.splitlines():
        words = line.lstrip(" ")
        yield f"\\coqline{{{LEFT + SPACE * (len(line) - len(words)):g}em}}{{{''.join(map(_letter, words))}}}"


def _letter(letter: str) -> str:
    return r"\ " if letter == " " else f"\\char{ord(letter)}{{}}" if letter in _SPECIAL else letter
