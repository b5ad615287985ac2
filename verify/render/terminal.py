"""A run on the terminal: what is proved, what is measured, what is refuted and why, and the five counts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from verify.claim import Claim, Outcome
from verify.render.document import summary
from verify.render.plain import plain
from verify.render.wording import brief, complaint, counted, facts, figures, show
from verify.run import Report

STYLES = {
    Outcome.VERIFIED: "green",
    Outcome.REFUTED: "magenta",
    Outcome.UNDECIDED: "yellow",
    Outcome.VACUOUS: "red",
    Outcome.ERROR: "red",
}
#: How to read the two words in front of a claim.
LEGEND = (
    "ok: the outcome is the expected one; a printed statement known to be false is expected to be REFUTED. "
    "exact: proved; enclosed: proved in interval arithmetic; statistical, numerical: measured."
)
#: The source of the transcribed statements, said once.
TRANSCRIPTION = "Statements of the paper are quoted as transcribed from arXiv 2410.08309v2 (Yang et al., ICLR 2025)."


def print_run(console: Console, reports: Sequence[Report], skipped: Sequence[tuple[str, str]], seconds: float) -> None:
    """Print the claims by subject, then what is not as expected, then the counts."""
    for subject, group in groupby(_by_subject(reports), key=_subject):
        console.print(Text(f"\n{subject}", style="bold"))
        for report in group:
            _print_report(console, report)
    _print_refutations(console, [report for report in reports if report.as_expected])
    for identifier, reason in skipped:
        console.print(f"skipped {identifier}: {reason}")
    console.print()
    console.print(Text(LEGEND, style="dim"))
    if any("as transcribed" in report.claim.source for report in reports):
        console.print(Text(TRANSCRIPTION, style="dim"))
    for report in reports:
        if not report.as_expected:
            console.print(f"\n[bold red]NOT AS EXPECTED[/] [bold]{report.claim.id}[/]", highlight=False)
            console.print(Padding(Text(complaint(report)), (0, 0, 0, 2)))
    console.print(count_line(reports, skipped, seconds), highlight=False)


def _subject(report: Report) -> str:
    return report.claim.id.split(".")[0]


def _by_subject(reports: Sequence[Report]) -> list[Report]:
    """Return the reports with those of one subject together, subjects in the order in which they come."""
    order = {subject: place for place, subject in enumerate(dict.fromkeys(map(_subject, reports)))}
    return sorted(reports, key=lambda report: order[_subject(report)])


def count_line(reports: Sequence[Report], skipped: Sequence[tuple[str, str]], seconds: float) -> str:
    """Return the closing line: every outcome with its count, and whether all are as expected."""
    counts = summary(reports)
    outcomes = ", ".join(f"{counts[outcome.value]} {outcome.value}" for outcome in Outcome)
    evidence: dict[str, int] = {}
    for report in reports:
        evidence[report.claim.evidence.value] = evidence.get(report.claim.evidence.value, 0) + 1
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(evidence.items()))
    mutants = [report.mutants for report in reports if report.mutants]
    killed = f"; {sum(m.killed for m in mutants)}/{sum(m.total for m in mutants)} mutants killed" if mutants else ""
    verdict = "all as expected" if not counts["unexpected"] else f"{counts['unexpected']} NOT AS EXPECTED"
    left_out = f", {len(skipped)} skipped" if skipped else ""
    return f"{counted(len(reports), 'claim')} ({kinds}): {outcomes}{left_out}{killed} in {seconds:.1f} s. {verdict}."


def print_claim(console: Console, claim: Claim, places: Sequence[str]) -> None:
    """Print one claim: statement, equations, source, where it lives, evidence, what would falsify it."""
    console.print(Text(claim.id, style="bold"))
    console.print(Text(plain(claim.title)))
    console.print()
    for equation in claim.equations()[:1]:
        for step in (*equation.steps, equation):
            console.print(Text(f"  {step.latex}", style="cyan"), soft_wrap=True)
        if str(equation.domain):
            console.print(Text(f"  for {brief(str(equation.domain))}", style="dim"))
        console.print()
    table = Table.grid(padding=(0, 2))
    first, *others = facts(claim).items()
    for name, value in (first, *(("code", place) for place in places), *others):
        if value:
            table.add_row(Text(name, style="bold"), Text(plain(value)))
    console.print(table)


def _print_report(console: Console, report: Report) -> None:
    """Print two lines: outcome, evidence, id and figures; then the statement."""
    outcome = report.result.outcome
    style = STYLES[outcome] if report.as_expected else "bold red"
    counted = f"  {report.mutants.killed}/{report.mutants.total} mutants killed" if report.mutants else ""
    console.print(
        Text.assemble(
            ("  ok  " if report.as_expected else "  !!  ", style),
            (f"{outcome.value:<10}", style),
            (f"{report.claim.evidence.value:<12}", "dim"),
            (report.claim.id, "bold"),
            (counted, "dim"),
        )
    )
    console.print(Padding(Text.assemble(plain(report.claim.title), (_headline(report), "dim")), (0, 0, 0, 6)))


def _headline(report: Report) -> str:
    shown = figures(report.result.measures)
    return f"  ({shown})" if shown else ""


def _print_refutations(console: Console, reports: Sequence[Report]) -> None:
    refuted = [report for report in reports if report.result.outcome is Outcome.REFUTED]
    if refuted:
        console.print(Text("\nrefuted, as expected", style="bold"))
    for report in refuted:
        lines = [f"{report.claim.id}: {plain(report.claim.reason)}", f"counterexample: {show(report.result.counterexample)}"]
        if report.claim.corrected_by:
            lines.append(f"put right by {report.claim.corrected_by}")
        console.print(Padding(Text("\n  ".join(lines)), (0, 0, 0, 2)))
