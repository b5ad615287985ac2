"""A run on the terminal: what is proved, what is measured, what is refuted and why, and the five counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from verify.claim import Claim, Outcome
from verify.render.console import console as standard_output
from verify.render.document import summary
from verify.render.places import place
from verify.render.plain import plain
from verify.render.wording import brief, complaint, counted, facts, figures, resting, resting_on, show
from verify.run import Report, Reports
from verify.told import equations

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


def print_run(reports: Reports, seconds: float, *, quiet: bool = False) -> None:
    """Print the claims by subject, then what is not as expected, then the counts; of these the last two alone if quiet."""
    console = standard_output()
    if not quiet:
        _print_all(console, reports)
    for fault in reports.unloaded:
        console.print(Text.assemble("\n", ("NOT AS EXPECTED", "bold red"), " ", (fault.name, "bold")))
        console.print(_indented(f"ERROR: {fault.reason}", 2))
    for report in reports:
        if not report.as_expected:
            console.print(f"\n[bold red]NOT AS EXPECTED[/] [bold]{report.claim.id}[/]", highlight=False)
            console.print(_indented("\n".join(filter(None, (complaint(report), resting_on(reports, report.claim.id)))), 2))
    console.print(_count_line(reports, seconds), highlight=False)


def _print_all(console: Console, reports: Reports) -> None:
    """Print the claims by subject, those refuted as they should be, those skipped, and how to read it."""
    subjects: dict[str, list[Report]] = {}
    for report in reports:
        subjects.setdefault(report.claim.id.split(".")[0], []).append(report)
    for subject, group in subjects.items():
        console.print(Text(f"\n{subject}", style="bold"))
        for report in group:
            _print_report(console, report)
    _print_refutations(console, [report for report in reports if report.as_expected])
    for identifier, reason in reports.skipped:
        console.print(f"skipped {identifier}: {reason}")
    console.print()
    console.print(Text(LEGEND, style="dim"))
    if any("as transcribed" in report.claim.source for report in reports):
        console.print(Text(TRANSCRIPTION, style="dim"))


def _indented(words: str | Text, by: int, style: str = "") -> Padding:
    """Return words, each line of which begins so many blanks from the left."""
    return Padding(Text(words, style=style) if isinstance(words, str) else words, (0, 0, 0, by), expand=False)


def _count_line(reports: Reports, seconds: float) -> str:
    """Return the closing line: every outcome with its count, and whether all are as expected."""
    counts = summary(reports)
    outcomes = ", ".join(f"{counts[outcome.value]} {outcome.value}" for outcome in Outcome)
    evidence = Counter(report.claim.evidence.value for report in reports)
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(evidence.items()))
    mutants = [report.mutants for report in reports if report.mutants]
    lost = f", {len(reports.unloaded)} not loaded" if reports.unloaded else ""
    killed = f"; {sum(m.killed for m in mutants)}/{sum(m.total for m in mutants)} mutants killed" if mutants else ""
    verdict = f"{counts['unexpected']} NOT AS EXPECTED" if counts["unexpected"] else "all as expected"
    left_out = f", {len(reports.skipped)} skipped" if reports.skipped else ""
    of_kinds = f" ({kinds})" if kinds else ""
    return f"{counted(len(reports), 'claim')}{of_kinds}: {outcomes}{left_out}{lost}{killed} in {seconds:.1f} s. {verdict}."


def print_claim(claim: Claim) -> None:
    """Print one claim: statement, equations, source, where it lives, evidence, what would falsify it."""
    console = standard_output()
    console.print(Text(claim.id, style="bold"))
    console.print(Text(plain(claim.title)))
    console.print()
    made, failure = equations(claim)
    if failure:
        console.print(Text(f"  equations: {failure}\n", style="bold red"))
    for equation in made[:1]:
        for step in (*equation.steps, equation):
            console.print(Text(f"  {step.latex}", style="cyan"), soft_wrap=True)
        if str(equation.domain):
            console.print(Text(f"  for {brief(str(equation.domain))}", style="dim"))
        console.print()
    table = Table.grid(padding=(0, 2))
    source, *others = facts(claim, made).items()
    for name, value in (source, *(("code", place(name, claim.id)) for name in claim.code), *others):
        if value:
            table.add_row(Text(name, style="bold"), Text(plain(value)))
    console.print(table)


def _print_report(console: Console, report: Report) -> None:
    """Print two lines: outcome, evidence, id and figures; then the statement."""
    outcome = report.result.outcome
    style = STYLES[outcome] if report.as_expected else "bold red"
    killed = f"  {report.mutants.killed}/{report.mutants.total} mutants killed" if report.mutants else ""
    shown = figures(report.result.measures)
    console.print(
        Text.assemble(
            ("  ok  " if report.as_expected else "  !!  ", style),
            (f"{outcome.value:<10}", style),
            (f"{report.claim.evidence.value:<12}", "dim"),
            (report.claim.id, "bold"),
            (killed, "dim"),
        )
    )
    console.print(_indented(Text.assemble(plain(report.claim.title), (f"  ({shown})" if shown else "", "dim")), 6))
    if report.rests_on_red:
        console.print(_indented(resting(report), 6, "red"))


def _print_refutations(console: Console, reports: Sequence[Report]) -> None:
    refuted = [report for report in reports if report.result.outcome is Outcome.REFUTED]
    if refuted:
        console.print(Text("\nrefuted, as expected", style="bold"))
    for report in refuted:
        lines = [f"{report.claim.id}: {plain(report.claim.reason)}", f"counterexample: {show(report.result.counterexample)}"]
        if report.claim.corrected_by:
            lines.append(f"put right by {report.claim.corrected_by}")
        console.print(_indented("\n  ".join(lines), 2))
