r"""A manuscript's LaTeX source: its marks, its references to claims, the mathematics between two marks, its macros."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from verify.manuscript.source.conditionals import Followed, followed
from verify.manuscript.source.definitions import Macros, macros, swallowed, unsettled
from verify.manuscript.source.inputs import Joined, blank, typeset
from verify.manuscript.source.macros import Expanded, expand
from verify.manuscript.source.marks import Block, Fault, Marks, marks
from verify.manuscript.source.mathematics import mathematics, relations

_ENVIRONMENT = re.compile(r"\\begin\s*\{([A-Za-z]+)\*?\}")
_REFERENCE = re.compile(r"\\(?:swingby)?(claim|claimref|claimstatus)\s*(?:\[[^][]*\])?\s*\{([^{}#\\]*)\}")


@dataclass(frozen=True)
class Reference:
    r"""One use of `\claim`, `\claimref` or `\claimstatus`, by their short or long names."""

    command: str
    id: str
    place: int


@dataclass(frozen=True)
class Row(Expanded):
    """One relation of a block, its macros expanded, with our names of its symbols."""

    symbols: dict[str, str]


@dataclass(frozen=True)
class Source:
    """A manuscript: its files as one text, the same without what is not typeset, and what is in it."""

    joined: Joined
    typeset: str
    references: tuple[Reference, ...]
    marks: Marks
    macros: Macros
    conditionals: Followed
    unsettled: str

    def rows(self, block: Block) -> tuple[list[Row], list[Fault]]:
        """Return the relations between two marks, and what could not be recognised there."""
        expanded = expand(self.typeset[block.start : block.end], block.start, self.macros)
        formulas, unread = mathematics(expanded.text)
        other = [match for match in _ENVIRONMENT.finditer(expanded.text) if match[1] in self.macros]
        unread += [Fault(f"the environment {match[1]} may be defined anew", match.start(), is_error=False) for match in other]
        if self.unsettled:
            unread.append(Fault(f"\\{self.unsettled} may change what letters mean", 0, is_error=False))
        rows = []
        for text, start in [row for formula in formulas for row in relations(formula)]:
            places = expanded.places[start : start + len(text)] or (0,)
            symbols = self.marks.symbols_at(places[-1])
            written = {expand(theirs, places[-1], self.macros).text: ours for theirs, ours in symbols.items()}
            rows.append(Row(text, places, written))
        return rows, [replace(fault, place=expanded.place(fault.place)) for fault in unread]


def read(joined: Joined) -> Source:
    """Return what is in the LaTeX source of a manuscript."""
    printed, commented = typeset(joined.text), typeset(joined.text, keep_comments=True)
    conditionals = followed(printed)
    known = macros(printed, conditionals.depends)
    for start, end in swallowed(printed, known):
        printed, commented = (text[:start] + blank(text[start:end]) + text[end:] for text in (printed, commented))
    references = [Reference(match[1], match[2].strip(), match.start()) for match in _REFERENCE.finditer(printed)]
    stated = [Reference("claim", item.id, item.place) for item in joined.fragments]
    ordered = tuple(sorted([*references, *stated], key=lambda item: item.place))
    return Source(joined, printed, ordered, marks(commented), known, conditionals, unsettled(printed))
