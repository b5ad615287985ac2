"""Baselines: what a green run found, kept in a file, and how a later run drifts from it, claim by claim.

Of every claim a baseline keeps the statement, the level, the outcome, the evidence and the figures. A figure is either a
value with the distance it may move, or an error with the size it may reach; both are in the file, and may be set by hand.

Drift is: a claim that vanished or was renamed; a statement that was reworded (the check may have changed with it); another level,
outcome or evidence; a figure out of its tolerance or gone; a claim that was asked to run and could not. A new claim or a new
figure is reported and is no drift: adding to a theory breaks nothing that was known.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from verify.claim import Claim, Evidence
from verify.run import Report, Reports

SCHEMA = 1
#: What of a claim is compared word by word.
WORDS = ("title", "level", "outcome", "evidence")
#: Words in the names of figures that are errors: they may be anything up to a limit.
ERRORS = frozenset({"error", "difference", "deviation", "residual"})
#: An error may become so many times as large.
GROWTH = 10.0
#: Errors below this are rounding, which differs from machine to machine.
ROUNDING = 1e-12
#: Other figures may move by this in any case: it is the tightest tolerance that a bound along a flow is claimed to, and a figure
#: nearer to zero, such as the room left under a bound that is attained, is what cancellation leaves of numbers of order 1.
NOISE = 1e-10
#: How far other figures may move, relative to their size (a change in the fourth digit shown); exact ones do not move.
RELATIVE = {Evidence.EXACT: 0.0, Evidence.ENCLOSED: 1e-3, Evidence.NUMERICAL: 1e-3, Evidence.STATISTICAL: 1e-2}

#: One figure as it stands in the file: {"value", "tolerance"} or {"at_most"}.
Figure = dict[str, float]
#: A baseline: the entries of its claims by id.
Entries = dict[str, dict[str, Any]]


class Kind(Enum):
    """What became of a claim since the baseline."""

    VANISHED = "vanished"
    NOT_RUN = "could not run"
    CHANGED = "changed"
    NEW = "new"


@dataclass(frozen=True)
class Drift:
    """One difference between a run and a baseline.

    Parameters
    ----------
    id : the claim
    kind : what became of it
    text : what was and what is, one line
    """

    id: str
    kind: Kind
    text: str

    @property
    def counts(self) -> bool:
        """Return whether this is drift; a new claim or figure is only reported."""
        return self.kind is not Kind.NEW


def entries(reports: Iterable[Report], before: Mapping[str, Mapping[str, Any]] | None = None) -> Entries:
    """Return the baseline of a run.

    Figures of an earlier baseline that still hold are kept as they are, with their tolerances: so writing it again changes only
    what drifted, and rounding that differs between machines changes nothing.
    """
    return {report.claim.id: _entry(report, (before or {}).get(report.claim.id, {}).get("figures", {})) for report in reports}


def compare(known: Mapping[str, Mapping[str, Any]], claims: Mapping[str, Claim], reports: Reports) -> list[Drift]:
    """Return how a run differs from a baseline, in the order of the ledger, vanished claims last.

    Parameters
    ----------
    known : the baseline
    claims : the whole ledger; claims of the baseline that were not asked to run are only looked for in it
    reports : what ran, and what could not
    """
    ran, reasons = {report.claim.id: report for report in reports}, dict(reports.skipped)
    drifts = [
        Drift(identifier, kind, said)
        for identifier, claim in claims.items()
        for kind, said in _changes(known.get(identifier), claim, ran.get(identifier), reasons.get(identifier))
    ]
    gone = [identifier for identifier in known if identifier not in claims]
    return drifts + [Drift(identifier, Kind.VANISHED, f"was: {known[identifier]['title']}") for identifier in gone]


def text(content: Entries) -> str:
    """Return a baseline as JSON text."""
    return json.dumps({"schema": SCHEMA, "claims": content}, indent=1, allow_nan=False, ensure_ascii=False) + "\n"


def parse(content: str | bytes) -> Entries:
    """Return the baseline that a text holds, or the bytes of a file, with or without a byte order mark.

    Raises
    ------
    ValueError : if it is not the JSON of a baseline
    """
    try:
        document = json.loads(content, parse_constant=_no_constant)
    except (ValueError, RecursionError) as failure:
        raise ValueError(f"not JSON: {failure}") from failure
    if not isinstance(document, dict) or document.get("schema") != SCHEMA or not isinstance(document.get("claims"), dict):
        raise ValueError(f"must be an object with schema {SCHEMA} and claims, as `swingby baseline FILE` writes it")
    for identifier, entry in document["claims"].items():
        if not _is_entry(entry):
            raise ValueError(f"the entry of {identifier} must have {', '.join(WORDS)} and figures with numbers")
    return document["claims"]


def _entry(report: Report, before: Mapping[str, Figure]) -> dict[str, Any]:
    figures = {}
    for name, value in report.result.measures.items():
        held = name in before and not _out_of(before[name], value)
        figures[name] = dict(before[name]) if held else _figure(name, value, report.claim.evidence)
    return {**_words(report.claim, report), "figures": figures}


def _words(claim: Claim, report: Report | None) -> dict[str, str]:
    """Return what is compared word by word; of a claim that did not run, the outcome that is expected."""
    outcome = claim.expected if report is None else report.result.outcome
    return {"title": claim.title, "level": claim.level.value, "outcome": outcome.value, "evidence": claim.evidence.value}


def _figure(name: str, value: float, evidence: Evidence) -> Figure:
    if ERRORS & set(name.split("_")) and value >= 0:
        return {"at_most": _rounded(max(GROWTH * value, ROUNDING))}
    floor = 0.0 if evidence is Evidence.EXACT else NOISE
    return {"value": _rounded(value, 12), "tolerance": _rounded(max(RELATIVE[evidence] * abs(value), floor))}


def _rounded(value: float, digits: int = 2) -> float:
    return float(f"{value:.{digits}g}")


def _out_of(figure: Figure, value: float) -> str:
    """Return how a value breaks a figure of the baseline, or nothing."""
    if "at_most" in figure:
        return f"was at most {figure['at_most']:g}, is {value:.6g}" if value > figure["at_most"] else ""
    rounding = 1e-11 * abs(figure["value"])
    if abs(value - figure["value"]) <= max(figure["tolerance"], NOISE) + rounding:
        return ""
    return f"was {figure['value']:.12g} within {figure['tolerance']:g}, is {value:.12g}"


def _changes(
    known: Mapping[str, Any] | None, claim: Claim, report: Report | None, reason: str | None
) -> Iterator[tuple[Kind, str]]:
    """Yield what became of one claim: that it is new or could not run, or else each word and figure that changed."""
    if known is None and report is not None:
        yield Kind.NEW, "not in the baseline"
    if known is None:
        return
    if reason is not None:
        yield Kind.NOT_RUN, reason
        return
    now = _words(claim, report)
    for word in WORDS:
        if known[word] != now[word]:
            name = "statement" if word == "title" else word
            yield Kind.CHANGED, f"{name} was {_say(known[word])}, is {_say(now[word])}"
    if report is None:
        return
    measures = report.result.measures
    for name, figure in known["figures"].items():
        if broken := _out_of(figure, measures[name]) if name in measures else "is gone":
            yield Kind.CHANGED, f"{name} {broken}"
    for name in measures:
        if name not in known["figures"]:
            yield Kind.NEW, f"{name} is not in the baseline"


def _say(words: str) -> str:
    return f"'{words}'" if " " in words else words


def _is_entry(entry: Any) -> bool:
    figures = entry.get("figures") if isinstance(entry, dict) else None
    return (
        isinstance(figures, dict) and all(map(_is_figure, figures.values())) and all(isinstance(entry.get(w), str) for w in WORDS)
    )


def _is_figure(figure: Any) -> bool:
    named = isinstance(figure, dict) and set(figure) in ({"value", "tolerance"}, {"at_most"})
    return named and all(type(value) in (int, float) and math.isfinite(value) for value in figure.values())


def _no_constant(name: str) -> float:
    raise ValueError(f"numbers must be finite, got {name}")
