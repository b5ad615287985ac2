"""What stands between two marks of a manuscript against the equation of their id: formula by formula."""

from __future__ import annotations

import re

from verify.manuscript.display import Judgement, judge
from verify.manuscript.equations import Stated
from verify.manuscript.grammar.tokens import ACCENTS, NotReadError, tokens
from verify.manuscript.source.marks import Block, Fault
from verify.manuscript.source.source import Source
from verify.manuscript.wording import readable

_CLAIM = re.compile(r"\s*\\(?:swingby)?claim\s*\{([^{}]*)\}\s*[.,;]?\s*")
_TEXT = re.compile(r"\\(?:text|textrm|mbox|mathrm)\s*\{([^{}]*)\}")
#: Words beside a formula that may restrict it.
_RESTRICTING = frozenset(
    {
        "for", "if", "when", "whenever", "where", "while", "unless", "until", "except", "only", "provided", "assuming", "as",
        "at", "near", "in", "on", "up", "not", "almost", "approximately", "small", "large",
    }
)  # fmt: skip


def compare_block(source: Source, block: Block, stated: Stated | None) -> tuple[int, list[Fault]]:
    """Return how many relations of a block were compared, and what is wrong with them or could not be compared."""
    if stated is None:
        return 0, [Fault(f"{block.id} has no equation to compare with", block.place, is_error=False)]
    rows, faults = source.rows(block)
    compared, printed = 0, False
    for row in rows:
        claim = _CLAIM.fullmatch(row.text)
        if claim and claim[1].strip() in (stated.id, *stated.claims):
            printed = True
            continue
        if _only_mentions(row.text):
            continue
        finding = judge(row.text, stated, row.symbols)
        place = row.place(finding.place)
        if finding.judgement is Judgement.DIFFERS:
            faults.append(Fault(f"differs from {stated.id}: {finding.message}", place))
        elif finding.judgement is Judgement.NOT_CHECKED:
            faults.append(Fault(f"{block.id}: {readable(finding.message)}", place, is_error=False))
        compared += finding.judgement in (Judgement.AGREES, Judgement.DIFFERS)
    if not compared and not faults and not printed:
        faults.append(Fault(f"nothing between the marks of {block.id} could be compared", block.place, is_error=False))
    return compared, faults


def _only_mentions(row: str) -> bool:
    """Return whether mathematics is only a letter that is spoken of, such as $W$ or $w_{ij}$."""
    try:
        found = [token.text for token in tokens(row)[:-1]]
    except NotReadError:
        return False
    if _RESTRICTING & {word.lower() for text in _TEXT.findall(row) for word in re.findall("[A-Za-z]+", text)}:
        return False
    outside: list[str] = []
    depth = 0
    for text in found:
        depth += {"{": 1, "}": -1}.get(text, 0)
        if depth == 0 and text not in ("{", "}", "_", ",", ".") and text not in ACCENTS:
            outside.append(text)
    return "=" not in found and len(outside) <= (2 if "_" in found else 1)
