"""What became of the claims, from a run or from the JSON of one: the part that papers speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from verify.claim import Claim, Evidence, Outcome
from verify.results import read
from verify.run import Report


@dataclass(frozen=True)
class Verdict:
    """The outcome of one claim, the expected one, on what it rests, and how a refuted statement fails."""

    outcome: Outcome
    expected: Outcome
    evidence: Evidence
    counterexample: Mapping[str, Any] | None = field(default=None, compare=False)

    @property
    def as_expected(self) -> bool:
        """Return whether the outcome is the expected one."""
        return self.outcome is self.expected

    def __str__(self) -> str:
        words = f"{self.outcome.value.lower()} ({self.evidence.value})"
        return words if self.as_expected else f"{words}, expected {self.expected.value.lower()}"


#: Verdicts by the ids of their claims.
Verdicts = Mapping[str, Verdict]


def of_reports(reports: Iterable[Report]) -> dict[str, Verdict]:
    """Return the verdicts of a run."""
    return {
        report.claim.id: Verdict(
            report.result.outcome, report.claim.expected, report.claim.evidence, report.result.counterexample
        )
        for report in reports
    }


def of_file(path: Path, claims: Mapping[str, Claim]) -> dict[str, Verdict]:
    """Return the verdicts of the JSON of a run; what is expected is what the claims say now.

    Raises
    ------
    ValueError : if there is no such file, or it is not the JSON of `swingby verify --json`
    """
    told = read(path).found.items()
    return {
        name: Verdict(found.result.outcome, claims[name].expected, found.evidence, found.result.counterexample)
        for name, found in told
        if name in claims
    }
