"""A run as its JSON tells it (schema 1): what was found of each claim, what was skipped, and where and when it ran."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from verify.claim import Claim, Evidence, Outcome, Result
from verify.run import MutantReport


@dataclass(frozen=True)
class Found:
    """What a run found of one claim, and by which evidence."""

    result: Result
    evidence: Evidence
    mutants: MutantReport | None

    def is_as_expected(self, claim: Claim) -> bool:
        """Return whether the outcome is the one that the claim now expects, and no fault survived."""
        return self.result.outcome is claim.expected and not (self.mutants and self.mutants.survivors)


@dataclass(frozen=True)
class Results:
    """A run: its level, what was found by id, why others were skipped or could not be read, and its environment."""

    level: str
    found: Mapping[str, Found]
    skipped: Mapping[str, str]
    unloaded: Mapping[str, str]
    environment: Mapping[str, str]


def read(path: Path) -> Results:
    """Return the run that a file of `swingby verify --json` tells of.

    Raises
    ------
    ValueError : if there is no such file, or it is another
    """
    try:
        return parse(path.read_bytes())
    except OSError as failure:
        raise ValueError(f"--from must be a readable file, got {path}: {failure.strerror}") from failure
    except ValueError as failure:
        raise ValueError(f"--from must be a file of swingby verify --json, got {path}, which is none") from failure


def parse(content: str | bytes) -> Results:
    """Return the run that a document of `swingby verify --json` tells of.

    Raises
    ------
    ValueError : if it is no such document
    """
    try:
        told = json.loads(content)
        return Results(
            str(told.get("level", "quick")),
            {_name(item): _found(item) for item in told["claims"]},
            {str(item["id"]): str(item["reason"]) for item in told.get("skipped", ())},
            {str(item["name"]): str(item["reason"]) for item in told.get("unloaded", ())},
            {str(name): str(value) for name, value in told.get("environment", {}).items() if value is not None},
        )
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError, RecursionError) as failure:
        raise ValueError("it is not the JSON of swingby verify --json") from failure


def _name(item: Mapping[str, Any]) -> str:
    if not isinstance(item["id"], str):
        raise TypeError(f"id must be text, got {item['id']!r}")
    return item["id"]


def _found(item: Mapping[str, Any]) -> Found:
    mutants = item.get("mutants")
    counterexample = item.get("counterexample")
    result = Result(
        Outcome(item["outcome"]),
        int(item.get("points", 0)),
        {str(name): float(value) for name, value in item.get("measures", {}).items()},
        None if counterexample is None else dict(counterexample),
        str(item.get("reason") or ""),
        float(item.get("seconds", 0)),
    )
    faults = mutants and MutantReport(int(mutants["total"]), tuple(map(str, mutants["survivors"])))
    return Found(result, Evidence(item["evidence"]), faults)
