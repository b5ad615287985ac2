"""What became of the claims, from a run or from the JSON of one: the part that papers speak of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from verify.claim import Claim, Evidence, Outcome, Result
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


def of_result(claim: Claim, result: Result) -> Verdict:
    """Return the verdict of one result."""
    return Verdict(result.outcome, claim.expected, claim.evidence, result.counterexample, result.measures)


def of_reports(reports: Iterable[Report]) -> dict[str, Verdict]:
    """Return the verdicts of a run."""
    return {report.claim.id: of_result(report.claim, report.result) for report in reports}


def of_file(path: Path, claims: Mapping[str, Claim]) -> dict[str, Verdict]:
    """Return the verdicts of the JSON of a run; what is expected is what the claims say now.

    Raises
    ------
    ValueError : if the file is not the JSON of `swingby verify --json`
    """
    try:
        return {
            item["id"]: Verdict(
                Outcome(item["outcome"]),
                claims[item["id"]].expected,
                Evidence(item["evidence"]),
                item.get("counterexample"),
                item.get("measures", {}),
            )
            for item in json.loads(path.read_bytes())["claims"]
            if item["id"] in claims
        }
    except OSError as failure:
        raise ValueError(f"--from must be a readable file, got {path}: {failure.strerror}") from failure
    except (KeyError, TypeError, ValueError, RecursionError) as failure:
        raise ValueError(f"--from must be a file of swingby verify --json, got {path}, which is none") from failure
