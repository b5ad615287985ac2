"""What became of each statement of Appendix D, read off the claims whose source cites it and their results: nothing is set here.

A claim whose source is the paper's speaks of the statement as printed; a `new` one of what is true beside it; one that cites the
proof of a statement, of a step in it. One that cites more than two statements looks across them: it decides only of those on
which no other claim speaks as printed.

Source of what is cited: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Appendix D, as transcribed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from theory.appendix_d.statements import LEMMAS, Statement, cited
from verify.claim import Claim, Evidence, Outcome
from verify.verdicts import Verdict, Verdicts

#: A statement that is cited for its proof alone.
_PROOF = re.compile(r"proofs? of (?:the )?(?:Corollary|Lemma)s? D\.\d+(?:(?:, | and )D\.\d+)*")
#: A claim that cites more statements looks across them.
MOST = 2
#: What is said of a statement as printed, by what its claims say.
WORDS = {
    "red": "not as expected",
    "false": "false as printed",
    "open": "undecided as printed",
    "holds": "holds where it was examined",
    "beside": "not judged as printed",
    "silent": "no claim speaks of it",
}


@dataclass(frozen=True)
class Line:
    """A claim and what became of it; no verdict where it did not run."""

    claim: Claim
    verdict: Verdict | None

    @property
    def outcome(self) -> Outcome:
        """Return its outcome, or else the one that is expected."""
        return self.verdict.outcome if self.verdict else self.claim.expected

    @property
    def is_red(self) -> bool:
        """Return whether it ran and is not as expected."""
        return self.verdict is not None and not self.verdict.as_expected

    @property
    def words(self) -> str:
        """Return its verdict in words."""
        is_proof = self.claim.evidence in (Evidence.EXACT, Evidence.ENCLOSED)
        shown = {
            Outcome.VERIFIED: "proved" if is_proof else "measured",
            Outcome.REFUTED: "refuted" if is_proof else "refuted by measurement",
            Outcome.UNDECIDED: "undecided",
        }.get(self.outcome, self.outcome.value)
        if self.verdict is None:
            return f"not run here, expected to be {self.outcome.value.lower()}"
        return f"not as expected: {shown}" if self.is_red else shown


@dataclass(frozen=True)
class Told:
    """A statement, and the claims on it: as printed, on what is true beside it, on a step in its proof, across statements."""

    statement: Statement
    printed: tuple[Line, ...]
    beside: tuple[Line, ...]
    in_proof: tuple[Line, ...]
    across: tuple[Line, ...]

    @property
    def state(self) -> str:
        """Return what its claims make of it as printed: a key of `WORDS`."""
        outcomes = {line.outcome for line in self.printed or self.across}
        if any(line.is_red for line in (*self.printed, *self.beside, *self.in_proof, *self.across)):
            return "red"
        if Outcome.REFUTED in outcomes:
            return "false"
        if Outcome.UNDECIDED in outcomes:
            return "open"
        return "holds" if outcomes else "beside" if self.beside or self.in_proof else "silent"


def told(claims: Mapping[str, Claim], verdicts: Verdicts) -> list[Told]:
    """Return what became of the corollary and the lemmas, in their order."""
    lines = [Line(claim, verdicts.get(name)) for name, claim in claims.items()]
    return [_told(statement, lines) for statement in LEMMAS]


def _told(statement: Statement, lines: Iterable[Line]) -> Told:
    found: dict[str, list[Line]] = {"printed": [], "beside": [], "in_proof": [], "across": []}
    for line in lines:
        source = line.claim.source
        if statement.name in (names := cited(_PROOF.sub("", source))):
            found["across" if len(names) > MOST else "beside" if source.startswith("new") else "printed"].append(line)
        elif statement.name in cited(source):
            found["in_proof"].append(line)
    return Told(statement, *map(tuple, found.values()))


def counterexample(claim: Claim, verdicts: Verdicts) -> Mapping[str, Any]:
    """Return how a refuted statement fails: as it was found, or else as the claim states it; empty where neither does."""
    if claim.id in verdicts and (found := verdicts[claim.id].counterexample):
        return dict(found)
    stated = getattr(claim.method, "stated", None) or {}
    at, sides = getattr(claim.method, "counterexample", None), [getattr(claim.method, side, "") for side in ("left", "right")]
    if isinstance(at, Mapping) and at:
        return {"left": sides[0], "right": sides[1], "at": dict(at)}
    return dict(stated)
