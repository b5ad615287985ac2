"""The page of definitions: what the theorems of Coq speak of, and how many claims the kernel knows in which way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from verify.proofs.definitions import HEADINGS, INTRODUCTION, LIBRARY, Definition, definitions
from verify.proofs.export import Label
from verify.proofs.labels import MEANING
from verify.render.report.entries import Entry


@dataclass(frozen=True)
class Kernel:
    """What the mark says, definitions under their headings, what comes from elsewhere, labels with their number of claims."""

    introduction: str
    definitions: dict[str, list[Definition]]
    library: str
    labels: list[tuple[str, str, int]]


def kernel(entries: Iterable[Entry]) -> Kernel | None:
    """Return the page of definitions, or nothing if no claim is a theorem about them."""
    counts = Counter(entry.kernel.label for entry in entries if entry.kernel)
    if not counts[Label.KERNEL]:
        return None
    found: dict[str, list[Definition]] = {}
    for one in definitions():
        found.setdefault(HEADINGS[one.file], []).append(one)
    labels = [(label.value, MEANING[label] or "the claim says why", counts[label]) for label in Label if counts[label]]
    return Kernel(INTRODUCTION, found, LIBRARY, labels)
