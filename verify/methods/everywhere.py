"""Statements "left <= right" for every point of a box: a search for a counterexample decides, or says what it would have seen.

Found and certified, the statement is REFUTED; otherwise it is UNDECIDED, with the region, the number of draws, and the share of
them that would have been seen to fail. A search never verifies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from numpy.random import Generator

from theory.algebra.equation import Equation
from verify.claim import Evidence, Mutant, Outcome, Result
from verify.methods.search import Found, Search, Sides


@dataclass(frozen=True)
class Everywhere:
    """Search the box for a point at which the left side exceeds the right.

    Parameters
    ----------
    counterexample : the search, made by `search(sides, box)`
    repairs : names, and exact sides that must hold at the counterexample that is found: what is true instead
    faults : names, and sides with one thing wrong, which the search must refute: that it can see

    Raises
    ------
    ValueError : if there is neither a repair nor a fault: such a claim could not be seen to be able to fail or to hold
    """

    counterexample: Search
    repairs: tuple[tuple[str, Sides], ...] = ()
    faults: tuple[tuple[str, Sides], ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.counterexample, Search):
            raise ValueError(f"counterexample must be a search, search(sides, box), got {self.counterexample!r}")
        if not self.repairs and not self.faults:
            raise ValueError("repairs or faults must name sides with one thing put right or wrong, got none")

    @property
    def evidence(self) -> Evidence:
        """On what an outcome rests: exact numbers, or balls."""
        return Evidence.ENCLOSED if self.counterexample.balls else Evidence.EXACT

    @property
    def reads_equations(self) -> bool:
        """Return False: sides are functions."""
        return False

    def describe(self) -> str:
        """Return what is done."""
        return (
            f"{self.counterexample.draws:,} points are drawn and the worst followed; what fails is brought to simple fractions "
            f"and proved in {'balls' if self.counterexample.balls else 'rational arithmetic'}."
        )

    def falsifier(self) -> str:
        """Return what would refute the claim."""
        return "A point of the box, in fractions, at which the left side is proved to exceed the right."

    def run(self, equations: Sequence[Equation], rng: Generator) -> Result:
        """Return REFUTED with the counterexample, else UNDECIDED with what would have been seen."""
        search, found = self.counterexample, self.counterexample.find(rng)
        if isinstance(found, Found):
            return Result(Outcome.REFUTED, search.draws, {"draws": search.draws}, found.shown)
        return Result(Outcome.UNDECIDED, search.draws, {"draws": search.draws}, reason=found.reason(search.box))

    def mutants(self, equations: Sequence[Equation]) -> Iterable[Mutant]:
        """Return the repairs, each to hold at the counterexample, and the faults, each to be refuted."""
        for name, sides in self.repairs:
            yield Mutant(name, partial(self._repaired, sides), Outcome.VERIFIED)
        for name, sides in self.faults:
            wrong = replace(self, counterexample=replace(self.counterexample, sides=sides, certify=None))
            yield Mutant(name, partial(wrong.run, equations))

    def _repaired(self, sides: Sides, rng: Generator) -> Result:
        found = self.counterexample.find(rng)
        if not isinstance(found, Found):
            return Result(Outcome.UNDECIDED, reason="no counterexample was found at which a repair could be held")
        return Result.of(self.counterexample.holds_at(sides, found.at), 1, {}, found.shown)
