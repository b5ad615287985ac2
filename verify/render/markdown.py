"""Claims and runs as Markdown: the summary of a CI job, and the pages that notebooks show."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence

from verify.baseline import Drift
from verify.claim import Claim, Outcome, Result
from verify.prose import rendered
from verify.render.document import summary
from verify.render.wording import counted, facts, figures, objections, resting, result_facts
from verify.run import Report, Reports
from verify.told import equations

#: Characters that Markdown, with the extensions of the common hosts, may take for markup.
MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$@:=^])")
#: What Markdown may take for markup within mathematics, and commands that mean the same.
COMMANDS = {
    "|": r"\vert", "<": r"\lt", ">": r"\gt", "*": r"\ast", r"\{": r"\lbrace", r"\}": r"\rbrace", r"\|": r"\Vert", r"\\": r"\cr",
    r"\,": r"\thinspace", r"\:": r"\medspace", r"\;": r"\thickspace", r"\!": r"\negthinspace",
}  # fmt: skip
_COMMAND = re.compile(r"\\[A-Za-z]+|\\.|[|<>*]")
GOOD, BAD = "✅", "❌"


def escape(words: str) -> str:
    """Return words as one line of Markdown that shows them as they are."""
    plain = html.escape(re.sub(r"\s+", " ", words), quote=False)
    return re.sub(r"&(amp|lt|gt);|" + MARKUP.pattern, lambda found: found[0] if found[1] else f"\\{found[0]}", plain)


def prose(text: str) -> str:
    """Return a claim's words as one line of Markdown, with their mathematics between dollars."""
    return rendered(text, escape, _mathematics)


def _mathematics(latex: str) -> str:
    safe = _COMMAND.sub(lambda found: f"{COMMANDS[found[0]]} " if found[0] in COMMANDS else found[0], " ".join(latex.split()))
    return f"${' '.join(safe.split())}$"


def markdown(reports: Reports, drifts: Sequence[Drift] = ()) -> str:
    """Return the summary of a run: verdict, counts, what is not as expected, drift, all claims."""
    counts = summary(reports)
    drifted = [drift for drift in drifts if drift.counts]
    good = reports.as_expected and not drifted
    parts = [_verdict(counts), *([f"{len(drifted)} drifted from the baseline"] if drifted else [])]
    lines = [f"## {GOOD if good else BAD} swingby: {counted(len(reports), 'claim')}, {', '.join(parts)}", ""]
    names = [outcome.value for outcome in Outcome]
    numbers = [*(str(counts[name]) for name in names), str(len(reports.skipped))]
    lines += [*_table(["", *names, "skipped"], [["claims", *numbers]]), "", *_failures(reports)]
    lines += _section("Drift", map(_drift, drifted))
    lines += _section("New since the baseline", [_drift(drift) for drift in drifts if not drift.counts])
    lines += _skipped(reports)
    lines += ["<details><summary>All claims</summary>", "", *_reports_table(reports), "", "</details>"]
    return "\n".join(lines) + "\n"


def reports_page(reports: Reports) -> str:
    """Return a run: the counts, a row for each claim, what is not as expected, and what could not run."""
    counts = summary(reports)
    outcomes = ", ".join(f"{number} {name}" for name, number in counts.items() if name != "unexpected")
    head = f"{counted(len(reports), 'claim')}: {outcomes}, {len(reports.skipped)} skipped. {_verdict(counts)}."
    return "\n".join([head, "", *_reports_table(reports), "", *_failures(reports), *_skipped(reports)]).rstrip() + "\n"


def claims_page(claims: Mapping[str, Claim]) -> str:
    """Return a row for each claim: level, evidence, expected outcome, claim, statement."""
    rows = [
        [claim.level.value, claim.evidence.value, claim.expected.value, escape(claim.id), prose(claim.title)]
        for claim in claims.values()
    ]
    return "\n".join(_table(["level", "evidence", "expected", "claim", "statement"], rows)) + "\n"


def claim_page(claim: Claim) -> str:
    """Return one claim: statement, its first equation, source, evidence, what would falsify it."""
    lines = [f"**{escape(claim.id)}** {prose(claim.title)}", ""]
    made, failure = equations(claim)
    lines += [f"{BAD} equations: {escape(failure)}", ""] if failure else []
    for equation in made[:1]:
        lines += ["$$", equation.latex, "$$", ""]
    return "\n".join(lines + [f"- {name}: {prose(value)}" for name, value in facts(claim).items() if value]) + "\n"


def result_page(result: Result) -> str:
    """Return one result: outcome, points, figures, counterexample, reason."""
    return "\n".join(_facts_list(result_facts(result))) + "\n"


def report_page(report: Report) -> str:
    """Return one report: the claim's verdict, its statement, and what the result says."""
    claim = report.claim
    known = {**result_facts(report.result), "evidence": claim.evidence.value, "expected": claim.expected.value}
    if report.mutants:
        known["mutants killed"] = f"{report.mutants.killed} of {report.mutants.total}"
    head = f"{GOOD if report.as_expected else BAD} **{escape(claim.id)}** {prose(claim.title)}"
    return "\n".join([head, "", *_facts_list(known)]) + "\n"


def _verdict(counts: Mapping[str, int]) -> str:
    return f"{counts['unexpected']} not as expected" if counts["unexpected"] else "all as expected"


def _failures(reports: Reports) -> list[str]:
    """Return what is not as expected, file by file and claim by claim, and what rests on it."""
    lines = []
    for fault in reports.unloaded:
        lines += [f"### {BAD} {escape(fault.name)}", "", f"- ERROR: {escape(fault.reason)}", ""]
    for report in reports:
        if not report.as_expected:
            lines += [f"### {BAD} {escape(report.claim.id)}", "", prose(report.claim.title), ""]
            lines += [*(f"- {escape(line)}" for line in objections(report)), ""]
    shaken = [report for report in reports if report.as_expected and report.rests_on_red]
    return lines + _section("Rests on red", (f"{escape(it.claim.id)} {escape(resting(it))}" for it in shaken))


def _drift(drift: Drift) -> str:
    return f"{escape(drift.id)}: {drift.kind.value}, {escape(drift.text)}"


def _skipped(reports: Reports) -> list[str]:
    return _section("Skipped", (f"{escape(name)}: {escape(reason)}" for name, reason in reports.skipped))


def _reports_table(reports: Iterable[Report]) -> list[str]:
    """Return the lines of a table of reports: verdict, outcome, evidence, claim, statement with its figures."""
    rows = []
    for report in reports:
        claim, shown = report.claim, figures(report.result.measures)
        statement = prose(claim.title) + (f" {escape(f'({shown})')}" if shown else "")
        words = (report.result.outcome.value, claim.evidence.value, claim.id)
        rows.append([GOOD if report.as_expected else BAD, *map(escape, words), statement])
    return _table(["", "outcome", "evidence", "claim", "statement"], rows)


def _facts_list(known: Mapping[str, str]) -> list[str]:
    """Return a list of facts, those without a value left out."""
    return [f"- {name}: {escape(value)}" for name, value in known.items() if value]


def _section(title: str, items: Iterable[str]) -> list[str]:
    lines = [f"- {item}" for item in items]
    return [f"### {title}", "", *lines, ""] if lines else []


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    body = [f"| {' | '.join(row)} |" for row in rows]
    return [f"| {' | '.join(head)} |", f"|{':---|' * len(head)}", *body]
