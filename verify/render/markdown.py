"""Claims and runs as Markdown: the summary of a CI job, and the pages that notebooks show."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from verify.baseline import Drift
from verify.claim import Claim, Outcome, Result
from verify.proofs.labels import evidence
from verify.prose import rendered
from verify.render.document import summary
from verify.render.places import places
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
#: Bytes of items in a summary: GitHub shows none of one that is longer than 1 MiB, and the rest of it takes less than 4 KiB.
MOST = 2**20 - 2**12


def escape(words: str) -> str:
    """Return words as one line of Markdown that shows them as they are."""
    plain = html.escape(re.sub(r"\s+", " ", words), quote=False)
    return re.sub(r"&(amp|lt|gt);|" + MARKUP.pattern, lambda found: found[0] if found[1] else f"\\{found[0]}", plain)


def prose(text: str) -> str:
    """Return a claim's words as one line of Markdown, with their mathematics between dollars."""
    return rendered(text, escape, mathematics)


def mathematics(latex: str) -> str:
    """Return mathematics between dollars, with nothing in it that Markdown takes for markup."""
    safe = _COMMAND.sub(lambda found: f"{COMMANDS[found[0]]} " if found[0] in COMMANDS else found[0], " ".join(latex.split()))
    return f"${' '.join(safe.split())}$"


def markdown(reports: Reports, drifts: Sequence[Drift] = ()) -> str:
    """Return the summary of a run: verdict, counts, what is not as expected, drift, all claims; as much as GitHub takes."""
    counts = summary(reports)
    drifted = [drift for drift in drifts if drift.counts]
    good = reports.as_expected and not drifted
    parts = [_verdict(counts), *([f"{len(drifted)} drifted from the baseline"] if drifted else [])]
    lines = [f"## {GOOD if good else BAD} swingby: {counted(len(reports), 'claim')}, {', '.join(parts)}", ""]
    names = [outcome.value for outcome in Outcome]
    numbers = [*(str(counts[name]) for name in names), str(len(reports.skipped))]
    head, rule, *rows = _reports_table(reports)
    new = [_drift(drift) for drift in drifts if not drift.counts]
    body, left_out = _fitted(
        {
            "not as expected": ([], _failures(reports), []),
            "resting on red": _parts("Rests on red", _shaken(reports)),
            "drifted": _parts("Drift", map(_drift, drifted)),
            "new": _parts("New since the baseline", new),
            "skipped": _parts("Skipped", _skipped(reports)),
            "of all claims": (["<details><summary>All claims</summary>", "", head, rule], rows, ["", "</details>"]),
        }
    )
    lines += [*table(["", *names, "skipped"], [["claims", *numbers]]), ""]
    lines += [f"{BAD} Too long for GitHub; left out: {', '.join(left_out)}. The file of --json has them.", ""] if left_out else []
    return "\n".join([*lines, *body]) + "\n"


#: Lines before the items of a section, the items, lines after them.
Parts = tuple[list[str], list[str], list[str]]


def _fitted(sections: Mapping[str, Parts]) -> tuple[list[str], list[str]]:
    """Return the lines of sections, of which no more is kept than has room, and in words what of each is not."""
    lines: list[str] = []
    left_out = []
    room = MOST
    for name, (before, items, after) in sections.items():
        kept: list[str] = []
        for item in items:
            size = len(item.encode("utf-8", "backslashreplace")) + 1
            if size > room:
                left_out.append(f"{len(items) - len(kept):,} of {len(items):,} {name}")
                break
            kept.append(item)
            room -= size
        lines += [*before, *kept, *after] if kept else []
    return lines, left_out


def reports_page(reports: Reports) -> str:
    """Return a run: the counts, a row for each claim, what is not as expected, and what could not run."""
    counts = summary(reports)
    outcomes = ", ".join(f"{number} {name}" for name, number in counts.items() if name != "unexpected")
    head = f"{counted(len(reports), 'claim')}: {outcomes}, {len(reports.skipped)} skipped. {_verdict(counts)}."
    sections = [_parts("Rests on red", _shaken(reports)), _parts("Skipped", _skipped(reports))]
    rest = [line for section in sections if section[1] for part in section for line in part]
    return "\n".join([head, "", *_reports_table(reports), "", *_failures(reports), *rest]).rstrip() + "\n"


def claims_page(claims: Mapping[str, Claim]) -> str:
    """Return a row for each claim: level, evidence, expected outcome, claim, statement."""
    rows = [
        [claim.level.value, escape(evidence(claim)), claim.expected.value, escape(claim.id), prose(claim.title)]
        for claim in claims.values()
    ]
    return "\n".join(table(["level", "evidence", "expected", "claim", "statement"], rows)) + "\n"


def claim_page(claim: Claim) -> str:
    """Return one claim: statement, its first equation, source, evidence, what would falsify it."""
    lines = [f"**{escape(claim.id)}** {prose(claim.title)}", ""]
    made, failure = equations(claim)
    lines += [f"{BAD} equations: {escape(failure)}", ""] if failure else []
    for equation in made[:1]:
        lines += ["$$", equation.latex, "$$", ""]
    return "\n".join(lines + [f"- {name}: {prose(value)}" for name, value in facts(claim, made).items() if value]) + "\n"


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
    """Return what is not as expected, file by file and claim by claim, each a paragraph."""
    lines = [f"### {BAD} {escape(fault.name)}\n\n- ERROR: {escape(fault.reason)}\n" for fault in reports.unloaded]
    for report in reports:
        if not report.as_expected:
            said = [f"### {BAD} {escape(report.claim.id)}", "", prose(report.claim.title), ""]
            lines.append("\n".join([*said, *(f"- {escape(line)}" for line in [*objections(report), *places(report.claim)]), ""]))
    return lines


def _shaken(reports: Reports) -> Iterator[str]:
    for report in reports:
        if report.as_expected and report.rests_on_red:
            yield f"{escape(report.claim.id)} {escape(resting(report))}"


def _drift(drift: Drift) -> str:
    return f"{escape(drift.id)}: {drift.kind.value}, {escape(drift.text)}"


def _skipped(reports: Reports) -> Iterator[str]:
    for name, reason in reports.skipped:
        yield f"{escape(name)}: {escape(reason)}"


def _reports_table(reports: Iterable[Report]) -> list[str]:
    """Return the lines of a table of reports: verdict, outcome, evidence, claim, statement with its figures."""
    rows = []
    for report in reports:
        claim, shown = report.claim, figures(report.result.measures)
        statement = prose(claim.title) + (f" {escape(f'({shown})')}" if shown else "")
        words = (report.result.outcome.value, claim.evidence.value, claim.id)
        rows.append([GOOD if report.as_expected else BAD, *map(escape, words), statement])
    return table(["", "outcome", "evidence", "claim", "statement"], rows)


def _facts_list(known: Mapping[str, str]) -> list[str]:
    """Return a list of facts, those without a value left out."""
    return [f"- {name}: {escape(value)}" for name, value in known.items() if value]


def _parts(title: str, items: Iterable[str]) -> Parts:
    return [f"### {title}", ""], [f"- {item}" for item in items], [""]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table."""
    body = [f"| {' | '.join(row)} |" for row in rows]
    return [f"| {' | '.join(head)} |", f"|{':---|' * len(head)}", *body]
