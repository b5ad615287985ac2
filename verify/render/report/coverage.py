"""What of the paper is covered, computed from the sources of the claims: part by part the claims that cite it.

A part that no claim cites is not covered. A claim covers it as printed where its source is the paper, as coded where it is the
released code; one whose source is the code alone names the figure in its statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from verify.claim import Claim
from verify.render.report.paper import SECTIONS, Part

#: What marks a source as the paper's, and as that of the released code.
PAPER, CODE = "2410.08309", "released code"
#: The ways of citing: a word, and what may follow it once or as a list.
_NUMBER = {
    "section": r"\d(?:\.\d)*",
    "Appendix": r"[A-G](?:\.\d)*(?![A-Za-z])",
    "Eq.": r"\([A-E1-9]\.\d+\)",
    "Theorem": r"\d\.\d",
    "Lemma": r"D\.\d",
    "Corollary": r"D\.\d",
    "Assumption": r"D\.\d",
    "Assertion": r"D\.\d",
    "Fig.": r"\d+[a-c]?",
}
#: The same words as claims write them.
_WORD = {
    "section": r"[Ss]ections?", "Appendix": r"Appendi(?:x|ces)", "Eq.": r"Eqs?\.", "Theorem": r"Theorems?",
    "Lemma": r"Lem(?:mas?|\.)", "Corollary": r"Cor(?:ollary|ollaries|\.)", "Assumption": r"Assumptions?",
    "Assertion": r"Assertions?", "Fig.": r"Fig(?:ures?|s?\.)",
}  # fmt: skip


@dataclass(frozen=True)
class Covered:
    """A part of the paper, the claims that cite it, and whether they take it as printed, as coded, or both."""

    part: Part
    claims: tuple[Claim, ...]

    @property
    def kind(self) -> str:
        """Return in words how it is covered."""
        if not self.part.references:
            return "nothing to check"
        printed = any(PAPER in claim.source for claim in self.claims)
        coded = any(CODE in claim.source for claim in self.claims)
        return {
            (True, True): "as printed and as coded",
            (True, False): "as printed",
            (False, True): "as coded",
            (False, False): "not covered",
        }[printed, coded]


def coverage(claims: Iterable[Claim]) -> dict[str, list[Covered]]:
    """Return the sections of the paper with their parts, each with the claims that cite it."""
    cited = [(claim, citations(claim)) for claim in claims]
    return {
        heading: [Covered(part, tuple(claim for claim, names in cited if names & _answered(part.references))) for part in parts]
        for heading, parts in SECTIONS.items()
    }


def citations(claim: Claim) -> set[str]:
    """Return the references to the paper that a claim makes, such as `Fig. 2b`."""
    if PAPER not in claim.source and "Yang et al." not in claim.source and CODE not in claim.source:
        return set()
    is_of_code = CODE in claim.source and PAPER not in claim.source
    return set(_references(f"{claim.source}, {claim.title}" if is_of_code else claim.source))


def _answered(references: Iterable[str]) -> set[str]:
    """Return references and what stands for them: who cites Fig. 2 cites 2a to 2c."""
    return {*references, *(name[:-1] for name in references if re.fullmatch(r"Fig\. \d+[a-c]", name))}


def _references(text: str) -> Iterator[str]:
    for name, number in _NUMBER.items():
        for listed in re.finditer(rf"{_WORD[name]}[ ~]({number}(?:(?:, | and |, and |-|–){number})*)", text):
            for found in re.finditer(rf"({number})(?:[-–]({number}))?", listed[1]):
                yield from (f"{name} {each}" for each in _between(found[1], found[2]))


def _between(first: str, last: str | None) -> Iterator[str]:
    """Return what a range stands for: `(C.7)` to `(C.9)`, `11` to `13`, `2a` to `2c`."""
    if last is None:
        yield first
        return
    head, low = re.fullmatch(r"(.*?)(\d+|[a-c])(?=\)?$)\)?", first).groups()  # type: ignore[union-attr]
    high = re.search(r"(\d+|[a-c])\)?$", last)[1]  # type: ignore[index]
    tail = ")" if first.endswith(")") else ""
    ends = (int(low), int(high)) if low.isdigit() and high.isdigit() else (ord(low), ord(high))
    for number in range(ends[0], ends[1] + 1):
        yield f"{head}{number if low.isdigit() else chr(number)}{tail}"
