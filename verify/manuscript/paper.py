r"""A whole manuscript against the claims: every reference exists and holds, every marked display says what is verified.

What stands between two marks is compared formula by formula; an exported fragment must be what its equation is now.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from verify.claim import Claim, Outcome
from verify.manuscript.derive import steps
from verify.manuscript.display import Judgement, judge
from verify.manuscript.equations import Find, Stated, fragment, macro
from verify.manuscript.grammar.tokens import ACCENTS, NotReadError, depths, tokens
from verify.manuscript.source.inputs import Fragment
from verify.manuscript.source.macros import UNREADABLE
from verify.manuscript.source.marks import Block, Fault
from verify.manuscript.source.source import Reference, Source
from verify.verdicts import Verdicts

_CLAIM = re.compile(r"\s*\\(?:swingby)?claim\s*\{([^{}]*)\}\s*[.,;]?\s*")
_TEXT = re.compile(r"\\(?:text|textrm|mbox|mathrm)\s*\{([^{}]*)\}")
#: The macro of one equation, as swingby.sty defines it.
_MACRO = re.compile(r"\\(Swingby[A-Z][A-Za-z]*)")
#: A macro that is not read, and what is said of it.
_UNREADABLE = re.compile(rf"\\([A-Za-z]+){UNREADABLE}.*")
_SAID = (
    r"the macro \\\1 is defined or changed in a way that is not read (more than once, after its use, inside a group or a"
    r" conditional, by a command that is not followed, or not by \\newcommand)"
)
#: Words beside a formula that may restrict it.
_RESTRICTING = frozenset(
    {
        "for", "if", "when", "whenever", "where", "while", "unless", "until", "except", "only", "provided", "assuming", "as",
        "at", "near", "in", "on", "up", "not", "almost", "approximately", "small", "large",
    }
)  # fmt: skip
#: What stands beside a letter without being one.
_BESIDE = frozenset({"{", "}", "_", ",", "."}) | ACCENTS


@dataclass(frozen=True)
class Remark:
    """One line about a manuscript: what is wrong or could not be checked, and on which line of which file."""

    file: str
    line: int
    is_error: bool
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {'error' if self.is_error else 'not checked'}: {self.message}"


@dataclass(frozen=True)
class Checked:
    """The remarks on a manuscript in the order of its lines, and how much was looked at."""

    remarks: tuple[Remark, ...]
    references: int
    relations: int

    @property
    def errors(self) -> int:
        """Return how many remarks say that something is wrong."""
        return sum(remark.is_error for remark in self.remarks)

    @property
    def unchecked(self) -> int:
        """Return how many say that something could not be checked, 1 where there is nothing to check."""
        return 1 if self.is_empty else len(self.remarks) - self.errors

    @property
    def is_empty(self) -> bool:
        """Return whether a manuscript speaks of no claim at all."""
        return not (self.references or self.relations or self.remarks)


def owners(source: Source, claims: Mapping[str, Claim], find: Find) -> dict[str, str]:
    """Return the claim behind each id a manuscript speaks of: itself, or the first claim about the equation of that id."""
    found = {}
    for name in dict.fromkeys(
        [*(item.id for item in source.references), *(block.id for block in source.marks.blocks if block.id != "derive")]
    ):
        if name in claims:
            found[name] = name
        elif (stated := find(name)) is not None and stated.claims:
            found[name] = stated.claims[0]
    return found


def check(source: Source, claims: Mapping[str, Claim], find: Find, verdicts: Verdicts) -> Checked:
    """Return what is wrong with a manuscript and what could not be checked."""
    holders = owners(source, claims, find)
    found = [*source.marks.faults, *source.joined.faults]
    for item in source.references:
        states = item.command == "claim"
        found += _standing(item, states, holders, claims, verdicts, find)
        if states and item.id in holders and find(item.id) is None:
            found.append(Fault(f"the claim {item.id} is about a computation and has no equation", item.place))
    named = {macro(name).removeprefix("\\"): name for name in claims}
    other = "\\{} is not followed; write \\claim{{{}}}"
    for match in _MACRO.finditer(source.typeset):
        found.append(Fault(other.format(match[1], named.get(match[1], "ID")), match.start(), is_error=False))
    relations = 0
    for block in source.marks.blocks:
        if block.id == "derive":
            checked, said = steps(source, block)
            relations += checked
            found += said
            continue
        found += _standing(block, True, holders, claims, verdicts, find)
        if (stated := find(block.id)) is not None:
            compared, said = _compare(source, block, stated)
            relations += compared
            found += said
        elif block.id in holders:
            found.append(Fault(f"{block.id} has no equation to compare with", block.place, is_error=False))
    found = [_doubted(fault) if fault.is_error and source.conditionals.depends(fault.place) else fault for fault in found]
    ordered = sorted(dict.fromkeys(found), key=lambda fault: fault.place)
    remarks = [Remark(*source.joined.where(item.place), item.is_error, item.message) for item in ordered]
    remarks += stale_fragments(source.joined.fragments, find)
    return Checked(tuple(dict.fromkeys(remarks)), len(source.references), relations)


def _doubted(fault: Fault) -> Fault:
    """Return what is wrong where a conditional decides whether it is printed: it is not checked."""
    said = f"{fault.message}; a conditional that is not followed decides whether this is printed"
    return replace(fault, message=said, is_error=False)


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


def _compare(source: Source, block: Block, stated: Stated) -> tuple[int, list[Fault]]:
    """Return how many relations of a block were compared, and what is wrong with them or could not be compared."""
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
            faults.append(Fault(f"{block.id}: {_UNREADABLE.sub(_SAID, finding.message)}", place, is_error=False))
        compared += finding.judgement in (Judgement.AGREES, Judgement.DIFFERS)
    if not compared and not faults and not printed:
        faults.append(Fault(f"nothing between the marks of {block.id} could be compared", block.place, is_error=False))
    return compared, faults


def _only_mentions(row: str) -> bool:
    """Return whether mathematics is only a letter that is spoken of, such as $W$ or $w_{ij}$."""
    try:
        found = tokens(row)[:-1]
    except NotReadError:
        return False
    if _RESTRICTING & {word.lower() for text in _TEXT.findall(row) for word in re.findall("[A-Za-z]+", text)}:
        return False
    texts = [token.text for token in found]
    outside = [token.text for token, depth in depths(found, {"{"}, {"}"}) if depth == 0 and token.text not in _BESIDE]
    return "=" not in texts and len(outside) <= (2 if "_" in texts else 1)


def stale_fragments(fragments: Iterable[Fragment], find: Find) -> Iterator[Remark]:
    """Return a remark on every exported fragment that does not say what its equation says now."""
    for item in fragments:
        stated = find(item.id)
        if stated is None or item.text.split() == fragment(stated).split():
            continue
        finding = judge(item.text, stated, {})
        if finding.judgement is Judgement.AGREES:
            continue
        line = 1 + item.text.count("\n", 0, finding.place)
        reason = finding.message if finding.judgement is Judgement.DIFFERS else "it is not what swingby latex writes now"
        said = f"this fragment is not the equation {item.id}: {reason}; write it again with swingby latex"
        yield Remark(item.file, line, True, said)
