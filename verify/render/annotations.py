"""Errors as annotations of GitHub Actions: lines that its log shows beside the files and lines they are about.

Source: GitHub Docs, "Workflow commands for GitHub Actions", setting an error or a warning message.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from verify.baseline import Drift
from verify.manuscript.paper import Remark
from verify.render.places import claim_position, shown
from verify.render.wording import complaint
from verify.run import Reports


def is_wanted() -> bool:
    """Return whether this runs in a step of GitHub Actions."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def of_run(reports: Reports, drifts: Iterable[Drift] = ()) -> list[str]:
    """Return a line for each claim that is not as expected, file that could not be used, and drift."""
    lines = [_line("error", fault.reason, title=fault.name) for fault in reports.unloaded]
    where = {}
    for report in reports:
        file, number = claim_position(report.claim)
        where[report.claim.id] = {"file": file, "line": str(number)}
        if not report.as_expected:
            lines.append(_line("error", complaint(report), **where[report.claim.id], title=report.claim.id))
    for drift in drifts:
        if drift.counts:
            lines.append(_line("error", f"{drift.kind.value}: {drift.text}", **where.get(drift.id, {}), title=drift.id))
    return lines


def of_paper(remarks: Iterable[Remark]) -> list[str]:
    """Return a line for each remark on a manuscript: an error, or a warning where something could not be checked."""
    return [
        _line("error" if it.is_error else "warning", it.message, file=shown(it.file), line=str(it.line), title="swingby paper")
        for it in remarks
    ]


def _line(kind: str, message: str, **properties: str) -> str:
    said = ",".join(f"{name}={_escaped(value, ':', ',')}" for name, value in properties.items())
    return f"::{kind} {said}::{_escaped(message)}"


def _escaped(text: str, *more: str) -> str:
    """Return text as a workflow command takes it: what would end it as a percent sign and two digits."""
    for character in ("%", "\r", "\n", *more):
        text = text.replace(character, f"%{ord(character):02X}")
    return text
