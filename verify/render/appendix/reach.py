"""For whom Appendix D speaks, in the figures that the claims on its assumptions measured: how far they reach, who is outside.

Source of what is cited: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Appendix D.1 and figures, as transcribed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from verify.claim import Outcome
from verify.verdicts import Verdicts

#: The claims: the largest omega at a dimension, and the paper's runs.
FEASIBLE, RUNS = re.compile(r"appendix_d\.feasible_(\d+)"), "appendix_d.no_experiment"
#: A figure's least orders of magnitude by which an assumption fails, as they are measured.
_MEASURE = re.compile(r"figure(\d+)_(printed|coded)_D(\d)")
_BREAKING = re.compile(r"runs_breaking_D(\d)")


@dataclass(frozen=True)
class Largest:
    """The largest omega at d = s concepts: its decimal logarithm, and to what it is known."""

    d: int
    log10_omega: float
    gap: float
    claim: str


@dataclass(frozen=True)
class Run:
    """Figures of the tied model that break assumptions alike: by how many orders, by name; none is at every scale."""

    figures: tuple[int, ...]
    form: str
    orders: tuple[tuple[str, float], ...]


def largest(verdicts: Verdicts) -> list[Largest]:
    """Return the largest omega for which D.1 to D.5 hold together, by dimension, of those that were proved here."""
    found = []
    for name, verdict in verdicts.items():
        place = FEASIBLE.fullmatch(name)
        if place and verdict.outcome is Outcome.VERIFIED and verdict.measures.keys() >= {"log10_omega", "gap"}:
            found.append(Largest(int(place[1]), verdict.measures["log10_omega"], verdict.measures["gap"], name))
    return sorted(found, key=lambda it: it.d)


def breaking(verdicts: Verdicts) -> tuple[dict[str, int], int]:
    """Return how many of the paper's runs of the tied model break each assumption, and of how many; of none if it did not run."""
    measures = verdicts[RUNS].measures if RUNS in verdicts else {}
    outside = {f"D.{found[1]}": int(value) for name, value in measures.items() if (found := _BREAKING.fullmatch(name))}
    return outside, int(measures.get("tied_runs", 0))


def runs(verdicts: Verdicts) -> list[Run]:
    """Return the paper's runs of the tied model, alike ones together, or none where they were not looked at."""
    orders: dict[tuple[str, int], list[tuple[str, float]]] = {}
    if RUNS in verdicts and verdicts[RUNS].outcome is Outcome.VERIFIED:
        for name, value in verdicts[RUNS].measures.items():
            if found := _MEASURE.fullmatch(name):
                orders.setdefault((found[2], int(found[1])), []).append((f"D.{found[3]}", value))
    alike: dict[tuple[str, tuple[tuple[str, float], ...]], list[int]] = {}
    for (form, figure), known in orders.items():
        alike.setdefault((form, tuple(known)), []).append(figure)
    return [Run(tuple(sorted(figures)), form, known) for (form, known), figures in alike.items()]
