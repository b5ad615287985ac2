"""What became of the claims, from a run or from the JSON of one: the part that papers speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from verify.claim import Claim, Evidence, Outcome, Result
from verify.results import Results, read
from verify.run import Report


@dataclass(frozen=True)
class Verdict:
    """The outcome of one claim, the expected one, on what it rests, how a refuted statement fails, and what was measured."""

    outcome: Outcome
    expected: Outcome
    evidence: Evidence
    counterexample: Mapping[str, Any] | None = field(default=None, compare=False)
    measures: Mapping[str, float] = field(default_factory=dict, compare=False)

    @property
    def as_expected(self) -> bool:
        """Return whether the outcome is the expected one."""
        return self.outcome is self.expected

    def __str__(self) -> str:
        words = f"{self.outcome.value.lower()} ({self.evidence.value})"
        return words if self.as_expected else f"{words}, expected {self.expected.value.lower()}"


#: Verdicts by the ids of their claims.
Verdicts = Mapping[str, Verdict]


def of_result(claim: Claim, result: Result, evidence: Evidence | None = None) -> Verdict:
    """Return the verdict of one result, of the claim's evidence unless it had another."""
    return Verdict(result.outcome, claim.expected, evidence or claim.evidence, result.counterexample, result.measures)


def of_reports(reports: Iterable[Report]) -> dict[str, Verdict]:
    """Return the verdicts of a run."""
    return {report.claim.id: of_result(report.claim, report.result) for report in reports}


def of_results(told: Results, claims: Mapping[str, Claim]) -> dict[str, Verdict]:
    """Return the verdicts of a run that was told of; what is expected is what the claims say now."""
    return {name: of_result(claims[name], it.result, it.evidence) for name, it in told.found.items() if name in claims}


def of_file(path: Path, claims: Mapping[str, Claim]) -> dict[str, Verdict]:
    """Return the verdicts of the JSON of a run; what is expected is what the claims say now.

    Raises
    ------
    ValueError : if there is no such file, or it is not the JSON of `swingby verify --json`
    """
    return of_results(read(path), claims)
