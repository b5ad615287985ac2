r"""A whole manuscript against the claims: every reference exists and holds, every marked display says what is verified."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from verify.claim import Claim, Outcome
from verify.manuscript.block import compare_block
from verify.manuscript.equations import Find
from verify.manuscript.fragments import stale_fragments
from verify.manuscript.source.marks import Block, Fault
from verify.manuscript.source.source import Reference, Source
from verify.render.tex import macro
from verify.verdicts import Verdicts


@dataclass(frozen=True)
class Remark:
    """One line about a manuscript: what is wrong or could not be checked, and on which line of which file."""

    line: int
    is_error: bool
    message: str
    file: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {'error' if self.is_error else 'not checked'}: {self.message}"


@dataclass(frozen=True)
class Checked:
    """The remarks on a manuscript in the order of its lines, and how much was looked at."""

    remarks: tuple[Remark, ...]
    references: int
    relations: int


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
    found: list[Fault] = list(source.faults)
    for item in source.references:
        states = item.command == "claim"
        found += _standing(item, states, holders, claims, verdicts, find)
        if states and item.id in holders and find(item.id) is None:
            found.append(Fault(f"the claim {item.id} is about a computation and has no equation", item.place))
    found += _macros(source, claims)
    relations = 0
    for block in source.blocks:
        found += _standing(block, True, holders, claims, verdicts, find)
        if block.id not in holders and find(block.id) is None:
            continue
        compared, said = compare_block(source, block, find(block.id))
        relations += compared
        found += said
    ordered = sorted(dict.fromkeys(found), key=lambda fault: fault.place)
    remarks = [Remark(source.line(item.place), item.is_error, item.message, source.file(item.place)) for item in ordered]
    remarks += [Remark(line, True, said, file) for file, line, said in stale_fragments(source.joined.fragments, find)]
    return Checked(tuple(dict.fromkeys(remarks)), len(source.references), relations)


def _macros(source: Source, claims: Mapping[str, Claim]) -> list[Fault]:
    """Return the uses of an equation's own macro, of which only the claim's id could be looked up."""
    known = {macro(name): name for name in claims}
    said = "\\{} is not followed; write \\claim{{{}}}"
    return [
        Fault(said.format(name, known.get(f"\\{name}", "ID")), place, is_error=False) for name, place in source.equation_macros
    ]


def _standing(
    item: Reference | Block, states: bool, holders: Mapping[str, str], claims: Mapping[str, Claim], verdicts: Verdicts, find: Find
) -> list[Fault]:
    """Return what is wrong with speaking of an id; `states` where the manuscript states it as true."""
    name, place = item.id, item.place
    if name not in holders:
        if find(name) is not None:
            return [Fault(f"no claim is about the equation {name}", place, is_error=False)]
        close = difflib.get_close_matches(name, list(claims), n=1)
        return [Fault(f"there is no claim {name}" + (f"; did you mean {close[0]}?" if close else ""), place)]
    claim = claims[holders[name]]
    verdict = verdicts.get(claim.id)
    if verdict is None:
        run = f"swingby verify {claim.id} --level {claim.level.value} --json FILE"
        said = f"the claim {claim.id} has no verdict here; {run}, then --from FILE"
        return [Fault(said, place, is_error=False)]
    if not verdict.as_expected:
        return [Fault(f"the claim {claim.id} does not hold: {verdict}", place)]
    if states and verdict.outcome is not Outcome.VERIFIED:
        other = f"; {claim.corrected_by} corrects it" if claim.corrected_by else ""
        return [Fault(f"the claim {claim.id} is {verdict}{other}", place)]
    return []
