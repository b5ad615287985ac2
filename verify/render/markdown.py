"""A run as Markdown, short enough for the summary of a CI job: verdict, counts, what is not as expected, drift, all claims."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence

from verify.baseline import Drift
from verify.claim import Claim, Outcome, Result
from verify.render.document import summary
from verify.render.wording import complaint, facts, figures, result_facts
from verify.run import Report

#: Characters that Markdown, with the extensions of the common hosts, may take for markup.
MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$@:=^])")


def escape(words: str) -> str:
    """Return words as one line of Markdown that shows them as they are."""
    plain = html.escape(" ".join(words.split()), quote=False)
    return re.sub(r"&(amp|lt|gt);|" + MARKUP.pattern, lambda found: found[0] if found[1] else f"\\{found[0]}", plain)


def markdown(reports: Sequence[Report], skipped: Sequence[tuple[str, str]] = (), drifts: Iterable[Drift] = ()) -> str:
    """Return the summary of a run."""
    counts = summary(reports)
    differences = list(drifts)
    drifted = [drift for drift in differences if drift.counts]
    good = not counts["unexpected"] and not drifted
    parts = ["all as expected" if not counts["unexpected"] else f"{counts['unexpected']} not as expected"]
    parts += [f"{len(drifted)} drifted from the baseline"] if drifted else []
    lines = [f"## {'✅' if good else '❌'} swingby: {len(reports)} claims, {', '.join(parts)}", ""]
    names = [outcome.value for outcome in Outcome]
    lines += [*_table(["", *names, "skipped"], [["claims", *[str(counts[name]) for name in names], str(len(skipped))]]), ""]
    for report in reports:
        if not report.as_expected:
            first, *rest = complaint(report).splitlines()
            lines += [f"### ❌ {escape(report.claim.id)}", "", escape(first), ""]
            lines += [*(f"- {escape(line)}" for line in rest), ""]
    lines += _section("Drift", drifted)
    lines += _section("New since the baseline", [drift for drift in differences if not drift.counts])
    if skipped:
        lines += ["### Skipped", "", *(f"- {escape(name)}: {escape(reason)}" for name, reason in skipped), ""]
    lines += ["<details><summary>All claims</summary>", "", *reports_table(reports), "", "</details>"]
    return "\n".join(lines) + "\n"


def reports_table(reports: Sequence[Report]) -> list[str]:
    """Return the lines of a table of reports: verdict, outcome, evidence, claim, statement with its figures."""
    rows = []
    for report in reports:
        shown = figures(report.result.measures)
        statement = escape(report.claim.title) + (f" {escape(f'({shown})')}" if shown else "")
        words = (report.result.outcome.value, report.claim.evidence.value, report.claim.id)
        rows.append(["✅" if report.as_expected else "❌", *map(escape, words), statement])
    return _table(["", "outcome", "evidence", "claim", "statement"], rows)


def claims_table(claims: Iterable[Claim]) -> list[str]:
    """Return the lines of a table of claims: level, evidence, expected outcome, claim, statement."""
    rows = [[claim.level.value, claim.evidence.value, claim.expected.value, claim.id, claim.title] for claim in claims]
    return _table(["level", "evidence", "expected", "claim", "statement"], [[*map(escape, row)] for row in rows])


def claim_page(claim: Claim) -> str:
    """Return one claim: statement, equations, source, evidence, what would falsify it."""
    lines = [f"**{escape(claim.id)}** {escape(claim.title)}", ""]
    for equation in claim.equations()[:1]:
        lines += ["$$", equation.latex, "$$", ""]
    return "\n".join(lines + facts_list(facts(claim))) + "\n"


def result_page(result: Result) -> str:
    """Return one result: outcome, points, figures, counterexample, reason."""
    return "\n".join(facts_list(result_facts(result))) + "\n"


def report_page(report: Report) -> str:
    """Return one report: verdict, statement, and what the result says."""
    head = f"{'✅' if report.as_expected else '❌'} **{escape(report.claim.id)}** {escape(report.claim.title)}"
    return "\n".join([head, "", *facts_list(result_facts(report.result))]) + "\n"


def facts_list(known: Mapping[str, str]) -> list[str]:
    """Return a list of facts, those without a value left out."""
    return [f"- {name}: {escape(value)}" for name, value in known.items() if value]


def _section(title: str, drifts: Sequence[Drift]) -> list[str]:
    if not drifts:
        return []
    return [f"### {title}", "", *(f"- {escape(drift.id)}: {drift.kind.value}, {escape(drift.text)}" for drift in drifts), ""]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    body = [f"| {' | '.join(row)} |" for row in rows]
    return [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *body]
