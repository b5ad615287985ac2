r"""A whole manuscript against the claims: every reference exists and holds, every marked display says what is verified."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from verify.claim import Claim, Outcome
from verify.manuscript.names import ACCENTS
from verify.manuscript.display import Judgement, judge
from verify.manuscript.equations import Stated
from verify.manuscript.source import Block, Source, rows
from verify.manuscript.tokens import NotReadError, tokens
from verify.verdicts import Verdicts


@dataclass(frozen=True)
class Remark:
    """One line about a manuscript: what is wrong or could not be checked, and on which line."""

    line: int
    is_error: bool
    message: str

    def __str__(self) -> str:
        return f"{self.line}: {'error' if self.is_error else 'not checked'}: {self.message}"


@dataclass(frozen=True)
class Checked:
    """The remarks on a manuscript in the order of its lines, and how much was looked at."""

    remarks: tuple[Remark, ...]
    references: int
    relations: int


_CLAIM = re.compile(r"\s*\\claim\s*\{[^{}]*\}\s*[.,;]?\s*")
#: Returns the equation of an id, or None.
Find = Callable[[str], Stated | None]


def names(source: Source) -> list[str]:
    """Return the ids a manuscript speaks of, each once."""
    return list(dict.fromkeys([*(item.id for item in source.references), *(block.id for block in source.blocks)]))


def owners(identifiers: Iterable[str], claims: Mapping[str, Claim], find: Find) -> dict[str, str]:
    """Return the claim behind each id: itself, or the first claim about the equation of that id."""
    found = {}
    for name in identifiers:
        if name in claims:
            found[name] = name
        elif (stated := find(name)) is not None and stated.claims:
            found[name] = stated.claims[0]
    return found


def check(source: Source, claims: Mapping[str, Claim], find: Find, verdicts: Verdicts) -> Checked:
    """Return what is wrong with a manuscript and what could not be checked."""
    holders = owners(names(source), claims, find)
    remarks = [Remark(source.line(fault.place), True, fault.message) for fault in source.faults]
    for item in source.references:
        states = item.command == "claim"
        line = source.line(item.place)
        remarks += [Remark(line, error, text) for error, text in _standing(item.id, states, holders, claims, verdicts, find)]
        if states and item.id in holders and find(item.id) is None:
            remarks.append(Remark(line, True, f"the claim {item.id} is about a computation and has no equation"))
    relations = 0
    for block in source.blocks:
        line = source.line(block.place)
        remarks += [Remark(line, error, text) for error, text in _standing(block.id, True, holders, claims, verdicts, find)]
        compared, said = _block(source, block, find(block.id) if block.id in holders or find(block.id) else None)
        relations += compared
        remarks += said
    return Checked(tuple(sorted(set(remarks), key=lambda remark: remark.line)), len(source.references), relations)


def _standing(
    name: str, states: bool, holders: Mapping[str, str], claims: Mapping[str, Claim], verdicts: Verdicts, find: Find
) -> list[tuple[bool, str]]:
    """Return what is wrong with speaking of an id; `states` where the manuscript states it as true."""
    if name not in holders:
        if find(name) is not None:
            return [(False, f"no claim is about the equation {name}")]
        close = difflib.get_close_matches(name, list(claims), n=1)
        return [(True, f"there is no claim {name}" + (f"; did you mean {close[0]}?" if close else ""))]
    claim = claims[holders[name]]
    verdict = verdicts.get(claim.id)
    if verdict is None:
        return [(False, f"the claim {claim.id} ({claim.level.value}) was not run; give its results with --from")]
    if not verdict.as_expected:
        return [(True, f"the claim {claim.id} does not hold: {verdict}")]
    if states and verdict.outcome is not Outcome.VERIFIED:
        other = f"; {claim.corrected_by} corrects it" if claim.corrected_by else ""
        return [(True, f"the claim {claim.id} is {verdict}{other}")]
    return []


def _block(source: Source, block: Block, stated: Stated | None) -> tuple[int, list[Remark]]:
    """Return how many relations of a block were compared, and what is wrong with them."""
    line = source.line(block.place)
    if stated is None:
        return 0, [Remark(line, False, f"{block.id} has no equation to compare with")]
    compared, remarks = 0, []
    verified = False
    for text, start in source.mathematics(block):
        if _CLAIM.fullmatch(text):
            verified = True
            continue
        for row, offset in rows(text):
            if _only_mentions(row):
                continue
            finding = judge(row, stated, {**source.macros, **block.symbols})
            place = start + offset + finding.place
            if finding.judgement is Judgement.DIFFERS:
                remarks.append(Remark(source.line(place), True, f"differs from {stated.id}: {finding.message}"))
            elif finding.judgement is Judgement.NOT_CHECKED:
                remarks.append(Remark(source.line(place), False, f"{block.id}: {finding.message}"))
            compared += finding.judgement is not Judgement.NOT_CHECKED
    if not compared and not remarks and not verified:
        remarks.append(Remark(line, False, f"nothing between the marks of {block.id} could be compared"))
    return compared, remarks


def _only_mentions(row: str) -> bool:
    """Return whether mathematics is only a letter that is spoken of, such as $W$ or $w_{ij}$."""
    try:
        found = [token.text for token in tokens(row)[:-1]]
    except NotReadError:
        return False
    outside: list[str] = []
    depth = 0
    for text in found:
        depth += {"{": 1, "}": -1}.get(text, 0)
        if depth == 0 and text not in ("{", "}", "_", ",", ".") and text not in ACCENTS:
            outside.append(text)
    return "=" not in found and len(outside) <= (2 if "_" in found else 1)
