"""Claims whose check is a computation of its own: the check is a function, its faults are written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from verify.claim import Evidence, Mutant, Outcome, Result

if TYPE_CHECKING:
    from numpy.random import Generator

    from theory.algebra.equation import Equation

Check = Callable[["Generator"], Result]


@dataclass(frozen=True)
class Computation:
    """Run a check.

    Parameters
    ----------
    check : takes a generator and returns the result
    evidence : the kind of evidence its outcome rests on
    what : what is done, one sentence
    refuted_by : what would refute the claim, one sentence
    faults : named checks with one thing wrong, each to come out as `faulty`
    faulty : REFUTED; for a claim expected to be refuted VERIFIED, its faults being corrections
    """

    check: Check
    evidence: Evidence
    what: str
    refuted_by: str
    faults: tuple[tuple[str, Check], ...] = ()
    faulty: Outcome = Outcome.REFUTED

    def describe(self) -> str:
        """Return what is done."""
        return self.what

    def falsifier(self) -> str:
        """Return what would refute the claim."""
        return self.refuted_by

    def run(self, equations: Sequence[Equation], rng: Generator) -> Result:
        """Return what the check finds."""
        return self.check(rng)

    def mutants(self, equations: Sequence[Equation]) -> Iterable[Mutant]:
        """Return the hand-written faults."""
        return [Mutant(name, check, self.faulty) for name, check in self.faults]
