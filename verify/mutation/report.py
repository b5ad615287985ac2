"""The result of a run: faults with their verdicts, kept in a file as they come, and counted by file.

    score = noticed by a claim or a test / (all - equivalent)

Crashes and timeouts are no part of the numerator; `score_without_crashes` leaves them out of both.
"""

from __future__ import annotations

import json
import platform
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from numerics.files import write
from verify.mutation.faults import Fault, flat
from verify.mutation.trial import CLAIM, EQUIVALENT, MISSED, TEST, TIMEOUT, VERDICTS, Verdict

SCHEMA = 1


@dataclass
class Run:
    """What was asked, and what came of it.

    Parameters
    ----------
    asked : commit, digest, seed, level and the like
    faults : those of the run, in order
    verdicts : by the key of the fault
    reasons : by the key, what is declared of it
    """

    asked: dict[str, Any]
    faults: Sequence[Fault]
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    @property
    def undeclared(self) -> list[Fault]:
        """Return the survivors of which nothing is declared."""
        return [fault for fault in self.survivors if fault.key not in self.reasons]

    @property
    def survivors(self) -> list[Fault]:
        """Return the faults that nothing notices."""
        return [fault for fault in self.faults if fault.key in self.verdicts and self.verdicts[fault.key].verdict == MISSED]

    def document(self) -> dict[str, Any]:
        """Return the run as JSON has it."""
        tried = [fault for fault in self.faults if fault.key in self.verdicts]
        counts = Counter(self.verdicts[fault.key].verdict for fault in tried)
        files = dict.fromkeys(fault.file for fault in sorted(tried, key=lambda fault: fault.file))
        by_file = {file: Counter(self.verdicts[fault.key].verdict for fault in tried if fault.file == file) for file in files}
        return {
            "schema": SCHEMA,
            **self.asked,
            "python": platform.python_version(),
            "faults_chosen": len(self.faults),
            "complete": len(tried) == len(self.faults),
            "summary": scored(counts),
            "by_file": {file: scored(counted) for file, counted in by_file.items()},
            "faults": [self._entry(fault) for fault in tried],
        }

    def _entry(self, fault: Fault) -> dict[str, Any]:
        place = {"key": fault.key, "file": fault.file, "line": fault.line, "column": fault.column, "function": fault.function}
        what = {"kind": fault.kind, "before": flat(fault.before), "after": flat(fault.after), "number": fault.number}
        verdict = asdict(self.verdicts[fault.key])
        verdict["seconds"] = round(verdict["seconds"], 2)
        return place | what | verdict | {"reason": self.reasons.get(fault.key, "")}


def scored(counts: Mapping[str, int]) -> dict[str, Any]:
    """Return counts by verdict, and the scores; null where there is nothing to count."""
    total = sum(counts.values())
    noticed, alive = counts.get(CLAIM, 0) + counts.get(TEST, 0), total - counts.get(EQUIVALENT, 0)
    decided = alive - counts.get("crash", 0) - counts.get(TIMEOUT, 0)
    return {
        "faults": total,
        **{name: counts.get(name, 0) for name in VERDICTS},
        "score": round(noticed / alive, 4) if alive else None,
        "score_without_crashes": round(noticed / decided, 4) if decided else None,
    }


def keep(path: Path, run: Run) -> None:
    """Write a run to a file, whole or not at all."""
    write(path, json.dumps(run.document(), indent=1) + "\n")


def read(path: Path) -> dict[str, Any]:
    """Return the result in a file.

    Raises
    ------
    ValueError : naming the file, if it is not there or is no result
    """
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as failure:
        raise ValueError(f"result {path} cannot be read: {failure}") from failure
    if not isinstance(document, dict) or document.get("schema") != SCHEMA or not isinstance(document.get("faults"), list):
        raise ValueError(f"result {path} must be one of swingby mutate, schema {SCHEMA}")
    return document


def verdicts_in(document: Mapping[str, Any]) -> dict[str, Verdict]:
    """Return the verdicts of a result, by the keys of the faults."""
    names = ("verdict", "by", "detail", "ran", "unrun_count", "seconds")
    return {
        entry["key"]: Verdict(**{name: entry[name] for name in names}, unrun=tuple(entry["unrun"]))
        for entry in document["faults"]
    }


def table(document: Mapping[str, Any]) -> Iterable[str]:
    """Yield the lines of the table by file, and the sum."""
    rows = [*document["by_file"].items(), ("all", document["summary"])]
    width = max(len(name) for name, _ in rows)
    yield f"{'':<{width}}  {'faults':>6}" + "".join(f"{name:>11}" for name in VERDICTS) + f"{'score':>8}"
    for name, counts in rows:
        score = "-" if counts["score"] is None else f"{100 * counts['score']:.1f}%"
        yield f"{name:<{width}}  {counts['faults']:>6}" + "".join(f"{counts[key] or '':>11}" for key in VERDICTS) + f"{score:>8}"


def in_words(fault: Fault, verdict: Verdict, reason: str = "") -> str:
    """Return a fault and what became of it in one line."""
    what = f"{fault.file}:{fault.line} {fault.kind}: {flat(fault.before)}  ->  {flat(fault.after)}"
    left = f"; {verdict.unrun_count} not come to" if verdict.unrun_count else ""
    said = f"{verdict.ran} tried{left}" + (f"; {verdict.detail}" if verdict.detail else "")
    return f"{what}  [{said}]" + (f"  {reason}" if reason else "")
