"""What is said of results in every output alike: complaints, counterexamples, figures; each renderer escapes it in its way.

The words of a claim (statement, reason, check) carry mathematics between dollars; those of a result are shown as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from theory.algebra.equation import Equation
from verify.claim import Claim, Result
from verify.proofs.definitions import used
from verify.proofs.labels import evidence, known
from verify.proofs.pairs import proved
from verify.render.places import places
from verify.render.plain import plain
from verify.run import Report
from verify.told import words

#: So many measures of a claim are shown; the JSON has all.
FIGURES = 4
#: Where a reader finds the definitions of the theorems.
DEFINITIONS = (
    "for Coq and in words on the page of `swingby report` and in the document of `swingby latex`; "
    "as files: prelude.v and those in theorems of `swingby proofs`"
)


def complaint(report: Report) -> str:
    """Return the statement as plain text, why the report is not as expected, and where it is written, several lines."""
    return "\n".join([plain(report.claim.title), *objections(report), *places(report.claim)])


def objections(report: Report) -> list[str]:
    """Return why a report is not as expected, line by line."""
    claim, result = report.claim, report.result
    lines = []
    if result.outcome is not claim.expected:
        lines.append(f"expected {claim.expected.value}, came out {result.outcome.value}")
    if result.counterexample:
        lines.append(f"counterexample: {show(result.counterexample)}")
    if result.reason:
        lines.append(f"reason: {result.reason}")
    if report.mutants and report.mutants.survivors:
        lines.append(f"mutants that survived: {'; '.join(report.mutants.survivors[:5])}")
    if report.rests_on_red:
        lines.append(resting(report))
    return lines


def resting_on(reports: Iterable[Report], identifier: str) -> str:
    """Return which claims of a run rest on one of them, or nothing."""
    names = [report.claim.id for report in reports if identifier in report.rests_on_red]
    return f"{counted(len(names), 'claim')} rest{'s' * (len(names) == 1)} on it: {', '.join(names)}" if names else ""


def resting(report: Report) -> str:
    """Return which claims a claim rests on that are not as expected."""
    return f"rests on what is not as expected: {', '.join(report.rests_on_red)}"


def show(value: Any) -> str:
    """Return nested plain data as one readable line."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_point(item)}" for key, item in value.items())
    return brief(str(value))


def _point(value: Any) -> str:
    """Return the coordinates of a point that are not zero, as a line."""
    if not isinstance(value, dict):
        return brief(str(value))
    shown = [f"{key} = {item}" for key, item in value.items() if str(item) != "0"]
    rest = ["all others 0"] if len(shown) < len(value) else []
    return brief("(" + ", ".join(shown + rest) + ")")


def brief(text: str, limit: int = 400) -> str:
    """Return a text, cut short beyond `limit` characters."""
    return text if len(text) <= limit else text[:limit] + " ..."


def figures(measures: Mapping[str, float]) -> str:
    """Return the first figures of a result as one line, to four digits."""
    shown = [f"{name.replace('_', ' ')} {value:.4g}" for name, value in measures.items()]
    more = ", ..." if len(shown) > FIGURES else ""
    return ", ".join(shown[:FIGURES]) + more


def facts(claim: Claim, made: Sequence[Equation] | None = None) -> dict[str, str]:
    """Return what is to be known of a claim beside its statement, by name; empty where there is nothing.

    Its equations are made, unless they are given.
    """
    return {
        "source": claim.source,
        "evidence": evidence(claim),
        "kernel": str(known(claim, made) or ""),
        "theorem": theorems(claim),
        "definitions": definitions(claim),
        "check": words(claim.method.describe),
        "falsified by": words(claim.method.falsifier),
        "expected": claim.expected.value,
        "level": claim.level.value,
        "why": claim.reason,
        "rests on": ", ".join(claim.depends_on),
        "corrects": claim.corrects or "",
        "corrected by": claim.corrected_by or "",
        "needs": ", ".join(claim.needs),
    }


def theorems(claim: Claim) -> str:
    """Return the theorems of Coq from definitions that say what a claim says, and what checks them, or nothing."""
    said = [f"{' '.join(one.statement.split())} (theorems/{one.file}.v)" for one in proved(claim.id)]
    return "; ".join([*said, f"checked by `swingby proofs DIR {claim.id} --check`"]) if said else ""


def definitions(claim: Claim) -> str:
    """Return the names of the definitions that the theorems of a claim speak of, and where these are read, or nothing."""
    names = [one.name for one in used(" ".join(one.statement for one in proved(claim.id)))]
    return f"{', '.join(names)}; {DEFINITIONS}" if names else ""


def result_facts(result: Result) -> dict[str, str]:
    """Return what a result says, by name."""
    return {
        "outcome": result.outcome.value,
        "points": str(result.points),
        "figures": figures(result.measures),
        "counterexample": show(result.counterexample) if result.counterexample else "",
        "reason": result.reason,
    }


def counted(number: int, word: str) -> str:
    """Return a number of things in words: 1 claim, 2 claims."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
