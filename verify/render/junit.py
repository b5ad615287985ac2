"""A run as JUnit XML, for the test reports of CI services: each claim one test case, with file and line.

A claim that is not as expected is a failure, one that crashed an error, one that could not run is skipped. Drift from a baseline
is a failure of the claim; of a claim that vanished, a test case of its own. A file of claims that could not be used is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as Xml

from verify.baseline import Drift
from verify.claim import Outcome
from verify.render.places import claim_position
from verify.render.plain import plain
from verify.render.wording import complaint, objections
from verify.run import Report, Reports

#: Characters that XML 1.0 cannot hold, not even escaped.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Attributes of a suite, and the elements of its cases that they count.
TAGS = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def junit(reports: Reports, drifts: Iterable[Drift] = ()) -> str:
    """Return the XML document."""
    drifted: dict[str, list[str]] = {}
    for drift in drifts:
        if drift.counts:
            drifted.setdefault(drift.id, []).append(f"{drift.kind.value}: {drift.text}")
    cases = [_reported(report, drifted.pop(report.claim.id, [])) for report in reports]
    for name, reason in (dict(reports.skipped) | dict.fromkeys(drifted, "")).items():
        said = drifted.get(name)
        broken = said and case(name, tag="failure", said=said, message=said[0], type="drift")
        cases.append(broken or case(name, tag="skipped", message=reason))
    for fault in reports.unloaded:
        cases.append(case(fault.name, tag="error", subject="unloaded", message=fault.reason, type=Outcome.ERROR.value))
    return suite(cases, sum(report.result.seconds for report in reports))


def suite(cases: Sequence[Xml.Element], seconds: float = 0.0) -> str:
    """Return the XML document of test cases, counted, and of how long they took."""
    heading = {
        "name": "swingby",
        "tests": str(len(cases)),
        **{name: str(sum(it.find(tag) is not None for it in cases)) for name, tag in TAGS.items()},
        "time": f"{seconds:.3f}",
    }
    root = Xml.Element("testsuites", heading)
    Xml.SubElement(root, "testsuite", heading).extend(cases)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _reported(report: Report, drifted: Sequence[str]) -> Xml.Element:
    told = _verdict(report, drifted)
    file, line = claim_position(report.claim)
    told.attrib |= {"file": _clean(file), "line": str(line)}
    properties = Xml.Element("properties")
    for name, value in (("evidence", report.claim.evidence.value), ("level", report.claim.level.value)):
        Xml.SubElement(properties, "property", {"name": name, "value": value})
    told.insert(0, properties)
    return told


def _verdict(report: Report, drifted: Sequence[str]) -> Xml.Element:
    claim, outcome, seconds = report.claim, report.result.outcome, report.result.seconds
    if not report.as_expected:
        tag = "error" if outcome is Outcome.ERROR else "failure"
        message = "a mutant survived" if outcome is claim.expected else objections(report)[0]
        return case(claim.id, seconds, tag, [complaint(report), *drifted], message=message, type=outcome.value)
    if drifted:
        return case(claim.id, seconds, "failure", [plain(claim.title), *drifted], message=drifted[0], type="drift")
    return case(claim.id, seconds)


def case(
    identifier: str, seconds: float = 0.0, tag: str = "", said: Sequence[str] = (), subject: str = "", **attributes: str
) -> Xml.Element:
    """Return a test case, with an element of what is said under it where it has a tag."""
    names = {"classname": f"swingby.{subject or identifier.split('.')[0]}", "name": identifier, "time": f"{seconds:.3f}"}
    made = Xml.Element("testcase", {name: _clean(value) for name, value in names.items()})
    if tag:
        below = Xml.SubElement(made, tag, {name: _clean(value) for name, value in attributes.items()})
        below.text = _clean("\n".join(said)) or None
    return made


def _clean(words: str) -> str:
    """Return words with what XML cannot hold shown as U+FFFD."""
    return FORBIDDEN.sub("\ufffd", words)
