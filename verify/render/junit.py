"""A run as JUnit XML, for the test reports of CI services: each claim one test case.

A claim that is not as expected is a failure, one that crashed an error, one that could not run is skipped. Drift from a baseline
is a failure of the claim; of a claim that vanished, a test case of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as Xml

from verify.baseline import Drift
from verify.claim import Outcome
from verify.render.plain import plain
from verify.render.wording import complaint
from verify.run import Report

#: Characters that XML 1.0 cannot hold, not even escaped.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(reports: Sequence[Report], skipped: Sequence[tuple[str, str]] = (), drifts: Iterable[Drift] = ()) -> str:
    """Return the XML document."""
    drifted: dict[str, list[str]] = {}
    for drift in drifts:
        if drift.counts:
            drifted.setdefault(drift.id, []).append(f"{drift.kind.value}: {drift.text}")
    cases = [_case(report, drifted.pop(report.claim.id, [])) for report in reports]
    for identifier, reason in skipped:
        broken = drifted.pop(identifier, [])
        cases.append(_failed(identifier, broken) if broken else _skipped(identifier, reason))
    cases += [_failed(identifier, broken) for identifier, broken in drifted.items()]
    counts = {name: str(sum(case.find(tag) is not None for case in cases)) for name, tag in TAGS.items()}
    time = f"{sum(report.result.seconds for report in reports):.3f}"
    suite = Xml.Element("testsuite", {"name": "swingby", "tests": str(len(cases)), **counts, "time": time})
    suite.extend(cases)
    root = Xml.Element("testsuites", {"name": "swingby", "tests": str(len(cases)), **counts, "time": time})
    root.append(suite)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


#: Attributes of a suite, and the elements of its cases that they count.
TAGS = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def _case(report: Report, drifted: list[str]) -> Xml.Element:
    case = _bare(report.claim.id, report.result.seconds)
    if not report.as_expected:
        outcome = report.result.outcome
        tag = "error" if outcome is Outcome.ERROR else "failure"
        short = f"expected {report.claim.expected.value}, came out {outcome.value}"
        message = short if outcome is not report.claim.expected else "a mutant survived"
        _say(case, tag, message, "\n".join([complaint(report), *drifted]), outcome.value)
    elif drifted:
        _say(case, "failure", drifted[0], "\n".join([plain(report.claim.title), *drifted]), "drift")
    return case


def _failed(identifier: str, drifted: list[str]) -> Xml.Element:
    case = _bare(identifier, 0.0)
    _say(case, "failure", drifted[0], "\n".join(drifted), "drift")
    return case


def _skipped(identifier: str, reason: str) -> Xml.Element:
    case = _bare(identifier, 0.0)
    Xml.SubElement(case, "skipped", {"message": _clean(reason)})
    return case


def _bare(identifier: str, seconds: float) -> Xml.Element:
    subject = identifier.split(".")[0]
    return Xml.Element(
        "testcase", {"classname": f"swingby.{_clean(subject)}", "name": _clean(identifier), "time": f"{seconds:.3f}"}
    )


def _say(case: Xml.Element, tag: str, message: str, details: str, kind: str) -> None:
    element = Xml.SubElement(case, tag, {"message": _clean(message), "type": kind})
    element.text = _clean(details)


def _clean(words: str) -> str:
    """Return words with what XML cannot hold shown as U+FFFD."""
    return FORBIDDEN.sub("\ufffd", words)
