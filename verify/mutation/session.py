"""A whole run: faults drawn, what executes them measured, each tried, and the result kept as it grows."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from verify.claim import Claim, Level
from verify.ledger import missing_modules
from verify.mutation import declared as declarations
from verify.mutation import report
from verify.mutation.faults import Fault, faults, sample
from verify.mutation.plan import Plan
from verify.mutation.reach import Measured, Reach
from verify.mutation.subject import Copy, Subject, copied
from verify.mutation.trial import CLAIM, EQUIVALENT, MISSED, TEST, Verdict, try_all
from verify.mutation.workers import Message, gather, warm

#: Seconds after which the result is written again.
KEEP_EVERY = 5.0
#: Called with what is under way, how many are done, and how many there are.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Asked:
    """What a call asks for; the words are those of the command line."""

    root: Path
    patterns: tuple[str, ...] = ()
    level: str = "quick"
    with_tests: bool = False
    tests_in: tuple[str, ...] = ()
    sample: int | None = None
    seed: int = 0
    output: Path | None = None
    jobs: int = 1
    limit: float = 60.0
    reach: Path | None = None
    known: Path | None = None
    again: Path | None = None
    declared: Path | None = None


def run(asked: Asked, claims: Mapping[str, Claim], progress: Progress) -> tuple[report.Run, Reach]:
    """Return the result of a run, and what was measured for it; a result in the output file is gone on with.

    Raises
    ------
    ValueError : naming what is wrong with the call or a file of it
    """
    subject = Subject(asked.root)
    chosen = drawn(subject, asked)
    declared = declarations.read(asked.declared or subject.root / declarations.FILE)
    earlier = report.read(asked.known) if asked.known else None
    result = report.Run(_words(subject, asked), chosen)
    if asked.output is not None and asked.output.exists():
        _resume(result, report.read(asked.output), asked.output)
    said = [(fault, entry) for fault in chosen if (entry := declarations.declaration(fault, declared))]
    result.reasons |= {fault.key: entry.reason for fault, entry in said}
    equivalent = [(fault, entry) for fault, entry in said if entry.sort == declarations.EQUIVALENT]
    keeper = Keeper(asked.output, result)
    warm()
    with copied(subject) as copy:
        result.verdicts |= _equivalent(equivalent, copy, asked)
        left = [fault for fault in chosen if fault.key not in result.verdicts]
        try:
            reach = _try(asked, claims, subject, copy, left, earlier, keeper, progress)
        finally:
            keeper.keep()
    return result, reach


class Keeper:
    """Takes verdicts, and keeps the result in a file every few seconds.

    Parameters
    ----------
    path : where; None keeps nothing
    result : what grows
    """

    def __init__(self, path: Path | None, result: report.Run) -> None:
        self.path, self.result, self.kept = path, result, 0.0

    def take(self, fault: Fault, verdict: Verdict) -> None:
        """Take one verdict."""
        self.result.verdicts[fault.key] = verdict
        if time.monotonic() - self.kept > KEEP_EVERY:
            self.keep()

    def keep(self) -> None:
        """Write the file."""
        if self.path is not None:
            report.keep(self.path, self.result)
        self.kept = time.monotonic()


def drawn(subject: Subject, asked: Asked) -> list[Fault]:
    """Return the faults of a run: of the files asked for, or those an earlier result lists as missed, as many as asked for."""
    everything = [fault for file in subject.files(asked.patterns) for fault in faults(file, (subject.root / file).read_bytes())]
    if asked.again is not None:
        missed = {key for key, verdict in report.verdicts_in(report.read(asked.again)).items() if verdict.verdict == MISSED}
        everything = [fault for fault in everything if fault.key in missed]
    return sample(everything, asked.sample, asked.seed)


def _words(subject: Subject, asked: Asked) -> dict[str, Any]:
    return {
        "commit": subject.commit(),
        "digest": subject.digest(),
        "files": list(asked.patterns) or ["theory", "numerics"],
        "level": asked.level,
        "tests": asked.with_tests,
        "tests_in": list(asked.tests_in),
        "sample": asked.sample,
        "seed": asked.seed,
        "limit": asked.limit,
    }


def _resume(result: report.Run, document: Mapping[str, Any], path: Path) -> None:
    """Take over the verdicts of a file that answers the same question about the same sources.

    Raises
    ------
    ValueError : if it answers another question
    """
    for name in ("level", "tests", "tests_in", "limit"):
        if document.get(name) != result.asked[name]:
            word = f"--{name.replace('_', '-')}"
            raise ValueError(
                f"--output must be a new file or one of {word} {result.asked[name]}, got one of {document.get(name)}"
            )
    if document.get("digest") != result.asked["digest"]:
        raise ValueError(f"--output must be a new file or one of the same sources, got {path} of commit {document.get('commit')}")
    known = {key: verdict for key, verdict in report.verdicts_in(document).items() if verdict.verdict != EQUIVALENT}
    result.verdicts |= {fault.key: known[fault.key] for fault in result.faults if fault.key in known}


def _equivalent(said: Sequence[tuple[Fault, declarations.Declared]], copy: Copy, asked: Asked) -> dict[str, Verdict]:
    """Return the verdicts on what is declared equivalent, each check made.

    Raises
    ------
    ValueError : naming the place, if a check tells a fault from the original
    """
    found = {fault.key: Verdict(EQUIVALENT, detail="by proof") for fault, entry in said if not entry.check}
    places = {fault.key: f"{fault.file}:{fault.line}" for fault, _ in said}

    def hear(message: Message) -> None:
        key, difference = message
        if difference:
            raise ValueError(f"{places[key]} is declared equivalent and is not: {difference}")
        found[key] = Verdict(EQUIVALENT, detail=f"equal on {declarations.DRAWS} draws")

    works = [(declarations.report, entry, fault, (copy.tree / fault.file).read_bytes()) for fault, entry in said if entry.check]
    failed = gather(copy.tree, works, asked.jobs, hear, asked.limit)
    if failed:
        raise ValueError(f"{places[failed[0][2].key]} is declared equivalent, and its check does not end: {failed[0][-1]}")
    return found


def _try(
    asked: Asked,
    claims: Mapping[str, Claim],
    subject: Subject,
    copy: Copy,
    left: list[Fault],
    earlier: Mapping[str, Any] | None,
    keeper: Keeper,
    progress: Progress,
) -> Reach:
    """Try the faults that are left: first on what noticed them in an earlier result, then on all that executes them."""
    done, total = 0, len(left)

    def take(fault: Fault, verdict: Verdict) -> None:
        nonlocal done
        done += 1
        keeper.take(fault, verdict)
        progress("faults", done, total)

    names = [claim.id for claim in claims.values() if Level(asked.level).includes(claim.level) and not missing_modules(claim)]
    witnesses = _witnesses(earlier, asked, set(names)) if earlier else {}
    noticed: set[str] = set()

    def hear(fault: Fault, verdict: Verdict) -> None:
        if verdict.verdict in (CLAIM, TEST):
            noticed.add(fault.key)
            take(fault, verdict)

    progress("faults", 0, total)
    recalled = [fault for fault in left if fault.key in witnesses]
    try_all(recalled, copy, lambda fault: witnesses[fault.key], {}, asked.limit, asked.jobs, hear)
    left = [fault for fault in left if fault.key not in noticed]
    if not left:
        return Reach()
    measured = Measured(subject, copy, asked.reach, asked.jobs, progress)
    measured.claims(names)
    files = measured.tests(asked.tests_in) if asked.with_tests else []
    reach = measured.reach(names, files)
    sources = {file: (copy.tree / file).read_text(encoding="utf-8") for file in subject.files()}
    plan = Plan(sources, reach)
    progress("faults", done, total)
    try_all(left, copy, lambda fault: (plan.claims(fault), plan.tests(fault)), reach.seconds, asked.limit, asked.jobs, take)
    return reach


def _witnesses(earlier: Mapping[str, Any], asked: Asked, names: set[str]) -> dict[str, tuple[list[str], list[str]]]:
    """Return what noticed each fault in an earlier result, so far as this run may ask it."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for key, verdict in report.verdicts_in(earlier).items():
        if verdict.verdict == CLAIM and verdict.by in names:
            found[key] = ([verdict.by], [])
        elif verdict.verdict == TEST and asked.with_tests:
            found[key] = ([], [verdict.by])
    return found
