"""The JSON document of a run (schema 1)."""

from __future__ import annotations

import json
import platform
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from verify.checkout import commit
from verify.claim import Claim, Outcome
from verify.proofs.labels import mark
from verify.render.places import ROOT, claim_position
from verify.run import Report, Reports
from verify.told import words

SCHEMA = 1
#: The packages whose versions a result may depend on.
PACKAGES = ("swingby", "sympy", "numpy", "scipy", "mpmath", "python-flint")


def document(reports: Reports, level: str, at: datetime | None = None) -> str:
    """Return a run as JSON: level, summary, skipped claims with reasons, claims, environment; NaN and infinity are refused.

    Files and packages of claims that could not be used stand under "unloaded", an ERROR each. The environment names the version
    and the commit (null where there is none, with "+" where files differ from it) of what ran, and when: now, unless it is told.
    """
    content = {
        "schema": SCHEMA,
        "level": level,
        "summary": summary(reports),
        "skipped": [{"id": identifier, "reason": reason} for identifier, reason in reports.skipped],
        "unloaded": [{"name": it.name, "outcome": Outcome.ERROR.value, "reason": it.reason} for it in reports.unloaded],
        "claims": [_claim(report) for report in reports],
        "environment": _environment(at or datetime.now(UTC)),
    }
    return json.dumps(content, indent=2, allow_nan=False, ensure_ascii=False) + "\n"


def _environment(at: datetime) -> dict[str, str | None]:
    return {
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
        "version": version("swingby"),
        "commit": commit(ROOT) or None,
        "date": f"{at:%Y-%m-%d}",
        "time": f"{at:%H:%M:%S} UTC",
    }


def summary(reports: Sequence[Report]) -> dict[str, int]:
    """Return how often each outcome came, all five named, and how many are not as expected; an unloaded file is an ERROR."""
    lost = len(getattr(reports, "unloaded", ()))
    counts = Counter(report.result.outcome for report in reports)
    counts[Outcome.ERROR] += lost
    unexpected = sum(not report.as_expected for report in reports) + lost
    return {**{outcome.value: counts[outcome] for outcome in Outcome}, "unexpected": unexpected}


def listing(claims: Sequence[Claim]) -> str:
    """Return claims as JSON: what is said of each before it is run, with file and line of itself and of what it holds.

    "kernel" is the mark `kernel-checked` or null; the other labels need a claim's equations, which `swingby proofs` makes.
    """
    content = {"schema": SCHEMA, "claims": [_told(claim) for claim in claims]}
    return json.dumps(content, indent=2, allow_nan=False, ensure_ascii=False) + "\n"


def _told(claim: Claim) -> dict[str, Any]:
    file, line = claim_position(claim)
    return {
        **_statement(claim),
        "kernel": mark(claim) or None,
        "reason": claim.reason or None,
        "check": words(claim.method.describe),
        "falsified_by": words(claim.method.falsifier),
        "depends_on": list(claim.depends_on),
        "corrects": claim.corrects,
        "corrected_by": claim.corrected_by,
        "needs": list(claim.needs),
        "file": file,
        "line": line,
        "code": list(claim.code),
    }


def _statement(claim: Claim) -> dict[str, str]:
    return {
        "id": claim.id,
        "title": claim.title,
        "source": claim.source,
        "level": claim.level.value,
        "expected": claim.expected.value,
        "evidence": claim.evidence.value,
    }


def _claim(report: Report) -> dict[str, Any]:
    claim, result, mutants = report.claim, report.result, report.mutants
    return {
        **_statement(claim),
        "outcome": result.outcome.value,
        "points": result.points,
        "measures": dict(result.measures),
        "counterexample": dict(result.counterexample) if result.counterexample else None,
        "reason": result.reason or claim.reason or None,
        "depends_on": list(claim.depends_on),
        "rests_on_red": list(report.rests_on_red),
        "corrects": claim.corrects,
        "corrected_by": claim.corrected_by,
        "seconds": round(result.seconds, 3),
        "mutants": {"total": mutants.total, "killed": mutants.killed, "survivors": list(mutants.survivors)} if mutants else None,
    }
