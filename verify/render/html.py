"""Claims and results as HTML, for notebooks: mathematics as LaTeX between dollars, which the notebook typesets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from verify.claim import Claim, Result
from verify.render.document import summary
from verify.render.wording import complaint, facts, figures, result_facts
from verify.run import Report

#: Cells are read as sentences, from the left.
CELL = ' style="text-align: left"'
GOOD, BAD = "✅", "❌"


def claim_html(claim: Claim) -> str:
    """Return one claim: statement, its first equation, source, evidence, what would falsify it."""
    shown = [f"<p>$\\displaystyle {escape(equation.latex)}$</p>" for equation in claim.equations()[:1]]
    head = f"<p><b>{_plain(claim.id)}</b><br>{_plain(claim.title)}</p>"
    return f"<div>{head}{''.join(shown)}{facts_html(facts(claim))}</div>"


def result_html(result: Result) -> str:
    """Return one result: outcome, points, figures, counterexample, reason."""
    return facts_html(result_facts(result))


def report_html(report: Report) -> str:
    """Return one report: the claim's verdict, its statement, and what the result says."""
    mark = GOOD if report.as_expected else BAD
    head = f"<p>{mark} <b>{_plain(report.claim.id)}</b><br>{_plain(report.claim.title)}</p>"
    known = {**result_facts(report.result), "evidence": report.claim.evidence.value, "expected": report.claim.expected.value}
    if report.mutants:
        known["mutants killed"] = f"{report.mutants.killed} of {report.mutants.total}"
    return f"<div>{head}{facts_html(known)}</div>"


def reports_html(reports: Sequence[Report], skipped: Sequence[tuple[str, str]] = ()) -> str:
    """Return a run: the counts, a row for each claim, and what could not run."""
    counts = summary(reports)
    verdict = "all as expected" if not counts["unexpected"] else f"{counts['unexpected']} not as expected"
    outcomes = ", ".join(f"{number} {name}" for name, number in counts.items() if name != "unexpected")
    rows = []
    for report in reports:
        shown = figures(report.result.measures)
        said = report.claim.title if report.as_expected else complaint(report)
        words = (
            report.result.outcome.value,
            report.claim.evidence.value,
            report.claim.id,
            said + (f" ({shown})" if shown else ""),
        )
        rows.append([GOOD if report.as_expected else BAD, *words])
    table = table_html(["", "outcome", "evidence", "claim", "statement"], rows)
    left_out = table_html(["skipped", "reason"], skipped) if skipped else ""
    return f"<div><p>{len(reports)} claims: {outcomes}, {len(skipped)} skipped. {verdict}.</p>{table}{left_out}</div>"


def claims_html(claims: Iterable[Claim]) -> str:
    """Return a row for each claim: level, evidence, expected outcome, claim, statement."""
    rows = [[claim.level.value, claim.evidence.value, claim.expected.value, claim.id, claim.title] for claim in claims]
    return table_html(["level", "evidence", "expected", "claim", "statement"], rows)


def facts_html(known: Mapping[str, str]) -> str:
    """Return a table of facts, those without a value left out."""
    return table_html([], [[name, value] for name, value in known.items() if value])


def table_html(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; all cells are escaped."""
    first = f"<thead><tr>{''.join(f'<th{CELL}>{_plain(name)}</th>' for name in head)}</tr></thead>" if head else ""
    body = "".join(f"<tr>{''.join(f'<td{CELL}>{_plain(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{first}<tbody>{body}</tbody></table>"


def _plain(words: str) -> str:
    """Return words that no browser and no typesetter of mathematics takes for anything else."""
    return escape(words).replace("$", "<span>$</span>").replace("\\", "<span>\\</span>").replace("\n", "<br>")
